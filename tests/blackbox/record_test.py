"""What becomes of records elsewhere, and what is handed back: by the real program, served and alone."""
import json
import pathlib
import subprocess
import unittest

from served import POLICY, PROGRAM, Served

HANDED_BACK = POLICY + "hand_back_reasons:\n  wrong_person: {then: route_again}\n  spam: {then: disqualify}\n"


class Records(unittest.TestCase):
    def setUp(self):
        self.server = Served()
        self.addCleanup(self.close)
        self.folder = pathlib.Path(self.server.folder.name)
        (self.folder / "backs").mkdir()
        (self.folder / "backs" / "policy.yaml").write_text(HANDED_BACK)
        self.command("policy", "publish", "backs")
        rows = [f"x-{number},p{number}@buyer{number}.example,{country},given"
                for number, country in enumerate(("DE", "DE", "DE", "FR", "DE"))]
        (self.folder / "leads.csv").write_text("external_id,email,country,consent\n" + "\n".join(rows) + "\n")
        self.command("route", "leads.csv")

    def close(self):
        if self.server.process is None:
            self.server.folder.cleanup()
        else:
            self.server.close()

    def command(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments), "--workspace", self.server.directory], cwd=self.folder,
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout if code == 0 else done.stderr

    def record(self, *arguments):
        return json.loads(self.command("record", *arguments, "--json"))

    def explained(self, lead):
        return json.loads(self.command("explain", lead, "--json"))

    def end_all(self):
        before = self.explained("x-0")["owner"]
        merged = self.record("merge", "x-0", "--into", "x-3", "--by", "revo")
        self.assertEqual((merged["status"], merged["duplicate_of"]), ("duplicate", self.explained("x-3")["lead_id"]))
        self.assertEqual(self.explained("x-3")["owner"], before)
        self.assertIn("it was merged into lead_", self.explained("x-0")["text"])
        self.assertIn("as revo said", self.explained("x-0")["text"])
        self.assertEqual(self.record("opt-out", "p1@buyer1.example")["reason"], "opted_out")
        self.assertIn("the person opted out", self.command("lead", "accept", "x-1", code=1))
        self.assertEqual(self.record("delete", "x-2")["reason"], "deleted")
        self.assertIsNone(self.explained("x-2")["owner"])
        self.assertEqual(self.record("owner", "x-4", "--to", "revo")["owner"]["id"], "revo")
        self.assertEqual(self.record("convert", "x-4")["reason"], "converted")
        self.assertIn("use that one", self.command("record", "delete", "x-0", code=1))
        self.assertIn("`explode` is nothing that becomes", self.command("record", "explode", "x-0", code=2))
        self.command("record", "owner", "x-3", "--to", "nobody", code=2)

    def check_log(self):
        report = json.loads(self.command("replay", "--json"))
        self.assertEqual(report["identical"], report["runs"], report)
        self.command("rebuild", "--check")
        self.command("audit", "verify")

    def test_records_end_without_a_server(self):
        self.end_all()
        self.check_log()

    def test_records_end_while_it_is_served(self):
        self.server.start()
        self.end_all()
        answer = self.server.call("POST", "/v1/records/x-1/opt-in", {"by": "revo"})
        self.assertEqual((answer.status, answer.json()["status"]), (200, "held"), answer.body)
        self.assertEqual(self.server.call("POST", "/v1/records/x-1/opt-in", {}).status, 409)
        self.assertEqual(self.server.call("POST", "/v1/records/x-9/delete").status, 404)
        self.assertEqual(self.server.call("POST", "/v1/records/x-3/merge", {"onto": "x-4"}).status, 400)
        self.check_log()

    def test_hand_backs_are_counted_by_person_rule_and_reason(self):
        owner = self.explained("x-0")["owner"]
        self.command("lead", "hand_back", "x-0", "--reason", "spam", "--by", owner)
        report = json.loads(self.command("policy", "hand-backs", "--json"))
        self.assertEqual((report["given"], report["handed_back"], report["rate"]), (4, 1, "25%"))
        self.assertEqual(report["people"][0], {"person": owner, "given": 2, "handed_back": 1, "rate": "50%",
                                               "reasons": {"spam": 1}})
        self.assertEqual(report["rules"][0]["rule"], "germany")
        self.assertIn("1 of 4 leads were handed back: 25%", self.command("policy", "hand-backs"))
        self.server.start()
        self.assertEqual(json.loads(self.command("policy", "hand-backs", "--json")), report)
        later = json.loads(self.command("policy", "hand-backs", "--since", "2999-01-01", "--json"))
        self.assertEqual(later["given"], 0)


if __name__ == "__main__":
    unittest.main()
