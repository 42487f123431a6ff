"""The command line: files of real leads, people in and out, made-up leads, the demo."""
import csv
import json
import os
import pathlib
import unittest

import release

SHARED = pathlib.Path(os.environ.get("SIGNALBOX_SHARED", release.ROOT.parent / "shared")) / "data"
IS_SHARED = (SHARED / "README.md").is_file() and \
    (SHARED / "README.md").read_text().startswith("# Public data for building and testing")
WITH_SHARED = unittest.skipUnless(IS_SHARED, "no public data; SIGNALBOX_SHARED names no such folder")
CRM = SHARED / "A_crm"


class Cli(release.ReleaseTest):
    def rows(self, name):
        with open(self.folder / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def head(self):
        return json.loads(self.run_command("audit", "verify", "--workspace", "ws").stdout)


class RealFiles(Cli):
    @WITH_SHARED
    def test_five_hundred_contacts_as_they_are_all_wait_in_the_starter_queue(self):
        self.make_workspace()
        self.run_command("route", CRM / "us500_contacts/us-500.csv", "--workspace", "ws", "--out", "out.csv")
        rows = self.rows("out.csv")
        self.assertEqual(len(rows), 500)
        self.assertEqual({(row["status"], row["owner_type"], row["owner"]) for row in rows},
                         {("queued", "queue", "unrouted")})

    @WITH_SHARED
    def test_the_demo_company_finds_an_owner_or_a_queue_for_each_of_them(self):
        self.make_workspace("--bundle", release.ROOT / "policies/demo")
        summary = json.loads(self.run_command("route", CRM / "us500_contacts/us-500.csv", "--workspace", "ws",
                                              "--json").stdout)
        statuses = ("routed", "queued", "held", "rejected", "duplicate", "in_progress", "failed")
        self.assertEqual(sum(summary[status] for status in statuses), 500)
        self.assertEqual((summary["in_progress"], summary["failed"], summary["unreadable"]), (0, 0, 0))

    @WITH_SHARED
    def test_leads_with_nobody_to_contact_are_held_until_a_joined_file_names_them(self):
        sales = CRM / "sample_sales_crm"
        self.make_workspace()
        self.run_command("route", sales / "Leads.csv", "--workspace", "ws", "--out", "held.csv")
        self.assertEqual({(row["status"], row["reason"]) for row in self.rows("held.csv")}, {("held", "no_contact_data")})
        self.run_command("init", "joined")
        self.run_command("route", sales / "Leads.csv", "--join", f"{sales / 'Contacts.csv'}:ContactID",
                         "--workspace", "joined", "--out", "joined.csv")
        rows = self.rows("joined.csv")
        self.assertEqual(len(rows), len(self.rows("held.csv")))
        self.assertEqual({row["owner"] for row in rows}, {"unrouted"})


class PeopleAndRecords(Cli):
    PEOPLE = ("id,name,email,team,zone,hours,weight,skills,away_from,away_to\n"
              "lena,Lena Huber,lena@acme.example,dach,Europe/Berlin,Mon-Fri 09:00-17:00,2,german|finance,2026-12-24,2026-12-31\n"
              "jonas,Jonas Keller,jonas@acme.example,dach,Europe/Berlin,,1,,,\n")

    def setUp(self):
        super().setUp()
        self.make_workspace()

    def test_what_was_imported_comes_out_again_and_is_no_change_the_second_time(self):
        self.write("people.csv", self.PEOPLE)
        first = json.loads(self.run_command("import", "people", "people.csv", "--workspace", "ws", "--json").stdout)
        self.assertEqual((first["rows"], first["changed"], first["unreadable"]), (2, 2, 0))
        self.run_command("export", "people", "out.csv", "--workspace", "ws")
        lena = next(row for row in self.rows("out.csv") if row["id"] == "lena")
        self.assertEqual((lena["hours"], lena["weight"], lena["skills"], lena["away_from"], lena["away_to"]),
                         ("Mon-Fri 09:00-17:00", "2", "german|finance", "2026-12-24", "2026-12-31"))
        again = json.loads(self.run_command("import", "people", "out.csv", "--workspace", "ws", "--json").stdout)
        self.assertEqual((again["rows"], again["changed"]), (2, 0))

    def test_every_kind_goes_in_and_comes_out(self):
        files = {
            "teams": "id,name,manager\ndach,Germany,lena\n",
            "accounts": "id,name,website,type,owner,parent,phone,street,postal_code,city,country\n"
                        "A1,\"Huber, Werke GmbH\",huber.example,customer,lena,,+49 30 1,Weg 1,10117,Berlin,Germany\n",
            "contacts": "id,email,name,account,owner\nC1,p@huber.example,Petra,A1,lena\n",
            "opportunities": "id,account,stage,owner,amount\nO1,A1,proposal,lena,12000\n",
            "campaigns": "id,name\nspring,Spring\n",
        }
        for kind, text in files.items():
            with self.subTest(kind):
                self.write(f"{kind}.csv", text)
                self.run_command("import", kind, f"{kind}.csv", "--workspace", "ws")
                out = self.run_command("export", kind, "-", "--workspace", "ws").stdout
                self.assertIn(text.split("\n", 1)[1], out)

    def test_a_bad_row_is_told_by_line_and_the_good_ones_are_in(self):
        self.write("people.csv", self.PEOPLE + "mars,M,m@acme.example,dach,Mars/Olympus,,1,,,\nx,X,x@acme.example,dach,,,5000,,,\n")
        done = self.run_command("import", "people", "people.csv", "--workspace", "ws", code=1)
        self.assertIn("people.csv:4: zone: the time zone `Mars/Olympus` is not known", done.stderr)
        self.assertIn("people.csv:5: weight: expected a whole number from 0 to 1000", done.stderr)
        self.assertEqual([row["line"] for row in self.rows("people.csv.rejects.csv")], ["4", "5"])
        self.run_command("export", "people", "out.csv", "--workspace", "ws")
        self.assertEqual({row["id"] for row in self.rows("out.csv")}, {"lena", "jonas"})

    def test_absent_people_are_removed_only_when_asked_and_agreed(self):
        self.write("people.csv", self.PEOPLE)
        self.run_command("import", "people", "people.csv", "--workspace", "ws")
        self.write("lena.csv", "\n".join(self.PEOPLE.split("\n")[:2]) + "\n")
        self.run_command("import", "people", "lena.csv", "--workspace", "ws")
        self.assertIn("jonas", self.run_command("export", "people", "-", "--workspace", "ws").stdout)
        refused = self.run_command("import", "people", "lena.csv", "--workspace", "ws", "--replace", code=2, stdin="")
        self.assertIn("  jonas\n", refused.stderr)
        self.assertIn("--yes", refused.stderr)
        self.assertIn("jonas", self.run_command("export", "people", "-", "--workspace", "ws").stdout)
        self.run_command("import", "people", "lena.csv", "--workspace", "ws", "--replace", "--yes")
        self.assertNotIn("jonas", self.run_command("export", "people", "-", "--workspace", "ws").stdout)

    def test_a_served_workspace_takes_an_import_through_its_server(self):
        self.write("people.csv", self.PEOPLE)
        with self.serving():
            done = json.loads(self.run_command("import", "people", "people.csv", "--workspace", "ws", "--json").stdout)
            self.assertEqual((done["rows"], done["changed"]), (2, 2))
            self.write("lena.csv", "\n".join(self.PEOPLE.splitlines()[:2]) + "\n")
            refused = self.run_command("import", "people", "lena.csv", "--workspace", "ws", "--replace", code=2,
                                       stdin="")
            self.assertIn("  jonas\n", refused.stderr)
        self.run_command("export", "people", "out.csv", "--workspace", "ws")
        self.assertEqual({(row["id"], row["away_to"]) for row in self.rows("out.csv")}, {("lena", "2026-12-31"), ("jonas", "")})


class MadeUpLeads(Cli):
    def test_a_seed_gives_the_same_leads_and_another_seed_others(self):
        def lines(seed):
            return self.run_command("generate", "leads", "--count", 50, "--seed", seed).stdout

        self.assertEqual(lines(3), lines(3))
        self.assertNotEqual(lines(3), lines(4))
        self.assertEqual(len([json.loads(line) for line in lines(3).splitlines()]), 50)

    def test_the_three_endings_hold_the_same_leads(self):
        for ending in ("ndjson", "json", "csv"):
            self.run_command("generate", "leads", "--count", 20, "--seed", 5, "--profile", "messy", "--out", f"leads.{ending}")
        lines = [json.loads(line) for line in (self.folder / "leads.ndjson").read_text().splitlines()]
        self.assertEqual(json.loads((self.folder / "leads.json").read_text()), lines)
        self.assertEqual([row["external_id"] for row in self.rows("leads.csv")], [lead["external_id"] for lead in lines])

    def test_a_table_of_leads_has_all_that_their_lines_say(self):
        for ending in ("ndjson", "csv"):
            self.run_command("generate", "leads", "--count", 40, "--seed", 5, "--out", f"leads.{ending}")
        lines = [json.loads(line) for line in (self.folder / "leads.ndjson").read_text().splitlines()]
        rows = [{key: value for key, value in row.items() if value} for row in self.rows("leads.csv")]
        self.assertEqual(rows, [{key: str(value) for key, value in lead.items()} for lead in lines])

    def test_hostile_leads_cost_nothing_but_their_own_rows(self):
        self.make_workspace()
        self.run_command("generate", "leads", "--count", 300, "--seed", 1, "--profile", "hostile", "--out", "bad.ndjson")
        with open(self.folder / "bad.ndjson", "a", encoding="utf-8") as file:
            file.write('{"external_id":"good","email":"ann@alpenwerk.ch","name":"Ann Huber","country":"CH","consent":"given"}\n')
        summary = json.loads(self.run_command("route", "bad.ndjson", "--workspace", "ws", "--out", "out.csv", "--json").stdout)
        self.assertEqual(summary["failed"], 0)
        self.assertGreater(summary["unreadable"], 0)
        self.assertEqual([row["status"] for row in self.rows("out.csv") if row["lead_id"] == "good"], ["queued"])
        self.assertTrue(self.head()["ok"])


class CrmFiles(Cli):
    def setUp(self):
        super().setUp()
        self.write("bundle/policy.yaml", """policy: one
record: lead
rules:
  - name: all
    when: {lead.country: CH}
    assign: {person: u-1}
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {person: u-1}, empty_within: 4h}
""")
        self.write("bundle/roster/people.csv", "id,name,email\nu-1,Lena,lena@acme.example\n")
        self.make_workspace("--bundle", "bundle")
        self.write("leads.csv", "id,email,name,country,consent\n00Q000000000001AAA,a@alpenwerk.ch,Ann Huber,CH,given\n"
                                "712,b@alpenwerk.ch,Ben Huber,CH,given\n")

    def test_salesforce_gets_ids_and_owner_ids(self):
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "sf.csv", "--out-format", "salesforce")
        self.assertEqual([(row["Id"], row["External_Id__c"], row["OwnerId"]) for row in self.rows("sf.csv")],
                         [("00Q000000000001AAA", "", "u-1"), ("", "712", "u-1")])

    def test_hubspot_gets_the_owners_addresses(self):
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "hs.csv", "--out-format", "hubspot")
        self.assertEqual([(row["Record ID"], row["Contact owner"]) for row in self.rows("hs.csv")],
                         [("", "lena@acme.example"), ("712", "lena@acme.example")])


class Demo(Cli):
    def test_the_demo_has_two_thousand_leads_routed_and_decides_them_the_same_again(self):
        self.make_workspace("--demo")
        replayed = json.loads(self.run_command("replay", "--workspace", "ws", "--json").stdout)
        self.assertGreater(replayed["runs"], 1900)
        self.assertEqual(replayed["different"], 0)
        self.run_command("export", "people", "people.csv", "--workspace", "ws")
        people = self.rows("people.csv")
        pools = {"enterprise", "emea", "americas", "asia-pacific"}
        self.assertEqual(len([person for person in people if person["team"] in pools]), 60)
        told = self.run_command("explain", "G-12", "--workspace", "ws").stdout
        self.assertIn("Steps of plan route_lead", told)


if __name__ == "__main__":
    unittest.main()
