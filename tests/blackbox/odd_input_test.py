"""Files as people and programs really send them, each with good rows around what is odd: the good rows are never lost,
what is odd is named with its line, and a file that cannot be read at all is refused with what to do."""
import csv
import json

import release
from route_test import PEOPLE, POLICY

UNREADABLE = {
    "in UTF-16 without a mark": ("the file is UTF-16 and does not say so; save it as `CSV UTF-8`", lambda text: text.encode("utf-16-le")),
    "in UTF-32": ("the file is UTF-32; save it as `CSV UTF-8`", lambda text: text.encode("utf-32")),
    "a workbook": ("the file is a workbook or zip archive; save it as `CSV UTF-8`", lambda _: b"PK\x03\x04" + bytes(200)),
    "empty": ("empty", lambda _: b""),
    "blank lines": ("empty", lambda _: b"\n\n\n"),
}
# Of a file with good rows alone; what a program writes beside the usual.
WRITTEN_OTHERWISE = {
    "with a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "in UTF-16, as spreadsheets write Unicode text": lambda text: text.replace(",", "\t").encode("utf-16"),
    "in UTF-16, high byte first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "with CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "with CR alone": lambda text: text.replace("\n", "\r").encode(),
    "without a last line end": lambda text: text.encode()[:-1],
    "with semicolons": lambda text: text.replace(",", ";").encode(),
    "with tabs": lambda text: text.replace(",", "\t").encode(),
    "with blank lines": lambda text: text.replace("\n", "\n\n").encode(),
}
# A row of leads between two good ones, and what is said of it; the last three are read.
LEAD_ROWS = {
    b"L9,x\0y@b.ch,CH,given": "a NUL character in field 2",
    b"L9," + b"x" * 10_000_000 + b"@b.ch,CH,given": "longer than 65536 bytes",
    "L9,ü@b.ch,CH,given".encode("latin-1"): "invalid UTF-8 in field 2; save the file as UTF-8",
    b"L9,\xff\xfe@b.ch,CH,given": "invalid UTF-8 in field 2; save the file as UTF-8",
    b"L9,c": "expected 4 fields, got 2",
    b"L9,c@c.ch,CH,given,more,more": "expected 4 fields, got 6",
    b'L9,"c@c.ch,CH,given': "a quote is not closed",
    b'L9,c"c@c.ch,CH,given': None,
    b'"L\n9",c@c.ch,CH,given': None,
    "L9,c@bücher.example,CH,given".encode(): None,
}
LEAD_LINES = {
    b'{"lead_id":"L9","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}": "nested deeper than 64 levels",
    b'{"lead_id":"L9","employees":1e999}': "a number beyond what JSON readers can hold (1e308)",
    b'{"lead_id":"L9","employees":123456789012345678901234567890}': "an integer of more than 64 bits",
    b'{"lead_id":"L9","employees":NaN}': "expected a value",
    b'{"lead_id":"L9","name":"\\ud800"}': "half of a surrogate pair",
    b'{"lead_id":"L9","name":"a\\u0000b"}': "contains a NUL character",
    b'{"lead_id":"L9","name":"\xff"}': "invalid UTF-8",
    b'{"lead_id":"L9","email":"c@c.ch","email":"d@d.ch"}': "the name is there twice",
    b'{"lead_id":"L9","email":["c@c.ch"]}': "expected a text, got an array",
    b'{"lead_id":"L9"': "the object does not end",
    b"[1,2]": "expected an object",
    b'"text"': "expected an object",
    b"null": "expected an object",
}
ACCOUNTS = "account_id,name,website,country\n", "a1,Procoplast SA,procoplast.be,BE\n", "a2,Heytens Decor,heytens.com,BE\n"
PROSPECTS = "lead_id,company,email\n", "l1,Procoplast,x@procoplast.be\n", "l2,Heytens,y@heytens.com\n"
# In the place of a company's name, what is said of it, whether the row has an answer.
NAMES = {
    b"x" * 5_000_000: ("3: longer than 65536 bytes", False),
    b'"open': ("3: a quote is not closed", False),
    b"a,b,c,d,e": ("3: expected ", False),
    b"a\0b": ("read as Windows-1252", True),
    "Müller".encode("latin-1"): ("read as Windows-1252", True),
    b'"two\nlines"': ("", True),
    b"=1+1": ("", True),
    "🦄🦄".encode(): ("", True),
    "شركة الاتصالات".encode(): ("", True),
    b"x" * 60_000: ("", True),
    b"": ("", True),
    b"!!! ---": ("", True),
}


