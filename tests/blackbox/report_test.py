"""Reports, the search of the log and the next turns of a pool: by command and over HTTP, and for whom."""
import csv
import io
import json
import subprocess
import unittest

from served import PROGRAM, Served
from signed_in import add_user, signed_in


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        cls.leads = [cls.send(f"r{n}", "DE") for n in range(4)]
        cls.send("r-queued", "US")
        owner = cls.leads[0]["owner"]
        answer = cls.server.call("POST", f"/v1/leads/{cls.leads[0]['lead_id']}/contacted", {})
        assert answer.status == 200, answer.body
        cls.owner = owner if isinstance(owner, str) else owner["id"]
        cls.at_least = answer.json()["position"]
        cls.server.call("GET", f"/v1/leads?at_least={cls.at_least}")  # from here on the counts hold all of it
        add_user(cls.server, "seller", ["seller"], person=cls.owner)
        add_user(cls.server, "auditor", ["auditor"])
        add_user(cls.server, "requester", ["requester"])

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    @classmethod
    def send(cls, name, country):
        answer = cls.server.call("POST", "/v1/leads", {"external_id": name, "email": name + "@huber-werke.example",
                                                       "country": country, "consent": "given"})
        assert answer.status in (200, 201), answer.body
        return answer.json()

    def get(self, path, status=200, who=None):
        answer = (who or self.server).call("GET", path)
        self.assertEqual(answer.status, status, answer.body)
        return answer

    def report(self, name, query="", who=None):
        return self.get(f"/v1/reports/{name}?at_least={self.at_least}{query}", who=who).json()

    @staticmethod
    def figures(report):
        return {figure["id"]: figure["now"] for figure in report["figures"]}

    def test_each_report_that_is_listed_can_be_read_in_every_format(self):
        names = [one["name"] for one in self.get("/v1/reports").json()]
        self.assertIn("overview", names)
        for name in names:
            self.assertEqual(self.report(name)["name"], name)
            rows = list(csv.DictReader(io.StringIO(self.get(f"/v1/reports/{name}?format=csv").body.decode())))
            self.assertTrue(all(row["report"] == name for row in rows), rows)
            self.assertIn("before", self.get(f"/v1/reports/{name}?format=text").body.decode())

    def test_the_figures_are_what_happened_and_open_the_records_behind_them(self):
        overview = self.figures(self.report("overview"))
        self.assertEqual(overview["leads"], 5)
        self.assertEqual(overview["decisions"], 5)
        response = self.figures(self.report("response-time"))
        self.assertEqual(response["first_contacts"], 1)
        page = self.get(f"/v1/reports/response-time/records?figure=first_contacts&at_least={self.at_least}").json()
        self.assertEqual([one["lead_id"] for one in page["items"]], [self.leads[0]["lead_id"]])
        self.assertIsNone(page["next_cursor"])
        first = self.get("/v1/reports/rules/records?figure=decisions&limit=3").json()
        rest = self.get("/v1/reports/rules/records?figure=decisions&limit=3&cursor=" + first["next_cursor"]).json()
        self.assertEqual(len({one["lead_id"] for one in first["items"] + rest["items"]}), 5)

    def test_a_seller_sees_the_own_figures_and_a_requester_none(self):
        own = self.report("rules", who=signed_in(self.server, "seller"))
        everything = self.report("rules")
        self.assertLess(self.figures(own)["decisions"], self.figures(everything)["decisions"])
        turns = self.report("turns", who=signed_in(self.server, "seller"))
        people = {line["person"] for group in turns["groups"] for line in group["lines"]}
        self.assertEqual(people, {self.owner})
        records = self.get("/v1/reports/rules/records?figure=decisions", who=signed_in(self.server, "seller")).json()
        self.assertEqual({one["person"] for one in records["items"]}, {self.owner})
        self.get("/v1/reports/rules", 403, signed_in(self.server, "requester"))

    def test_what_cannot_be_read_is_refused_in_words(self):
        for path, status in (("/v1/reports/nothing", 404), ("/v1/reports/rules?from=yesterday", 400),
                             ("/v1/reports/rules?week=2026-47", 400), ("/v1/reports/rules?format=pdf", 400),
                             ("/v1/reports/rules?from=2026-02-01&to=2026-01-01", 400),
                             ("/v1/reports/rules/records", 400), ("/v1/reports/rules/records?figure=events", 400),
                             ("/v1/reports/rules/records?figure=decisions&group=nothing", 400),
                             ("/v1/reports/rules/records?figure=decisions&cursor=1", 400)):
            with self.subTest(path):
                self.assertTrue(self.get(path, status).json()["detail"])

    def test_the_command_says_the_same_served_and_alone(self):
        command = [PROGRAM, "report", "rules", "--json", "--workspace", self.server.directory]
        served = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        self.assertGreaterEqual(self.figures(served)["decisions"], 4)
        message = subprocess.run([PROGRAM, "report", "--from", "2020-01-01", "--to", "2029-01-01", "--workspace",
                                  self.server.directory], check=True, capture_output=True, text=True).stdout
        self.assertIn("Leads received", message)
        wrong = subprocess.run(command + ["--csv"], capture_output=True, check=False)
        self.assertEqual(wrong.returncode, 2, wrong.stderr)

    def test_the_log_is_searched_by_lead_person_type_and_who_caused_it(self):
        lead = self.leads[0]["lead_id"]
        found = self.get(f"/v1/events/search?lead={lead}&type=LeadActed").json()
        self.assertEqual([one["event"]["entity"] for one in found["items"]], [lead])
        named = self.get(f"/v1/events/search?person={self.owner}&limit=200").json()["items"]
        self.assertTrue(any(one["event"]["type"] == "OwnerAssigned" for one in named), named)
        everyday = self.get("/v1/events/search?type=LeadReceived&limit=2").json()
        self.assertEqual(len(everyday["items"]), 2)
        self.assertIsNotNone(everyday["next_cursor"])
        for path, status in (("type=Nothing", 400), ("person=nobody", 404), ("lead=nobody", 404), ("from=x", 400)):
            self.get("/v1/events/search?" + path, status)
        self.get("/v1/events/search", 403, signed_in(self.server, "seller"))

    def test_who_may_not_see_personal_fields_finds_the_events_without_them(self):
        add_user(self.server, "approver", ["policy_approver"])
        path = "/v1/events/search?type=LeadReceived"
        self.assertNotIn(b"huber-werke", self.get(path, who=signed_in(self.server, "approver")).body)
        self.assertIn(b"huber-werke", self.get(path, who=signed_in(self.server, "auditor")).body)
        readings = self.get("/v1/readings").body
        self.assertIn(b"/v1/events/search", readings, "what shows personal fields is recorded")

    def test_the_next_turns_of_a_pool_are_said_and_nobody_gets_any(self):
        before = self.get("/v1/pools").json()
        said = self.get("/v1/pools/dach/simulation?next=6").json()
        self.assertEqual(len(said["turns"]), 6)
        self.assertEqual({one["id"]: one["turns"] for one in said["people"]}, {"lena": 3, "jonas": 3})
        self.assertEqual(self.get("/v1/pools").json(), before)
        self.get("/v1/pools/nothing/simulation", 404)
        self.get("/v1/pools/dach/simulation?next=0", 400)

    def test_the_derived_counts_are_what_the_log_says(self):
        done = subprocess.run([PROGRAM, "rebuild", "--check", "--workspace", self.server.directory],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class ReportsAlone(unittest.TestCase):
    def test_a_workspace_that_nobody_serves_is_reported_on(self):
        server = Served()
        try:
            server.start()
            answer = server.call("POST", "/v1/leads", {"email": "a@huber-werke.example", "country": "DE",
                                                       "consent": "given"})
            self.assertIn(answer.status, (200, 201))
            server.stop()
            done = subprocess.run([PROGRAM, "report", "overview", "--json", "--workspace", server.directory],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(json.loads(done.stdout)["figures"][0]["now"], 1)
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()
