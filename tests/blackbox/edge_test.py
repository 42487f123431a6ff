"""The edge under what goes wrong outside: slow agents, a full queue, a full disk, TLS, restarts, commands while served."""

import concurrent.futures
import http.client
import http.server
import json
import os
import pathlib
import resource
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

from served import POLICY, PROGRAM, Served


def lead(number, **more):
    return {"email": f"person{number}@huber-werke.de", "name": f"Petra Huber{number}", "company": "Huber Werke GmbH",
            "country": "DE", "consent": "given", **more}


class Edge(unittest.TestCase):
    def serve(self, *options, **more):
        server = Served(*options, **more)
        self.addCleanup(server.close)
        server.start()
        return server

    def command(self, server, *arguments, code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments), "--workspace", server.directory], capture_output=True,
                              text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout

    def events(self, server, last=None):
        """Event after event, as they come: those after `last`, or all."""
        line = server.connect()
        place = ("/v1/events?after=-1", {}) if last is None else ("/v1/events", {"Last-Event-ID": str(last)})
        line.request("GET", place[0], headers={"Authorization": "Bearer " + server.token, **place[1]})
        try:
            got = line.getresponse()
            self.assertEqual(got.status, 200)
            for text in got:
                if text.startswith(b"data:"):
                    yield json.loads(text[5:])
        finally:
            line.close()


class SlowAgent(http.server.BaseHTTPRequestHandler):
    """Answers when `released`; so a run waits exactly as long as the test wants."""

    released = threading.Event()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.released.wait(60)
        body = json.dumps({"outcome": "ok", "output": {"lead.score": 77}, "confidence": 1, "evidence": [], "model_ids": []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Waiting(Edge):
    def test_a_decision_that_takes_longer_than_a_sender_waits_is_accepted_and_made_later(self):
        agent = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SlowAgent)
        threading.Thread(target=agent.serve_forever, daemon=True).start()
        self.addCleanup(agent.server_close)
        self.addCleanup(agent.shutdown)
        self.addCleanup(SlowAgent.released.set)
        server = self.serve()
        spec = {"id": "slow_score", "version": "1.0.0", "kind": "http", "capabilities": ["score"], "owner": "revops",
                "url": f"http://127.0.0.1:{agent.server_port}/", "inputs": ["lead.country"], "outputs": ["lead.score"],
                "timeout": "50s", "lifecycle": "active"}
        added = server.call("POST", "/v1/agents", spec)
        self.assertEqual(added.status, 201, added.body)
        # What would happen is told at once: nobody is called for it.
        said = server.call("POST", "/v1/decide", {"lead": lead(1)}).json()
        self.assertEqual(said["status"], "in_progress")
        self.assertEqual(said["explanation"]["steps"][-1]["agent"], "slow_score@1.0.0")
        answer = server.post(lead(1))
        self.assertEqual(answer.status, 202, answer.body)
        body = answer.json()
        self.assertEqual((body["status"], body["owner"], body["next"]["kind"]), ("in_progress", None, "wait"))
        self.assertEqual(body["next"]["url"], "/v1/leads/" + body["lead_id"])
        SlowAgent.released.set()
        for event in self.events(server, body["position"]):
            if event["type"] == "RunFinished" and event["run_id"] == body["run_id"]:
                break
        done = server.call("GET", body["next"]["url"]).json()
        self.assertEqual(done["status"], "routed")
        self.assertIn(done["owner"]["id"], ("lena", "jonas"))


class FullQueue(Edge):
    def test_what_a_full_queue_refuses_is_told_to_come_back_and_was_not_taken(self):
        server = self.serve("--queue", "1")
        refused, taken = [], []
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            # One wave is nearly always enough; how the threads meet is not ours to say.
            for wave in range(50):
                numbers = range(wave * 64, wave * 64 + 64)
                for number, answer in zip(numbers, pool.map(lambda n: server.post(lead(n)), numbers)):
                    (taken if answer.status == 201 else refused).append((number, answer))
                if refused:
                    break
        self.assertTrue(refused, "a queue of one was never full")
        for _, answer in refused:
            self.assertEqual(answer.status, 429, answer.body)
            self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        number = refused[0][0]
        server.stop()
        server.start()
        self.assertEqual(server.call("GET", f"/v1/leads?email=person{number}@huber-werke.de").json()["items"], [])
        number, answer = taken[0]
        found = server.call("GET", f"/v1/leads?email=person{number}@huber-werke.de").json()["items"]
        self.assertEqual(found[0]["lead_id"], answer.json()["lead_id"])


class IdleConnections(Edge):
    def idle(self, server, count, first=b""):
        """That many connections of which the server hears `first` and no more."""
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            self.addCleanup(connection.close)
            connection.sendall(first)

    def test_however_many_say_nothing_a_new_request_is_answered(self):
        own, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (own, most))
        server = Served()
        self.addCleanup(server.close)
        server.before = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, most), most))
        server.start()
        self.idle(server, 1_100)
        self.assertEqual(server.post(lead(1)).status, 201)
        self.assertNotIn("refused", server.said())

    def test_where_the_system_gives_no_more_of_them_one_that_rests_makes_room(self):
        server = Served()
        self.addCleanup(server.close)
        server.before = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
        server.start()
        self.idle(server, 150)
        self.assertEqual(server.post(lead(1)).status, 201)

    def test_a_charset_and_a_whole_address_are_read_as_they_are_meant(self):
        server = self.serve()
        answer = server.call("POST", "/v1/leads", lead(1), {"Content-Type": "application/json; charset=utf-16"})
        self.assertEqual(answer.status, 415)
        self.assertIn("send the body in UTF-8, not in `utf-16`", answer.json()["detail"])
        answer = server.call("GET", f"http://127.0.0.1:{server.port}/v1/leads?limit=1")
        self.assertEqual((answer.status, answer.json()["items"]), (200, []))


