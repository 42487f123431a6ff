"""Learned models in a workspace: promoted, asked, explained, refused, watched and rolled back, by commands and over HTTP."""
import base64
import csv
import json
import random
import sqlite3
import unittest

import release

POLICY = """policy: learned
record: lead
rules:
  - name: good
    when: {lead.score_band: hot}
    assign: {queue: good}
nothing_matched: {queue: triage, reason: no rule matched}
queues:
  good: {owner: {team: revops}, empty_within: 4h}
  triage: {owner: {team: revops}, empty_within: 4h}
"""
FEATURES = """features:
  - {name: times_back, count: 'signal.kind == "touch"', within: 30d}
"""
PLAN = """plan: route_lead
record: lead
steps:
  - {id: match_account, kind: agent, needs: match, on_failure: skip}
  - {id: match, kind: lookup, needs: match, after: [match_account]}
  - {id: score, kind: agent, needs: score, after: [match]}
  - {id: route, kind: decide, needs: route, after: [score]}
  - {id: assign, kind: decide, needs: assign, after: [route]}
"""
SPEC = """label: {column: outcome, positive: won, negative: lost}
features:
  - {column: title, type: category, known_at_routing: true}
  - {column: times_back, type: number, known_at_routing: true}
"""


class ModelAgents(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.token = self.make_workspace()
        self.write("bundle/policy.yaml", POLICY)
        self.write("bundle/features/lead.yaml", FEATURES)
        self.write("bundle/plans/route_lead.yaml", PLAN)
        self.run_command("policy", "publish", "bundle", "--workspace", "ws")
        self.write("spec.yaml", SPEC)
        self.rows("train.csv", 1)
        self.rows("held.csv", 2)
        self.run_command("model", "train", "--data", "train.csv", "--spec", "spec.yaml", "--out", "m.sbm", "--family", "scorecard")

    def rows(self, name, seed):
        draw = random.Random(seed)
        with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(["title", "times_back", "outcome"])
            for _ in range(600):
                director = draw.random() < 0.3
                won = draw.random() < (0.9 if director else 0.05)
                out.writerow(["Director" if director else "Intern", draw.randrange(3), "won" if won else "lost"])

    def promote(self, *arguments, model="m.sbm", code=0):
        return self.run_command("model", "promote", model, "--workspace", "ws", "--data", "held.csv", *arguments, code=code)

    def route(self, name, title, **more):
        lead = {"external_id": name, "email": f"{name}@corp.example", "title": title, "country": "US", **more}
        with open(self.folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            out = csv.DictWriter(file, lead)
            out.writeheader()
            out.writerow(lead)
        self.run_command("route", f"{name}.csv", "--workspace", "ws")
        return json.loads(self.run_command("explain", name, "--workspace", "ws", "--json").stdout)

    def step(self, told, name):
        return [step for step in told["steps"] if step["step"] == name and step["event"] == "finished"][0]

    def test_a_lead_is_scored_by_the_model_that_its_record_names(self):
        said = self.promote().stdout
        self.assertIn("as score_lead@2.1.0", said)
        told = self.route("ana", "Director")
        step = self.step(told, "score")
        self.assertEqual(step["agent"], "score_lead@2.1.0")
        self.assertEqual(step["models"], ["scorecard@" + said.split()[1]])
        self.assertEqual(told["queue"], "good")
        self.assertEqual(self.route("bo", "Intern")["queue"], "triage")
        self.assertIn('"different":0', self.run_command("replay", "--workspace", "ws", "--json").stdout.replace(" ", ""))

    def test_what_is_no_model_or_no_better_is_refused(self):
        good = (self.folder / "m.sbm").read_bytes()
        for name, bad in (("cut", good[:-1]), ("long", good + b"x"), ("flipped", good[:99] + bytes([good[99] ^ 1]) + good[100:]),
                          ("none", b"hello")):
            with self.subTest(name):
                (self.folder / "bad.sbm").write_bytes(bad)
                self.assertRegex(self.promote(model="bad.sbm", code=2 if name == "none" else 3).stderr, r"^signalbox: .*")
        self.promote()
        self.run_command("model", "train", "--data", "train.csv", "--spec", "spec.yaml", "--out", "same.sbm", "--family", "scorecard",
                         "--seed", "2")
        self.assertIn("not promoted", self.promote(model="same.sbm", code=1).stderr)

    def test_routing_goes_on_where_the_stored_file_was_changed(self):
        self.promote()
        with sqlite3.connect(self.folder / "ws/log.db") as log:
            log.execute("UPDATE blobs SET bytes = x'00' WHERE length(bytes) = (SELECT max(length(bytes)) FROM blobs)")
        told = self.route("ana", "Director")
        self.assertEqual(self.step(told, "score")["agent"], "score_lead@1.0.0")
        self.assertIn("model_refused", json.dumps(told))

    def test_a_rollback_is_one_command_and_all_of_it_is_remembered(self):
        self.promote("--because", "the spring campaign")
        self.run_command("model", "rollback", "--workspace", "ws", code=1)
        self.assertIn("no model any more", self.run_command("model", "rollback", "--workspace", "ws", "--to-none").stdout)
        self.assertEqual(self.step(self.route("ana", "Director"), "score")["agent"], "score_lead@1.0.0")
        history = [json.loads(line) for line in self.run_command("model", "history", "--workspace", "ws").stdout.splitlines()]
        self.assertEqual([item["type"] for item in history], ["ModelPromoted", "ModelRolledBack"])

    def test_rows_for_training_come_out_of_the_workspace(self):
        self.route("ana", "Director")
        self.run_command("model", "rows", "--workspace", "ws", "--spec", "spec.yaml", "--out", "rows.csv")
        with open(self.folder / "rows.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([(row["title"], row["times_back"], row["outcome"]) for row in rows], [("Director", "0", "")])

    def test_an_account_is_matched_without_a_key_that_is_the_same(self):
        self.run_command("model", "pairs", "--out", "pairs.sbm")
        self.run_command("model", "promote", "pairs.sbm", "--workspace", "ws")
        self.write("accounts.csv", "id,name,website,owner,type,phone,city,country\n"
                                   "acc-1,Procoplast Europe SARL,procoplast.example,,Customer,+33472000001,Lyon,FR\n")
        self.run_command("import", "accounts", "accounts.csv", "--workspace", "ws")
        told = self.route("jo", "Buyer", email="jo@gmail.com", company="Procoplast Europe", phone="+33 4 72 00 00 01", city="Lyon", country="FR")
        step = self.step(told, "match_account")
        self.assertEqual(step["agent"], "match_account@2.1.0")
        self.assertEqual(self.step(told, "match")["output"]["account.type"], "Customer")

    def texts(self, name, numbers, price="price", demo="demo"):
        with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(["text", "label"])
            for number in numbers:
                out.writerows([(f"what is the price of {number} seats", price), (f"show us a demo on day {number}", demo)])

    def test_an_intent_model_is_judged_by_texts_and_rolled_back(self):
        self.texts("taught.csv", range(30))
        self.texts("mixed.csv", range(30), price="demo", demo="price")
        self.texts("known.csv", range(50, 90))
        for name in ("taught", "mixed"):
            self.run_command("model", "train", "--kind", "intent", "--data", f"{name}.csv", "--out", f"{name}.sbm")
        said = self.run_command("model", "promote", "taught.sbm", "--workspace", "ws", code=2).stderr
        self.assertIn("an intent model is judged before it is used", said)
        promote = ["model", "promote", "--workspace", "ws", "--data"]
        said = self.run_command(*promote, "taught.csv", "taught.sbm", code=1).stderr
        self.assertIn("taught by the texts that should judge it", said)
        self.assertIn("not promoted: it does not beat", self.run_command(*promote, "known.csv", "mixed.sbm", code=1).stderr)
        self.assertIn("right on 1.0000 of 80 held-back rows", self.run_command(*promote, "known.csv", "taught.sbm").stdout)
        back = self.run_command("model", "rollback", "--workspace", "ws", "--agent", "understand_text", "--to-none").stdout
        self.assertIn("understand_text has no model any more", back)

    def test_a_server_is_asked_where_one_is_running(self):
        with self.serving() as address:
            self.assertIn("as score_lead@2.1.0", self.promote().stdout)
            status, _, text = release.ask("GET", address + "/v1/models", self.token)
            self.assertEqual(status, 200)
            model = json.loads(text)["items"][0]
            self.assertEqual((model["agent"], model["champion"]), ("score_lead", "2.1.0"))
            self.assertEqual(model["versions"][0]["standing"], "champion")
            for part in ("drift", "calibration", "fairness", "history", "card", "card?version=2.1.0"):
                self.assertEqual(release.ask("GET", f"{address}/v1/models/score_lead/{part}", self.token)[0], 200, part)
            self.assertEqual(release.ask("GET", address + "/v1/models/nobody/drift", self.token)[0], 404)
            self.assertEqual(release.ask("GET", address + "/v1/models/score_lead/card?version=9", self.token)[0], 404)
            card = json.loads(release.ask("GET", address + "/v1/models/score_lead/card", self.token)[2])
            self.assertIn("trained on 600 rows", card["card"])
            self.assertIn("title", card["points"])
            self.assertIn("nothing new", self.run_command("model", "watch", "--workspace", "ws").stdout)
            bad = {"file": base64.b64encode(b"no model").decode()}
            self.assertEqual(release.ask("POST", address + "/v1/models", self.token, bad)[0], 400)


if __name__ == "__main__":
    unittest.main()
