"""A disk that is full or fails: a clear error, no acknowledged lead lost, and it goes on when it can."""

import http.server
import json
import os
import pathlib
import re
import subprocess
import threading
import time
import unittest

from faults import SmallDisk, preloaded
from served import PROGRAM, Served

MEGABYTE = 1 << 20
# As base/limits.h has it.
MIN_FREE = 64 * MEGABYTE


def lead(number, **more):
    return {"email": f"person{number}@huber-werke.de", "name": f"Petra Huber{number}", "company": "Huber Werke GmbH",
            "country": "DE", "consent": "given", **more}


class Disk(unittest.TestCase):
    def check_all_there(self, server, acknowledged):
        line = server.connect()
        for body in acknowledged:
            found = server.call("GET", "/v1/leads/" + body["lead_id"], connection=line)
            self.assertEqual(found.status, 200, f"{body['lead_id']} was acknowledged and is gone")
            self.assertEqual(found.json()["owner"], body["owner"])
        line.close()

    def check_head_signed(self, server):
        """A head over everything is signed again, with no restart."""
        end = time.monotonic() + 60
        while True:
            text = server.call("GET", "/metrics").body.decode()
            events, head = (int(re.search(rf"(?m)^{name} (\d+)$", text).group(1))
                            for name in ("signalbox_events_total", "signalbox_head_events"))
            if events == head:
                return
            self.assertLess(time.monotonic(), end, f"a head of {head} events, {events} are committed")

    def wait_until_ready(self, server):
        """The views try again by themselves; nobody restarts anything."""
        end = time.monotonic() + 30
        while (ready := server.call("GET", "/readyz", token=False)).status != 200:
            self.assertLess(time.monotonic(), end, f"no restart is needed: {ready.body}\n{server.said()}")

    def verify(self, server):
        done = subprocess.run([PROGRAM, "audit", "verify", "--workspace", server.directory, "--json"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue(json.loads(done.stdout)["ok"])

    def check_refused(self, answer, words):
        self.assertEqual(answer.status, 503, answer.body)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
        self.assertIn(words, answer.json()["detail"])


class HeldAgent(http.server.BaseHTTPRequestHandler):
    """Answers once it is released, so that a run waits until then."""

    released = threading.Event()
    called = threading.Event()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.called.set()
        self.released.wait(60)
        body = json.dumps({"outcome": "ok", "output": {"lead.score": 77}, "confidence": 1}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class FullDisk(Disk):
    def test_intake_closes_before_the_disk_is_full_and_what_was_taken_still_ends(self):
        agent = http.server.ThreadingHTTPServer(("127.0.0.1", 0), HeldAgent)
        threading.Thread(target=agent.serve_forever, daemon=True).start()
        self.addCleanup(agent.server_close)
        self.addCleanup(agent.shutdown)
        self.addCleanup(HeldAgent.released.set)
        with SmallDisk(160) as disk, Served(place=disk.place) as server:
            self.assertEqual(server.post(lead(1)).status, 201)
            spec = {"id": "held_score", "version": "1.0.0", "kind": "http", "capabilities": ["score"], "owner": "revops",
                    "url": f"http://127.0.0.1:{agent.server_port}/", "inputs": ["lead.country"],
                    "outputs": ["lead.score"], "timeout": "50s", "lifecycle": "active"}
            self.assertEqual(server.call("POST", "/v1/agents", spec).status, 201)
            taken = server.call("POST", "/v1/leads?wait=accepted", lead(2))
            self.assertEqual(taken.status, 202, taken.body)
            self.assertTrue(HeldAgent.called.wait(30))
            disk.leave(MIN_FREE // 2)
            self.check_refused(server.post(lead(3)), "the disk has less than 64 MB left")
            HeldAgent.released.set()
            run = self.wait_for_end(server, taken.json())
            self.assertEqual(run["status"], "routed", "a result still commits")
            disk.make_room()
            self.assertEqual(server.post(lead(3)).status, 201, "it goes on by itself")
            self.assertEqual(server.stop(), 0)
            self.verify(server)
            server.start()

    def wait_for_end(self, server, body):
        """Follows the events until the lead's run is over; the lead as it is then."""
        line = server.connect()
        line.request("GET", "/v1/events?after=-1", headers={"Authorization": "Bearer " + server.token})
        for text in line.getresponse():
            if text.startswith(b"data:"):
                event = json.loads(text[5:])
                if event["type"] == "RunFinished" and event["run_id"] == body["run_id"]:
                    break
        line.close()
        return server.call("GET", "/v1/leads/" + body["lead_id"]).json()

    def test_a_disk_that_is_full_in_mid_load_loses_nothing_that_was_acknowledged(self):
        with SmallDisk(160) as disk, Served(place=disk.place) as server:
            acknowledged, refused = [], []
            loaded, full, stop = threading.Event(), threading.Event(), threading.Event()

            def send(client):
                line = server.connect()
                number = client * 1_000_000
                while not stop.is_set():
                    number += 1
                    answer = server.post(lead(number, message="m" * 2000 + str(number)), connection=line)
                    (acknowledged if answer.status == 201 else refused).append(answer)
                    if len(acknowledged) >= 500:
                        loaded.set()
                    if len(refused) >= 20:
                        full.set()
                line.close()

            clients = [threading.Thread(target=send, args=(client,)) for client in range(1, 5)]
            for client in clients:
                client.start()
            self.assertTrue(loaded.wait(60))
            disk.leave(0)
            self.assertTrue(full.wait(60), "the disk was never full")
            stop.set()
            for client in clients:
                client.join()
            for answer in refused:
                self.assertEqual(answer.status, 503, answer.body)
                self.assertIn("Retry-After", answer.headers)
            # Something that is no intake, and so is tried: it says that the disk is full, or still fits.
            roster = pathlib.Path(server.folder.name, "people.csv")
            disk.make_room()
            roster.write_text("id,name,email,team\n" + "".join(
                f"p{n},Person {n} {'x' * 400},p{n}@acme.example,dach\n" for n in range(3000)))
            disk.leave(0)
            done = subprocess.run([PROGRAM, "import", "people", str(roster), "--workspace", server.directory],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
            self.assertIn("full", done.stderr)
            disk.make_room()
            self.wait_until_ready(server)
            self.assertEqual(server.post(lead(1)).status, 201)
            self.check_head_signed(server)
            self.check_all_there(server, [answer.json() for answer in acknowledged])
            self.assertEqual(server.stop(), 0)
            self.verify(server)
            server.start()
            self.check_all_there(server, [answer.json() for answer in acknowledged])


class FailingDisk(Disk):
    def fail_disk(self, what):
        with Served() as server:
            library = preloaded("failing_disk", server.folder.name)
            trigger, count = (os.path.join(server.folder.name, name) for name in ("trigger", "count"))
            server.stop()
            server.environment = {"LD_PRELOAD": library, "FAULT_TRIGGER": trigger, "FAULT_COUNT": count}
            server.start()
            acknowledged = [server.post(lead(number)).json() for number in range(1, 40)]
            pathlib.Path(trigger).write_text(what)
            self.check_refused(server.post(lead(100)), "")
            # The disk is well again, and yet the process does not trust the file any more.
            os.unlink(trigger)
            for number in range(101, 104):
                self.check_refused(server.post(lead(number)), "restart to recover")
            ready = server.call("GET", "/readyz", token=False)
            self.assertEqual(ready.status, 503)
            self.assertIn("restart", ready.json()["detail"])
            self.check_all_there(server, acknowledged)
            server.stop()
            written = os.path.getsize(count) if os.path.exists(count) else 0
            self.assertEqual(written, 0, "log.db was written after a failure")
            self.assertIn("disk I/O error", server.said())
            server.environment = {}
            server.start()
            self.check_all_there(server, acknowledged)
            # What was refused may be sent again. A failed sync leaves open whether it is stored, so it may be known by now;
            # it has an owner either way, and stands once.
            again = server.post(lead(100))
            self.assertIn((again.status, again.json()["status"]), [(201, "routed"), (200, "duplicate")])
            self.assertIsNotNone(again.json()["owner"])
            listed = server.call("GET", f"/v1/leads?email={lead(100)['email']}&at_least={again.json()['position']}").json()
            self.assertEqual(len(listed["items"]), 1)
            self.assertEqual(server.stop(), 0)
            self.verify(server)
            server.start()

    def test_a_failed_sync_is_503_and_the_next_start_has_all_that_was_acknowledged(self):
        self.fail_disk("sync")

    def test_a_failed_write_is_503_and_the_next_start_has_all_that_was_acknowledged(self):
        self.fail_disk("write")


if __name__ == "__main__":
    unittest.main()
