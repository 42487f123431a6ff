"""`adopt` and the import of territory lists and matching rules, from files as organisations export them."""
import csv
import json

import release

USERS = """Id,Username,Name,Email,IsActive
005A,ada@example.com,Ada Byron,ada.byron@example.com,true
005B,bob@example.com,Bob Stone,bob.stone@example.com,false
005C,cleo@example.com,Cleo Marsh,cleo.marsh@example.com,TRUE
005S,auto@example.com,Automated Process,auto@example.com,true
"""
QUEUES = "Id,Name,DeveloperName\n00G1,EMEA Leads,EMEA_Leads\n"
ACCOUNTS = "id,name,owner\nA1,Alpenwerk,005A\nA2,Prairie Tools,bob@example.com\nA3,Fjord,005Z\nA4,Delta,\n"
LEADS = """Id,Last Name,Country,Rating__c
L1,One,DE,
L2,Two,de,
L3,Three,AT,
L4,Four,CH,
L5,Five,FR,
L6,Six,SE,
L7,Seven,DE,
"""
HISTORY = """lead_id,time,old_owner,new_owner,by
L1,2026-08-01T10:00:00Z,,005A,Assignment Rule
L2,2026-08-02 10:00:00,,cleo@example.com,Automated Process
L2,2026-08-03 10:00:00,cleo@example.com,Ada Byron,Cleo Marsh
L3,2026-08-04T10:00:00Z,,EMEA_Leads,005S
L4,2026-08-05T10:00:00Z,,ada@example.com,ada@example.com
L4,2026-08-05T11:00:00Z,ada@example.com,bob@example.com,Assignment Rule
L5,2026-08-06T10:00:00Z,,005C,Assignment Rule
L6,2026-08-07T10:00:00Z,,zoe@example.com,Assignment Rule
L6,never,,ada@example.com,Cleo Marsh
"""


def entry(owner, kind, country=None, field="Country"):
    criteria = "" if country is None else (f"<criteriaItems><field>Lead.{field}</field><operation>equals</operation>"
                                           f"<value>{country}</value></criteriaItems>")
    return f"<ruleEntry><assignedTo>{owner}</assignedTo><assignedToType>{kind}</assignedToType>{criteria}</ruleEntry>"


RULES = ('<AssignmentRules xmlns="http://soap.sforce.com/2006/04/metadata"><assignmentRule><fullName>Main</fullName><active>true</active>'
         + entry("ada@example.com", "User", "DE") + entry("EMEA_Leads", "Queue", "AT") + entry("bob@example.com", "User", "CH")
         + entry("gone@example.com", "User", "Hot", "Rating__c") + entry("Old_Queue", "Queue", "FR")
         + "</assignmentRule></AssignmentRules>")


