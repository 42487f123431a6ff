"""A workspace of its own for each test class, served by the real program on a free port."""

import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SIGNALBOX_BIN", str(ROOT / "build" / "release" / "signalbox"))

POLICY = """policy: blackbox
record: lead
guards:
  - name: lawful-basis
    require: {lead.consent: [given, legitimate_interest, unknown]}
    else: {reject: no_lawful_basis}
rules:
  - name: known-person
    when: {prior.owner.active: true}
    assign: {owner_of: prior}
  - name: germany
    when: {lead.country: DE}
    assign: {pool: dach}
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  dach: {members: {team: dach}, strategy: weighted, all_out: hold}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
PEOPLE = """id,name,email,team
lena,Lena Weber,lena@acme.example,dach
jonas,Jonas Beck,jonas@acme.example,dach
revo,Rev Ops,revo@acme.example,revops
"""
TEAMS = """id,name
dach,DACH
revops,Revenue operations
"""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Served:
    """`with Served() as server:`; `kill()` ends it as a power cut would, `start()` serves again.

    `listen` may name another address before a start. `place` is where the scratch folder is made, `deeper` folders stand
    between it and the workspace. Before a start `before` may be set to what its process calls first and `environment` to
    what it finds there beside ours; after one with certificates, `tls` to the context that clients use."""

    def __init__(self, *options, deeper="", place=None):
        self.options = options
        self.listen = "127.0.0.1:0"
        self.before = self.tls = None
        self.environment = {}
        self.folder = tempfile.TemporaryDirectory(prefix="signalbox-", dir=place)
        parent = os.path.join(self.folder.name, deeper)
        os.makedirs(parent, exist_ok=True)
        self.directory = os.path.join(parent, "ws")
        bundle = pathlib.Path(self.folder.name, "bundle")
        (bundle / "roster").mkdir(parents=True)
        (bundle / "policy.yaml").write_text(POLICY)
        (bundle / "roster" / "people.csv").write_text(PEOPLE)
        (bundle / "roster" / "teams.csv").write_text(TEAMS)
        made = subprocess.run([PROGRAM, "init", self.directory, "--bundle", str(bundle)],
                              capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise RuntimeError("init failed: " + made.stderr)
        self.token = made.stdout.strip().splitlines()[-1]
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.close()

    def start(self):
        log = pathlib.Path(self.folder.name, "serve.log")
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", self.directory, "--listen", self.listen, *self.options],
                stdout=subprocess.PIPE, stderr=errors, text=True, preexec_fn=self.before,
                env=os.environ | self.environment,
                # A limit on files is then an error of the write, as a full disk is, and no signal.
                restore_signals=self.before is None)
        line = self.process.stdout.readline().strip()
        if not line.startswith("listening on http"):
            raise RuntimeError("serve did not start: " + line + log.read_text(errors="replace"))
        address = urllib.parse.urlparse(line.removeprefix("listening on "))
        self.scheme, self.port = address.scheme, address.port

    def said(self):
        """What all its processes logged."""
        return pathlib.Path(self.folder.name, "serve.log").read_text(errors="replace")

    def died(self):
        """Waits until the process has ended by itself; its exit code."""
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code

    def close(self):
        if self.process.poll() is None:
            self.stop()
        self.folder.cleanup()

    def connect(self):
        if self.tls is not None:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def call(self, method, path, body=None, headers=None, token=True, connection=None):
        """One request; `body` is bytes, text, or a value sent as JSON."""
        head = {"Authorization": "Bearer " + self.token} if token else {}
        if body is not None:
            head["Content-Type"] = "application/json"
        head.update(headers or {})
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        line = connection or self.connect()
        try:
            line.request(method, path, body, head)
            got = line.getresponse()
            return Answer(got.status, got.headers, got.read())
        finally:
            if connection is None:
                line.close()

    def post(self, lead, **more):
        return self.call("POST", "/v1/leads", lead, **more)
