"""What a wrong version decided is corrected, also after a kill in the middle, and put back; accounts are given away."""
import csv
import json
import signal
import subprocess
import time

import release

POLICY = """policy: fields
record: lead
rules:
  - name: germany
    when: {lead.country: DE}
    assign: {pool: %s}
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  dach: {members: {team: dach}, strategy: weighted, all_out: hold}
  wrong: {members: {team: wrong}, strategy: weighted, all_out: hold}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
PEOPLE = "id,name,team\nlena,Lena,dach\njonas,Jonas,dach\nxena,Xena,wrong\nyuri,Yuri,wrong\nrevo,Revo,revops\n"
TEAMS = "id,name\ndach,DACH\nwrong,Wrong\nrevops,Revenue operations\n"
LEADS = 40


class RepairTest(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        for name, pool in (("right", "dach"), ("bad", "wrong")):
            self.write(f"{name}/policy.yaml", POLICY % pool)
            self.write(f"{name}/roster/people.csv", PEOPLE)
            self.write(f"{name}/roster/teams.csv", TEAMS)
        self.token = self.make_workspace("--bundle", "right")
        self.run_command("policy", "publish", "bad", "--workspace", "ws")
        rows = "".join(f"x{n},p{n}@firm{n}.example,DE,Firm {n} GmbH,given\n" for n in range(LEADS))
        self.write("leads.csv", "external_id,email,country,company,consent\n" + rows)
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "o.csv")
        with open(self.folder / "o.csv", newline="", encoding="utf-8") as file:
            self.assertEqual({row["owner"] for row in csv.DictReader(file)}, {"xena", "yuri"})
        versions = json.loads(self.run_command("policy", "versions", "--workspace", "ws", "--json").stdout)
        self.wrong = next(v["policy_version"] for v in versions["versions"] if v["active"])
        self.run_command("policy", "rollback", "--workspace", "ws")

    def repair(self, *arguments, code=0):
        return self.run_command("policy", "repair", *arguments, "--workspace", "ws", code=code)

    def owners(self):
        """By external id, as the explanation has them."""
        told = {}
        for number in range(LEADS):
            out = self.run_command("explain", f"x{number}", "--workspace", "ws", "--json").stdout
            told[f"x{number}"] = json.loads(out)["owner"]
        return told

    def check_log(self):
        replayed = json.loads(self.run_command("replay", "--workspace", "ws", "--json").stdout)
        self.assertEqual(replayed["different"], 0)
        self.run_command("rebuild", "--workspace", "ws")
        self.run_command("rebuild", "--workspace", "ws", "--check")
        self.run_command("audit", "verify", "--workspace", "ws")

    def test_a_preview_changes_nothing_and_names_what_it_leaves_out(self):
        self.run_command("lead", "contacted", "x3", "--workspace", "ws")
        before = self.owners()
        preview = json.loads(self.repair(self.wrong, "--json", "--out", "moves.csv").stdout)
        counts = (preview["looked_at"], preview["move_count"], preview["left_out_count"])
        self.assertEqual(counts, (LEADS, LEADS - 1, 1))
        self.assertEqual(preview["left_out"][0]["external_id"], "x3")
        self.assertEqual(preview["left_out"][0]["left_out"], "contacted")
        loads = {one["owner"]: one for one in preview["per_owner"]}
        self.assertEqual(loads["xena"]["open_before"] + loads["yuri"]["open_before"], LEADS)
        self.assertEqual(loads["lena"]["gains"] + loads["jonas"]["gains"], LEADS - 1)
        self.assertLessEqual(abs(loads["lena"]["gains"] - loads["jonas"]["gains"]), 1)
        with open(self.folder / "moves.csv", newline="", encoding="utf-8") as file:
            self.assertEqual(len(list(csv.DictReader(file))), LEADS)
        self.assertEqual(self.owners(), before)
        self.assertIn("nothing was ever repaired", self.repair("--list").stdout)

    def test_it_is_applied_explained_and_put_back(self):
        before = self.owners()
        out = self.repair(self.wrong, "--apply", "--batch", "15", "--by", "revo").stdout
        self.assertIn("40 of 40 handled, 40 moved, 0 left out", out)
        plan = next(line.split()[-1] for line in out.splitlines() if line.startswith("planned as"))
        self.assertEqual(set(self.owners().values()), {"lena", "jonas"})
        told = self.run_command("explain", "x0", "--workspace", "ws").stdout
        self.assertIn(f"{plan} moved it from", told)
        self.assertIn("by rule germany, pool dach", told)
        self.check_log()
        self.assertIn(f"{plan}", self.repair("--list").stdout)
        self.run_command("lead", "accept", "x7", "--workspace", "ws")
        kept = self.owners()["x7"]
        self.repair("--undo", plan)
        after = self.owners()
        self.assertEqual(after.pop("x7"), kept)
        before.pop("x7")
        self.assertEqual(after, before)
        self.check_log()
        self.assertIn("undone already", self.repair("--undo", plan, code=1).stderr)

    def test_killed_in_the_middle_it_goes_on_and_moves_nothing_twice(self):
        command = [release.BINARY, "policy", "repair", self.wrong, "--apply", "--batch", "7", "--every", "2s",
                   "--workspace", "ws"]
        process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, text=True)
        line = ""
        while "handled" not in line:
            line = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        self.assertIn("7 of 40 handled", line)
        begun = json.loads(self.repair("--list", "--json").stdout)["moves"]
        self.assertEqual([(one["state"], one["handled"]) for one in begun], [("under_way", 7)])
        began = time.monotonic()
        out = self.repair(self.wrong, "--apply").stdout
        self.assertIn("40 of 40 handled, 40 moved", out)
        self.assertGreaterEqual(time.monotonic() - began, 6, "it keeps the pace that it was planned with")
        listed = json.loads(self.repair("--list", "--json").stdout)["moves"]
        self.assertEqual([(one["id"], one["state"], one["moved"]) for one in listed], [(begun[0]["id"], "done", 40)])
        owners = list(self.owners().values())
        self.assertEqual((owners.count("lena"), owners.count("jonas")), (20, 20))
        self.check_log()

    def test_a_served_workspace_is_repaired_the_same_way(self):
        with self.serving() as address:
            out = self.repair(self.wrong, "--apply", "--batch", "25").stdout
            self.assertIn("40 moved", out)
            status, _, text = release.ask("GET", address + "/v1/moves", self.token)
            self.assertEqual(status, 200)
            plan = json.loads(text)["moves"][0]["id"]
            self.assertEqual(release.ask("POST", address + f"/v1/moves/{plan}/undo", None)[0], 401)
            status, _, text = release.ask("POST", address + f"/v1/moves/{plan}/undo", self.token, {})
            self.assertEqual(status, 200, text)
            undo = json.loads(text)["id"]
            status, _, text = release.ask("POST", address + f"/v1/moves/{undo}/continue", self.token, {})
            self.assertEqual(json.loads(text)["moved"], LEADS)
            self.assertEqual(release.ask("POST", address + "/v1/moves/moves_x/continue", self.token, {})[0], 404)
            status, _, text = release.ask("POST", address + "/v1/repairs/preview", self.token, {"version": "pv_none"})
            self.assertEqual(status, 404, text)
            wrong = {"version": self.wrong, "batch": 0}
            status, _, text = release.ask("POST", address + "/v1/repairs", self.token, wrong)
            self.assertEqual(status, 400, text)
        self.assertEqual(set(self.owners().values()), {"xena", "yuri"})

    def test_wrong_use(self):
        versions = json.loads(self.run_command("policy", "versions", "--workspace", "ws", "--json").stdout)
        active = next(v["policy_version"] for v in versions["versions"] if v["active"])
        self.assertIn("is the active one", self.repair(active, code=2).stderr)
        self.assertIn("say whose decisions", self.repair(code=2).stderr)
        self.assertIn("was ever published", self.repair("pv_000000000000", code=1).stderr)
        self.assertIn("is not a duration", self.repair(self.wrong, "--apply", "--every", "soon", code=2).stderr)
        self.assertIn("nobody called `nobody`", self.repair(self.wrong, "--apply", "--by", "nobody", code=2).stderr)
        self.assertIn("is no id of a repair", self.repair("--undo", "x", code=1).stderr)


class Realign(release.ReleaseTest):
    POLICY = """policy: named