class Adopt(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        for name, text in {"users.csv": USERS, "queues.csv": QUEUES, "accounts.csv": ACCOUNTS, "rules.xml": RULES, "leads.csv": LEADS,
                           "history.csv": HISTORY}.items():
            self.write(name, text)

    def adopt(self, *arguments, rules="rules.xml"):
        done = self.run_command("adopt", "--users", "users.csv", "--queues", "queues.csv", "--accounts", "accounts.csv", "--rules", rules,
                                "--leads", "leads.csv", "--history", "history.csv", "--out", "draft", *arguments)
        return done.stdout

    def test_agreement_with_the_owners_that_leads_really_had(self):
        report = json.loads(self.adopt("--json"))
        self.assertEqual((report["leads"], report["compared"]), (7, 6))
        self.assertEqual((report["same"], report["different"], report["moved_to_ours"]), (3, 3, 1))
        why = {one["lead_id"]: (one["ours"], one["real"], one["rule"], one["why"], one["moved_to_ours"])
               for one in report["differences"]}
        self.assertEqual(why, {
            "L2": ("ada@example.com", "cleo@example.com", "entry-1", "not_in_rules", True),
            "L5": ("Old_Queue", "005C", "entry-5", "not_in_rules", False),
            "L6": ("unrouted", "zoe@example.com", "nothing_matched", "nothing_matched", False)})
        self.assertEqual(report["unused_rules"], ["entry-4"])

    def test_what_is_missing_and_what_is_stale(self):
        report = json.loads(self.adopt("--json"))
        missing = {(one["kind"], one["id"]) for one in report["missing"]}
        self.assertEqual(missing, {("user", "gone@example.com"), ("queue", "Old_Queue"), ("field", "lead.Rating__c"), ("account", "A4"),
                                   ("history", "")})
        self.assertEqual({(one["kind"], one["id"]) for one in report["stale"]},
                         {("user", "bob@example.com"), ("account", "A2"), ("account", "A3")})
        self.assertTrue(any("history.csv:10" in note for note in report["notes"]), report["notes"])

    def test_the_draft_is_a_bundle_that_routes(self):
        self.adopt()
        self.check_compiles("draft")
        self.make_workspace("--bundle", "draft")
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.csv")
        with open(self.folder / "out.csv", newline="") as file:
            owners = {row["lead_id"]: row["owner"] for row in csv.DictReader(file)}
        self.assertEqual(owners["L4"], "bob@example.com")
        self.assertIn("Ada Byron", (self.folder / "draft/roster/people.csv").read_text())

    def test_a_territory_list_serves_as_rules(self):
        self.write("territories.csv", "Territory,Country,Owner,Queue\nGermany,DE,ada@example.com,\nAlps,AT;CH,,EMEA_Leads\n")
        report = json.loads(self.adopt("--json", rules="territories.csv"))
        self.assertEqual((report["same"], report["different"]), (2, 4))

    def test_wrong_use_is_named(self):
        self.write("history.csv", "a,b\n1,2\n")
        done = self.run_command("adopt", "--rules", "rules.xml", "--leads", "leads.csv", "--history", "history.csv", "--out", "draft", code=2)
        self.assertIn("lead_id,time,old_owner,new_owner,by", done.stderr)
        done = self.run_command("adopt", "--rules", "gone.xml", "--leads", "leads.csv", "--history", "history.csv", "--out", "draft", code=2)
        self.assertIn("gone.xml", done.stderr)


class Territories(release.ReleaseTest):
    def test_a_list_becomes_a_bundle_that_routes(self):
        self.write("t.csv", "Territory;Country;ZIP;Owner Email\nSouth;DE;80000-89999;lena@example.com\nRest;DE;;jonas@example.com\n")
        said = self.run_command("policy", "import-territories", "t.csv", "--out", "bundle").stdout
        self.assertIn("2 territories, 2 people and 1 queue", said)
        self.make_workspace("--bundle", "bundle")
        self.write("leads.csv", "Id,Country,Postal Code\nL1,de,80331\nL2,DE,10115\nL3,FR,75001\n")
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.csv")
        with open(self.folder / "out.csv", newline="") as file:
            rows = [(row["owner"], row["rule"], row["row"]) for row in csv.DictReader(file)]
        self.assertEqual(rows, [("lena@example.com", "territory", "territories/South"), ("jonas@example.com", "territory", "territories/Rest"),
                                ("unrouted", "nothing_matched", "")])

    def test_rows_that_overlap_are_reported_and_kept_for_correction(self):
        self.write("t.csv", "Territory,Country,Owner\nA,DE,a@example.com\nB,DE,b@example.com\n")
        said = self.run_command("policy", "import-territories", "t.csv", "--out", "bundle", code=1).stdout
        self.assertIn("equally specific", said)
        self.assertTrue((self.folder / "bundle/policy.yaml").exists())


class MatchingRules(release.ReleaseTest):
    def test_matching_and_duplicate_rules_stand_beside_the_bundle_and_change_no_version(self):
        golden = release.ROOT / "tests/golden/salesforce"
        self.run_command("policy", "import-salesforce", golden / "filters-and-owners.xml", "--out", "bundle")
        before = self.check_compiles("bundle")
        said = self.run_command("policy", "import-salesforce", golden / "filters-and-owners.xml", golden / "Lead.matchingRule.xml",
                                golden / "Lead.duplicateRule.xml", "--out", "bundle").stdout
        self.assertIn("nothing acts on them yet", said)
        self.assertEqual(self.check_compiles("bundle"), before)
        text = (self.folder / "bundle/matching.yaml").read_text()
        self.assertIn("NOT ACTED ON YET", text)
        self.assertIn("Same_Mail_Or_Person", text)


if __name__ == "__main__":
    release.unittest.main()
