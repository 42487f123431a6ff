"""kill -9 between two changes that a command makes to its files: afterwards the log verifies, decides the same again, the
command did all or nothing (or is finished by the next start, where its page says so), and doing it again ends well.

Each command is cut at so many places, spread over all of its changes; `make ci` sets SIGNALBOX_KILLS=50."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from faults import preloaded
from law_test import OTHER, ZOE, found_in
from served import PROGRAM, Served

PLACES = int(os.environ.get("SIGNALBOX_KILLS", "10"))
KILLED = -9
MORE_PEOPLE = "id,name,email,team\n" + "".join(f"p{n},Person {n},p{n}@acme.example,dach\n" for n in range(200))


class Cut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="signalbox-cut-")
        cls.folder = pathlib.Path(cls.place.name)
        cls.library = preloaded("cut", cls.place.name)
        with Served(place=cls.place.name) as server:
            for lead in (ZOE, OTHER):
                assert server.post(lead).status == 201
            for number in range(20):
                assert server.post({**OTHER, "external_id": f"n{number}", "email": f"n{number}@many.example"}).status == 201
            assert server.stop() == 0
            for ending in ("", ".keys"):
                shutil.copytree(server.directory + ending, cls.folder / ("first" + ending))
            shutil.copytree(pathlib.Path(server.folder.name, "bundle"), cls.folder / "bundle")
        policy = cls.folder / "bundle/policy.yaml"
        policy.write_text(policy.read_text().replace("germany", "deutschland"))
        (cls.folder / "people.csv").write_text(MORE_PEOPLE)
        cls.run_in(cls, "backup", "--out", "before.backup", "--workspace", "first")

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def run_in(self, *arguments, fault=None):
        environment = os.environ | ({"LD_PRELOAD": self.library, **fault} if fault else {})
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, timeout=120,
                              check=False, env=environment)

    def says(self, *arguments, code=0):
        done = self.run_in(*arguments)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout

    def fresh(self, source="first"):
        """The workspace `ws` as `source` is."""
        for ending in ("", ".keys"):
            shutil.rmtree(self.folder / ("ws" + ending), ignore_errors=True)
            shutil.copytree(self.folder / (source + ending), self.folder / ("ws" + ending))

    def assert_sound(self, directory="ws", keys="ws.keys"):
        with_keys = ("--workspace", directory, "--keys", keys)
        self.assertTrue(json.loads(self.says("audit", "verify", *with_keys, "--heads", keys + "/heads.log"))["ok"])
        self.assertEqual(json.loads(self.says("replay", "--json", *with_keys))["different"], 0)

    def cut_everywhere(self, command, prepare, check, again=0):
        """Cuts `command` at places spread over all its changes; after each `check` looks, and it is done again."""
        prepare()
        count = self.folder / "count"
        done = self.run_in(*command, fault={"FAULT_COUNT": str(count)})
        self.assertEqual(done.returncode, 0, done.stderr)
        changes = int(count.read_text())
        self.assertGreater(changes, 3, "it changed hardly a file, so this test would look at nothing")
        places = sorted({1 + (changes - 1) * step // max(1, PLACES - 1) for step in range(PLACES)})
        cut = 0
        for at in places:
            with self.subTest(command=command[:3], cut_before_change=at, of=changes):
                prepare()
                ended = self.run_in(*command, fault={"FAULT_CUT": str(at)})
                cut += ended.returncode == KILLED
                check()
                repeated = self.run_in(*command)
                self.assertIn(repeated.returncode, {0, again}, repeated.stderr)
                check(done=True)
        self.assertGreater(cut, len(places) // 2)

    def test_a_workspace_is_made_whole_or_can_be_made_again(self):
        def prepare():
            for ending in ("", ".keys"):
                shutil.rmtree(self.folder / ("made" + ending), ignore_errors=True)

        def check(done=False):
            if not done or not (self.folder / "made/unfinished").exists():
                return self.assert_sound("made", "made.keys") if done else None
            self.assertIn("remove `made` and `made.keys`, and try again", self.run_in(*making).stderr)
            prepare()
            self.says(*making)
            self.assert_sound("made", "made.keys")

        making = "init", "made", "--bundle", "bundle"
        self.cut_everywhere(making, prepare, check, again=3)

    def test_a_version_is_published_whole_or_not_at_all(self):
        versions = len(json.loads(self.says("policy", "versions", "--workspace", "first", "--json"))["versions"])

        def check(done=False):
            self.assert_sound()
            now = json.loads(self.says("policy", "versions", "--workspace", "ws", "--json"))["versions"]
            self.assertIn(len(now), {versions + 1} if done else {versions, versions + 1})
            self.assertEqual([one["stage"] for one in now].count("active"), 1, now)

        self.cut_everywhere(("policy", "publish", "bundle", "--workspace", "ws"), self.fresh, check)

    def test_a_list_of_people_is_put_in_the_place_of_the_other_row_by_row_and_ends_whole(self):
        def check(done=False):
            self.assert_sound()
            rows = self.says("export", "people", "-", "--workspace", "ws").splitlines()[1:]
            ids = {row.split(",")[0] for row in rows}
            self.assertTrue(ids <= {f"p{n}" for n in range(200)} | {"lena", "jonas", "revo"}, ids)
            if done:
                self.assertEqual(ids, {f"p{n}" for n in range(200)})

        self.cut_everywhere(("import", "people", "people.csv", "--replace", "--yes", "--workspace", "ws"), self.fresh, check)

    def test_somebody_is_forgotten_whole_or_not_at_all(self):
        def check(done=False):
            self.assert_sound()
            left = [path for root in ("ws", "ws.keys") for path in (self.folder / root).rglob("*")
                    if path.is_file() and found_in(path.read_bytes())]
            self.assertEqual(left, [])
            known = self.run_in("export", "person", ZOE["email"], "--workspace", "ws")
            self.assertIn(known.returncode, {1} if done else {0, 1}, known.stderr)
            if known.returncode == 0:
                self.assertTrue(found_in(known.stdout), "known, and yet nothing of them can be read")

        self.cut_everywhere(("forget", ZOE["email"], "--workspace", "ws"), self.fresh, check, again=1)

    def test_a_purge_is_whole_or_finished_by_the_next_start(self):
        self.fresh()
        self.says("forget", ZOE["email"], "--workspace", "ws")
        for ending in ("", ".keys"):
            shutil.copytree(self.folder / ("ws" + ending), self.folder / ("forgotten" + ending), dirs_exist_ok=True)
        self.cut_everywhere(("retention", "purge", "--older-than", "0", "--yes", "--workspace", "ws"),
                            lambda: self.fresh("forgotten"), lambda done=False: self.assert_sound())

    def test_every_key_is_the_old_one_or_the_new_one(self):
        for key in ("master", "workspace", "audit"):
            def check(done=False):
                self.assert_sound()
                self.assertTrue(found_in(self.says("export", "person", ZOE["email"], "--workspace", "ws")))

            self.cut_everywhere(("keys", "rotate", key, "--workspace", "ws"), self.fresh, check)

    def test_a_backup_is_there_whole_or_not_there(self):
        backup = self.folder / "made.backup"

        def prepare():
            self.fresh()
            backup.unlink(missing_ok=True)

        def check(done=False):
            self.assert_sound()
            if done:
                self.assertTrue(backup.exists())
            if backup.exists():
                # With a copy of the keys: a restored log goes on with the list of heads, and the first no longer fits it.
                for ending in ("", ".keys"):
                    shutil.rmtree(self.folder / ("again" + ending), ignore_errors=True)
                shutil.copytree(self.folder / "ws.keys", self.folder / "again.keys")
                self.says("restore", backup, "again")
                self.assert_sound("again", "again.keys")

        self.cut_everywhere(("backup", "--out", backup, "--workspace", "ws"), prepare, check, again=1)

    def test_a_workspace_comes_back_from_a_backup_whole_or_not_at_all(self):
        def prepare():
            self.fresh()
            shutil.rmtree(self.folder / "back", ignore_errors=True)

        def check(done=False):
            if done or (self.folder / "back").exists():
                self.assert_sound("back")

        self.cut_everywhere(("restore", "before.backup", "back", "--keys", "ws.keys"), prepare, check, again=1)


if __name__ == "__main__":
    unittest.main()
