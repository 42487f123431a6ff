"""Feature flags of a policy: set by command and over HTTP, told by explain, forced in a backtest; by the real program."""
import json
import pathlib
import subprocess
import unittest

from served import POLICY, PROGRAM, Served

FLAGGED = POLICY.replace("guards:", "flags:\n  desk: {default: false}\nguards:", 1).replace(
    "  - name: germany", "  - name: desk\n    when: {flags.desk: true}\n    queue: unrouted\n  - name: germany", 1)


class Flags(unittest.TestCase):
    def setUp(self):
        self.server = Served()
        self.addCleanup(self.close)
        self.folder = pathlib.Path(self.server.folder.name)
        (self.folder / "flagged").mkdir()
        (self.folder / "flagged" / "policy.yaml").write_text(FLAGGED)
        self.sent = 0

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

    def flag(self, *arguments):
        return {one["flag"]: one for one in json.loads(self.command("policy", "flag", *arguments, "--json"))["flags"]}

    def route(self, count):
        """Summary of `route` for as many new leads of Germany."""
        rows = [f"x-{number},p{number}@buyer{number}.example,DE,given"
                for number in range(self.sent, self.sent + count)]
        self.sent += count
        (self.folder / "leads.csv").write_text("external_id,email,country,consent\n" + "\n".join(rows) + "\n")
        return json.loads(self.command("route", "leads.csv", "--json"))

    def try_all(self):
        self.command("policy", "publish", "flagged")
        self.assertIsNone(self.flag()["desk"]["to"])
        self.assertEqual(self.route(5)["routed"], 5)
        self.assertEqual(self.flag("desk", "on", "--by", "revo")["desk"]["by"], "revo")
        self.assertEqual(self.route(5)["queued"], 5)
        told = json.loads(self.command("explain", "x-5", "--json"))
        self.assertEqual(told["flags"], ["desk"])
        self.assertIn("with desk on", told["text"])
        self.assertEqual(self.flag("desk", "40%")["desk"]["to"], "40%")
        some = self.route(60)
        self.assertGreater(some["queued"], 8)
        self.assertGreater(some["routed"], 16)
        self.assertIsNone(self.flag("desk", "default")["desk"]["to"])
        self.assertEqual(self.route(5)["routed"], 5)
        report = json.loads(self.command("policy", "backtest", "active", "active", "--since", "2020-01-01",
                                         "--mode", "open", "--flag", "desk=on", "--json"))
        self.assertEqual(report["per_owner"]["unrouted"]["after"], 75)
        self.assertIn("did you mean `desk`?", self.command("policy", "flag", "deks", "on", code=2))
        self.assertIn("write `on`, `off`", self.command("policy", "flag", "desk", "perhaps", code=2))
        self.assertIn("did you mean `desk`?",
                      self.command("policy", "backtest", "active", "active", "--since", "2020-01-01", "--flag",
                                   "deks=on", code=2))

    def check_log(self):
        report = json.loads(self.command("replay", "--json"))
        self.assertEqual(report["identical"], report["runs"], report)
        self.command("rebuild", "--check")
        self.command("audit", "verify")

    def test_flags_without_a_server(self):
        self.try_all()
        self.check_log()

    def test_flags_while_it_is_served(self):
        self.server.start()
        self.try_all()
        answer = self.server.call("POST", "/v1/flags/desk", json.dumps({"to": "on"}))
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.json()["flags"][0]["to"], "on")
        self.assertEqual(self.server.call("POST", "/v1/flags/deks", json.dumps({"to": "on"})).status, 404)
        self.assertEqual(self.server.call("POST", "/v1/flags/desk", json.dumps({"too": "on"})).status, 400)
        self.check_log()


if __name__ == "__main__":
    unittest.main()
