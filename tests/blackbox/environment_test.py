"""Sandbox and production: environment.yaml, the ids of each CRM, and what a sandbox does not call; by the real program."""
import csv
import json

import release

POLICY = """policy: ids
record: lead
rules:
  - {name: germany, when: {lead.country: DE}, assign: {person: lena}}
  - {name: france, when: {lead.country: FR}, assign: {person: jonas}}
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
PEOPLE = "id,name,email,team\nlena,Lena,lena@acme.example,revops\njonas,Jonas,jonas@acme.example,revops\n"
SANDBOX = """environment: sandbox
people:
  lena: {salesforce: 0055g00000AbcDEAAZ, hubspot: "48291044"}
queues:
  unrouted: {salesforce: 00G5g000004XyZ1}
production_endpoints: [https://agents.acme.example/]
"""
AGENT = ("{id: acme_score, version: 1.0.0, kind: http, capabilities: [score], owner: revops, url: 'https://%s/score',\n"
         " inputs: [lead.country], outputs: [lead.score]}\n")


class Environment(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.write("b/policy.yaml", POLICY)
        self.write("b/roster/people.csv", PEOPLE)
        self.write("b/roster/teams.csv", "id,name\nrevops,Revenue operations\n")
        self.token = self.make_workspace("--bundle", "b")
        rows = "".join(f"x{n},p{n}@firm{n}.example,{c},given\n" for n, c in enumerate(("DE", "FR", "US")))
        self.write("leads.csv", "external_id,email,country,consent\n" + rows)
        self.write("environment.yaml", SANDBOX)

    def environment(self, *arguments, code=0):
        return self.run_command("environment", *arguments, "--workspace", "ws", code=code)

    def owners(self, out_format, column):
        """The owners of a dry run's rows, and what it said beside."""
        said = self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "o.csv", "--out-format", out_format,
                                "--dry-run").stderr
        with open(self.folder / "o.csv", encoding="utf-8", newline="") as rows:
            return [row[column] for row in csv.DictReader(rows)], said

    def test_ids_are_those_of_the_crm_that_is_written_for(self):
        self.assertEqual(self.owners("salesforce", "OwnerId")[0], ["lena", "jonas", "unrouted"])
        self.environment("environment.yaml")
        owners, said = self.owners("salesforce", "OwnerId")
        self.assertEqual(owners, ["0055g00000AbcDEAAZ", "jonas", "00G5g000004XyZ1"])
        self.assertIn("environment.yaml has no id of `jonas` in salesforce", said)
        self.assertEqual(self.owners("hubspot", "Contact owner")[0], ["48291044", "jonas@acme.example"])
        with self.serving():
            self.assertEqual(self.owners("salesforce", "OwnerId")[0], owners)

    def test_a_sandbox_calls_nothing_of_production(self):
        self.environment("environment.yaml")
        self.write("agent.yaml", AGENT % "agents.acme.example")
        said = self.run_command("agent", "add", "agent.yaml", "--workspace", "ws", code=3).stderr
        self.assertIn("is production's, and this workspace is a sandbox", said)
        with self.serving() as address:
            status, _, text = release.ask("POST", address + "/v1/agents", self.token,
                                          {"id": "acme_score", "version": "1.0.0", "kind": "http", "capabilities": ["score"],
                                          "owner": "revops", "url": "https://AGENTS.acme.example/score",
                                          "inputs": ["lead.country"], "outputs": ["lead.score"]})
            self.assertEqual(status, 403, text)
        self.write("agent.yaml", AGENT % "sandbox.acme.example")
        self.run_command("agent", "add", "agent.yaml", "--workspace", "ws")

    def test_a_bundle_has_the_same_version_in_both(self):
        self.run_command("init", "live", "--production", "--bundle", "b")
        names = [json.loads(self.run_command("policy", "versions", "--workspace", where, "--json").stdout)["versions"][0]
                 ["policy_version"] for where in ("ws", "live")]
        self.assertEqual(names[0], names[1])
        shown = json.loads(self.run_command("environment", "--workspace", "live", "--json").stdout)
        self.assertEqual((shown["workspace"], shown["set_at"]), ("production", None))
        said = self.run_command("environment", "environment.yaml", "--workspace", "live", code=2).stderr
        self.assertIn("is written for sandbox, and this workspace is a production one", said)

    def test_a_file_that_is_wrong_is_refused_with_its_lines(self):
        self.write("environment.yaml", "environment: sandbox\npeople: {lena: {salesforce: 123}}\n")
        self.assertIn("environment.yaml:2:", self.environment("environment.yaml", code=2).stderr)
        self.assertIn("no environment.yaml", self.environment().stdout)

    def test_what_is_wrong_is_said_of_the_file_that_was_given(self):
        self.write("live/acme.yaml", "environment: sandbox\npeople: {lena: {salesforce: 123}}\n")
        said = self.environment("live/acme.yaml", code=2).stderr
        self.assertIn("live/acme.yaml:2:", said)
        self.assertNotIn("environment.yaml", said)
        with self.serving():
            self.assertEqual(self.environment("live/acme.yaml", code=2).stderr, said)


if __name__ == "__main__":
    release.unittest.main()