class FullDisk(Edge):
    def test_a_failed_commit_is_503_and_the_next_start_has_all_that_was_acknowledged(self):
        server = self.serve()
        server.post(lead(0))
        server.stop()
        longest = max(os.path.getsize(os.path.join(server.directory, name)) for name in os.listdir(server.directory))
        limit = longest + (256 << 10)
        server.before = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        server.start()
        acknowledged, failed = {}, None
        for number in range(1, 20_000):
            answer = server.post(lead(number, message="m" * 2000 + str(number)))
            if answer.status != 201:
                failed = answer
                break
            acknowledged[number] = answer.json()
        self.assertIsNotNone(failed, "the disk was never full")
        self.assertEqual(failed.status, 503, failed.body)
        self.assertIn("Retry-After", failed.headers)
        self.assertEqual(failed.headers["Content-Type"], "application/problem+json")
        self.assertTrue(acknowledged)
        server.stop()
        server.before = None
        server.start()
        self.assertEqual(server.call("GET", "/readyz", token=False).status, 200)
        for number, body in list(acknowledged.items())[-20:]:
            found = server.call("GET", f"/v1/leads?email=person{number}@huber-werke.de").json()["items"]
            self.assertEqual([(f["lead_id"], f["owner"]) for f in found], [(body["lead_id"], body["owner"])])
        self.assertEqual(server.call("GET", f"/v1/leads?email=person{number + 1}@huber-werke.de").json()["items"], [])
        self.assertEqual(server.post(lead(number + 1)).status, 201)
        self.assertEqual(server.stop(), 0)
        self.assertTrue(json.loads(self.command(server, "audit", "verify", "--json"))["ok"])


