"""The command line used wrongly: what is told, with which exit code, and that nothing is lost by it."""
import json
import os
import subprocess
import unittest

import release


class WrongUse(release.ReleaseTest):
    LEADS = "email,name,consent\na@alpenwerk.ch,Ann Huber,given\n"

    def says(self, words, *arguments, code=2):
        self.assertIn(words, self.run_command(*arguments, code=code).stderr)

    def test_flags_that_are_wrong_are_named(self):
        self.write("leads.csv", self.LEADS)
        self.says("--workspace is required", "route", "leads.csv")
        self.says("--frob", "route", "leads.csv", "--workspace", "ws", "--frob")
        self.says("`ws` is no workspace; make one with `signalbox init ws`", "route", "leads.csv", "--workspace", "ws")
        self.make_workspace()
        self.says("must end in .csv", "route", "leads.csv", "--workspace", "ws", "--out", "leads.xls")
        self.says("known are salesforce and hubspot", "route", "leads.csv", "--workspace", "ws", "--out", "o.csv",
                  "--out-format", "sugar")
        self.says("there is no kind `cats`", "import", "cats", "leads.csv", "--workspace", "ws")
        self.says("no column `id`", "import", "people", "leads.csv", "--workspace", "ws")
        self.says("gone.csv", "import", "people", "gone.csv", "--workspace", "ws")
        self.says("clean, messy, hostile or peers", "generate", "leads", "--count", "1", "--profile", "rude")
        self.says("write to .ndjson, .jsonl, .json or .csv", "generate", "leads", "--count", "1", "--out", "leads.foo")
        self.assertFalse((self.folder / "leads.foo").exists())

    def test_what_is_written_never_takes_the_place_of_what_is_read(self):
        texts = {"leads.csv": self.LEADS, "accounts.csv": "account_id,name\na1,Alpenwerk AG\n", "x.yaml": "ignore: []\n"}
        for name, text in texts.items():
            self.write(name, text)
        os.link(self.folder / "leads.csv", self.folder / "same.csv")
        self.make_workspace()
        pairs = ["match", "--accounts", "accounts.csv", "--leads", "leads.csv"]
        for arguments in (["route", "leads.csv", "--workspace", "ws", "--out", "leads.csv"],
                          ["route", "leads.csv", "--workspace", "ws", "--join", "accounts.csv:name", "--out", "accounts.csv"],
                          ["route", "leads.csv", "--workspace", "ws", "--dry-run", "--out", "same.csv"],
                          [*pairs, "--out", "accounts.csv"], [*pairs, "--out", "./leads.csv"],
                          [*pairs, "--map", "x.yaml", "--out", "x.yaml"],
                          ["dedupe", "--data", "leads.csv", "--out", "leads.csv"],
                          ["model", "train", "--data", "leads.csv", "--spec", "x.yaml", "--out", "leads.csv"],
                          ["model", "score", "--model", "x.yaml", "--data", "leads.csv", "--out", "leads.csv"]):
            self.says("is read here", *arguments)
        for name, text in texts.items():
            self.assertEqual((self.folder / name).read_text(), text)

    def test_what_stands_in_the_place_of_a_file_is_written_into(self):
        self.write("leads.csv", "lead_id,company\nl1,Alpenwerk\n")
        self.write("accounts.csv", "account_id,name\na1,Alpenwerk AG\n")
        self.write("real.csv", "")
        os.symlink("real.csv", self.folder / "link.csv")
        os.mkfifo(self.folder / "pipe")
        pairs = ["match", "--accounts", "accounts.csv", "--leads", "leads.csv", "--out"]
        self.run_command(*pairs, "link.csv")
        self.assertTrue((self.folder / "link.csv").is_symlink())
        said = (self.folder / "real.csv").read_text()
        self.assertIn("l1,a1,match", said)
        for path in ("-", "/dev/stdout"):
            done = self.run_command(*pairs, path)
            self.assertEqual(done.stdout, said, "the counts are said elsewhere")
            self.assertIn("1 matched", done.stderr)
        with subprocess.Popen(["cat", "pipe"], cwd=self.folder, text=True, stdout=subprocess.PIPE) as reader:
            self.run_command(*pairs, "pipe")
            self.assertEqual(reader.communicate(timeout=release.SECONDS)[0], said)
        self.assertTrue((self.folder / "pipe").is_fifo())

    def test_why_not_somebody_whom_nobody_knows_is_not_so(self):
        self.write("leads.csv", self.LEADS)
        self.make_workspace("--demo")
        self.run_command("route", "leads.csv", "--workspace", "ws")
        asked = ["explain", "a@alpenwerk.ch", "--why-not", "nobody", "--workspace", "ws"]
        said = self.run_command(*asked, code=1).stdout
        self.assertIn("`nobody` is neither a person of the roster nor a queue of the policy", said)
        told = json.loads(self.run_command(*asked, "--json", code=1).stdout)
        self.assertEqual(told["why_not"]["known"], False)
        with self.serving():
            said_by_server = self.run_command(*asked, code=1).stdout
            self.assertEqual(said_by_server, said)

    def test_a_bundle_that_does_not_compile_makes_no_workspace(self):
        self.write("bundle/policy.yaml", "policy: x\nrecord: lead\nrules:\n  - name: a\n    assign: {pool: gone}\n"
                                         "nothing_matched: {queue: nowhere, reason: none}\n")
        done = self.run_command("init", "ws", "--bundle", "bundle", code=2)
        self.assertIn("policy.yaml:5:", done.stderr)
        self.assertIn("no workspace was made", done.stderr)
        self.assertFalse((self.folder / "ws").exists())
        self.says("bundle", "init", "ws", "--bundle", "no-such-bundle")

    def test_a_second_init_leaves_the_first_alone(self):
        self.make_workspace()
        self.says("is a workspace already", "init", "ws", code=3)
        self.run_command("audit", "verify", "--workspace", "ws")

    def test_a_workspace_is_not_made_with_the_keys_of_another(self):
        token = self.make_workspace()
        heads = (self.folder / "ws.keys/heads.log").read_bytes()
        self.says("`ws.keys` holds the keys of a workspace already", "init", "two", "--keys", "ws.keys", code=3)
        self.assertFalse((self.folder / "two/log.db").exists())
        self.assertEqual((self.folder / "ws.keys/heads.log").read_bytes(), heads)
        self.run_command("audit", "verify", "--workspace", "ws", "--heads", "ws.keys/heads.log")
        with self.serving() as base:
            self.assertEqual(release.ask("GET", base + "/v1/leads", token)[0], 200)

    def test_of_two_who_make_one_workspace_at_once_one_does(self):
        made = [subprocess.Popen([release.BINARY, "init", "ws"], cwd=self.folder, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True) for _ in range(4)]
        said = [process.communicate(timeout=release.SECONDS) for process in made]
        self.assertEqual(sorted(process.returncode for process in made), [0, 3, 3, 3], said)
        self.run_command("audit", "verify", "--workspace", "ws", "--heads", "ws.keys/heads.log")

    def test_a_command_that_is_not_known_is_named(self):
        self.says("there is no command `rout` here", "rout", "leads.csv")
        self.says("there is no command `verifi` here", "audit", "verifi")
        self.says("`signalbox audit` goes on with one of: head,", "audit")

    def test_a_number_is_taken_as_it_is_written_or_refused(self):
        self.make_workspace()
        self.says("`99999999999999999999` does not fit 64 bits", "audit", "prove", "99999999999999999999",
                  "--workspace", "ws")
        self.says("`010` is no whole number", "audit", "prove", "010", "--workspace", "ws")
        self.says("`0x10` is no whole number", "generate", "leads", "--count", "0x10")
        self.says("`1e3` is no whole number", "generate", "leads", "--count", "5", "--seed", "1e3")
        self.says("`9223372036854775808` does not fit", "retention", "set", "9223372036854775808", "--workspace", "ws")

    def test_a_directory_in_the_place_of_a_file_is_wrong_use(self):
        self.make_workspace()
        (self.folder / "folder").mkdir()
        for command in (["environment", "folder"], ["realign", "folder"], ["document", "add", "folder"],
                        ["access-rules", "tables", "folder"], ["person", "import-leave", "folder"]):
            self.says("`folder`: Is a directory", *command, "--workspace", "ws")
        self.says("`folder`: Is a directory", "policy", "import-salesforce", "folder", "--out", "bundle")

    def test_heads_that_are_none_prove_nothing(self):
        self.make_workspace()
        self.write("empty", "")
        self.write("letter", "Dear auditor,\n")
        for name in ("empty", "letter"):
            self.says(f"`{name}` holds no signed head", "audit", "verify", "--workspace", "ws", "--heads", name)
        self.says("cannot read `gone`", "audit", "verify", "--workspace", "ws", "--heads", "gone")
        self.says("--vkey requires --heads", "audit", "verify", "--workspace", "ws", "--vkey", "ws.keys/audit.vkey")
        with self.serving():
            self.says("holds no signed head", "audit", "verify", "--workspace", "ws", "--heads", "empty")

    def test_a_token_that_nobody_could_read_is_said_to_be_lost(self):
        for command in (["init", "ws"], ["explain", "--help"], ["generate", "leads", "--count", "2000"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([release.BINARY, *command], cwd=self.folder, stdout=full, stderr=subprocess.PIPE,
                                      text=True, timeout=release.SECONDS, check=False)
            self.assertEqual(done.returncode, 3, command)
            self.assertIn("cannot write standard output", done.stderr)

    def test_a_reader_who_has_read_enough_is_no_failure(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([release.BINARY, "generate", "leads", "--count", "2000"], cwd=self.folder, stdout=writer,
                              stderr=subprocess.PIPE, text=True, timeout=release.SECONDS, check=False)
        os.close(writer)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_folder_that_cannot_be_written_is_named(self):
        (self.folder / "closed").mkdir(mode=0o500)
        self.says("closed", "init", "closed/ws", code=3)

    def test_what_cannot_be_written_is_named(self):
        self.says("/proc/none", "init", "/proc/none", code=3)
        self.make_workspace()
        self.write("leads.csv", self.LEADS)
        self.says("/proc/out.csv", "route", "leads.csv", "--workspace", "ws", "--out", "/proc/out.csv", code=3)

    def test_a_workspace_in_use_is_not_opened_twice(self):
        self.make_workspace()
        with self.serving():
            self.says("open in another process", "serve", "ws", "--listen", "127.0.0.1:0", code=3)


if __name__ == "__main__":
    unittest.main()
