"""Another model comes into use: what would change is shown, applied around what people took up, and a second time there is nothing."""
import csv
import json
import random
import signal
import subprocess
import unittest

import release

POLICY = """policy: refreshed
record: lead
rules:
  - name: hot
    when: {lead.score_band: hot}
    assign: {pool: first}
  - name: rest
    when: {lead.country: US}
    assign: {pool: second}
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  first: {members: {team: first}, strategy: weighted}
  second: {members: {team: second}, strategy: weighted}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
PEOPLE = "id,name,team\nanna,Anna,first\narno,Arno,first\nbea,Bea,second\nbo,Bo,second\nrevo,Revo,revops\n"
TEAMS = "id,name\nfirst,First\nsecond,Second\nrevops,Revenue operations\n"
SPEC = """label: {column: outcome, positive: won, negative: lost}
features:
  - {column: title, type: category, known_at_routing: true}
"""
LEADS = 30
DIRECTORS = [n for n in range(LEADS) if n % 3 == 0]


class RefreshTest(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.write("bundle/policy.yaml", POLICY)
        self.write("bundle/roster/people.csv", PEOPLE)
        self.write("bundle/roster/teams.csv", TEAMS)
        self.token = self.make_workspace("--bundle", "bundle")
        rows = "".join(f"x{n},p{n}@firm{n}.example,US,Firm {n} Inc,given,{'Director' if n in DIRECTORS else 'Intern'}\n"
                       for n in range(LEADS))
        self.write("leads.csv", "external_id,email,country,company,consent,title\n" + rows)
        self.run_command("route", "leads.csv", "--workspace", "ws")
        self.write("spec.yaml", SPEC)
        for name, seed in (("train.csv", 1), ("held.csv", 2)):
            draw = random.Random(seed)
            lines = []
            for _ in range(600):
                director = draw.random() < 0.3
                won = draw.random() < (0.9 if director else 0.05)
                lines.append(f"{'Director' if director else 'Intern'},{'won' if won else 'lost'}\n")
            self.write(name, "title,outcome\n" + "".join(lines))
        self.run_command("model", "train", "--data", "train.csv", "--spec", "spec.yaml", "--out", "m.sbm", "--family", "scorecard")

    def promote(self):
        self.run_command("model", "promote", "m.sbm", "--workspace", "ws", "--data", "held.csv")

    def refresh(self, *arguments, code=0):
        return self.run_command("refresh", *arguments, "--workspace", "ws", code=code)

    def asked(self, *arguments):
        return json.loads(self.refresh(*arguments, "--json").stdout)

    def told(self, number):
        return json.loads(self.run_command("explain", f"x{number}", "--workspace", "ws", "--json").stdout)

    def owners(self):
        return {f"x{number}": self.told(number)["owner"] for number in range(LEADS)}

    def check_log(self):
        self.assertEqual(json.loads(self.run_command("replay", "--workspace", "ws", "--json").stdout)["different"], 0)
        self.run_command("rebuild", "--workspace", "ws")
        self.run_command("rebuild", "--workspace", "ws", "--check")
        self.run_command("audit", "verify", "--workspace", "ws")

    def test_what_is_shown_is_what_is_done_and_a_second_time_there_is_nothing(self):
        self.assertEqual(self.asked()["up_to_date"], LEADS)
        self.run_command("lead", "accept", "x3", "--workspace", "ws")
        before = self.owners()
        self.promote()
        preview = self.asked("--agent", "score_lead", "--out", "all.csv")
        counts = [preview[name] for name in ("looked_at", "count", "move_count", "unknown_count", "left_out_count")]
        self.assertEqual(counts, [LEADS, LEADS - 1, len(DIRECTORS) - 1, 0, 1])
        self.assertEqual((preview["left_out"][0]["external_id"], preview["left_out"][0]["left_out"]), ("x3", "accepted"))
        self.assertEqual(preview["agents"], [{"agent": "score_lead@1.0.0", "behind": LEADS - 1, "calls": 0}])
        one = next(lead for lead in preview["leads"] if lead["external_id"] == "x0")
        band = next(value for value in one["values"] if value["field"] == "lead.score_band")
        self.assertEqual(band["after"], "hot")
        loads = {load["owner"]: load for load in preview["per_owner"]}
        self.assertEqual(loads["anna"]["gains"] + loads["arno"]["gains"], len(DIRECTORS) - 1)
        with open(self.folder / "all.csv", newline="", encoding="utf-8") as file:
            self.assertEqual(len(list(csv.DictReader(file))), LEADS)
        self.assertEqual(self.owners(), before, "nothing moved yet")
        out = self.refresh("--agent", "score_lead", "--apply", "--by", "revo", "--batch", "7").stdout
        self.assertIn("0 remain", out)
        expected = {**before, **{lead["external_id"]: lead["to"] for lead in preview["leads"]}}
        self.assertEqual(self.owners(), expected)
        told = self.told(1)
        self.assertIn("score_lead@2.1.0", json.dumps(told))
        self.assertIn("brought up to date", self.run_command("explain", "x1", "--workspace", "ws").stdout)
        again = self.asked("--agent", "score_lead", "--apply")
        self.assertEqual((again["handled"], again["done"]), (0, True))
        self.assertEqual(self.owners(), expected)
        self.check_log()

    def test_killed_in_the_middle_the_same_command_goes_on(self):
        self.promote()
        expected = {lead["external_id"]: lead["to"] for lead in self.asked()["leads"]}
        command = [release.BINARY, "refresh", "--apply", "--per-minute", "7", "--workspace", "ws"]
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, text=True) as process:
            line = ""
            while "remain" not in line:
                line = process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        self.assertIn("7 brought up to date", line)
        rest = self.asked("--apply")
        self.assertEqual((rest["refreshed"], rest["remaining"]), (LEADS - 7, 0))
        self.assertEqual(self.owners(), expected)
        self.check_log()

    def test_a_server_is_asked_the_same_and_only_whoever_may_move_leads(self):
        self.promote()
        before = self.owners()
        with self.serving() as address:
            self.assertEqual(release.ask("POST", address + "/v1/refresh", None)[0], 401)
            status, _, text = release.ask("POST", address + "/v1/refresh", self.token, {})
            self.assertEqual(status, 200, text)
            preview = json.loads(text)
            self.assertTrue(preview["dry_run"], "nothing is done unless it is asked for")
            self.assertEqual(preview["count"], LEADS)
            self.assertEqual(self.owners(), before)
            for wrong in ({"agent": "nobody"}, {"field": "lead.nothing"}, {"older_than": "soon"}, {"batch": 0}, {"much": 1}):
                self.assertEqual(release.ask("POST", address + "/v1/refresh", self.token, wrong)[0], 400, wrong)
            some = {"dry_run": False, "batch": 10, "by": "revo"}
            done = json.loads(release.ask("POST", address + "/v1/refresh", self.token, some)[2])
            self.assertEqual((done["refreshed"], done["remaining"], done["done"]), (10, LEADS - 10, False))
            self.assertIn("0 remain", self.refresh("--apply").stdout)
        self.assertEqual(self.owners(), {lead["external_id"]: lead["to"] for lead in preview["leads"]})
        self.check_log()

    def test_wrong_use(self):
        self.assertIn("there is no agent `nobody`", self.refresh("--agent", "nobody", code=2).stderr)
        self.assertIn("no field", self.refresh("--field", "lead.nothing", code=2).stderr)
        self.assertIn("no agent gives `lead.message`", self.refresh("--field", "lead.message", code=2).stderr)
        self.assertIn("`--older-than` is a time such as `30d`", self.refresh("--older-than", "0s", code=2).stderr)
        self.assertIn("batch", self.refresh("--batch", "0", code=2).stderr)
        self.assertEqual(self.asked("--older-than", "30d")["up_to_date"], LEADS)


if __name__ == "__main__":
    unittest.main()
