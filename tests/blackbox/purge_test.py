"""Purging what nobody needs of the log's older part, tried from outside: what goes, what stays, and what every other command says then."""
import datetime
import json
import os
import shutil
import sqlite3
import subprocess
import unittest

from law_test import OTHER, VERIFIER, ZOE, LawCase
from served import PROGRAM

MANY = 150


class PurgeTest(LawCase):
    def report(self, *arguments, code=0):
        """The JSON that a command prints before what it notes on standard error."""
        return json.loads(self.law(*arguments, code=code).splitlines()[0])

    def assert_verifies(self, directory=None, purged=None):
        directory = directory or self.server.directory
        heads = directory + ".keys/heads.log"
        ours = json.loads(self.command("audit", "verify", "--workspace", directory, "--heads", heads).splitlines()[0])
        self.assertTrue(ours["ok"], ours)
        run = subprocess.run(["/usr/bin/python3", VERIFIER, directory, "--heads", heads, "--vkey", directory + ".keys/audit.vkey"],
                             capture_output=True, text=True, check=False)
        self.assertTrue(run.stdout, run.stderr)
        theirs = json.loads(run.stdout)
        for name in ("ok", "tree_size", "root"):
            self.assertEqual(theirs[name], ours[name], theirs)
        for name in ("purged_events", "reduced_events"):
            self.assertEqual(theirs.get(name), ours.get(name))
        if purged is not None:
            self.assertEqual((ours["purged_events"], ours["reduced_events"]), (purged["removed"], purged["reduced"]))
        return ours

    def fill(self):
        """Many people who are forgotten by a rule, one of them held, the planted one, and somebody who stays."""
        planted = self.plant()
        for number in range(MANY):
            self.assertEqual(self.server.post({**OTHER, "external_id": f"m-{number}", "email": f"m{number}@many.example",
                                               "first_name": f"Zqmany{number}"}).status, 201)
        self.law("hold", "set", "m-0", "--reason", "court")
        for number in range(1, MANY):
            self.law("forget", f"m-{number}") if number % 10 == 1 else None
        self.law("forget", ZOE["email"])
        self.law("forget", "m-0", code=1)
        return planted

    def test_what_was_forgotten_goes_and_everything_else_is_as_it_was(self):
        planted = self.fill()
        self.assertIn("stop it first", self.law("retention", "purge", "--older-than", "0", "--yes", code=1))
        self.server.stop()
        stays = self.law("explain", "o-1")
        held = self.law("explain", "m-0")
        before = self.assert_verifies()
        replay = self.report("replay", "--json")
        proof = self.report("audit", "prove", "5")
        old_heads = self.folder / "old.heads"
        shutil.copy(self.server.directory + ".keys/heads.log", old_heads)

        self.assertIn("nothing to purge", self.law("retention", "purge"), "nothing is a month old")
        would = self.report("retention", "purge", "--older-than", "0", "--dry-run", "--json")
        self.assertEqual(self.assert_verifies()["root"], before["root"], "a dry run changes nothing")
        self.assertGreater(would["removed"], 50)
        self.assertIn("add `--yes`", self.law("retention", "purge", "--older-than", "0", code=2))
        done = self.report("retention", "purge", "--older-than", "0", "--yes", "--json")
        self.assertGreaterEqual(done["removed"], would["removed"])
        self.assertEqual(done["bytes_after"], os.path.getsize(self.server.directory + "/log.db"))

        self.assert_verifies(purged=done)
        note = self.law("audit", "verify", "--heads", old_heads)
        today = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d") if hasattr(datetime, "UTC") else ""
        self.assertIn(f"{done['removed']} events below {done['before']} purged", note)
        self.assertIn("their hashes kept", note)
        self.assertEqual(self.law("explain", "o-1"), stays)
        self.assertEqual(self.law("explain", "m-0"), held)
        self.assertIn(f"purged on {today}", self.law("explain", planted))
        after = self.report("replay", "--json")
        for name in ("runs", "identical", "different", "erased"):
            self.assertEqual(after[name], replay[name], after)
        self.assertEqual(self.report("audit", "prove", "5")["leaf"], proof["leaf"])
        self.law("rebuild", "--check", code=0) if os.path.exists(self.server.directory + "/views.db") else None
        self.assertEqual(self.search_files(), {})
        self.assertIn("nothing to purge", self.law("retention", "purge", "--older-than", "0", "--yes"))

        self.server.start()
        self.assert_sound_with_purge()
        self.assertEqual(self.server.post(OTHER).json()["status"], "duplicate")
        self.assertEqual(self.server.post({**OTHER, "external_id": "m-1", "email": "m1@many.example"}).status, 201)

    def assert_sound_with_purge(self):
        report = self.report("audit", "verify", "--heads", self.server.directory + ".keys/heads.log", "--views")
        self.assertTrue(report["ok"], report)
        self.assertEqual(self.report("replay", "--json")["different"], 0)

    def test_a_purged_log_is_backed_up_restored_and_searched(self):
        self.fill()
        self.server.stop()
        done = self.report("retention", "purge", "--older-than", "0", "--yes", "--json")
        self.law("backup", "--out", "purged.backup")
        self.command("restore", "purged.backup", "again", "--keys", self.server.directory + ".keys")
        shutil.copytree(self.server.directory + ".keys", self.folder / "again.keys")
        self.assert_verifies(directory=str(self.folder / "again"), purged=done)

    def test_whatever_a_purge_left_cannot_be_changed_unnoticed(self):
        self.fill()
        self.server.stop()
        self.law("retention", "purge", "--older-than", "0", "--yes")
        for change in ("UPDATE meta SET value = value - 1 WHERE key = 'purged_by'",
                       "DELETE FROM meta WHERE key = 'purged_by'",
                       "UPDATE purged_leaves SET hashes = zeroblob(length(hashes))",
                       "DELETE FROM purged_leaves"):
            forged = self.folder / "forged"
            shutil.rmtree(forged, ignore_errors=True)
            shutil.copytree(self.server.directory, forged)
            with sqlite3.connect(forged / "log.db") as log:
                log.execute(change)
            log.close()
            out = self.command("audit", "verify", "--workspace", forged, code=1)
            self.assertIn('"ok":false', out, change)
            theirs = subprocess.run(["/usr/bin/python3", VERIFIER, forged], capture_output=True, text=True, check=False)
            self.assertIn('"ok": false', theirs.stdout, change + theirs.stderr)


if __name__ == "__main__":
    unittest.main()
