"""A file of leads through the command line: every good row an owner or a queue, every bad one a line that says why."""
import csv
import json

import release

POLICY = """policy: two_rules
record: lead
rules:
  - name: swiss
    when: {lead.country: CH}
    assign: {person: lena}
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
PEOPLE = "id,name,email,team,active\nlena,Lena Meier,lena@sales.example.com,revops,true\n"
LEADS = """lead_id,First Name,Last Name,Email,Company,Country,Consent,Shoe Size
L1,Anna,Huber,anna.huber@alpenwerk.ch,Alpenwerk AG,Switzerland,given,38
L2,John,Miller,john.miller@prairie-tools.com,Prairie Tools,US,legitimate_interest,44
L3,Anna,Huber,anna.huber@alpenwerk.ch,Alpenwerk AG,Switzerland,given,38
L4,,,,,US,given,40
"""


class Route(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.write("bundle/policy.yaml", POLICY)
        self.write("bundle/roster/people.csv", PEOPLE)
        self.write("bundle/roster/teams.csv", "id,name,manager\nrevops,Revenue operations,\n")
        self.make_workspace("--bundle", "bundle")

    def rows(self, name):
        with open(self.folder / name, newline="") as file:
            return {row["lead_id"]: row for row in csv.DictReader(file)}

    def test_each_lead_gets_its_owner_queue_or_reason(self):
        self.write("leads.csv", LEADS)
        done = self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.csv")
        rows = self.rows("out.csv")
        self.assertEqual((rows["L1"]["status"], rows["L1"]["owner_type"], rows["L1"]["owner"], rows["L1"]["rule"]),
                         ("routed", "person", "lena", "swiss"))
        self.assertEqual((rows["L2"]["status"], rows["L2"]["owner_type"], rows["L2"]["owner"], rows["L2"]["rule"]),
                         ("queued", "queue", "unrouted", "nothing_matched"))
        self.assertEqual((rows["L3"]["status"], rows["L3"]["owner"]), ("duplicate", "lena"))
        self.assertEqual((rows["L4"]["status"], rows["L4"]["reason"]), ("held", "no_contact_data"))
        self.assertIn("Shoe Size", done.stderr + done.stdout)

    def test_the_same_as_json_lines(self):
        self.write("leads.csv", LEADS)
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.ndjson")
        rows = [json.loads(line) for line in (self.folder / "out.ndjson").read_text().splitlines()]
        self.assertEqual([row["lead_id"] for row in rows], ["L1", "L2", "L3", "L4"])
        self.assertEqual(rows[0]["owner"], "lena")

    def test_a_dry_run_changes_nothing(self):
        self.write("leads.csv", LEADS)
        before = self.run_command("audit", "verify", "--workspace", "ws").stdout
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.csv", "--dry-run")
        self.assertEqual(self.rows("out.csv")["L1"]["owner"], "lena")
        self.assertEqual(self.run_command("audit", "verify", "--workspace", "ws").stdout, before)

    def test_a_bad_row_costs_one_row(self):
        self.write("leads.csv", LEADS + 'L5,"Unfinished\n')
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.csv")
        self.assertEqual(set(self.rows("out.csv")), {"L1", "L2", "L3", "L4"})
        with open(self.folder / "out.csv.rejects.csv", newline="") as file:
            rejects = list(csv.DictReader(file))
        self.assertEqual([row["line"] for row in rejects], ["6"])

    def test_nobody_is_said_to_have_refused_who_was_never_asked(self):
        guard = "guards:\n  - name: lawful-basis\n    require: {lead.consent: given}\n    else: {reject: no_lawful_basis}\nrules:\n"
        self.write("asked/policy.yaml", POLICY.replace("rules:\n", guard, 1))
        self.run_command("policy", "publish", "asked", "--workspace", "ws")
        self.write("leads.csv", "lead_id,email,country\nL1,a@alpenwerk.ch,CH\n")
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.csv")
        self.assertEqual(self.rows("out.csv")["L1"]["reason"], "no_lawful_basis")
        said = self.run_command("explain", "L1", "--workspace", "ws").stdout
        self.assertIn("no consent or other ground", said)
        self.assertNotIn("refused", said)

    def test_wrong_use_is_told_from_what_failed(self):
        self.run_command("route", code=2)
        self.run_command("no-such-command", code=2)
        self.assertIn("gone.csv", self.run_command("route", "gone.csv", "--workspace", "ws", code=2).stderr)


if __name__ == "__main__":
    release.unittest.main()