class Tls(Edge):
    def test_two_flags_make_it_https(self):
        folder = tempfile.TemporaryDirectory(prefix="signalbox-tls-")
        self.addCleanup(folder.cleanup)
        certificate, key = os.path.join(folder.name, "cert.pem"), os.path.join(folder.name, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        server = self.serve("--tls-cert", certificate, "--tls-key", key)
        self.assertEqual(server.scheme, "https")
        server.tls = ssl.create_default_context(cafile=certificate)
        health = server.call("GET", "/healthz", token=False)
        self.assertEqual((health.status, health.headers["Strict-Transport-Security"]), (200, "max-age=31536000"))
        self.assertEqual(server.post(lead(1)).status, 201)
        self.assertEqual(server.call("GET", "/v1/leads", token=False).status, 401)
        server.tls = ssl.create_default_context()
        with self.assertRaises(ssl.SSLCertVerificationError):
            server.call("GET", "/healthz")
        server.tls = None
        with self.assertRaises((OSError, http.client.HTTPException)):
            server.call("GET", "/healthz")
        server.tls = ssl.create_default_context(cafile=certificate)
        self.assertEqual(server.call("GET", "/healthz").status, 200)

    def test_a_certificate_that_is_none_is_named(self):
        server = self.serve()
        server.stop()
        done = subprocess.run([PROGRAM, "serve", server.directory, "--listen", "127.0.0.1:0", "--tls-cert", "/gone.pem",
                               "--tls-key", "/gone.key"], capture_output=True, text=True, timeout=60, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("/gone.pem", done.stderr)


class Commands(Edge):
    def publish(self, server, policy):
        path = pathlib.Path(server.folder.name, "changed")
        path.mkdir(exist_ok=True)
        (path / "policy.yaml").write_text(policy)
        return self.command(server, "policy", "publish", path)

    def test_commands_work_on_a_workspace_that_is_served(self):
        server = self.serve()
        sent = server.post(lead(1, external_id="C-1")).json()
        told = json.loads(self.command(server, "explain", "C-1", "--json"))
        self.assertEqual((told["lead_id"], told["rule"]), (sent["lead_id"], "germany"))
        self.publish(server, POLICY.replace("assign: {pool: dach}", "queue: unrouted"))
        self.assertEqual(server.post(lead(2)).json()["queue"], "unrouted")
        versions = json.loads(self.command(server, "policy", "versions", "--json"))["versions"]
        self.assertEqual([v["active"] for v in versions], [False, True])
        self.command(server, "policy", "rollback")
        self.assertEqual(server.post(lead(3)).json()["rule"], "germany")
        people = pathlib.Path(server.folder.name, "more.csv")
        people.write_text("id,name,team\nzoe,Zoe Lang,dach\n")
        self.command(server, "import", "people", people)
        self.assertIn("zoe", {server.post(lead(10 + i)).json()["owner"]["id"] for i in range(9)})
        self.assertIn("slow_score", self.add_agent(server))
        self.command(server, "explain", "nobody", code=1)

    def add_agent(self, server):
        spec = pathlib.Path(server.folder.name, "agent.yaml")
        spec.write_text("{id: slow_score, version: 1.0.0, kind: http, capabilities: [score], owner: revops,\n"
                        " url: 'http://127.0.0.1:9/', inputs: [lead.country], outputs: [lead.score], lifecycle: draft}\n")
        self.command(server, "agent", "add", spec)
        return self.command(server, "agent", "list", "--json")

    def test_a_version_is_rolled_back_over_http(self):
        server = self.serve()
        first = server.post(lead(1)).json()["policy_version"]
        changed = POLICY.replace("assign: {pool: dach}", "queue: unrouted")
        self.assertEqual(server.call("POST", "/v1/policies", {"files": {"policy.yaml": changed}}).status, 201)
        self.assertEqual(server.post(lead(2)).json()["status"], "queued")
        back = server.call("POST", "/v1/policies/rollback")
        self.assertEqual((back.status, back.json()["policy_version"]), (200, first), back.body)
        self.assertEqual(server.post(lead(3)).json()["status"], "routed")
        self.assertEqual(server.call("POST", "/v1/policies/rollback", {"policy_version": "v0"}).status, 404)

    def test_a_path_too_long_for_a_socket_has_its_socket_elsewhere(self):
        server = self.serve(deeper="d" * 60 + "/" + "e" * 60)
        self.assertGreater(len(server.directory), 108)
        self.assertFalse(os.path.exists(os.path.join(server.directory, "control.sock")))
        self.assertEqual(len(json.loads(self.command(server, "policy", "versions", "--json"))["versions"]), 1)


class Streams(Edge):
    def test_a_stream_goes_on_after_a_restart_without_a_gap(self):
        server = self.serve()
        server.post([lead(i) for i in range(5)])
        seen = []
        for event in self.events(server):
            seen.append(event["position"])
            if len(seen) == 10:
                break
        server.kill()
        server.start()
        last = server.post(lead(99)).json()["position"]
        for event in self.events(server, seen[-1]):
            seen.append(event["position"])
            if event["position"] == last:
                break
        self.assertEqual(seen, list(range(last + 1)))


if __name__ == "__main__":
    unittest.main()
