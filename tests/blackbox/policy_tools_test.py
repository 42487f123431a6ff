"""The commands with which a policy is tried before it is published, as a user runs them."""
import json

import release

POLICY = """policy: two-rules
record: lead
rules:
  - name: swiss
    when: {lead.country: CH}
    assign: {pool: alps}
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  alps: {members: {team: alps}, strategy: rotation}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
TESTS = """roster:
  lena: {team: alps}
  otto: {team: alps}
tests:
  - name: Swiss leads go to the next in turn
    now: 2026-11-23T10:00:00+01:00
    given: {next_in: {alps: otto}}
    lead: {country: CH}
    expect: {status: routed, owner: otto, rule: swiss}
  - name: others wait
    now: 2026-11-23T10:00:00+01:00
    lead: {country: FR}
    expect: {status: queued, queue: unrouted}
"""


class PolicyTools(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.write("bundle/policy.yaml", POLICY)
        self.write("bundle/tests/alps.yaml", TESTS)


class Test(PolicyTools):
    def test_all_pass(self):
        self.assertEqual(self.run_command("policy", "test", "bundle").stdout, "2 passed, 0 failed\n")

    def test_a_failure_names_test_place_difference_and_reason(self):
        self.write("bundle/tests/alps.yaml", TESTS.replace("owner: otto", "owner: lena"))
        self.assertEqual(self.run_command("policy", "test", "bundle", code=1).stdout, """\
tests/alps.yaml:5: Swiss leads go to the next in turn
  line 9: owner: expected lena, got otto
  why: routed to otto, rule swiss, reason: next_in_pool
  why: lena lost: not in turn
  why: pool alps: next before was otto, next after is lena

1 passed, 1 failed
""")

    def test_the_same_as_json(self):
        self.write("bundle/tests/alps.yaml", TESTS.replace("owner: otto", "owner: lena"))
        report = json.loads(self.run_command("policy", "test", "bundle", "--json", code=1).stdout)
        self.assertEqual((report["passed"], report["failed"]), (1, 1))
        self.assertEqual(report["tests"][0]["misses"],
                         [{"key": "owner", "line": 9, "expected": "lena", "got": "otto"}])

    def test_an_unknown_key_is_an_error_with_its_place(self):
        self.write("bundle/tests/alps.yaml", TESTS.replace("rule: swiss", "rull: swiss"))
        done = self.run_command("policy", "test", "bundle", code=1)
        self.assertIn("tests/alps.yaml:9:43: error: unknown key `rull`; did you mean `rule`?", done.stdout)
        self.assertTrue(done.stdout.endswith("1 passed, 1 failed\n"), done.stdout)

    def test_the_active_version_with_the_people_of_the_workspace(self):
        self.write("bundle/roster/people.csv", "id,name,team\nlena,Lena Meier,alps\notto,Otto Frei,alps\n")
        self.write("bundle/tests/alps.yaml", TESTS.replace("roster:\n  lena: {team: alps}\n  otto: {team: alps}\n", ""))
        self.make_workspace("--bundle", "bundle")
        self.assertEqual(self.run_command("policy", "test", "--workspace", "ws").stdout, "2 passed, 0 failed\n")

    def test_wrong_use(self):
        self.assertIn("name a bundle's directory", self.run_command("policy", "test", code=2).stderr)
        self.assertIn("has no policy.yaml", self.run_command("policy", "test", "nowhere", code=2).stderr)


class Fmt(PolicyTools):
    def test_what_is_formatted_stays(self):
        self.assertEqual(self.run_command("policy", "fmt", "--check", "bundle").stdout, "")

    def test_check_names_the_files_and_changes_nothing(self):
        self.write("bundle/policy.yaml", POLICY.replace("{lead.country: CH}", "{lead.country: NO}"))
        done = self.run_command("policy", "fmt", "--check", "bundle", code=1)
        self.assertEqual(done.stdout, "not formatted: policy.yaml\n")
        self.assertIn("{lead.country: NO}", (self.folder / "bundle/policy.yaml").read_text())

    def test_it_quotes_what_yaml_refuses_or_misreads(self):
        text = POLICY.replace("{lead.country: CH}", "{lead.country: [NO, 01067, 1e5]}")
        self.write("bundle/policy.yaml", text.replace("    assign:", "    when: !has(lead.score)\n    assign:", 1)
                   .replace("    when: {lead.country: [NO, 01067, 1e5]}\n    when: !has(lead.score)",
                            "    # Norway\n    when: !(lead.country in [\"NO\", \"CH\"])"))
        self.run_command("policy", "check", "bundle", code=1)
        self.assertEqual(self.run_command("policy", "fmt", "bundle").stdout, "formatted policy.yaml\n")
        self.assertIn("    # Norway\n    when: '!(lead.country in [\"NO\", \"CH\"])'\n",
                      (self.folder / "bundle/policy.yaml").read_text())
        self.run_command("policy", "check", "bundle")
        self.assertEqual(self.run_command("policy", "fmt", "--check", "bundle").stdout, "")
        self.write("bundle/policy.yaml", text)
        self.run_command("policy", "fmt", "bundle")
        self.assertIn('{lead.country: ["NO", "01067", "1e5"]}', (self.folder / "bundle/policy.yaml").read_text())

    def test_a_file_that_cannot_be_read_is_left_alone(self):
        self.write("bundle/policy.yaml", "policy: [\n")
        done = self.run_command("policy", "fmt", "bundle", code=1)
        self.assertIn("policy.yaml:2:1: error: this list is not finished", done.stdout)
        self.assertEqual((self.folder / "bundle/policy.yaml").read_text(), "policy: [\n")


if __name__ == "__main__":
    release.unittest.main()
