"""Versions of the policy on their way: drafts, shadows, canaries, approvals, by the real program, served and alone."""
import json
import pathlib
import subprocess
import unittest

from served import POLICY, PROGRAM, Served

QUEUED = POLICY.replace("assign: {pool: dach}", "queue: unrouted")
REFUSED = POLICY.replace("assign: {pool: dach}", "reject: no_fit")


class Lifecycle(unittest.TestCase):
    def setUp(self):
        self.server = Served()
        self.addCleanup(self.close)
        self.folder = pathlib.Path(self.server.folder.name)
        for name, policy in (("queued", QUEUED), ("refused", REFUSED)):
            (self.folder / name).mkdir()
            (self.folder / name / "policy.yaml").write_text(policy)
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

    def policy(self, *arguments):
        return json.loads(self.command("policy", *arguments, "--json"))

    def versions(self):
        return {one["policy_version"]: one for one in self.policy("versions")["versions"]}

    def route(self, count, country="DE"):
        rows = [f"x-{number},p{number}@buyer{number}.example,{country},given"
                for number in range(self.sent, self.sent + count)]
        self.sent += count
        (self.folder / "leads.csv").write_text("external_id,email,country,consent\n" + "\n".join(rows) + "\n")
        return json.loads(self.command("route", "leads.csv", "--json"))

    def check_log(self):
        """What was decided is decided again the same, and the lists are what the log says."""
        report = json.loads(self.command("replay", "--json"))
        self.assertEqual(report["identical"], report["runs"], report)
        self.command("rebuild", "--check")
        self.command("audit", "verify")

    def walk(self):
        """Every stage of a version, by commands alone."""
        draft = self.policy("publish", "queued", "--stage", "draft", "--by", "revo")
        version = draft["policy_version"]
        self.assertEqual(draft["stage"], "draft")
        self.assertEqual(self.route(4)["routed"], 4)
        self.assertEqual(self.policy("promote", version)["stage"], "shadow")
        self.assertEqual(self.route(10)["routed"], 10)
        self.assertEqual(self.versions()[version]["shadow"],
                         {"compared": 10, "moved": 10, "held": 0, "unassigned": 0})
        report = self.policy("shadow", version)
        self.assertEqual(report["per_outcome"], {"assign": {"before": report["compared"], "after": 0},
                                                 "queue": {"before": 0, "after": report["compared"]}})
        self.assertEqual(report["per_owner"]["unrouted"], {"before": 0, "after": report["compared"]})
        self.assertEqual({lead["to"] for lead in report["leads"]}, {"unrouted"})
        self.assertLessEqual({lead["from"] for lead in report["leads"]}, {"lena", "jonas"})
        self.assertEqual(len(report["leads"]), 10)
        canary = self.policy("promote", version, "--share", "30%", "--halt-after", "5000")
        self.assertEqual((canary["stage"], canary["share"]), ("canary", "30%"))
        summary = self.route(60)
        self.assertGreater(summary["queued"], 6)
        self.assertGreater(summary["routed"], 25)
        counts = self.versions()[version]["counts"]
        self.assertEqual(counts["decided"], summary["queued"])
        self.assertEqual(self.policy("promote", version, "--share", "50%")["share"], "50%")
        self.assertEqual(self.policy("promote", version)["stage"], "active")
        self.assertEqual(self.route(5)["queued"], 5)
        stages = sorted(one["stage"] for one in self.versions().values())
        self.assertEqual(stages, ["active", "retired"])
        self.assertTrue(self.versions()[version]["active"])
        self.assertEqual(self.versions()[version]["published_by"], "revo")
        self.assertIn("is the active version", self.command("policy", "promote", version, code=1))
        self.check_log()

    def test_a_version_walks_through_its_stages_while_the_workspace_is_served(self):
        self.server.start()
        self.walk()
        text = self.command("policy", "versions")
        self.server.stop()
        self.assertEqual(json.loads(self.command("policy", "versions", "--json")), json.loads(text))

    def test_a_version_walks_through_its_stages_when_nobody_serves(self):
        self.walk()
        self.assertRegex(self.command("policy", "versions"), r"\* \w+  blackbox  active")

    def test_a_canary_that_rejects_is_halted_by_itself(self):
        self.server.start()
        done = self.policy("publish", "refused", "--stage", "canary", "--share", "50%", "--halt-after", "10")
        self.route(80)
        version = self.versions()[done["policy_version"]]
        self.assertEqual(version["stage"], "draft")
        halted = version["halted"]
        self.assertEqual((halted["rate"], halted["canary_count"], halted["active_count"]), ("rejected", 10, 0))
        self.assertEqual(halted["canary_decided"], 10)
        self.assertEqual(self.route(20)["routed"], 20)
        self.check_log()
        event = self.first_event("PolicyHalted")
        self.assertEqual((event["fields"]["rate"], event["fields"]["canary_decided"]), ("rejected", halted["canary_decided"]))

    def first_event(self, kind):
        """The log's first event of this type, as the event stream tells it."""
        line = self.server.connect()
        line.request("GET", "/v1/events?after=-1", headers={"Authorization": "Bearer " + self.server.token})
        got = line.getresponse()
        while True:
            text = got.readline().decode()
            if text.startswith("data:") and json.loads(text[5:])["type"] == kind:
                line.close()
                return json.loads(text[5:])

    def test_the_author_of_a_version_cannot_approve_of_it(self):
        self.server.start()
        self.command("policy", "approval", "required", "--by", "revo")
        self.assertIn("asks for an approval", self.command("policy", "publish", "queued", code=1))
        version = self.policy("publish", "queued", "--stage", "draft", "--by", "lena")["policy_version"]
        self.assertIn("asks for an approval", self.command("policy", "promote", version, code=1))
        self.assertIn("somebody else", self.command("policy", "approve", version, "--by", "lena", code=1))
        self.command("policy", "approve", version, "--by", "nobody-here", code=2)
        self.command("policy", "approve", version, "--by", "jonas")
        self.assertEqual(self.versions()[version]["approved_by"], "jonas")
        self.command("policy", "promote", version, "--to", "active")
        self.server.stop()
        self.assertTrue(self.policy("versions")["approval_required"])
        self.command("policy", "approval", "off")
        self.command("policy", "publish", "refused")

    def test_what_cannot_be_done_says_why(self):
        version = self.policy("publish", "queued", "--stage", "canary")["policy_version"]
        other = self.policy("publish", "refused", "--stage", "draft")["policy_version"]
        refusal = self.command("policy", "promote", other, "--to", "canary", code=1)
        self.assertIn(f"`{version}` is the canary; promote or retire it first", refusal)
        self.assertIn("live", self.command("policy", "promote", other, "--to", "live", code=2))
        self.assertIn("share", self.command("policy", "promote", other, "--to", "shadow", "--share", "5%", code=2))
        self.assertIn("0.01%", self.command("policy", "promote", version, "--share", "0%", code=2))
        self.assertIn("was ever published", self.command("policy", "promote", "ffffffffffff", code=1))
        self.assertIn("was ever published", self.command("policy", "shadow", "ffffffffffff", code=1))

    def test_a_lead_says_that_the_canary_decided_it_and_what_the_shadow_would_have_done(self):
        self.policy("publish", "queued", "--stage", "canary", "--share", "100%")
        self.policy("publish", "refused", "--stage", "shadow")
        self.route(1)
        text = self.command("explain", "x-0")
        self.assertIn("(the canary)", text)
        self.assertIn("in the shadow, would have decided reject", text)


if __name__ == "__main__":
    unittest.main()
