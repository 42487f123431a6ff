"""What is seen from outside: a real Prometheus scrapes the server, and traces are what the published protobuf files say."""

import http.server
import json
import os
import pathlib
import queue
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

from served import Served

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("SIGNALBOX_SHARED", ROOT.parent / "shared"))
OTLP = SHARED / "data" / "E_specs" / "otlp"
SECONDS = 60
CANARY = "Zqcanary"


def lead(number, **more):
    return {"email": f"person{number}.{CANARY}@huber-werke.de", "name": f"Petra {CANARY}{number}", "country": "DE",
            "consent": "given", "company": f"{CANARY} GmbH", "phone": "+49 30 1234567", "message": CANARY, **more}


def needs(program):
    return unittest.skipIf(shutil.which(program) is None,
                           f"{program} is not installed; tools/install.sh tools/fault-packages.txt does it")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Metrics(unittest.TestCase):
    @needs("promtool")
    def test_promtool_finds_no_fault_in_the_metrics_or_the_rules(self):
        with Served() as server:
            for number in range(20):
                server.post(lead(number))
            text = server.call("GET", "/metrics").body
            checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, check=False)
            self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, b""))
            self.assertNotIn(CANARY.lower(), text.decode().lower())
        checked = subprocess.run(["promtool", "check", "rules", str(ROOT / "ops/alerts.yml")], capture_output=True, text=True,
                                 check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_rules_and_dashboard_ask_only_for_metrics_that_there_are(self):
        with Served("--otlp-endpoint", f"http://127.0.0.1:{free_port()}") as server:
            server.post(lead(1))
            known = set(re.findall(r"^# TYPE (\S+)", server.call("GET", "/metrics").body.decode(), re.MULTILINE))
        asked = set()
        for name in ("alerts.yml", "dashboard.json"):
            asked |= set(re.findall(r"\bsignalbox_[a-z_]+", (ROOT / "ops" / name).read_text()))
        asked = {re.sub(r"_bucket$", "", name) for name in asked}
        self.assertGreater(len(asked), 10)
        self.assertEqual(asked - known, set())

    def test_every_runbook_of_an_alert_is_a_heading_of_the_page(self):
        page = (ROOT / "docs/operations.md").read_text()
        headings = {re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                    for line in page.splitlines() if line.startswith("#")}
        named = re.findall(r"operations\.md#([a-z0-9-]+)", (ROOT / "ops/alerts.yml").read_text())
        self.assertEqual(set(named) - headings, set())

    @needs("prometheus")
    def test_a_real_prometheus_scrapes_it_and_evaluates_the_rules(self):
        with Served() as server, tempfile.TemporaryDirectory(prefix="signalbox-prometheus-") as folder:
            for number in range(20):
                server.post(lead(number))
            config = (ROOT / "ops/prometheus.yml").read_text().replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")
            place = pathlib.Path(folder)
            (place / "prometheus.yml").write_text(config.replace("15s", "1s"))
            (place / "token").write_text(server.token)
            shutil.copy(ROOT / "ops/alerts.yml", place)
            port = free_port()
            process = subprocess.Popen(["prometheus", f"--config.file={place}/prometheus.yml", f"--storage.tsdb.path={place}/data",
                                        f"--web.listen-address=127.0.0.1:{port}"], cwd=place, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                got = self.ask(port, 'signalbox_leads{status="routed"}', lambda value: value == 20)
                self.assertEqual(got, 20)
                self.assertEqual(self.ask(port, "up", lambda value: value == 1), 1)
                rules = self.fetch(port, "/api/v1/rules")["data"]["groups"][0]["rules"]
                self.assertTrue(rules)
                self.assertEqual([rule for rule in rules if rule["health"] == "err"], [])
                firing = [alert["labels"]["alertname"] for alert in self.fetch(port, "/api/v1/alerts")["data"]["alerts"]
                          if alert["state"] == "firing"]
                self.assertEqual(firing, [])
            finally:
                process.terminate()
                process.wait(30)

    def fetch(self, port, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return json.loads(answer.read())

    def ask(self, port, query, enough):
        """What Prometheus knows, once it is enough."""
        end, value = time.monotonic() + SECONDS, None
        while time.monotonic() < end:
            try:
                found = self.fetch(port, "/api/v1/query?query=" + urllib.request.quote(query))["data"]["result"]
            except OSError:
                continue  # it is not up yet
            value = float(found[0]["value"][1]) if found else None
            if value is not None and enough(value):
                break
        return value


class Collector(http.server.BaseHTTPRequestHandler):
    """Takes what an OTLP/HTTP collector takes; `refusals` are answered first."""

    bodies = None
    refusals = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.refusals.pop(0) if self.refusals else 200
        if status == 200:
            self.bodies.put((self.path, self.headers["Content-Type"], body))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Traces(unittest.TestCase):
    def collect(self, *refusals):
        handler = type("Collecting", (Collector,), {"bodies": queue.Queue(), "refusals": list(refusals)})
        collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        self.addCleanup(collector.server_close)
        self.addCleanup(collector.shutdown)
        return collector, handler

    def decode(self, body):
        done = subprocess.run(["protoc", "--decode=opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest",
                               f"-I{OTLP}", "opentelemetry/proto/collector/trace/v1/trace_service.proto"], input=body,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace"))
        return done.stdout.decode()

    def spans_until(self, handler, enough):
        """Texts of the bodies that came, once they hold enough."""
        text = ""
        while not enough(text):
            path, kind, body = handler.bodies.get(timeout=SECONDS)
            self.assertEqual((path, kind), ("/v1/traces", "application/x-protobuf"))
            self.assertNotIn(CANARY.lower().encode(), body.lower(), "a trace holds personal data")
            text += self.decode(body)
        return text

    @needs("protoc")
    @unittest.skipUnless(OTLP.is_dir(), f"the published protobuf files are not at {OTLP}")
    def test_each_run_is_a_trace_with_a_span_for_each_step(self):
        collector, handler = self.collect(503)
        with Served("--otlp-endpoint", f"http://127.0.0.1:{collector.server_port}") as server:
            answer = server.post(lead(1)).json()
            text = self.spans_until(handler, lambda text: 'string_value: "routed"' in text)
            explained = server.call("GET", f"/v1/leads/{answer['lead_id']}/explanation")
            counts = server.call("GET", "/metrics").body.decode()
        self.assertNotRegex(text, r"(?m)^\s*\d+: ", "a field that the published files do not have")
        spans = re.findall(r"(?ms)^    spans \{\n(.*?)^    \}\n", text)
        names = [re.search(r'^      name: "([^"]*)"', span, re.MULTILINE).group(1) for span in spans]
        self.assertEqual(names[-1], "route_lead")
        for step in ("validate", "score", "route", "assign"):
            self.assertIn(step, names)
        traces = {re.search(r"trace_id: (.*)", span).group(1) for span in spans}
        self.assertEqual(len(traces), 1)
        root = re.search(r"span_id: (.*)", spans[-1]).group(1)
        self.assertNotIn("parent_span_id", spans[-1])
        for span in spans[:-1]:
            self.assertEqual(re.search(r"parent_span_id: (.*)", span).group(1), root)
        self.assertIn(f'string_value: "{answer["lead_id"]}"', spans[-1])
        self.assertIn(f'string_value: "{answer["run_id"]}"', spans[-1])
        if explained.status == 200:
            steps = [step for step in explained.json().get("steps", [])]
            self.assertEqual(len(spans) - 1, len(steps), "a span for each step")
        self.assertRegex(counts, r"(?m)^signalbox_trace_requests_failed_total 1$")
        self.assertRegex(counts, rf"(?m)^signalbox_trace_spans_sent_total {len(spans)}$")

    def test_without_the_option_nothing_is_sent_and_nothing_is_counted(self):
        with Served() as server:
            server.post(lead(1))
            self.assertNotIn("signalbox_trace", server.call("GET", "/metrics").body.decode())

    def test_a_collector_that_is_away_slows_nothing_and_is_counted(self):
        with Served("--otlp-endpoint", f"http://127.0.0.1:{free_port()}") as server:
            for number in range(50):
                self.assertEqual(server.post(lead(number)).status, 201)
            end = time.monotonic() + SECONDS
            while "signalbox_trace_requests_failed_total 0\n" in server.call("GET", "/metrics").body.decode():
                self.assertLess(time.monotonic(), end)
            self.assertEqual(server.stop(), 0, "and it stops all the same")
            server.start()

    def test_an_endpoint_that_is_no_url_is_wrong_use(self):
        with self.assertRaisesRegex(RuntimeError, "is no http or https URL"), Served("--otlp-endpoint", "collector:4318") as server:
            server.post(lead(1))


if __name__ == "__main__":
    unittest.main()
