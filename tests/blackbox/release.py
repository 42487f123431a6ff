"""The release binary, run as a user runs it: in a scratch folder, by its command line and its socket."""
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("SIGNALBOX_BIN", str(ROOT / "build/release/signalbox"))
# Far above what any command here takes, so that a hang becomes a failure.
SECONDS = 120


class ReleaseTest(unittest.TestCase):
    """A scratch folder, gone after each test, and the commands in it."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="signalbox-blackbox-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_command(self, *arguments, code=0, stdin=None):
        """Runs `signalbox ARGUMENTS`, which must end with `code`; its result."""
        command = [BINARY, *map(str, arguments)]
        done = subprocess.run(command, cwd=self.folder, input=stdin, text=True, capture_output=True, timeout=SECONDS,
                              check=False)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done

    def check_compiles(self, bundle):
        """Asserts that `policy check` finds no error, whatever it warns of; what it said."""
        done = subprocess.run([BINARY, "policy", "check", str(bundle)], cwd=self.folder, text=True, capture_output=True,
                              timeout=SECONDS, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertIn(", compiles", done.stdout)
        return done.stdout

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def make_workspace(self, *arguments):
        """`init` in the scratch folder; the bearer token."""
        return self.run_command("init", "ws", *arguments).stdout.splitlines()[-1]

    @contextlib.contextmanager
    def serving(self, *arguments):
        """`serve` on a free port until the block ends; its base address."""
        command = [BINARY, "serve", "ws", "--listen", "127.0.0.1:0", *map(str, arguments)]
        with open(self.folder / "serve.log", "wb") as log:
            process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            ready = process.stdout.readline()
            found = re.fullmatch(r"listening on (http://\S+)\n", ready)
            self.assertTrue(found, ready + (self.folder / "serve.log").read_text(errors="replace"))
            yield found.group(1)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(SECONDS)
            finally:
                process.kill()
                process.stdout.close()


def ask(method, address, token=None, body=None, headers=()):
    """(status, headers, text) of one request; an error status is an answer."""
    payload = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(address, data=payload, method=method)
    if payload is not None:
        request.add_header("Content-Type", "application/json")
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    for name, value in headers:
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read().decode()
