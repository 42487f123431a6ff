"""POST /v1/decide: what would happen, with the explanation, and that nothing does."""

import json
import unittest

from served import POLICY, Served


def lead(number, **more):
    return {"email": f"person{number}@huber-werke.de", "name": f"Petra Huber{number}", "company": "Huber Werke GmbH",
            "country": "DE", "consent": "given", **more}


class Decide(unittest.TestCase):
    def setUp(self):
        self.server = Served()
        self.addCleanup(self.server.close)
        self.server.start()

    def decide(self, status=200, **body):
        answer = self.server.call("POST", "/v1/decide", body)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def head(self):
        return self.server.call("GET", "/v1/audit/head").body

    def test_it_says_what_then_happens_and_leaves_no_trace(self):
        self.server.post([lead(i) for i in range(5)])
        before = self.head()
        said = self.decide(lead=lead(9))
        for _ in range(3):
            again = self.decide(lead=lead(9))
            self.assertEqual({**again, "explanation": None}, {**said, "explanation": None})
            self.assertEqual(again["explanation"]["considered"], said["explanation"]["considered"])
        self.assertEqual(self.head(), before)
        self.assertEqual(self.server.call("GET", "/v1/leads?email=person9@huber-werke.de").json()["items"], [])
        done = self.server.post(lead(9)).json()
        for name in ("status", "owner", "queue", "rule", "row", "reason", "policy_version"):
            self.assertEqual(said[name], done[name], name)
        self.assertEqual(set(said), set(done))
        self.assertEqual((said["lead_id"], said["run_id"]), (None, None))
        told = self.server.call("GET", f"/v1/leads/{done['lead_id']}/explanation").json()
        self.assertEqual(set(said["explanation"]), set(told))
        self.assertEqual([s["step"] for s in said["explanation"]["steps"]], [s["step"] for s in told["steps"]])
        self.assertEqual(said["explanation"]["considered"], told["considered"])
        self.assertIn("nothing was done", said["explanation"]["text"])

    def test_several_are_answered_in_order_each_for_itself(self):
        self.server.post(lead(1))
        answers = self.decide(leads=[lead(1, message="again"), lead(2, country="US"), {"employees": "many"}, lead(3),
                                     lead(4)])
        self.assertEqual([a["status"] for a in answers], ["duplicate", "queued", "rejected", "routed", "routed"])
        self.assertEqual(answers[2]["error"]["pointer"], "/leads/2/employees")
        self.assertEqual(answers[3]["owner"], answers[4]["owner"])
        self.assertEqual(self.decide(leads=[]), [])

    def test_another_version_is_named_and_an_unknown_one_is_not_there(self):
        first = self.server.post(lead(1)).json()["policy_version"]
        changed = POLICY.replace("assign: {pool: dach}", "queue: unrouted")
        self.assertEqual(self.server.call("POST", "/v1/policies", {"files": {"policy.yaml": changed}}).status, 201)
        self.assertEqual(self.decide(lead=lead(2))["queue"], "unrouted")
        self.assertEqual(self.decide(lead=lead(2), policy_version=first)["rule"], "germany")
        self.assertIn("was ever published", self.decide(404, lead=lead(2), policy_version="v0")["detail"])

    def test_the_time_can_be_given(self):
        said = self.decide(lead=lead(1), now="2031-02-03T04:05:06Z")
        self.assertEqual(said["explanation"]["history"][0]["time"], "2031-02-03T04:05:06Z")

    def test_wrong_questions_are_answered_with_what_is_wrong(self):
        self.assertEqual(self.decide(400, lead={"employees": "many"})["pointer"], "/lead/employees")
        self.assertEqual(self.decide(400, lead=lead(1), now="soon")["pointer"], "/now")
        self.assertEqual(self.decide(400, lead=lead(1), frob=1)["pointer"], "/frob")
        self.assertIn("either `lead`", self.decide(400)["detail"])
        self.assertIn("either `lead`", self.decide(400, lead=lead(1), leads=[])["detail"])
        self.assertEqual(self.decide(413, leads=[{}] * 1001)["status"], 413)
        for body in ("", "[1]", "{", '{"lead":{"a":1e999}}', "[" * 20000, '{"lead":' + "[" * 20000 + "]" * 20000 + "}"):
            answer = self.server.call("POST", "/v1/decide", body)
            self.assertEqual(answer.status, 400, body[:20])
            self.assertTrue(json.loads(answer.body)["detail"])


if __name__ == "__main__":
    unittest.main()
