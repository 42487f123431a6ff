"""`policy watch` on a workspace that was used, alone and while it is served."""
import csv
import json

import release

POLICY = """policy: watched
record: lead
rules:
  - name: swiss
    when: {lead.country: [CH]}
    assign: {pool: alps}
  - name: large
    when: {lead.employees: 1000..}
    assign: {person: gone}
  - name: places
    assign: {table: places}
nothing_matched: {queue: unrouted, reason: no rule matched}
tables:
  places: {file: tables/places.csv, match: {country: lead.country}, gives: {to: target}}
pools:
  alps: {members: {team: alps}, strategy: rotation}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
PLACES = "id,country,to,valid_to\nde,DE,pool:alps,\nold,FR,pool:alps,2020-01-31\nunused,SE,pool:alps,\n"
PEOPLE = "id,name,team,active\nlena,Lena Meier,alps,true\ngone,Gone Away,alps,false\n"
TEAMS = "id,name\nalps,Alps\nrevops,Revenue operations\n"
COUNTRIES = ["CH", "DE", "BR", "BR", "NO", "DE"]


class Watch(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.write("bundle/policy.yaml", POLICY)
        self.write("bundle/tables/places.csv", PLACES)
        self.write("bundle/roster/people.csv", PEOPLE)
        self.write("bundle/roster/teams.csv", TEAMS)
        self.token = self.make_workspace("--bundle", "bundle")
        with open(self.folder / "leads.csv", "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["id", "first_name", "last_name", "email", "company", "country", "employees", "consent"])
            for number, country in enumerate(COUNTRIES):
                size = 5000 if country == "NO" else 50
                rows.writerow([number, "Ann", f"Secret{number}", f"ann{number}@acme{number}.example", f"Acme {number}",
                               country, size, "given"])
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.csv")

    def test_it_says_what_the_decisions_show(self):
        report = json.loads(self.run_command("policy", "watch", "--workspace", "ws", "--json").stdout)
        self.assertEqual(report["decisions"], {"now": 6, "before": 0})
        self.assertEqual(report["fallback"], {"now": 3, "before": 0})
        brazil = [one for one in report["unnamed"] if one["value"] == "br"]
        self.assertEqual([(one["attribute"], one["leads"], one["fallback"]) for one in brazil], [("lead.country", 2, 2)])
        parts = {one["name"]: one for one in report["parts"]}
        self.assertEqual(parts["swiss"]["decided"], {"now": 1, "before": 0})
        self.assertEqual(parts["places/de"]["decided"]["now"], 2)
        self.assertTrue(parts["places/unused"]["unused"])
        self.assertEqual((parts["places/old"]["ends"], parts["places/old"]["ended"]), ("2020-01-31", True))
        self.assertEqual(report["people"], [{"person": "gone", "on_roster": True, "named_by": ["large"],
                                             "passed_over": 1, "given": 0}])

    def test_the_example_is_a_lead_that_can_be_explained(self):
        report = json.loads(self.run_command("policy", "watch", "--workspace", "ws", "--json").stdout)
        example = report["unnamed"][0]["example"]
        self.assertEqual(json.loads(self.run_command("explain", example, "--workspace", "ws", "--json").stdout)["rule"],
                         "nothing_matched")

    def test_nothing_of_a_person_is_in_it(self):
        for form in ([], ["--json"]):
            text = self.run_command("policy", "watch", "--workspace", "ws", *form).stdout
            for secret in ("Secret", "secret", "acme", "Acme"):
                self.assertNotIn(secret, text)

    def test_served_and_alone_say_the_same(self):
        def told():
            return self.run_command("policy", "watch", "--workspace", "ws", "--days", "30").stdout
        alone = told()
        self.assertIn("country `br`: 2 leads, 2 fell back", alone)
        with self.serving() as address:
            self.assertEqual(told(), alone)
            status, _, body = release.ask("GET", address + "/v1/policies/watch?days=30", self.token)
            self.assertEqual((status, json.loads(body)["text"]), (200, alone))
            self.assertEqual(release.ask("GET", address + "/v1/policies/watch?days=30")[0], 401)

    def test_wrong_days_are_wrong_use(self):
        self.run_command("policy", "watch", "--workspace", "ws", "--days", "0", code=2)
        with self.serving() as address:
            self.assertEqual(release.ask("GET", address + "/v1/policies/watch?days=x", self.token)[0], 400)


if __name__ == "__main__":
    release.unittest.main()
