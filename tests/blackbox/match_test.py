"""`match` and `dedupe`: files in, pairs out, without a workspace; what is wrong is named."""
import csv
import json
import pathlib
import subprocess
import tempfile
import unittest

from served import PROGRAM

ACCOUNTS = """account_id,name,website,phone,city,parent_id
a1,Procoplast SA,procoplast.be,+32 87 59 50 90,Eupen,
a2,"Heytens
Décor",heytens.com,,Wavre,
a3,Bureau Veritas,bureauveritas.fr,,Neuilly,
a4,Bureau Veritas,bureauveritas.com,,London,
a5,Acme Holding,acme.com,,,
a6,Acme Services,acme.com,,,a5
"""
LEADS = """Lead ID,Company,E-Mail,Phone,account_id
l1,PROCOPLAST - A Methode Electronics Company,,087 59 50 90,a6
l2,Heytens Decor,,,
l3,Bureau Veritas,,,
l4,Bureau Veritas,jo@uk.bureauveritas.com,,
l5,Acme,kim@acme.com,,
l6,Quite Another Thing,someone@gmail.com,,
"""


class Match(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.folder = pathlib.Path(self.place.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run_it(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def match(self, accounts, leads, *more, code=0):
        out = self.folder / "pairs.csv"
        done = self.run_it("match", "--accounts", accounts, "--leads", leads, "--out", out, *more, code=code)
        rows = csv.DictReader(out.read_text().splitlines()) if code == 0 else []
        return done, {row["lead_id"]: row for row in rows}

    def test_each_lead_gets_one_row_with_outcome_and_evidence(self):
        done, rows = self.match(self.write("a.csv", ACCOUNTS), self.write("l.csv", LEADS), "--json")
        self.assertEqual({lead: (row["outcome"], row["account_id"]) for lead, row in rows.items()},
                         {"l1": ("match", "a1"), "l2": ("match", "a2"), "l3": ("ambiguous", ""), "l4": ("match", "a4"),
                          "l5": ("match", "a5"), "l6": ("none", "")})
        self.assertIn("phone same", rows["l1"]["evidence"])
        self.assertIn("candidates: a3", rows["l3"]["evidence"])
        self.assertIn("a4", rows["l3"]["evidence"])
        self.assertIn("chosen by parent", rows["l5"]["evidence"])
        self.assertEqual(json.loads(done.stdout), {"match": 4, "none": 1, "ambiguous": 1, "left_out": 0})
        for row in rows.values():
            self.assertRegex(row["confidence"], r"^[01]\.\d{4}$")

    def test_files_without_a_header_go_by_a_map(self):
        plan = self.write("map.yaml", "header: false\ncolumns: {1: id, 2: name, 4: phone}\n")
        accounts = self.write("a.csv", "7,Procoplast,,087595090\n8,Heytens,,\n")
        leads = self.write("l.csv", "7,Heytens SA,x,\n")
        self.assertEqual(self.match(accounts, leads, "--map", plan)[1]["7"]["account_id"], "8")

    def test_columns_go_by_the_names_that_crms_export(self):
        accounts = {
            "hubspot": "Record ID,Company name,Company Domain Name,Postal Code,State/Region,Country/Region\n7,Procoplast,procoplast.be,4700,,Belgium\n",
            "salesforce": "Account ID;Account Name;Website;Billing Zip/Postal Code;Billing Country\n7;Procoplast;procoplast.be;4700;Belgium\n",
            "plain": "Account ID\tCompany Name\tCompany Website\tZIP\n7\tProcoplast\tprocoplast.be\t4700\n",
            "german": "Kundennummer;Firma;Webseite;Straße;PLZ\n7;Procoplast;procoplast.be;Hauptstr. 1;4700\n",
            "french": "Identifiant;Raison sociale;Site web;Téléphone\n7;Procoplast;procoplast.be;087 12 34 56\n",
            "pipedrive": "ID,Organization - Name,Organization name\n7,Procoplast,Procoplast\n"}
        leads = {
            "hubspot": "Record ID,First Name,Last Name,Company name,Work Email\n3,Jo,Day,,jo@shop.procoplast.be\n",
            "salesforce": "Lead Number;First Name;Last Name;Company / Account;Email\n3;Jo;Day;PROCOPLAST SA;jo@gmail.com\n",
            "plain": "Lead ID\tAccount Number\tEmployer\n3\t99\tProcoplast\n",
            "german": "Lead-ID;Firma;E-Mail\n3;Procoplast;a@procoplast.be\n",
            "french": "Lead ID;Société;Courriel\n3;Procoplast;a@procoplast.be\n",
            "pipedrive": "Lead ID,Organisation name\n3,Procoplast\n"}
        for kind, text in accounts.items():
            with self.subTest(kind):
                rows = self.match(self.write("a.csv", text), self.write("l.csv", leads[kind]))[1]
                self.assertEqual((rows["3"]["outcome"], rows["3"]["account_id"]), ("match", "7"))

    def test_a_map_may_name_columns_of_either_file_but_not_of_neither(self):
        accounts = self.write("a.csv", "Nr,Firma\n1,Procoplast\n")
        leads = self.write("l.csv", "id,Betrieb\n1,procoplast\n")
        both = self.write("map.yaml", "columns: {Nr: id, Firma: name, Betrieb: company}\n")
        self.assertEqual(self.match(accounts, leads, "--map", both)[1]["1"]["outcome"], "match")
        wrong = self.write("wrong.yaml", "columns: {Firma: name, Gibtsnicht: phone, Betrieb: company}\n")
        self.assertIn("`Gibtsnicht`", self.match(accounts, leads, "--map", wrong, code=2)[0].stderr)

    def test_bad_rows_cost_themselves_and_are_named(self):
        accounts = self.write("a.csv", "id,name\n1,Procoplast\n2,\"broken\n3,Heytens\n4,A,too,many\n")
        leads = self.write("l.csv", b"id,company\n1,H\xe9ytens\n,Procoplast\n1," + b"x" * 900_000 + b"\n")
        done, rows = self.match(accounts, leads)
        self.assertEqual(rows["row-2"]["account_id"], "1")
        self.assertIn("a.csv:3", done.stderr)
        self.assertIn("Windows-1252", done.stderr)

    def test_wrong_use_is_named(self):
        accounts = self.write("a.csv", ACCOUNTS)
        for other, said in ((self.folder / "gone.csv", "gone.csv"), (self.write("e.csv", ""), "empty"),
                            (self.write("n.csv", "a,b\n1,2\n"), "no column")):
            self.assertIn(said, self.match(accounts, other, code=2)[0].stderr)
        self.assertIn("`shops`", self.match(accounts, accounts, "--kind", "shops", code=2)[0].stderr)

    def test_duplicates_are_pairs_of_one_file(self):
        people = self.write("p.csv", "id,first_name,last_name,date_of_birth,city\n1,Robert,Allen,1971-06-24,Leeds\n"
                            "2,Robert,Alen,1971-06-24,Leeds\n3,Mary,Stone,1950-01-02,York\n")
        out = self.folder / "out.csv"
        self.run_it("dedupe", "--data", people, "--out", out)
        rows = csv.DictReader(out.read_text().splitlines())
        self.assertEqual([(row["id_a"], row["id_b"], row["outcome"]) for row in rows], [("1", "2", "match")])


if __name__ == "__main__":
    unittest.main()
