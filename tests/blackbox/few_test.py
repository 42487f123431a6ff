"""Numbers about few records are not told to whom fields of those records are kept, whatever they ask by; by the real program,
served, as two roles."""
import csv
import datetime
import io
import json
import unittest

from served import Served
from signed_in import add_user, signed_in

# What belongs to the team is for auditors alone.
RULES = {"fewest_told": 4, "rules": [{"name": "at-home", "of": {"teams": ["dach"]}, "fields": ["email"], "seen_by": {"roles": ["auditor"]}}]}


class Few(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        for number in range(3):
            sent = cls.send(f"f{number}", "DE", "Mining")
        cls.send("f-queued", "US", "Mining")
        for login, role in (("audi", "auditor"), ("olga", "operator"), ("polly", "policy_author"), ("mona", "manager"), ("toni", "table_owner")):
            add_user(cls.server, login, [role])
        told = cls.server.call("POST", f"/v1/leads/{sent['lead_id']}/hand_over", {"to": "revo"})
        assert told.status == 200, told.body
        cls.at_least = told.json()["position"]
        cls.rules(RULES)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    @classmethod
    def send(cls, name, country, industry):
        answer = cls.server.call("POST", "/v1/leads", {"external_id": name, "email": name + "@huber-werke.example", "country": country,
                                                       "industry": industry, "consent": "given"})
        assert answer.status in (200, 201), answer.body
        return answer.json()

    @classmethod
    def rules(cls, rules):
        answer = cls.server.call("PUT", "/v1/access-rules/personal-fields", {"text": json.dumps(rules) if rules else ""})
        assert answer.status == 200, answer.body

    def get(self, login, path, status=200):
        answer = signed_in(self.server, login).call("GET", path)
        self.assertEqual(answer.status, status, answer.body)
        return answer

    def report(self, login, name, query=""):
        return self.get(login, f"/v1/reports/{name}?at_least={self.at_least}{query}").json()

    @staticmethod
    def figures(report):
        return {figure["id"]: figure["now"] for figure in report["figures"]}

    def test_two_roles_are_told_of_the_same_time_what_each_may_know(self):
        whole, less = self.report("audi", "misroutes"), self.report("olga", "misroutes")
        self.assertIsNone(whole["kept"])
        self.assertEqual(less["kept"], {"fewest": 4, "counted": False})
        self.assertEqual((self.figures(whole)["decisions"], self.figures(whole)["misrouted"]), (4, 1))
        self.assertEqual((self.figures(less)["decisions"], self.figures(less)["misrouted"]), (1, 0), "what nobody owns is not kept")
        self.assertEqual({line["key"] for group in less["groups"] for line in group["lines"]}, {"nothing_matched"})

    def test_no_period_and_no_report_tells_what_another_hides(self):
        hour = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)
        monday = (hour - datetime.timedelta(days=hour.weekday())).replace(hour=0)
        for start, end in ((hour, hour + datetime.timedelta(hours=1)), (hour - datetime.timedelta(hours=1), hour + datetime.timedelta(hours=1)),
                           (monday, monday + datetime.timedelta(days=7)), (monday - datetime.timedelta(days=7), monday + datetime.timedelta(days=7)),
                           (monday - datetime.timedelta(days=300), monday + datetime.timedelta(days=30))):
            query = f"&from={start:%Y-%m-%dT%H:%M:%SZ}&to={end:%Y-%m-%dT%H:%M:%SZ}"
            for name in (one["name"] for one in self.get("olga", "/v1/reports").json()):
                with self.subTest(report=name, period=query):
                    report = self.report("olga", name, query)
                    self.assertFalse(report["kept"]["counted"])
                    lines = [line for group in report["groups"] for line in group["lines"]]
                    self.assertNotIn("germany", {line["key"] for line in lines})
                    self.assertFalse({line["person"] for line in lines} & {"lena", "jonas"})

    def test_a_whole_week_that_is_over_counts_what_is_kept(self):
        week = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=7)).isocalendar()
        report = self.report("olga", "misroutes", f"&week={week[0]}-W{week[1]:02}")
        self.assertEqual(report["kept"], {"fewest": 4, "counted": True})

    def test_the_records_behind_a_number_are_those_that_are_seen_whole(self):
        path = f"/v1/reports/rules/records?figure=decisions&at_least={self.at_least}"
        self.assertEqual(len(self.get("audi", path).json()["items"]), 4)
        self.assertEqual([one["rule"] for one in self.get("olga", path).json()["items"]], ["nothing_matched"])

    def test_every_form_says_what_is_left_out(self):
        said = "Records of which fields are kept from you are not counted here"
        self.assertIn(said, self.get("olga", "/v1/reports/rules?format=text").body.decode())
        self.assertIn(said, self.get("olga", "/v1/reports/week?format=text").body.decode())
        self.assertNotIn(said, self.get("audi", "/v1/reports/week?format=text").body.decode())
        rows = list(csv.DictReader(io.StringIO(self.get("olga", "/v1/reports/rules?format=csv").body.decode())))
        self.assertNotIn("germany", {row["line"] for row in rows})

    def test_what_counts_over_any_time_is_refused_with_the_report_that_does_not(self):
        for path in ("/v1/reports/hand-backs", "/v1/policies/watch"):
            self.assertIn("/v1/reports/rules", self.get("olga", path, 403).json()["detail"])
            self.get("audi", path)

    def test_counts_of_this_moment_are_for_those_who_see_every_lead_whole(self):
        for login, told in (("audi", True), ("olga", False), ("mona", False), ("toni", False)):
            flow = self.get(login, "/v1/policies/active/flow").json()
            self.assertEqual(flow["decisions"] is not None, told, login)
            self.assertEqual({step["count"] is not None for step in flow["steps"]}, {told}, login)

    def test_a_value_of_few_leads_is_told_to_whoever_sees_the_field(self):
        self.addCleanup(self.rules, RULES)
        self.rules(None)
        whole = self.get("audi", "/v1/policies/watch").json()
        self.assertNotIn("values_of", whole)
        self.assertTrue(any(one["example"] for one in whole["unnamed"]), whole["unnamed"])
        less = self.get("polly", "/v1/policies/watch").json()
        self.assertIn("values_of", less)
        self.assertEqual([one for one in less["unnamed"] if one["leads"] < 5 or one["example"]], [])
        self.assertEqual(less["decisions"], whole["decisions"])

    def test_an_administrator_says_how_few_within_bounds(self):
        shown = self.get("audi", "/v1/access-rules/personal-fields").json()
        self.assertEqual(shown["fewest_told"], 4)
        for wrong in (2, 101, "5"):
            answer = self.server.call("PUT", "/v1/access-rules/personal-fields", {"text": json.dumps(RULES | {"fewest_told": wrong})})
            self.assertEqual(answer.status, 400, answer.body)
            self.assertIn("`fewest_told` is a whole number from 3 to 100", answer.json()["detail"])

    def test_without_rules_every_role_is_told_everything(self):
        self.addCleanup(self.rules, RULES)
        self.rules(None)
        for login in ("audi", "olga", "polly"):
            report = self.report(login, "misroutes")
            self.assertIsNone(report["kept"])
            self.assertEqual(self.figures(report)["decisions"], 4)


if __name__ == "__main__":
    unittest.main()
