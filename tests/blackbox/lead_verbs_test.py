"""What people do with leads: over HTTP, by command, served and alone; and what the policy makes of it."""
import json
import pathlib
import subprocess
import unittest

import served
from served import PROGRAM, Served

ASKED = """rules:
  - name: italy
    when: {lead.country: IT}
    escalate: {team: dach, decide_within: 4h, otherwise: {queue: unrouted}}
"""
POLICY = served.POLICY.replace("    assign: {pool: dach}\n", "    assign: {pool: dach}\n    sla: [first_touch]\n").replace("rules:\n", ASKED) + """\
  records: {owner: {team: revops}, empty_within: 2h}
slas:
  first_touch:
    within: 1h
    clock: always
    stops: [desk.contacted, meeting.booked]
hand_back_reasons:
  wrong_person: {then: route_again}
  bad_record: {then: correct, queue: records}
  not_a_lead: {then: disqualify}
  not_now: {then: recycle, after: 90d}
  call_later: {then: recycle}
"""


class LeadVerbs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        bundle = pathlib.Path(cls.server.folder.name, "bundle")
        (bundle / "policy.yaml").write_text(POLICY)
        subprocess.run([PROGRAM, "policy", "publish", str(bundle), "--workspace", cls.server.directory],
                       check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def lead(self, name, country="DE"):
        answer = self.server.call("POST", "/v1/leads", {"external_id": name, "email": name + "@huber-werke.example",
                                                           "country": country, "consent": "given"})
        self.assertIn(answer.status, (200, 201), answer.body)
        return answer.json()

    def act(self, lead, verb, body=None, status=200):
        answer = self.server.call("POST", f"/v1/leads/{lead}/{verb}", body or {})
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def command(self, verb, lead, *options, code=0):
        done = subprocess.run([PROGRAM, "lead", verb, lead, "--workspace", self.server.directory, "--json", *options],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout) if code == 0 else done.stderr

    def reasons(self, query="", status=200):
        answer = self.server.call("GET", "/v1/handback-reasons" + query)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def test_the_reasons_to_hand_a_lead_back_are_listed_with_what_follows_from_each(self):
        listed = self.reasons()
        self.assertEqual([item["reason"] for item in listed["items"]],
                         ["bad_record", "call_later", "not_a_lead", "not_now", "wrong_person"])
        by_reason = {item["reason"]: item for item in listed["items"]}
        self.assertEqual(by_reason["bad_record"] | {"text": ""},
                         {"reason": "bad_record", "then": "correct", "queue": "records", "after": None, "needs_until": False, "text": ""})
        self.assertEqual((by_reason["not_now"]["after"], by_reason["not_now"]["needs_until"]), ("90d", False))
        self.assertEqual((by_reason["call_later"]["after"], by_reason["call_later"]["needs_until"]), (None, True))
        self.assertIn("named", by_reason["call_later"]["text"])
        lead = self.lead("v-reasons")
        self.assertEqual(self.reasons("?lead=" + lead["lead_id"]), listed, "those of the version that decided it")
        self.assertEqual(lead["policy_version"], listed["policy_version"])
        self.reasons("?lead=nobody", status=404)

    def test_a_clock_is_shown_until_what_it_waits_for_was_done(self):
        lead = self.lead("v-clock")["lead_id"]
        before = self.act("v-clock", "accept")
        self.assertEqual(list(before["due"]), ["first_touch"], "accepting is not what it waits for")
        after = self.act("v-clock", "contacted")
        self.assertEqual(after["due"], {})
        told = self.server.call("GET", f"/v1/leads/{lead}/explanation").json()["text"]
        self.assertIn("contacted the person", told)

    def test_a_reason_of_the_policy_decides_what_follows(self):
        first = self.lead("v-back")["owner"]["id"]
        again = self.act("v-back", "hand_back", {"by": first, "reason": "wrong_person"})
        self.assertEqual(again["status"], "routed")
        self.assertNotEqual(again["owner"]["id"], first)
        held = self.act("v-back", "hand_back", {"reason": "bad_record"})
        self.assertEqual((held["status"], held["queue"], held["owner"]), ("held", "records", None))

    def test_what_cannot_be_done_is_refused_and_changes_nothing(self):
        lead = self.lead("v-no")["lead_id"]
        problem = self.act("v-no", "hand_back", {"reason": "bored"}, status=400)
        self.assertIn("`wrong_person`", problem["detail"])
        self.assertEqual(self.act("v-no", "hand_back", {"by": "revo", "reason": "not_a_lead"}, status=409)["status"], 409)
        self.assertIn("nobody with this id", self.act("v-no", "accept", {"by": "nobody"}, status=400)["detail"])
        self.assertIn("`why`", self.act("v-no", "accept", {"why": "x"}, status=400)["detail"])
        self.act("v-nothing", "accept", status=404)
        self.assertEqual(self.server.call("POST", "/v1/leads/v-no/adopt", {}).status, 404)
        self.assertEqual(self.server.call("GET", f"/v1/leads/{lead}").json()["status"], "routed")

    def test_the_command_does_the_same_served_and_alone(self):
        owner = self.lead("v-cli")["owner"]["id"]
        other = "jonas" if owner == "lena" else "lena"
        given = self.command("hand_over", "v-cli", "--by", owner, "--to", other)
        self.assertEqual(given["owner"]["id"], other)
        self.server.stop()
        try:
            self.assertEqual(self.command("hand_over", "v-cli", "--to", owner)["owner"]["id"], owner)
            self.assertIn("has it already", self.command("hand_over", "v-cli", "--to", owner, code=1))
            self.assertIn("nothing that can be done", self.command("hug", "v-cli", code=2))
        finally:
            self.server.start()
        queued = self.lead("v-queue", "FR")
        self.assertEqual(queued["status"], "queued")
        self.assertEqual(self.command("claim", "v-queue", "--by", "lena")["owner"]["id"], "lena")

    def shown(self, lead):
        return self.server.call("GET", f"/v1/leads/{lead}").json()

    def touch(self, name, **said):
        body = {"external_id": name, "email": name + "@huber-werke.example", "country": "IT", "consent": "given", **said}
        self.assertEqual(self.server.call("POST", "/v1/leads", body).status, 200)

    def test_a_decision_is_about_what_was_shown_and_lapses_when_that_changes(self):
        lead = self.lead("v-ask", "IT")["lead_id"]
        before = self.shown(lead)
        self.assertEqual((before["status"], before["waits_for"]["kind"]), ("held", "decision"))
        self.assertIn("`shown_hash` is missing", self.act(lead, "decide", {"to": "lena"}, status=400)["detail"])
        self.assertIn("none that a lead has", self.act(lead, "decide", {"to": "lena", "shown_hash": "abc"}, status=400)["detail"])
        self.touch("v-ask", message="I want it for 900 people", phone="+39 06 5550199")
        lapsed = self.act(lead, "decide", {"to": "lena", "shown_hash": before["shown_hash"]}, status=409)
        self.assertIn("nothing was decided", lapsed["detail"])
        self.assertIn("message", lapsed["changed"])
        self.assertIn("phone", lapsed["changed"])
        self.assertNotIn("900 people", json.dumps(lapsed), "what changed is named and not told")
        now = self.shown(lead)
        self.assertEqual((now["status"], now["owner"]), ("held", None))
        self.assertEqual(lapsed["shown_hash"], now["shown_hash"])
        other = self.shown(self.lead("v-ask-2", "IT")["lead_id"])
        self.act(lead, "decide", {"to": "lena", "shown_hash": other["shown_hash"]}, status=409)
        self.touch("v-ask", message="I want it for 900 people", phone="+39 06 5550199")
        done = self.act(lead, "decide", {"to": "lena", "shown_hash": now["shown_hash"]})
        self.assertEqual((done["status"], done["owner"]["id"]), ("routed", "lena"))
        self.assertNotIn("shown_hash", self.shown(lead), "nothing waits for a decision any more")
        told = self.server.call("GET", f"/v1/leads/{lead}/explanation")
        self.assertEqual(told.status, 200)
        self.assertIn("about what was shown as " + now["shown_hash"][:12], json.dumps(told.json()))
        again = self.act(lead, "decide", {"to": "jonas", "shown_hash": now["shown_hash"]}, status=409)
        self.assertIn("nothing about this lead waits", again["detail"])

    def test_the_command_decides_about_what_explain_showed(self):
        self.lead("v-ask-cli", "IT")
        def explained():
            done = subprocess.run([PROGRAM, "explain", "v-ask-cli", "--json", "--workspace", self.server.directory],
                                  capture_output=True, text=True, timeout=60, check=True)
            return json.loads(done.stdout)["shown_hash"]
        first = explained()
        self.touch("v-ask-cli", message="call me first")
        self.assertIn("changed since it was shown", self.command("decide", "v-ask-cli", "--to", "lena", "--shown-hash", first, code=1))
        self.server.stop()
        try:
            self.assertIn("message", self.command("decide", "v-ask-cli", "--to", "lena", "--shown-hash", first, code=1))
            self.assertIn("is missing", self.command("decide", "v-ask-cli", "--to", "lena", code=2))
            given = self.command("decide", "v-ask-cli", "--to", "lena", "--shown-hash", explained())
            self.assertEqual(given["owner"]["id"], "lena")
        finally:
            self.server.start()

    def test_zz_the_log_replays_and_its_views_are_what_it_says(self):
        self.server.stop()
        try:
            for command in (["replay", "--json"], ["rebuild", "--check"], ["audit", "verify"]):
                done = subprocess.run([PROGRAM, *command, "--workspace", self.server.directory],
                                      capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual(done.returncode, 0, f"{command} {done.stdout}{done.stderr}")
        finally:
            self.server.start()


if __name__ == "__main__":
    unittest.main()
