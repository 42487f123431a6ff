"""WireMock, a real HTTP server that fails on demand, for the length of a test class."""

import json
import pathlib
import re
import shutil
import subprocess
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
INSTALLED = ROOT / "build" / "faults"


def install():
    """The program's path, installed from the lock file where it is not yet; skips where that cannot be."""
    for program in ("java", "npm"):
        if shutil.which(program) is None:
            raise unittest.SkipTest(f"{program} is not installed; tools/install.sh tools/fault-packages.txt does it")
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        wanted = (ROOT / "tests" / "faults" / name).read_bytes()
        path = INSTALLED / name
        if not path.exists() or path.read_bytes() != wanted:
            path.write_bytes(wanted)
            shutil.rmtree(INSTALLED / "node_modules", ignore_errors=True)
    if not (INSTALLED / "node_modules").exists():
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit"], cwd=INSTALLED, text=True,
                              capture_output=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(INSTALLED / "node_modules", ignore_errors=True)
            raise unittest.SkipTest("npm cannot install WireMock: " + done.stderr.strip()[-200:])
    return next((INSTALLED / "node_modules" / "wiremock").rglob("wiremock-standalone-*.jar"))


class WireMock:
    """`address` is where it listens; stubs by path."""

    def __init__(self):
        jar = install()
        self.process = subprocess.Popen(["java", "-Xmx256m", "-jar", str(jar), "--port", "0", "--bind-address", "127.0.0.1"],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = []
        for line in self.process.stdout:
            said.append(line)
            if found := re.match(r"port:\s+(\d+)", line):
                self.address = f"http://127.0.0.1:{found.group(1)}"
                return
        raise RuntimeError("WireMock did not start: " + "".join(said))

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()

    def ask(self, method, path, body=None):
        payload = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=payload, method=method,
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def answers(self, path, response, **more):
        """From now on `path` is answered so (WireMock's own words for a response)."""
        self.ask("POST", "/__admin/mappings", {"request": {"method": "POST", "urlPath": path}, "response": response, **more})

    def requests(self, path):
        """What came to `path`, the first first: headers by lower-case name, and the body."""
        found = self.ask("POST", "/__admin/requests/find", {"method": "POST", "urlPath": path})["requests"]
        found.sort(key=lambda one: one["loggedDate"])
        return [({name.lower(): value for name, value in one["headers"].items()}, one["body"]) for one in found]