class OddLeads(release.ReleaseTest):
    HEADER = "lead_id,email,country,consent\n"
    FIRST, LAST = "L1,a@alpenwerk.ch,CH,given\n", "L2,b@alpenwerk.ch,CH,given\n"

    def setUp(self):
        super().setUp()
        self.write("bundle/policy.yaml", POLICY)
        self.write("bundle/roster/people.csv", PEOPLE)
        self.write("bundle/roster/teams.csv", "id,name,manager\nrevops,Revenue operations,\n")

    def route(self, name, content, code=0):
        """A dry run, so that each file finds the workspace as it was: ({lead: status}, rejects, what was said)."""
        (self.folder / name).write_bytes(content)
        rejects = self.folder / "out.csv.rejects.csv"
        rejects.unlink(missing_ok=True)
        done = self.run_command("route", name, "--workspace", "ws", "--out", "out.csv", "--dry-run", code=code)
        if code != 0:
            return {}, "", done.stderr
        with open(self.folder / "out.csv", newline="") as file:
            rows = {row["lead_id"]: row["status"] for row in csv.DictReader(file)}
        return rows, rejects.read_text(errors="replace") if rejects.exists() else "", done.stderr

    def test_a_file_of_leads_is_read_however_it_was_written(self):
        self.make_workspace("--bundle", "bundle")
        good = self.HEADER + self.FIRST + self.LAST
        for name, write in WRITTEN_OTHERWISE.items():
            with self.subTest(name):
                self.assertEqual(self.route("leads.csv", write(good)), ({"L1": "routed", "L2": "routed"}, "", ""))
        rows, _, said = self.route("leads.csv", b"lead_id,email,country,consent,email\nL1,a@b.ch,CH,given,z@z.ch\n")
        self.assertEqual(rows, {"L1": "routed"})
        self.assertIn("columns `email` and `email` are both lead.email", said)
        self.assertEqual(self.route("leads.csv", self.HEADER.encode())[0], {})

    def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(self):
        self.make_workspace("--bundle", "bundle")
        for name, (said, write) in UNREADABLE.items():
            with self.subTest(name):
                self.assertIn(said, self.route("leads.csv", write(self.HEADER + self.FIRST), code=2)[2])
        wide = ",".join(f"c{i}" for i in range(20_000)).encode()
        self.assertIn("line 1: longer than 65536 bytes", self.route("leads.csv", wide + b"\n", code=2)[2])

    def test_an_odd_row_costs_itself_and_is_named_with_its_line(self):
        self.make_workspace("--bundle", "bundle")
        for row, said in LEAD_ROWS.items():
            with self.subTest(row[:40]):
                text = (self.HEADER + self.FIRST).encode() + row + b"\n" + self.LAST.encode()
                rows, rejects, _ = self.route("leads.csv", text)
                self.assertEqual((rows.get("L1"), rows.get("L2")), ("routed", "routed"))
                if said is None:
                    self.assertEqual((len(rows), rejects), (3, ""))
                else:
                    self.assertEqual(len(rows), 2)
                    self.assertIn(said, rejects)
                    self.assertTrue(rejects.splitlines()[1].startswith("3,"), rejects[:200])

    def test_an_odd_line_of_json_costs_itself_wherever_it_stands(self):
        self.make_workspace("--bundle", "bundle")
        good = [json.dumps({"lead_id": name, "email": f"{name}@alpenwerk.ch", "country": "CH", "consent": "given"}).encode()
                for name in ("L1", "L2")]
        for odd, said in LEAD_LINES.items():
            for place in range(3):
                with self.subTest(line=odd[:40], place=place):
                    rows, rejects, _ = self.route("leads.ndjson", b"\n".join(good[:place] + [odd] + good[place:]) + b"\n")
                    self.assertEqual(rows, {"L1": "routed", "L2": "routed"})
                    self.assertIn(said, rejects)
                    self.assertTrue(rejects.splitlines()[1].startswith(f"{place + 1},"), rejects[:200])

    def test_an_odd_line_in_a_posted_body_costs_itself(self):
        token = self.make_workspace("--bundle", "bundle")
        with self.serving() as base:
            for number, (odd, said) in enumerate(LEAD_LINES.items()):
                good = [json.dumps({"lead_id": f"P{number}-{end}", "email": f"p{number}-{end}@alpenwerk.ch", "country": "CH",
                                    "consent": "given"}).encode() for end in "ab"]
                status, _, text = release.ask("POST", base + "/v1/leads", token, b"\n".join([good[0], odd, good[1]]),
                                              [("Content-Type", "application/x-ndjson")])
                self.assertEqual(status, 201, text)
                results = json.loads(text)
                self.assertEqual([result.get("status") for result in (results[0], results[2])], ["routed", "routed"], text)
                self.assertIn(said.split(" (")[0], json.dumps(results[1]), odd[:60])


