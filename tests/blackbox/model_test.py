"""`signalbox model`: from made-up leads with outcomes to a model file, its figures, and what wrong use is told."""
import csv
import json
import math
import os
import pathlib
import random
import subprocess
import unittest

import release

SHARED = pathlib.Path(os.environ.get("SIGNALBOX_SHARED", release.ROOT.parent / "shared"))
IS_SHARED = (SHARED / "data/README.md").is_file() and \
    (SHARED / "data/README.md").read_text().startswith("# Public data for building and testing")
# The bank's area is under its target on the part of the file that is there, for the library's trees as for ours.
KNOWN_MISSES = {"score.uci_bank, by lot: AUC", "score.uci_bank, in order, last tenth: AUC"}
SCORE_PARTS = ["x_education", "uci_bank", "bank_jump", "olist_funnel", "maven_crm"]

SPEC = """label: {column: won, positive: "yes"}
features:
  - {column: visits, type: number, known_at_routing: true, monotone: up}
  - {column: source, type: category, known_at_routing: true}
  - {column: created, type: date, known_at_routing: true}
  - {column: message, type: text, known_at_routing: true}
"""
HEADER = ["id", "visits", "source", "created", "message", "won"]


def made_leads(count, seed, strength=1.0):
    """Leads whose success rises with visits and is likelier from a partner; `strength` 0 leaves chance."""
    draw = random.Random(seed)
    rows = []
    for number in range(count):
        visits, partner = draw.randrange(20), draw.random() < 0.3
        odds = strength * (0.2 * (visits - 10) + (1.5 if partner else -0.7)) - 1
        rows.append([str(number), str(visits), "partner" if partner else "web", f"2026-0{draw.randrange(1, 9)}-1{draw.randrange(9)}",
                     draw.choice(["please call", "a demo, please", ""]),
                     "yes" if draw.random() < 1 / (1 + math.exp(-odds)) else "no"])
    return rows


class Model(release.ReleaseTest):
    def setUp(self):
        super().setUp()
        self.write("spec.yaml", SPEC)
        self.leads("train.csv", made_leads(1500, 1))
        self.leads("held.csv", made_leads(800, 2))

    def leads(self, name, rows):
        with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER] + rows)

    def train(self, *arguments, spec="spec.yaml", data="train.csv", out="m.sbm", code=0):
        return self.run_command("model", "train", "--data", data, "--spec", spec, "--out", out, *arguments, code=code)

    def eval(self, data="held.csv", model="m.sbm"):
        return json.loads(self.run_command("model", "eval", "--model", model, "--data", data, "--json").stdout)


class FromLeadsToFigures(Model):
    def test_figures_on_rows_that_were_not_seen(self):
        self.train()
        figures = self.eval()
        self.assertEqual(figures["rows"], 800)
        self.assertGreater(figures["auc"], 0.75)
        self.assertLess(figures["ece"], 0.06)
        self.assertGreater(figures["lift_10"], 1.8)
        for name in ("pr_auc", "log_loss", "brier"):
            self.assertGreater(figures[name], 0)
        self.assertEqual(len(figures["calibration"]), 15)
        self.assertEqual(sum(each["rows"] for each in figures["calibration"]), 800)
        self.assertFalse(figures["trained_on_these_rows"])
        self.assertTrue(figures["promotable"])

    def test_the_figures_are_those_that_anybody_works_out_from_the_probabilities(self):
        self.train()
        rows = made_leads(60, 3)
        self.leads("few.csv", rows)
        said = [json.loads(self.run_command("model", "explain", "--model", "m.sbm", "--data", "few.csv", "--row", number + 1,
                                            "--json").stdout)["probability"] for number in range(len(rows))]
        won = [row[-1] == "yes" for row in rows]
        pairs = [(p > q) + (p == q) / 2 for p, y in zip(said, won) if y for q, z in zip(said, won) if not z]
        figures = self.eval("few.csv")
        self.assertAlmostEqual(figures["auc"], sum(pairs) / len(pairs), places=5)
        self.assertAlmostEqual(figures["brier"], sum((p - y) ** 2 for p, y in zip(said, won)) / len(rows), places=5)
        self.assertAlmostEqual(figures["log_loss"], -sum(math.log(p if y else 1 - p) for p, y in zip(said, won)) / len(rows),
                               places=5)

    def test_the_same_rows_and_seed_give_the_same_bytes(self):
        for family in ("scorecard", "boosted_trees"):
            self.train("--family", family, "--seed", 7, out="one.sbm")
            self.train("--family", family, "--seed", 7, out="two.sbm")
            self.assertEqual((self.folder / "one.sbm").read_bytes(), (self.folder / "two.sbm").read_bytes())

    def test_rows_with_gaps_and_values_never_seen_are_scored(self):
        self.train()
        self.leads("odd.csv", [["1", "", "", "", "", "yes"], ["2", "many", "a fair", "soon", "grüezi", "no"],
                               ["3", "-1e300", "web", "2026-02-31", "x" * 9000, "no"], ["4", "5", "web", "", "", ""]])
        figures = self.eval("odd.csv")
        self.assertEqual((figures["rows"], figures["left_out"]), (3, 1))

    def test_one_outcome_only_has_no_area_and_no_crash(self):
        self.train()
        self.leads("lost.csv", [row[:-1] + ["no"] for row in made_leads(50, 4)])
        figures = self.eval("lost.csv")
        self.assertIsNone(figures["auc"])
        self.assertIsNone(figures["lift_10"])
        self.assertIn("one outcome", self.run_command("model", "eval", "--model", "m.sbm", "--data", "lost.csv").stdout)

    def test_chance_is_not_promoted(self):
        self.leads("chance.csv", made_leads(1000, 5, strength=0))
        said = self.train(data="chance.csv").stdout
        self.assertIn("no promotion", said)
        self.assertFalse(self.eval()["promotable"])

    def test_figures_on_the_training_file_say_so(self):
        self.train()
        self.assertTrue(self.eval("train.csv")["trained_on_these_rows"])


