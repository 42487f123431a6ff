"""Every command, as `--help` lists them: what each says to somebody who uses it wrongly, or who wants its answer as JSON."""
import os
import re
import subprocess
import unittest

import release

# What these print has a form of its own: the token on the last line, the address, leads as NDJSON.
WITHOUT_JSON = {"init", "serve", "generate leads"}


class EveryCommand(release.ReleaseTest):
    def commands(self, *above):
        """(name, help) of every command that does something, by the help of those above it."""
        text = self.run_command(*above, "--help").stdout
        _, _, below = text.partition("Subcommands:")
        names = re.findall(r"^  ([a-z][a-z-]*)\s", below, re.MULTILINE)
        if not names:
            yield " ".join(above), text
        for name in names:
            yield from self.commands(*above, name)

    def test_every_command_that_prints_a_result_prints_it_as_json(self):
        for name, text in self.commands():
            with self.subTest(command=name):
                self.assertEqual("--json" in text, name not in WITHOUT_JSON)

    def test_an_option_that_is_none_is_named_before_what_is_missing(self):
        for name, _ in self.commands():
            with self.subTest(command=name):
                done = self.run_command(*name.split(), "--worksapce", "ws", code=2)
                self.assertEqual(done.stdout, "")
                self.assertIn(f"`signalbox {name}` has no option `--worksapce`", done.stderr)
                self.assertIn(f"`signalbox {name} --help` says more", done.stderr)

    def test_a_group_alone_says_what_is_in_it(self):
        groups = {name.rpartition(" ")[0] for name, _ in self.commands()}
        for group in groups:
            with self.subTest(group=group):
                said = self.run_command(*group.split(), code=2).stderr
                self.assertIn("goes on with one of: ", said)
        self.assertIn("head, verify, prove, consistency, evidence", self.run_command("audit", code=2).stderr)

    def test_words_that_are_not_utf_8_are_refused(self):
        self.run_command("init", "ws")
        odd = os.fsencode("a\udcff")
        for command in (["user", "add", odd, "--name", "x"], ["token", "add", odd, "--roles", "service"]):
            done = subprocess.run([release.BINARY, *command, "--workspace", "ws"], cwd=self.folder, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=release.SECONDS, check=False)
            self.assertEqual((done.returncode, b"is not UTF-8" in done.stderr), (2, True), done.stderr)

    def test_a_token_is_made_for_somebody_who_may_sign_in(self):
        self.run_command("init", "ws", "--demo")
        person, token = "hugo.mercier@fennmark.example", ["token", "add", "t", "--workspace", "ws", "--roles"]
        self.assertIn("`person`: nobody who may sign in", self.run_command(*token, "seller", "--person", person, code=2).stderr)
        self.run_command("user", "add", "hugo", "--name", "Hugo", "--person", person, "--roles", "seller", "--workspace", "ws", stdin="")
        self.assertIn("no role that they have not", self.run_command(*token, "admin", "--person", person, code=2).stderr)
        secret = self.run_command(*token, "seller", "--person", person).stdout.splitlines()[-1]
        with self.serving() as base:
            shown = release.ask("GET", base + "/v1/cases?requester=me", secret)
            self.assertEqual(shown[0], 200, "it asks as its person")
            asked = release.ask("POST", base + "/v1/cases", None, {"summary": "x", "business_justification": "y"})
            self.assertEqual(asked[0], 401)
        with self.serving() as base:
            nobody = self.run_command("token", "add", "n", "--roles", "seller", "--workspace", "ws").stdout.splitlines()[-1]
            status, _, text = release.ask("GET", base + "/v1/cases", nobody)
            self.assertEqual(status, 403, text)

    def test_who_asks_is_said_where_nobody_is(self):
        token = self.make_workspace()
        with self.serving() as base:
            status, _, text = release.ask("POST", base + "/v1/cases", token, {"summary": "x", "business_justification": "y"})
        self.assertEqual(status, 403)
        self.assertIn("the workspace's own token sends the header `X-Signalbox-As: PERSON`", text)

    def test_hours_are_those_of_each_clock(self):
        self.run_command("init", "ws", "--demo")
        said = self.run_command("policy", "who-covers", "--country", "DE", "--employees", "50", "--on", "2026-11-23T09:00:00Z",
                                "--workspace", "ws").stdout
        self.assertIn("at Mon 23 Nov 2026, 09:00 (UTC)", said)
        self.assertRegex(said, r"aisha\.okafor@fennmark\.example +.*, works 09:00 to 17:30, time of Europe/London")
        self.assertRegex(said, r"agnieszka\.mazur@fennmark\.example +.*, works 09:00 to 17:30, time of Europe/Warsaw")

    def test_a_path_that_leads_to_no_file_is_wrong_use(self):
        self.run_command("init", "ws")
        self.write("file", "x")
        for path in ("gone", "file/below", "gone/below"):
            for command in (["document", "add", path], ["access-rules", "tables", path], ["environment", path],
                            ["case", "open", "--as", "x", "--summary", "x", "--justification", "x", "--attach", path],
                            ["model", "history", "--models", path], ["policy", "cel-test", path],
                            ["policy", "import-territories", path, "--out", "b"], ["user", "add", "x", "--name", "x", "--password-file", path],
                            ["audit", "verify", "--heads", path], ["serve", "ws", "--listen", "127.0.0.1:0", "--oidc", path],
                            ["serve", "ws", "--listen", "127.0.0.1:0", "--tls-cert", path, "--tls-key", path]):
                with self.subTest(path=path, command=command):
                    alone = command[0] in ("serve", "model") or command[:2] in (["policy", "cel-test"], ["policy", "import-territories"])
                    said = self.run_command(*command, *([] if alone else ["--workspace", "ws"]), code=2).stderr
                    self.assertIn(path, said)

    def test_a_file_that_says_nothing_is_refused_where_it_would_be_taken_for_nothing(self):
        self.run_command("init", "ws")
        self.write("empty", "\n")
        for command in (["access-rules", "tables", "empty"], ["user", "add", "x", "--name", "x", "--password-file", "empty"],
                        ["document", "add", "empty"], ["source", "set", "s", "--secret-file", "empty"]):
            with self.subTest(command=command):
                self.assertIn("`empty`", self.run_command(*command, "--workspace", "ws", code=2).stderr)
        self.assertIn("`empty` has no case", self.run_command("policy", "cel-test", "empty", code=2).stderr)

    def test_a_folder_that_is_not_there_is_to_be_made_first(self):
        self.run_command("init", "ws")
        said = self.run_command("export", "people", "gone/people.csv", "--workspace", "ws", code=3).stderr
        self.assertIn("cannot write `gone/people.csv`: No such file or directory; make its folder first", said)


if __name__ == "__main__":
    unittest.main()