class OddMatches(release.ReleaseTest):
    def match(self, accounts, leads, code=0):
        (self.folder / "accounts.csv").write_bytes(accounts)
        (self.folder / "leads.csv").write_bytes(leads)
        done = self.run_command("match", "--accounts", "accounts.csv", "--leads", "leads.csv", "--out", "pairs.csv", code=code)
        if code != 0:
            return {}, done.stderr
        with open(self.folder / "pairs.csv", newline="") as file:
            return {row["lead_id"]: row["account_id"] for row in csv.DictReader(file)}, done.stderr

    def both(self, change):
        """Each of the two files changed by `change(header, first, last)`, beside the other as it is."""
        yield "accounts", change(*ACCOUNTS), "".join(PROSPECTS).encode()
        yield "leads", "".join(ACCOUNTS).encode(), change(*PROSPECTS)

    def test_both_files_are_read_however_they_were_written(self):
        for name, write in WRITTEN_OTHERWISE.items():
            for which, accounts, leads in self.both(lambda *lines, write=write: write("".join(lines))):
                with self.subTest(name, file=which):
                    self.assertEqual(self.match(accounts, leads), ({"l1": "a1", "l2": "a2"}, ""))

    def test_a_file_that_cannot_be_read_is_refused_and_named(self):
        for name, (said, write) in UNREADABLE.items():
            for which, accounts, leads in self.both(lambda *lines, write=write: write("".join(lines))):
                with self.subTest(name, file=which):
                    refusal = self.match(accounts, leads, code=2)[1]
                    self.assertIn(said, refusal)
                    self.assertIn(f"{which}.csv", refusal)

    def test_an_odd_row_costs_no_other_row_its_match(self):
        for odd, (said, answered) in NAMES.items():
            for which, accounts, leads in self.both(
                    lambda header, first, last, odd=odd: (header + first).encode() + b"z9," + odd + b",nine.example" +
                    (b",BE\n" if "website" in header else b"\n") + last.encode()):
                with self.subTest(odd[:40], file=which):
                    rows, stderr = self.match(accounts, leads)
                    self.assertEqual((rows.get("l1"), rows.get("l2")), ("a1", "a2"))
                    self.assertEqual(rows.get("z9"), "" if which == "leads" and answered else None)
                    self.assertIn(said, stderr)
                    self.assertEqual(bool(stderr), bool(said), stderr)


if __name__ == "__main__":
    release.unittest.main()
