"""Every command on a workspace that is being served says what it says on one that is not."""
import csv
import io
import json
import pathlib
import subprocess
import unittest

from served import POLICY, PROGRAM, Served

LEADS = """external_id,email,country,company,consent
a-1,ada@one.example,DE,One GmbH,given
a-2,bea@two.example,FR,Two SA,given
a-3,cai@three.example,DE,Three GmbH,refused
a-4,dan@four.example,DE,"Four, GmbH",given
"""


class ServedCommands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        cls.folder = pathlib.Path(cls.server.folder.name)
        (cls.folder / "leads.csv").write_text(LEADS)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def command(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments), "--workspace", self.server.directory], cwd=self.folder,
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout

    def both(self, *arguments, code=0):
        """What the command prints while the workspace is served, and then while it is not."""
        served = self.command(*arguments, code=code)
        self.server.stop()
        try:
            alone = self.command(*arguments, code=code)
        finally:
            self.server.start()
        return served, alone

    def test_a_file_is_routed_through_the_server_as_it_is_without_one(self):
        summary = self.command("route", "leads.csv", "--out", "o.csv", "--json")
        self.assertEqual(json.loads(summary)["routed"], 2, summary)
        with open(self.folder / "o.csv", newline="", encoding="utf-8") as file:
            rows = {row["lead_id"]: row for row in csv.DictReader(file)}
        self.assertEqual({id: row["status"] for id, row in rows.items()},
                         {"a-1": "routed", "a-2": "queued", "a-3": "rejected", "a-4": "routed"})
        self.assertEqual({rows["a-1"]["owner"], rows["a-4"]["owner"]}, {"lena", "jonas"})
        self.assertEqual((rows["a-2"]["owner_type"], rows["a-2"]["owner"]), ("queue", "unrouted"))
        self.assertEqual(rows["a-1"]["owner_type"], "person")
        # Again, and by the engine itself: all are known.
        served, alone = self.both("route", "leads.csv", "--json")
        self.assertEqual(json.loads(served)["duplicate"], 4)
        self.assertEqual(json.loads(served), json.loads(alone))

    def test_a_dry_run_changes_nothing(self):
        before = self.server.call("GET", "/v1/audit/head").body
        (self.folder / "new.csv").write_text("external_id,email,country,consent\nn-1,new@dry.example,DE,given\n")
        done = self.command("route", "new.csv", "--dry-run", "--out", "dry.csv", "--json")
        self.assertEqual(json.loads(done)["routed"], 1, done)
        with open(self.folder / "dry.csv", newline="", encoding="utf-8") as file:
            self.assertEqual([row["owner_type"] for row in csv.DictReader(file)], ["person"])
        self.assertEqual(self.server.call("GET", "/v1/audit/head").body, before)

    def test_a_replay_reports_the_same(self):
        self.command("route", "leads.csv")
        served, alone = self.both("replay", "--json")
        self.assertEqual(json.loads(served), json.loads(alone))
        self.assertGreater(json.loads(served)["identical"], 0)
        self.assertEqual(*self.both("replay"))
        version = json.loads(self.command("policy", "versions", "--json"))["versions"][0]["policy_version"]
        self.assertEqual(*self.both("replay", "--json", "--policy", version))
        self.command("replay", "--policy", "ffffffffffff", code=1)

    def test_a_policy_is_tested_published_or_not(self):
        tests = """roster: {lena: {team: dach}}
tests:
  - name: Germany goes to Lena
    now: 2026-11-20T10:00:00+01:00
    lead: {country: DE, consent: given}
    expect: {status: routed, owner: lena}
"""
        def run(files):
            return self.server.call("POST", "/v1/policies/tests", {"files": files})

        good = run({"policy.yaml": POLICY, "tests/a.yaml": tests}).json()
        self.assertEqual((good["passed"], good["failed"], good["tests"][0]["lead"]["country"]), (1, 0, "DE"))
        self.assertEqual([check["met"] for check in good["tests"][0]["checks"]], [True, True])
        bad = run({"policy.yaml": POLICY, "tests/a.yaml": tests.replace("owner: lena", "owner: jonas")}).json()
        self.assertEqual((bad["passed"], bad["failed"]), (0, 1))
        self.assertEqual(bad["tests"][0]["misses"], [{"key": "owner", "line": 6, "expected": "jonas", "got": "lena"}])
        broken = run({"policy.yaml": "policy: x\n", "tests/a.yaml": tests}).json()
        self.assertIsNone(broken["policy_version"])
        self.assertEqual((broken["tests"], broken["passed"]), ([], 0))
        self.assertGreater(broken["failed"], 0)
        self.assertEqual(run({"policy.yaml": 7}).status, 400)
        draft = {"files": {"policy.yaml": POLICY, "tests/a.yaml": tests}, "stage": "draft"}
        version = self.server.call("POST", "/v1/policies", draft).json()["policy_version"]
        stored = self.server.call("GET", f"/v1/policies/{version}/tests").json()
        self.assertEqual(stored, good)
        self.assertEqual(self.server.call("GET", "/v1/policies/active/tests").json()["tests"], [])
        self.assertEqual(self.server.call("GET", "/v1/policies/ffffffffffff/tests").status, 404)

    def test_the_audit_proves_the_same(self):
        self.command("route", "leads.csv")
        proof = json.loads(self.command("audit", "prove", "3"))
        self.assertEqual(proof["position"], 3)
        self.assertIn(str(proof["tree_size"]), proof["checkpoint"])
        self.assertIn("signalbox", self.command("audit", "head"))
        consistency = json.loads(self.command("audit", "consistency", "3", "5"))
        self.assertEqual(json.loads(self.both("audit", "consistency", "3", "5")[1]), consistency)
        heads = pathlib.Path(self.server.directory + ".keys", "heads.log")
        report = json.loads(self.command("audit", "verify", "--views", "--heads", heads))
        noted = self.server.call("GET", "/v1/audit/verification").json()
        self.assertIsNone(noted["running"])
        self.assertEqual((noted["last"]["by"], noted["last"]["report"]), ("local", report), "whoever ran it")
        self.assertLessEqual(noted["last"]["verified_to"], noted["last"]["ended_at"])
        self.assertTrue(report["ok"])
        self.assertGreater(report["heads"], 0)
        evidence = json.loads(self.command("audit", "evidence", "a-1"))
        self.assertGreater(len(evidence), 0)
        self.assertEqual(json.loads(self.both("audit", "evidence", "a-1")[1]).keys(), evidence.keys())
        self.command("audit", "evidence", "nobody", code=1)

    def test_a_forged_head_is_named_by_the_server_too(self):
        self.command("audit", "head")
        heads = pathlib.Path(self.server.directory + ".keys", "heads.log").read_text()
        lines = heads.split("\n")
        lines[2] = "A" * 43 + "="  # the first head's root
        (self.folder / "forged.log").write_text("\n".join(lines))
        self.command("audit", "verify", "--heads", "forged.log", code=1)

    def test_the_views_are_checked_and_made_anew(self):
        self.command("route", "leads.csv")
        self.assertEqual(*self.both("rebuild", "--check"))
        self.assertIn("rebuilt from", self.command("rebuild"))
        self.assertEqual(self.command("rebuild", "--check").strip(), "the views are what the log says")
        items = self.server.call("GET", "/v1/leads?limit=10").json()["items"]
        self.assertGreaterEqual(len(items), 4)

    def test_people_come_out_and_are_removed_by_absence(self):
        served, alone = self.both("export", "people", "-")
        self.assertEqual(served, alone)
        rows = list(csv.DictReader(io.StringIO(served)))
        self.assertIn("lena", [row["id"] for row in rows])
        (self.folder / "more.csv").write_text(served + "zoe,Zoe New,zoe@acme.example,dach" +
                                              "," * (len(rows[0]) - 4) + "\n")
        self.command("import", "people", "more.csv")
        (self.folder / "people.csv").write_text(served)
        self.command("import", "people", "people.csv", "--replace", code=2)
        self.assertIn("zoe", self.command("export", "people", "-"))
        self.command("import", "people", "people.csv", "--replace", "--yes")
        self.assertEqual(self.command("export", "people", "-"), served)
        self.command("export", "planets", "-", code=2)

    def test_a_bundle_is_checked_against_the_people_who_are_there(self):
        bundle = self.folder / "other"
        bundle.mkdir(exist_ok=True)
        (bundle / "policy.yaml").write_text(
            "policy: other\nrecord: lead\nrules:\n  - name: one\n    assign: {person: nobody-here}\n"
            "nothing_matched: {queue: q, reason: none}\nqueues:\n  q: {owner: {team: revops}, empty_within: 4h}\n")
        served, alone = self.both("policy", "check", "other", code=1)
        self.assertEqual(served, alone)
        self.assertIn("nobody-here", served)
        self.assertEqual(*self.both("policy", "check", "other", "--json", code=1))

    def test_an_agent_moves_through_its_life(self):
        self.command("agent", "set-state", "score_lead", "retired", code=0)
        states = {one["id"]: one["lifecycle"] for one in json.loads(self.command("agent", "list", "--json"))}
        self.assertEqual(states["score_lead"], "retired")
        self.command("agent", "set-state", "no_such_agent", "active", code=1)


if __name__ == "__main__":
    unittest.main()
