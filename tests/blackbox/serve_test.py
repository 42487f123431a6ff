"""The server over HTTP: what is answered is durable, one lead has one owner, and bad input gets a clear answer."""
import concurrent.futures
import http.client
import json
import re
import signal
import subprocess
import threading

import release
from release import ask


def lead(number, **more):
    return {"external_id": f"L{number}", "first_name": "Anna", "last_name": f"Huber{number}", "consent": "given",
            "email": f"anna.huber{number}@alpenwerk.ch", "country": "CH", **more}


class Serve(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.token = self.make_workspace()

    def post(self, base, body, headers=()):
        status, sent, text = ask("POST", f"{base}/v1/leads", self.token, body, headers)
        return status, sent, json.loads(text)

    def test_a_lead_is_answered_and_found_again(self):
        with self.serving() as base:
            status, _, answer = self.post(base, lead(1))
            self.assertEqual((status, answer["status"], answer["queue"], answer["rule"]),
                             (201, "queued", "unrouted", "nothing_matched"))
            status, _, text = ask("GET", f"{base}/v1/leads/{answer['lead_id']}", self.token)
            self.assertEqual((status, json.loads(text)["lead_id"]), (200, answer["lead_id"]))

    def test_the_same_person_is_a_duplicate(self):
        with self.serving() as base:
            first = self.post(base, lead(1))[2]
            status, _, again = self.post(base, lead(1))
            self.assertEqual((status, again["status"], again["duplicate_of"]), (200, "duplicate", first["lead_id"]))

    def test_a_key_gives_its_first_answer_and_no_other_body(self):
        key = [("Idempotency-Key", "k1")]
        with self.serving() as base:
            first = self.post(base, lead(1), key)
            status, headers, again = self.post(base, lead(1), key)
            self.assertEqual((status, headers["Idempotent-Replayed"], again["lead_id"]),
                             (200, "true", first[2]["lead_id"]))
            self.assertEqual(self.post(base, lead(2), key)[0], 422)

    def test_fifty_at_once_are_one_lead(self):
        with self.serving() as base, concurrent.futures.ThreadPoolExecutor(50) as clients:
            start = threading.Barrier(50)

            def submit(_):
                start.wait()
                return self.post(base, lead(1))
            answers = list(clients.map(submit, range(50)))
        self.assertEqual(len({answer["lead_id"] for _, _, answer in answers}), 1)
        self.assertEqual(sorted(status for status, _, _ in answers), [200] * 49 + [201])

    def test_bad_input_gets_a_clear_answer(self):
        with self.serving() as base:
            for body, status in [(b"{", 400), (b'{"email": "\xff"}', 400), (b"[" * 10_000, 400),
                                 (json.dumps({"employees": "many"}).encode(), 400)]:
                got, headers, text = ask("POST", f"{base}/v1/leads", self.token, body)
                self.assertEqual(got, status, text)
                self.assertEqual(headers.get_content_type(), "application/problem+json")
            self.assertEqual(ask("POST", f"{base}/v1/leads", None, lead(1))[0], 401)
            self.assertEqual(ask("POST", f"{base}/v1/leads", "wrong", lead(1))[0], 401)
            self.assertEqual(ask("GET", f"{base}/v1/nowhere", self.token)[0], 404)
            self.assertEqual(ask("GET", f"{base}/healthz")[0], 200)
            self.assertEqual(self.post(base, lead(1))[0], 201)


class Killed(release.ReleaseTest):
    """`kill -9` under load, again and again: nothing acknowledged is lost."""

    TIMES = 10

    def start(self):
        command = [release.BINARY, "serve", "ws", "--listen", "127.0.0.1:0"]
        process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process, re.fullmatch(r"listening on (http://\S+)\n", process.stdout.readline()).group(1)

    def load(self, base, first, acknowledged, enough):
        """Posts until the server is gone; `enough` is set once some were answered."""
        for number in range(first, first + 100_000):
            try:
                status, _, text = ask("POST", f"{base}/v1/leads", self.token, lead(number))
            except (OSError, http.client.HTTPException):
                return
            if status == 201:
                acknowledged[number] = json.loads(text)["lead_id"]
            if number == first + 40:
                enough.set()

    def test_nothing_acknowledged_is_lost(self):
        self.token = self.make_workspace()
        acknowledged = {}
        for round_number in range(self.TIMES):
            process, base = self.start()
            enough = threading.Event()
            clients = [threading.Thread(target=self.load, args=(base, (round_number * 4 + n) * 100_000, acknowledged, enough))
                       for n in range(4)]
            for client in clients:
                client.start()
            self.assertTrue(enough.wait(release.SECONDS))
            process.send_signal(signal.SIGKILL)
            process.wait()
            for client in clients:
                client.join()
        process, base = self.start()
        lost = [number for number, name in acknowledged.items()
                if ask("GET", f"{base}/v1/leads/{name}", self.token)[0] != 200]
        process.terminate()
        process.wait()
        self.assertEqual(lost, [])
        self.assertGreater(len(acknowledged), self.TIMES * 40)
        self.assertTrue(json.loads(self.run_command("audit", "verify", "--workspace", "ws").stdout)["ok"])


if __name__ == "__main__":
    release.unittest.main()