record: lead
rules:
  - name: named
    when: {account.owner.active: true}
    assign: {owner_of: account}
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""

    def setUp(self):
        super().setUp()
        self.write("b/policy.yaml", self.POLICY)
        self.write("b/roster/people.csv", PEOPLE)
        self.write("b/roster/teams.csv", TEAMS)
        self.token = self.make_workspace("--bundle", "b")
        accounts = "".join(f"a{n},Firm {n} GmbH,firm{n}.example,xena\n" for n in range(4))
        self.write("accounts.csv", "id,name,website,owner\n" + accounts)
        self.run_command("import", "accounts", "accounts.csv", "--workspace", "ws")
        self.write("opps.csv", "id,account,stage,owner,amount\no1,a2,Proposal,xena,100\n")
        self.run_command("import", "opportunities", "opps.csv", "--workspace", "ws")
        rows = "".join(f"x{n},p{n}@firm{n}.example,DE,Firm {n} GmbH,given\n" for n in range(4))
        self.write("leads.csv", "external_id,email,country,company,consent\n" + rows)
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "o.csv")
        self.run_command("lead", "contacted", "x1", "--workspace", "ws")
        self.write("plan.csv", "account_id,owner\na0,lena\na1,lena\na2,jonas\n")

    def realign(self, *arguments, code=0):
        return self.run_command("realign", *arguments, "--workspace", "ws", code=code)

    def owner(self, lead):
        return json.loads(self.run_command("explain", lead, "--workspace", "ws", "--json").stdout)["owner"]

    def test_an_empty_list_is_refused_and_does_not_mean_every_lead(self):
        self.write("empty.csv", "")
        self.assertIn("`empty.csv` is empty", self.realign("empty.csv", "--apply", "--without-approval", code=2).stderr)
        self.assertNotIn("moves_", self.realign("--list").stdout)

    def test_it_is_previewed_approved_by_somebody_else_applied_and_put_back(self):
        preview = json.loads(self.realign("plan.csv", "--json").stdout)
        loads = {one["owner"]: one for one in preview["per_owner"]}
        self.assertEqual((loads["lena"]["accounts_gained"], loads["lena"]["gains"]), (2, 1))
        self.assertEqual({(one["left_out"]) for one in preview["left_out"]}, {"held_over", "open_opportunity"})
        planned = json.loads(self.realign("plan.csv", "--apply", "--by", "revo", "--json").stdout)
        plan = planned["id"]
        self.assertIn("must approve", self.realign("--continue", plan, code=1).stderr)
        self.assertIn("somebody else must", self.realign("--approve", plan, "--by", "revo", code=1).stderr)
        self.realign("--approve", plan, "--by", "yuri")
        self.assertEqual(self.owner("x0"), "xena")
        self.assertIn("3 of 3 handled, 3 moved", self.realign("--continue", plan).stdout)
        self.assertEqual([self.owner(f"x{n}") for n in range(4)], ["lena", "xena", "xena", "xena"])
        told = self.run_command("explain", "x0", "--workspace", "ws").stdout
        self.assertIn("accounts or territories were given", told)
        self.write("more.csv", "external_id,email,country,company,consent\ny1,new@firm1.example,DE,Firm 1 GmbH,given\n")
        self.run_command("route", "more.csv", "--workspace", "ws", "--out", "o2.csv")
        self.assertEqual(self.owner("y1"), "lena", "the account is hers now")
        self.assertEqual(json.loads(self.run_command("replay", "--workspace", "ws", "--json").stdout)["different"], 0)
        self.realign("--undo", plan)
        self.assertEqual(self.owner("x0"), "xena")

    def test_not_before_its_day_and_when_the_holdover_is_over_all_of_it(self):
        out = self.realign("plan.csv", "--apply", "--without-approval", "--holdover", "0s", "--json").stdout
        self.assertEqual(json.loads(out)["moved"], 6)
        self.assertEqual([self.owner(f"x{n}") for n in range(3)], ["lena", "lena", "jonas"])
        self.write("back.csv", "account_id,owner\na0,xena\n")
        planned = json.loads(self.realign("back.csv", "--apply", "--by", "revo", "--effective", "2999-01-01",
                                          "--json").stdout)
        self.assertEqual(planned["count"], 2)
        self.realign("--approve", planned["id"], "--by", "lena")
        self.assertIn("it begins on 2999-01-01", self.realign("--continue", planned["id"]).stdout)
        self.assertEqual(self.owner("x0"), "lena")

    def test_a_list_that_is_wrong_is_refused_as_a_whole_with_its_lines(self):
        self.write("bad.csv", "account_id,owner\na0,lena\na9,lena\na1,nobody\n")
        said = self.realign("bad.csv", code=2).stderr
        self.assertIn("line 3: there is no account `a9`", said)
        self.assertIn("line 4: the roster has nobody called `nobody`", said)
        self.write("bad.csv", "account_id,owner\na0,lena\na0,jonas\n")
        self.assertIn("line 3: account `a0` stands in line 2 already", self.realign("bad.csv", code=2).stderr)
        self.write("bad.csv", "account,owner\na0,lena\n")
        self.assertIn("begins with `account_id,owner`", self.realign("bad.csv", code=2).stderr)
        self.write("bad.csv", "country,colour,owner\nDE,red,lena\n")
        self.assertIn("the column `colour` is not known", self.realign("bad.csv", code=2).stderr)

    def test_a_list_of_places_moves_the_leads_of_those_places(self):
        self.write("places.csv", "country,employees,owner\nDE,*,lena\nDE,1-9,jonas\n")
        preview = json.loads(self.realign("places.csv", "--json").stdout)
        self.assertEqual((preview["move_count"], preview["left_out_count"]), (3, 1))
        self.assertEqual(preview["left_out"][0]["left_out"], "held_over")
        out = self.realign("places.csv", "--apply", "--without-approval", "--json").stdout
        self.assertEqual((self.owner("x0"), self.owner("x1")), ("lena", "xena"))
        self.realign("--undo", json.loads(out)["id"])
        self.assertEqual(self.owner("x0"), "xena")

    def test_an_empty_list_is_refused_over_http_too(self):
        with self.serving() as address:
            for path in ("/v1/realignments/preview", "/v1/realignments"):
                status, _, text = release.ask("POST", address + path, self.token, {"accounts": ""})
                self.assertEqual(status, 400, text)
                self.assertIn("`accounts` is empty", text)
            self.assertEqual(json.loads(release.ask("GET", address + "/v1/moves", self.token)[2])["moves"], [])


if __name__ == "__main__":
    release.unittest.main()
