"""Every command that takes a workspace says alike, and with the same exit code, that there is none."""

import re
import unittest

import release

# What each command needs beside `--workspace`; files are made by the test.
ARGUMENTS = {
    "access-rules": ["tables"],
    "agent add": ["agent.yaml"],
    "agent list": [],
    "agent set-state": ["score_lead", "active"],
    "audit consistency": ["1", "2"],
    "audit evidence": ["x"],
    "audit head": [],
    "audit prove": ["0"],
    "audit verify": [],
    "backup": ["--out", "ws.backup"],
    "case audit": ["REV-1048"],
    "case cancel": ["REV-1048", "--as", "x"],
    "case decide": ["REV-1048", "approve", "--as", "x", "--shown-hash", "x"],
    "case list": [],
    "case message": ["REV-1048", "text", "--as", "x"],
    "case open": ["--as", "x", "--summary", "x", "--justification", "x"],
    "case show": ["REV-1048"],
    "document add": ["policy.md"],
    "document list": [],
    "document remove": ["x"],
    "document show": ["x"],
    "explain": ["x"],
    "export": ["people", "out.csv"],
    "forget": ["x"],
    "hold clear": ["x"],
    "hold list": [],
    "hold set": ["x", "--reason", "court"],
    "import": ["people", "people.csv"],
    "keys rotate": ["workspace"],
    "lead": ["accept", "x"],
    "environment": [],
    "model approve": ["2.1.0", "--by", "jonas"],
    "model history": [],
    "model promote": ["x.sbm"],
    "model rollback": [],
    "model rows": ["--spec", "spec.yaml", "--out", "rows.csv"],
    "model watch": [],
    "person activate": ["x"],
    "person deactivate": ["x"],
    "person delegate": ["x", "y"],
    "person end-leave": ["x"],
    "person holdings": ["x"],
    "person import-leave": ["people.csv"],
    "person leave": ["x", "--from", "2026-12-21", "--to", "2026-12-23"],
    "person pause": ["x", "--for", "2h"],
    "person reassign": ["x"],
    "person resume": ["x"],
    "person show": ["x"],
    "person weight": ["x", "3"],
    "policy approval": ["required"],
    "policy approve": ["x", "--by", "ada"],
    "policy backtest": ["bundle", "bundle", "--since", "2026-01-01T00:00:00Z"],
    "policy check": ["bundle"],
    "policy diff": ["bundle", "bundle"],
    "policy explain": ["bundle"],
    "policy flag": [],
    "policy graph": ["bundle"],
    "policy hand-backs": [],
    "policy promote": ["x"],
    "policy publish": ["bundle"],
    "policy repair": ["0123456789ab"],
    "policy rollback": [],
    "policy shadow": ["x"],
    "policy table": [],
    "policy test": [],
    "policy versions": [],
    "policy watch": [],
    "policy who-covers": [],
    "realign": ["active"],
    "refresh": [],
    "record": ["delete", "x"],
    "rebuild": [],
    "report": [],
    "replay": [],
    "retention apply": [],
    "retention purge": ["--dry-run"],
    "retention set": ["30"],
    "retention show": [],
    "route": ["leads.csv"],
    "run cancel": ["run_01890000-0000-7000-8000-000000000000"],
    "source list": [],
    "source remove": ["x"],
    "source set": ["x"],
    "token add": ["x", "--roles", "service"],
    "token list": [],
    "token revoke": ["x"],
    "user add": ["x", "--name", "x"],
    "user deactivate": ["x"],
    "user list": [],
    "user reset-password": ["x", "--password-file", "bundle/policy.yaml"],
    "user set-roles": ["x", "--roles", "seller"],
}
POLICY = "policy: x\nrecord: lead\nnothing_matched: {queue: q, reason: none}\nqueues:\n  q: {owner: {team: t}, empty_within: 4h}\n"
AGENT = ("{id: acme_score, version: 1.0.0, kind: http, capabilities: [score], owner: revops, url: 'http://127.0.0.1:9/',\n"
         " inputs: [lead.country], outputs: [lead.score]}\n")


class MissingWorkspace(release.ReleaseTest):
    def commands(self, *above):
        """Every command with an option `--workspace`, by its help."""
        text = self.run_command(*above, "--help").stdout
        found = {" ".join(above)} if "--workspace" in text else set()
        _, _, below = text.partition("Subcommands:")
        for name in re.findall(r"^  ([a-z][a-z-]*)\s", below, re.MULTILINE):
            found |= self.commands(*above, name)
        return found

    def test_every_command_is_in_the_table(self):
        self.assertEqual(self.commands() - ARGUMENTS.keys(), set(), "say above what these need beside --workspace")

    def test_it_is_wrong_use_and_says_what_to_do(self):
        self.write("bundle/policy.yaml", POLICY)
        self.write("agent.yaml", AGENT)
        self.write("people.csv", "id,name\na,Ann\n")
        self.write("policy.md", "---\ntitle: T\nversion: 1\nowner: o\n---\n# A\nb\n")
        self.write("leads.csv", "email\na@alpenwerk.ch\n")
        (self.folder / "empty").mkdir()
        for command, more in ARGUMENTS.items():
            for place in ("gone", "empty"):
                with self.subTest(command=command, place=place):
                    told = self.run_command(*command.split(), *more, "--workspace", place, code=2).stderr
                    self.assertIn(f"`{place}` is no workspace; make one with `signalbox init {place}`", told)
        self.assertIn("is no workspace", self.run_command("serve", "gone", code=2).stderr)
        self.assertFalse((self.folder / "gone").exists())
        self.assertEqual(list((self.folder / "empty").iterdir()), [])

    def test_keys_that_are_not_there_are_wrong_use_too(self):
        self.make_workspace()
        (self.folder / "ws.keys").rename(self.folder / "elsewhere")
        for command, more in (("route", ["leads.csv"]), ("policy versions", []), ("explain", ["x"]), ("replay", [])):
            self.write("leads.csv", "email\na@alpenwerk.ch\n")
            with self.subTest(command=command):
                told = self.run_command(*command.split(), *more, "--workspace", "ws", code=2).stderr
                self.assertIn("ws.keys", told)
                self.run_command(*command.split(), *more, "--workspace", "ws", "--keys", "elsewhere",
                                 code=1 if command == "explain" else 0)


if __name__ == "__main__":
    unittest.main()
