"""HTTP agents against a server that fails in every way: the lead is routed all the same, and the trail says why."""

import base64
import concurrent.futures
import hashlib
import hmac
import json
import time
import unittest

from served import Served
from wiremock import WireMock

SECRET = b"a secret that two parties know"
GOOD = {"outcome": "ok", "output": {"score": 77}, "confidence": 1, "evidence": [], "model_ids": []}
# Far above what anything here takes, so that a hang becomes a failure.
SECONDS = 60


def lead(number):
    return {"email": f"person{number}@huber-werke.de", "name": f"Petra Huber{number}", "country": "DE", "consent": "given"}


def answer_of(body):
    return {"status": 200, "headers": {"Content-Type": "application/json"}, "jsonBody": body}


class HttpAgents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.outside = WireMock()

    @classmethod
    def tearDownClass(cls):
        cls.outside.close()

    def serve(self, name, *options, **spec):
        """A server with one agent that scores, at WireMock's /NAME."""
        server = Served(*options)
        self.addCleanup(server.close)
        server.start()
        whole = {"id": name, "version": "1.0.0", "kind": "http", "capabilities": ["score"], "owner": "revops",
                 "url": f"{self.outside.address}/{name}", "inputs": ["lead.country"], "outputs": ["lead.score"],
                 "timeout": "1s", "lifecycle": "active", "retry": {"times": 2, "backoff": "20ms", "max_backoff": "50ms"},
                 "breaker": {"failures": 100, "open_for": "30s"},
                 "secret": "whsec_" + base64.b64encode(SECRET).decode(), **spec}
        added = server.call("POST", "/v1/agents", whole)
        self.assertEqual(added.status, 201, added.body)
        return server

    def trail(self, server, run):
        """The events of a run, as the stream tells them."""
        end = server.post(lead(10_000 + int(time.monotonic() * 1000) % 1_000_000)).json()["position"]
        line = server.connect()
        line.request("GET", "/v1/events?after=-1", headers={"Authorization": "Bearer " + server.token})
        events = []
        for text in line.getresponse():
            if text.startswith(b"data:"):
                event = json.loads(text[5:])
                if event["run_id"] == run:
                    events.append(event)
                if event["position"] >= end:
                    break
        line.close()
        return events

    def fails_with(self, name, response, reason):
        """Each attempt meets `response`; the local agent then scores, and the lead is routed."""
        self.outside.answers("/" + name, response)
        server = self.serve(name, timeout="500ms")
        answer = server.post(lead(1))
        self.assertEqual((answer.status, answer.json()["status"]), (201, "routed"), answer.body)
        came = self.outside.requests("/" + name)
        self.assertEqual(len(came), 3, "one attempt and two retries")
        self.check_signed(came)
        events = self.trail(server, answer.json()["run_id"])
        retried = [event["fields"] for event in events if event["type"] == "StepRetried"]
        self.assertEqual([one["reason"] for one in retried], [reason] * 3)
        self.assertTrue(retried[-1]["fallback"], "then another agent takes over")
        scored = [event["fields"] for event in events
                  if event["type"] == "StepFinished" and event["fields"].get("agent", "").startswith("score_lead@")]
        self.assertEqual(len(scored), 1)

    def check_signed(self, came):
        """Every request carries the same idempotency key and a signature that its receiver can check."""
        keys = {headers["idempotency-key"] for headers, _ in came}
        self.assertEqual(len(keys), 1, "the key is the same over retries")
        for headers, body in came:
            signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
            want = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
            self.assertEqual(headers["webhook-signature"], "v1," + want)
            self.assertEqual(headers["webhook-id"], headers["idempotency-key"])
            said = json.loads(body)
            self.assertEqual((said["capability"], said["input"]), ("score", {"country": "DE"}))

    def test_a_connection_that_is_reset_is_retried_then_replaced(self):
        self.fails_with("reset", {"fault": "CONNECTION_RESET_BY_PEER"}, "agent_down")

    def test_an_answer_that_is_empty_is_retried_then_replaced(self):
        self.fails_with("empty", {"fault": "EMPTY_RESPONSE"}, "agent_down")

    def test_chunks_that_are_malformed_are_retried_then_replaced(self):
        self.fails_with("chunks", {"status": 200, "fault": "MALFORMED_RESPONSE_CHUNK"}, "agent_down")

    def test_random_bytes_are_no_answer(self):
        self.fails_with("noise", {"fault": "RANDOM_DATA_THEN_CLOSE"}, "agent_down")

    def test_a_body_that_drips_is_cut_off_at_the_timeout(self):
        self.fails_with("drip", answer_of(GOOD) | {"chunkedDribbleDelay": {"numberOfChunks": 20, "totalDuration": 60_000}},
                        "agent_timeout")

    def test_an_answer_of_another_schema_is_refused(self):
        self.fails_with("schema", answer_of(GOOD | {"output": {"score": "seventy-seven"}}), "agent_nonsense")

    def test_an_answer_outside_the_declared_outputs_is_refused(self):
        self.fails_with("outputs", answer_of(GOOD | {"output": {"score": 1, "owner": "eve"}}), "agent_nonsense")

    def test_an_error_of_the_server_is_retried_then_replaced(self):
        self.fails_with("broken", {"status": 503}, "agent_http_5xx")

    def test_a_busy_agent_is_asked_again_when_it_said_and_its_answer_then_counts(self):
        self.outside.answers("/busy", {"status": 429, "headers": {"Retry-After": "1"}}, scenarioName="busy",
                             requiredScenarioState="Started", newScenarioState="free")
        self.outside.answers("/busy", answer_of(GOOD), scenarioName="busy", requiredScenarioState="free")
        server = self.serve("busy")
        answer = server.post(lead(1)).json()
        self.assertEqual(answer["status"], "routed")
        self.check_signed(self.outside.requests("/busy"))
        events = self.trail(server, answer["run_id"])
        reported = [event for event in events if event["type"] == "StepReported"]
        self.assertEqual([one["fields"]["outcome"] for one in reported], ["error", "ok"])
        self.assertEqual(reported[0]["fields"]["retry_after_us"], 1_000_000)
        # Its own backoff is 20 ms, of which nothing is left.
        retried = next(event for event in events if event["type"] == "StepRetried")
        fired = next(event for event in events if event["type"] == "TimerFired")
        self.assertEqual(retried["fields"]["due"][:19], self.later(retried["time"], 1)[:19])
        self.assertGreaterEqual(fired["time"], retried["fields"]["due"])

    def later(self, text, seconds):
        import datetime
        at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) + datetime.timedelta(seconds=seconds)
        return at.isoformat()

    def breaker(self, server, name):
        """The state that its breaker is in, by the metrics."""
        text = server.call("GET", "/metrics").body.decode()
        states = [line for line in text.splitlines() if line.startswith(f'signalbox_agent_breaker{{agent="{name}@1.0.0"')]
        return next(line.split('state="')[1].split('"')[0] for line in states if line.endswith(" 1"))

    def test_a_breaker_opens_after_so_many_failures_and_closes_after_one_good_probe(self):
        self.outside.answers("/flaky", {"status": 500})
        server = self.serve("flaky", retry={"times": 0}, breaker={"failures": 2, "open_for": "1s"})
        self.assertEqual(self.breaker(server, "flaky"), "closed")
        number = 0
        while self.breaker(server, "flaky") == "closed":
            number += 1
            self.assertEqual(server.post(lead(number)).json()["status"], "routed")
            self.assertLessEqual(number, 2, "the breaker did not open after two failures")
        self.assertEqual(len(self.outside.requests("/flaky")), 2)
        if self.breaker(server, "flaky") == "open":
            server.post(lead(50))
        self.assertLessEqual(len(self.outside.requests("/flaky")), 3)
        # A probe that fails opens it anew, and one that does not closes it.
        for good in (False, True):
            if good:
                self.outside.answers("/flaky", answer_of(GOOD))
            self.wait_for(server, "flaky", "half_open")
            before = len(self.outside.requests("/flaky"))
            server.post(lead(100 + good))
            self.assertEqual(len(self.outside.requests("/flaky")), before + 1)
            if good:
                self.assertEqual(self.breaker(server, "flaky"), "closed")
        for number in range(200, 205):
            server.post(lead(number))
        self.assertEqual(len(self.outside.requests("/flaky")), before + 6)

    def wait_for(self, server, name, state):
        end = time.monotonic() + SECONDS
        while self.breaker(server, name) != state:
            self.assertLess(time.monotonic(), end, f"the breaker never was {state}")

    def test_agents_that_are_behind_reach_intake_as_429_and_nothing_is_lost(self):
        self.outside.answers("/slow", answer_of(GOOD) | {"fixedDelayMilliseconds": 100})
        server = self.serve("slow", "--agent-calls", "8", timeout="30s", quota={"concurrency": 1000})
        refused = []

        def send(number):
            end = time.monotonic() + SECONDS
            while True:
                answer = server.call("POST", "/v1/leads?wait=accepted", lead(number))
                if answer.status != 429:
                    return answer
                refused.append(answer)
                self.assertLess(time.monotonic(), end, "intake never opened again")

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            taken = [answer.json()["lead_id"] for answer in pool.map(send, range(64))]
        self.assertTrue(refused, "nothing was ever refused")
        for answer in refused:
            self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
            self.assertIn("agents are behind", answer.json()["detail"])
        self.assertEqual(len(set(taken)), 64, "each lead is there once")
        end = time.monotonic() + SECONDS
        for one in taken:
            while (found := server.call("GET", "/v1/leads/" + one).json())["status"] == "in_progress":
                self.assertLess(time.monotonic(), end, "a lead never ended")
            self.assertEqual(found["status"], "routed")
        self.assertEqual(len(self.outside.requests("/slow")), 64, "each was asked about once")


if __name__ == "__main__":
    unittest.main()