class InWords(Model):
    def test_reasons_card_and_points(self):
        self.train("--family", "scorecard")
        self.leads("one.csv", [["1", "19", "partner", "2026-03-11", "a demo, please", ""]])
        said = self.run_command("model", "explain", "--model", "m.sbm", "--data", "one.csv").stdout
        self.assertRegex(said, r"(?m)^for: \+\d+ points, `visits` is ")
        self.assertRegex(said, r"(?m)^for: \+\d+ points, `source` is partner$")
        points = self.run_command("model", "explain", "--model", "m.sbm").stdout
        self.assertIn("20 more double the odds", points)
        card = self.run_command("model", "card", "--model", "m.sbm").stdout
        self.assertIn("1500 rows", card)
        self.assertIn("fit for promotion", card)

    def test_every_row_of_a_file_gets_its_probability_and_reasons(self):
        self.train()
        self.run_command("model", "score", "--model", "m.sbm", "--data", "held.csv", "--out", "scored.csv", "--reasons")
        with open(self.folder / "scored.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 800)
        self.assertEqual(list(rows[0]), HEADER + ["probability", "for", "against"])
        one = json.loads(self.run_command("model", "explain", "--model", "m.sbm", "--data", "held.csv", "--row", 7, "--json").stdout)
        self.assertEqual(float(rows[6]["probability"]), one["probability"])
        self.assertIn(one["for"][0]["column"] + " is " if one["for"] else "", rows[6]["for"])
        said = sum(float(row["probability"]) for row in rows) / 800
        self.assertAlmostEqual(said, sum(row["won"] == "yes" for row in rows) / 800, delta=0.05)

    def test_trees_give_reasons_too(self):
        self.train("--family", "boosted_trees")
        reasons = json.loads(self.run_command("model", "explain", "--model", "m.sbm", "--data", "held.csv", "--json").stdout)
        self.assertTrue(reasons["for"] or reasons["against"])

    def test_two_models_are_compared_on_the_same_rows(self):
        self.train("--family", "scorecard", out="card.sbm")
        self.leads("chance.csv", made_leads(1000, 5, strength=0))
        self.train(data="chance.csv", out="chance.sbm")
        both = json.loads(self.run_command("model", "compare", "card.sbm", "chance.sbm", "--data", "held.csv", "--json").stdout)
        self.assertEqual((both["better_by_auc"], both["better_by_log_loss"]), ("first", "first"))
        same = json.loads(self.run_command("model", "compare", "card.sbm", "card.sbm", "--data", "held.csv", "--json").stdout)
        self.assertEqual(same["better_by_auc"], "neither by more than chance")


class InUse(Model):
    def stream(self, name, before, after):
        """`before` leads as they were, then `after` of whom four in five succeed whatever they are."""
        draw = random.Random(9)
        changed = [row[:-1] + ["yes" if draw.random() < 0.8 else "no"] for row in made_leads(after, 8)]
        self.leads(name, made_leads(before, 7) + changed)

    def watch(self, *arguments, code=0):
        return json.loads(self.run_command("model", "watch", "--model", "m.sbm", "--data", "stream.csv", "--json", *arguments,
                                           code=code).stdout)

    def test_a_jump_is_told_and_calibration_follows_it(self):
        self.train()
        self.stream("stream.csv", 1000, 600)
        said = self.watch("--late", 50, "--out", "again.sbm")
        self.assertTrue(1000 < said["alarms"][0]["row"] <= 1150, said["alarms"])
        self.assertTrue(said["alarms"][0]["too_low"])
        first = said["recalibrations"][0]
        self.assertLess(first["ece_after"], first["ece_before"])
        self.assertLess(said["said"]["ece"], said["without_recalibration"]["ece"])
        self.assertTrue(said["retrain"])
        self.stream("stream.csv", 0, 600)
        self.assertLess(self.eval("stream.csv", "again.sbm")["ece"], self.eval("stream.csv")["ece"] / 2)

    def test_leads_as_they_were_raise_nothing(self):
        self.train()
        self.stream("stream.csv", 1500, 0)
        said = self.watch("--late", 50)
        self.assertEqual((said["alarms"], said["recalibrations"], said["retrain"]), ([], [], False))
        self.assertEqual({each["level"] for each in said["drift"]}, {"steady"})

    def test_only_telling_changes_nothing(self):
        self.train()
        self.stream("stream.csv", 200, 400)
        said = self.watch("--only-tell")
        self.assertEqual(len(said["alarms"]), 1)
        self.assertEqual(said["said"], said["without_recalibration"])
        self.watch("--only-tell", "--out", "none.sbm", code=1)
        self.assertFalse((self.folder / "none.sbm").exists())

    def test_columns_that_changed_are_named(self):
        self.train()
        self.leads("stream.csv", [row[:2] + ["fair"] + row[3:] for row in made_leads(500, 7)])
        levels = {each["what"]: each["level"] for each in self.watch()["drift"]}
        self.assertEqual((levels["source"], levels["visits"]), ("act", "steady"))

    def test_groups_that_are_treated_unlike_are_pointed_at(self):
        self.train()
        columns = json.loads(self.run_command("model", "bias", "--model", "m.sbm", "--data", "held.csv", "--by", "source",
                                              "--json").stdout)["columns"]
        groups = {each["group"]: each for each in columns[0]["groups"]}
        self.assertEqual(set(groups), {"partner", "web"})
        self.assertTrue(groups["web"]["seldom_selected"])
        self.assertFalse(groups["partner"]["seldom_selected"])
        self.run_command("model", "bias", "--model", "m.sbm", "--data", "held.csv", code=2)

    def promote(self, model, code=0):
        return self.run_command("model", "promote", model, "--models", "models", "--data", "held.csv", code=code)

    def test_promotion_asks_for_better_and_rollback_goes_back(self):
        self.leads("weak.csv", made_leads(1500, 6, strength=0.35))
        self.train(data="weak.csv", out="small.sbm")
        self.train(out="large.sbm")
        self.leads("chance.csv", made_leads(1000, 5, strength=0))
        self.train(data="chance.csv", out="chance.sbm")
        active = self.folder / "models/active"
        self.assertIn("no promotion", self.promote("chance.sbm", code=1).stderr)
        self.assertFalse(active.exists())
        self.promote("small.sbm")
        small = active.read_text()
        self.promote("large.sbm")
        self.assertNotEqual(active.read_text(), small)
        self.assertIn("not better than the model in use", self.promote("small.sbm", code=1).stderr)
        self.run_command("model", "rollback", "--models", "models")
        self.assertEqual(active.read_text(), small)
        self.run_command("model", "rollback", "--models", "models", code=1)
        history = [json.loads(line)["event"] for line in
                   self.run_command("model", "history", "--models", "models").stdout.splitlines()]
        self.assertEqual(history, ["refused", "promoted", "promoted", "refused", "rolled_back"])

    def test_the_rows_that_trained_a_model_cannot_promote_it(self):
        self.train()
        said = self.run_command("model", "promote", "m.sbm", "--models", "models", "--data", "train.csv", code=1).stderr
        self.assertIn("trained on the rows", said)


class WrongUse(Model):
    def test_a_feature_that_is_not_known_at_routing_is_refused_with_its_line(self):
        self.write("late.yaml", SPEC.replace("source, type: category, known_at_routing: true",
                                             "source, type: category, known_at_routing: false"))
        self.assertIn("late.yaml:4: `source` is not known at routing", self.train(spec="late.yaml", code=2).stderr)

    def test_a_column_that_knows_the_answer_is_warned_of(self):
        draw = random.Random(1)
        rows = [row[:2] + ["won already" if row[-1] == "yes" and draw.random() < 0.9 else "open"] + row[3:]
                for row in made_leads(1500, 1)]
        self.leads("leak.csv", rows)
        self.assertRegex(self.train(data="leak.csv").stderr, r"warning: `source` predicts the label with an AUC of 0\.9\d alone")

    def test_leads_that_are_not_over_yet_are_asked_about(self):
        self.leads("open.csv", [row[:-1] + ["open"] if number % 5 == 0 else row for number, row in enumerate(made_leads(1500, 1))])
        self.assertIn("`won` has the values `no`, `open`, which all count as negative", self.train(data="open.csv").stderr)

    def test_a_label_that_is_the_same_number_is_no_other_label(self):
        self.leads("numbers.csv", [row[:-1] + ["1" if row[-1] == "yes" else "0"] for row in made_leads(1500, 1)])
        self.write("number.yaml", SPEC.replace('positive: "yes"', "positive: 1.0"))
        said = self.train(data="numbers.csv", spec="number.yaml")
        self.assertNotIn("count as negative", said.stderr)
        self.assertNotIn(" 0 positive", said.stdout)

    def test_files_that_are_not_there_or_no_files_of_that_kind(self):
        self.assertIn("no.csv", self.train(data="no.csv", code=2).stderr)
        self.assertIn("no.yaml", self.train(spec="no.yaml", code=2).stderr)
        self.write("empty.csv", "")
        self.assertIn("empty", self.train(data="empty.csv", code=2).stderr)
        self.write("header.csv", ",".join(HEADER) + "\n")
        self.assertIn("no rows", self.train(data="header.csv", code=2).stderr)
        self.run_command("model", "train", "--data", "train.csv", "--out", "m.sbm", code=2)
        self.run_command("model", "train", "--kind", "poem", "--data", "train.csv", "--out", "m.sbm", code=2)
        self.assertIn("no model file", self.run_command("model", "eval", "--model", "spec.yaml", "--data", "held.csv", code=2).stderr)

    def test_one_outcome_only_teaches_nothing(self):
        self.leads("lost.csv", [row[:-1] + ["no"] for row in made_leads(300, 4)])
        self.assertIn("all 300 rows with an outcome are negative", self.train(data="lost.csv", code=2).stderr)

    def test_a_column_that_is_missing_is_named(self):
        self.train()
        self.write("narrow.csv", "visits,won\n3,yes\n")
        said = self.run_command("model", "eval", "--model", "m.sbm", "--data", "narrow.csv", code=2).stderr
        self.assertIn("no column `source`, `created`, `message`", said)

    def test_a_model_that_was_cut_or_changed_is_refused(self):
        self.train()
        whole = (self.folder / "m.sbm").read_bytes()
        for name, bytes_ in (("cut", whole[:-9]), ("changed", whole[:-9] + b"X" + whole[-8:])):
            (self.folder / name).write_bytes(bytes_)
            said = self.run_command("model", "eval", "--model", name, "--data", "held.csv", code=3).stderr
            self.assertRegex(said, "cut short|do not give its hash")


class OnPublicData(release.ReleaseTest):
    @unittest.skipUnless(IS_SHARED, "no public data; SIGNALBOX_SHARED names no such folder")
    def test_the_figures_keep_their_targets(self):
        done = subprocess.run([release.ROOT / "tools/eval.py", "--json", "--only", *SCORE_PARTS], capture_output=True, text=True,
                              check=False, timeout=900,
                              env={**os.environ, "SIGNALBOX_BIN": release.BINARY, "SIGNALBOX_SHARED": str(SHARED)})
        figures = {each["name"]: each for each in map(json.loads, done.stdout.splitlines())}
        self.assertGreaterEqual(len(figures), 12, done.stderr)
        self.assertEqual({name for name, each in figures.items() if each["holds"] is False}, KNOWN_MISSES)
        self.assertEqual(done.returncode, 0, "a target that is missed is no failure of the tool")


if __name__ == "__main__":
    unittest.main()
