"""How long each store keeps what is personal: agents' answers, readings and notices by rules of their own, policies by none."""
import contextlib
import json
import os
import sqlite3
import subprocess
import unittest

from faults import preloaded
from law_test import OTHER, VERIFIER, ZOE, LawCase, found_in
from served import PROGRAM

LATER = 100


class RetentionTest(LawCase):
    def setUp(self):
        super().setUp()
        self.library = preloaded("later", self.folder)
        self.environment = {}

    def command(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, timeout=120,
                              check=False, env=os.environ | self.environment)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def report(self, *arguments, code=0):
        return json.loads(self.law(*arguments, "--json", code=code).splitlines()[0])

    def go_on_later(self):
        """The server stops and starts again some months ahead, and so does every command."""
        self.server.stop()
        self.environment = {"LD_PRELOAD": self.library, "LATER_DAYS": str(LATER)}
        self.server.environment = self.environment
        self.server.start()

    def rows(self, name, query):
        # Closed: a connection would stay in the way of the server's own checkpoints.
        with contextlib.closing(sqlite3.connect(f"file:{self.server.directory}/{name}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    def holding(self, value):
        """The files of the workspace in which these bytes stand."""
        found = []
        for root, _, names in os.walk(self.server.directory):
            for name in names:
                path = os.path.join(root, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        if value in file.read():
                            found.append(name)
        return found

    def assert_verifies(self):
        heads = self.server.directory + ".keys/heads.log"
        ours = json.loads(self.law("audit", "verify", "--heads", heads).splitlines()[0])
        self.assertTrue(ours["ok"], ours)
        run = subprocess.run(["/usr/bin/python3", VERIFIER, self.server.directory, "--heads", heads, "--vkey",
                              self.server.directory + ".keys/audit.vkey"], capture_output=True, text=True, check=False)
        theirs = json.loads(run.stdout)
        for name in ("ok", "tree_size", "root"):
            self.assertEqual(theirs[name], ours[name], theirs)
        return ours

    def steps(self, subject):
        """What is known of the person's runs: the answers of agents, and those of which the personal part is gone."""
        known = json.loads(self.law("export", "person", subject))
        told = [event for lead in known["leads"] for run in lead["runs"] for event in run["events"]
                if event["type"] == "StepFinished"]
        return found_in(json.dumps(told)), sum(1 for event in told if event.get("erased"))

    def test_rules_are_set_one_by_one_and_shown_served_and_alone(self):
        none = {"lead_days": 0, "agent_days": 0, "reading_days": 0, "notice_days": 0}
        for _ in range(2):
            self.assertEqual(self.report("retention", "show"), none)
            said = self.law("retention", "set", "--agents", 30, "--readings", 90)
            self.assertIn("what agents said is kept for 30 days", said)
            self.assertIn("who read what is kept for 90 days", said)
            self.law("retention", "set", 730, "--notices", 7)
            self.assertEqual(self.report("retention", "show"),
                             {"lead_days": 730, "agent_days": 30, "reading_days": 90, "notice_days": 7})
            for wrong in (["--readings", 89], ["--notices", 6], ["--notices", 31], ["--agents", 36501], []):
                self.law("retention", "set", *wrong, code=2)
            self.assertIn("proven and replayed by the version", self.law("retention", "set", "--policies", 10, code=2))
            self.law("retention", "set", 0, "--agents", 0, "--readings", 0, "--notices", 0)
            self.server.stop()

    def test_rules_are_set_over_http(self):
        for body, status in (({"agent_days": 30}, 200), ({}, 400), ({"agent_days": "30"}, 400), ({"days": 3}, 400),
                             ({"reading_days": 1}, 400), ({"agent_days": 18446744073709551615}, 400)):
            answer = self.server.call("POST", "/v1/retention", body)
            self.assertEqual(answer.status, status, (body, answer.body))
        refused = self.server.call("POST", "/v1/retention", {"policy_days": 30})
        self.assertEqual(refused.status, 400)
        self.assertIn("policy versions cannot be taken away by age", refused.json()["detail"])
        self.assertEqual(self.server.call("GET", "/v1/retention").json()["agent_days"], 30)

    def test_who_read_what_goes_by_its_rule_and_what_stays_is_proven(self):
        lead = self.plant()
        self.assertEqual(self.server.call("GET", "/v1/leads/" + lead).status, 200)
        self.assertEqual(self.server.call("GET", "/v1/leads", token=False).status, 401)
        self.law("retention", "set", "--readings", 90)
        self.assertEqual(self.server.call("GET", "/v1/readings/check").json()["ok"], True)
        mark = self.rows("readings.db", "SELECT hash FROM readings ORDER BY position LIMIT 1")[0][0]
        self.assertIn("readings.db", " ".join(self.holding(mark)))
        self.go_on_later()
        self.law("retention", "apply")
        self.assertEqual(self.server.call("GET", "/v1/leads/" + lead).status, 200)
        told = self.server.call("GET", "/v1/readings").json()["items"]
        self.assertIn("expired", [row["kind"] for row in told])
        self.assertEqual(self.server.call("GET", "/v1/readings/check").json()["ok"], True)
        self.server.stop()
        self.assertEqual(self.holding(mark), [])
        self.assertGreater(self.rows("readings.db", "SELECT min(position) FROM readings")[0][0], 1)
        self.assert_verifies()
        self.assertEqual(self.report("replay")["different"], 0)
        self.assertEqual(self.report("retention", "apply", "--dry-run")["readings"], 0)
        with contextlib.closing(sqlite3.connect(self.server.directory + "/readings.db")) as database, database:
            database.execute("DELETE FROM expired")
        self.server.start()
        self.assertEqual(self.server.call("GET", "/v1/readings/check").json()["ok"], False)

    def test_notices_go_by_their_rule_and_without_one_after_thirty_days(self):
        self.plant()
        self.server.stop()
        self.assertGreater(self.rows("notices.db", "SELECT count(*) FROM notices")[0][0], 0)
        with contextlib.closing(sqlite3.connect(self.server.directory + "/notices.db")) as database, database:
            database.execute("UPDATE notices SET at = at - 8 * 86400000000")
        self.law("retention", "set", 730)
        self.assertEqual(self.report("retention", "apply")["notices"], 0, "kept for thirty days")
        self.law("retention", "set", "--notices", 7)
        would = self.report("retention", "apply", "--dry-run")["notices"]
        self.assertGreater(would, 0)
        self.assertEqual(self.report("retention", "apply")["notices"], would)
        self.assertEqual(self.rows("notices.db", "SELECT count(*) FROM notices")[0][0], 0)
        self.assert_verifies()

    def test_what_agents_said_goes_with_a_purge_and_the_lead_stays(self):
        lead = self.plant()
        self.law("hold", "set", OTHER["email"], "--reason", "court")
        self.law("retention", "set", "--agents", 30)
        before, erased = self.steps(lead)
        self.assertTrue(before, "agents said something personal")
        self.assertEqual(erased, 0)
        self.go_on_later()
        self.server.stop()
        held = self.law("explain", OTHER["external_id"])
        self.assert_verifies()
        replay = self.report("replay")
        would = self.report("retention", "purge", "--dry-run")
        self.assertGreater(would["runs"], 0)
        self.assertEqual((would["leads"], would["removed"]), (0, 0))
        self.assertEqual(self.steps(lead)[0], before, "a dry run changes nothing")
        done = self.report("retention", "purge", "--yes")
        self.assertEqual((done["reduced"], done["runs"]), (would["reduced"], would["runs"]))

        self.assertEqual(self.assert_verifies()["reduced_events"], done["reduced"])
        after = self.report("replay")
        for name in ("runs", "identical", "different", "erased"):
            self.assertEqual(after[name], replay[name], after)
        found, erased = self.steps(lead)
        self.assertEqual(found, [])
        self.assertGreater(erased, 0)
        self.assertTrue(found_in(self.law("export", "person", lead)), "the lead is there")
        self.assertIn("was purged by the rule for agents", self.law("explain", lead))
        self.assertEqual(self.law("explain", OTHER["external_id"]), held)
        self.assertEqual(self.search_files(), {})
        self.assertIn("nothing to purge", self.law("retention", "purge", "--yes"))
        self.server.start()
        self.assertEqual(self.server.post(ZOE).json()["status"], "duplicate")
        self.assertEqual(self.report("replay")["different"], 0)


if __name__ == "__main__":
    unittest.main()
