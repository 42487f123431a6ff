"""What waits for people: counted, listed with what each lead waits for, and acted on many at once."""
import pathlib
import subprocess
import unittest

import served
from served import PROGRAM, Served
from signed_in import add_user, signed_in

POLICY = served.POLICY.replace("nothing_matched:", """  - name: france
    when: {lead.country: FR}
    assign: {pool: nobody_there}
nothing_matched:""").replace("queues:\n", "  nobody_there: {members: {team: nobody}, strategy: weighted, all_out: hold}\nqueues:\n")


class Queues(unittest.TestCase):
    def setUp(self):
        self.server = Served()
        self.server.start()
        self.addCleanup(self.server.close)
        bundle = pathlib.Path(self.server.folder.name, "bundle")
        (bundle / "policy.yaml").write_text(POLICY)
        subprocess.run([PROGRAM, "policy", "publish", str(bundle), "--workspace", self.server.directory], check=True,
                       capture_output=True)
        self.position = 0

    def send(self, name, country):
        answer = self.server.post({"external_id": name, "email": f"{name}@{name}.example", "country": country,
                                   "consent": "given", "company": name.title()})
        self.assertEqual(answer.status, 201, answer.body)
        self.position = answer.json()["position"]
        return answer.json()["lead_id"]

    def queue(self, who, name, status=200):
        answer = who.call("GET", f"/v1/queues/{name}?at_least={self.position}")
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def bulk(self, who, body, status=200):
        answer = who.call("POST", "/v1/bulk", body)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def test_queues_say_how_much_waits_and_each_lead_for_what_and_since_when(self):
        self.send("de", "DE"), self.send("us", "US"), self.send("fr", "FR")
        listed = self.server.call("GET", f"/v1/queues?at_least={self.position}").json()["queues"]
        counts = {one["name"]: one["count"] for one in listed}
        self.assertEqual(counts, {"team": 1, "unassigned": 1, "held": 1, "failed": 0, "exceptions": 0, "unrouted": 1})
        self.assertTrue(all((one["oldest_at"] is None) == (one["count"] == 0) for one in listed))
        held = self.queue(self.server, "held")["items"][0]
        self.assertEqual((held["waits_for"]["kind"], held["waits_for"]["name"]), ("pool", "nobody_there"))
        self.assertIsNotNone(held["since"])
        queued = self.queue(self.server, "unrouted")["items"][0]
        self.assertEqual(queued["waits_for"]["words"], "somebody who takes it from the queue unrouted")
        self.assertEqual(self.queue(self.server, "nowhere", status=404)["status"], 404)
        self.assertEqual(self.queue(self.server, "exceptions")["items"], [])

    def test_a_request_that_is_over_is_no_exception_any_more(self):
        opened = self.server.call("POST", "/v1/cases", {"summary": "Please correct the owner of the lead from yesterday",
                                                        "business_justification": "The customer waits."}, headers={"X-Signalbox-As": "lena"})
        self.assertEqual(opened.status, 201, opened.body)
        request = opened.json()["request_id"]
        self.assertEqual([one["request_id"] for one in self.queue(self.server, "exceptions")["items"]], [request])
        over = self.server.call("POST", f"/v1/cases/{request}/cancel", {}, headers={"X-Signalbox-As": "lena"})
        self.assertLess(over.status, 300, over.body)
        self.assertEqual(self.queue(self.server, "exceptions")["items"], [])

    def test_a_lead_by_its_id_says_what_it_waits_for(self):
        lead = self.send("fr", "FR")
        shown = self.server.call("GET", f"/v1/leads/{lead}").json()
        self.assertEqual(shown["waits_for"]["words"], "somebody of the pool nobody_there")
        shown = self.server.call("GET", f"/v1/leads/{self.send('de', 'DE')}").json()
        self.assertIsNone(shown["waits_for"])

    def test_a_seller_sees_what_they_may_take_without_names_and_takes_it_once(self):
        leads = [self.send(f"us{number}", "US") for number in range(3)]
        add_user(self.server, "lena", ["seller"], person="lena")
        lena = signed_in(self.server, "lena")
        rows = self.queue(lena, "unassigned")["items"]
        self.assertEqual([row["lead_id"] for row in rows], leads, "the oldest first")
        self.assertNotIn("email", rows[0]["lead"])
        self.assertIn("email", rows[0]["masked"])
        dry = self.bulk(lena, {"action": "claim", "filter": {"queue": "unassigned"}, "dry_run": True})
        self.assertEqual((dry["would"], dry["done"]), (3, 0))
        done = self.bulk(lena, {"action": "claim", "lead_ids": leads})
        self.assertEqual(done["done"], 3)
        self.assertEqual(lena.call("GET", "/v1/queues/unassigned").json()["items"], [], "whoever looks next finds it done")
        self.assertEqual(self.bulk(lena, {"action": "claim", "lead_ids": leads})["already"], 3)
        self.assertEqual(self.bulk(lena, {"action": "accept", "lead_ids": leads})["done"], 3)
        self.assertEqual(self.bulk(lena, {"action": "accept", "lead_ids": leads})["already"], 3)
        refused = self.bulk(lena, {"action": "recall", "lead_ids": leads}, status=403)
        self.assertIn("leads.recall", refused["detail"])
        self.bulk(lena, {"action": "claim", "lead_ids": leads, "by": "jonas"}, status=403)

    def test_many_are_acted_on_at_most_by_what_the_right_allows(self):
        add_user(self.server, "lena", ["seller"], person="lena")
        lena = signed_in(self.server, "lena")
        names = [f"lead_01890000-0000-7000-8000-{number:012d}" for number in range(101)]
        self.assertIn("you may act on 100", self.bulk(lena, {"action": "claim", "lead_ids": names}, status=403)["detail"])
        answer = self.bulk(lena, {"action": "claim", "lead_ids": names[:5]})
        self.assertEqual((answer["refused"], len(answer["reasons"])), (5, 1))

    def test_what_waits_is_routed_again_with_a_preview_and_twice_acts_once(self):
        self.send("us", "US")
        body = {"action": "reroute", "filter": {"queue": "unassigned"}}
        dry = self.bulk(self.server, body | {"dry_run": True})
        self.assertEqual((dry["would"], dry["results"][0]["queue"]), (1, "unrouted"))
        done = self.bulk(self.server, body | {"as_of": dry["as_of"]})
        self.assertEqual(done["done"], 1)
        again = self.bulk(self.server, body | {"as_of": dry["as_of"]})
        self.assertEqual((again["done"], again["reasons"][0]["why"]), (0, "it changed since it was looked at"))

    def test_retry_is_for_what_failed(self):
        lead = self.send("us", "US")
        answer = self.bulk(self.server, {"action": "retry", "lead_ids": [lead], "dry_run": True})
        self.assertEqual(answer["refused"], 1)
        self.assertIn("did not fail", answer["reasons"][0]["why"])
        self.bulk(self.server, {"action": "retry"}, status=400)


if __name__ == "__main__":
    unittest.main()
