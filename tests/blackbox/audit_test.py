"""What the program stored, checked by a program written from docs/formats.md alone."""
import json
import shutil
import sqlite3
import subprocess

import release

STRANGER = release.ROOT / "tests/conformance"


class Audit(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.make_workspace()
        lines = [{"external_id": f"L{n}", "first_name": "Anna", "last_name": f"Huber{n}", "consent": "given",
                  "email": f"anna.huber{n}@alpenwerk.ch", "country": "CH"} for n in range(200)]
        self.write("leads.ndjson", "".join(json.dumps(line) + "\n" for line in lines))
        self.run_command("route", "leads.ndjson", "--workspace", "ws", "--out", "out.csv")

    def stranger(self, script, *arguments):
        done = subprocess.run([STRANGER / script, *arguments], cwd=self.folder, text=True,
                              capture_output=True, timeout=release.SECONDS, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_both_verifiers_agree_on_a_routed_file(self):
        ours = json.loads(self.run_command("audit", "verify", "--workspace", "ws", "--heads", "ws.keys/heads.log").stdout)
        code, said = self.stranger("verify_log.py", "ws", "--heads", "ws.keys/heads.log", "--vkey", "ws.keys/audit.vkey")
        self.assertEqual(code, 0, said)
        theirs = json.loads(said)
        self.assertTrue(ours["ok"])
        self.assertEqual(ours["tree_size"], theirs["tree_size"])
        self.assertGreater(ours["tree_size"], 200 * 10)

    def test_a_copy_without_keys_still_verifies(self):
        shutil.copytree(self.folder / "ws", self.folder / "copy", ignore=shutil.ignore_patterns("*.sock"))
        self.assertTrue(json.loads(self.run_command("audit", "verify", "--workspace", "copy").stdout)["ok"])

    def test_one_flipped_bit_is_found_and_named_by_both(self):
        with sqlite3.connect(self.folder / "ws" / "log.db") as log:
            first, record = log.execute(
                "SELECT first_position, record FROM records WHERE first_position > 0 LIMIT 1").fetchone()
            touched = bytearray(record)
            touched[len(touched) // 2] ^= 1
            log.execute("UPDATE records SET record = ? WHERE first_position = ?", (bytes(touched), first))
        log.close()
        ours = json.loads(self.run_command("audit", "verify", "--workspace", "ws", code=1).stdout)
        code, said = self.stranger("verify_log.py", "ws")
        self.assertEqual(code, 1, said)
        self.assertFalse(ours["ok"])
        self.assertEqual(ours["first_bad"]["record"], first)
        self.assertEqual(json.loads(said)["first_bad"]["record"], first)

    def test_a_proof_holds_for_a_stranger(self):
        self.write("proof.json", self.run_command("audit", "prove", "100", "--workspace", "ws").stdout)
        code, said = self.stranger("verify_proof.py", "proof.json")
        self.assertEqual(code, 0, said)

    def test_no_personal_word_stands_in_the_workspace(self):
        for path in (self.folder / "ws").rglob("*"):
            if path.is_file():
                self.assertNotIn(b"huber", path.read_bytes().lower(), path)


if __name__ == "__main__":
    release.unittest.main()
