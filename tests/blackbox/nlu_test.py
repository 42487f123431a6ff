"""Reading texts from the command line: training intents, judging them, understanding a message, damaged files."""
import csv
import json
import subprocess
import unittest

import release

TAUGHT = release.ROOT / "reference_tables" / "intents" / "taught.csv"


class Nlu(release.ReleaseTest):
    def few(self, name="few.csv"):
        """Three intents: quick to learn by words alone."""
        with open(TAUGHT, newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["label"] in ("price", "cancel", "job")]
        with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("utterance", "intent")] + [(row["text"], row["label"]) for row in rows])

    def refused(self, *options):
        """What is said when a text cannot be read so."""
        done = subprocess.run([release.BINARY, "nlu", "understand", "hello", *options], cwd=self.folder, text=True,
                              capture_output=True, timeout=release.SECONDS, check=False)
        self.assertNotEqual(done.returncode, 0, options)
        return done.stderr

    def train(self):
        self.few()
        self.run_command("model", "train", "--kind", "intent", "--data", "few.csv", "--out", "m")

    def test_a_model_is_trained_judged_and_asked(self):
        self.train()
        figures = json.loads(self.run_command("model", "eval", "--model", "m", "--data", "few.csv", "--json").stdout)
        self.assertLessEqual({"accuracy_in_scope", "oos_recall", "ece"}, set(figures))
        self.assertGreater(figures["accuracy_in_scope"], 0.9)
        said = json.loads(self.run_command("nlu", "understand", "What does it cost for 250 seats by Friday?", "--model", "m",
                                           "--now", "2026-11-21T12:00:00Z", "--json").stdout)
        self.assertEqual(said["intent"]["likeliest"][0]["intent"], "price")
        self.assertEqual([(each["kind"], each["value"]) for each in said["entities"]],
                         [("seats", "250"), ("deadline", "2026-11-27")])

    def test_the_same_rows_and_seed_give_the_same_file(self):
        self.train()
        first = (self.folder / "m").read_bytes()
        self.train()
        self.assertEqual(first, (self.folder / "m").read_bytes())

    def test_an_intent_of_few_texts_is_learned_and_named(self):
        self.few()
        with open(self.folder / "few.csv", "a", encoding="utf-8") as file:
            file.write("fly me to the moon,travel\ntake me to mars,travel\n")
        said = self.run_command("model", "train", "--kind", "intent", "--data", "few.csv", "--out", "m")
        self.assertIn("1 intent has fewer than 5 texts and will seldom be recognised: `travel`", said.stderr)
        figures = json.loads(self.run_command("model", "eval", "--model", "m", "--data", "few.csv", "--json").stdout)
        self.assertEqual(figures["rows_of_unknown_labels"], 0)

    def test_a_day_of_two_readings_says_both(self):
        self.train()
        said = json.loads(self.run_command("nlu", "understand", "Call me on 03/04/2026, not before.", "--model", "m", "--zone",
                                           "America/New_York", "--now", "2026-01-21T12:00:00Z", "--json").stdout)
        self.assertEqual([(each["value"], each["other"]) for each in said["entities"]], [("2026-03-04", "2026-04-03")])

    def test_what_is_not_english_is_marked_and_gets_no_intent(self):
        self.train()
        said = json.loads(self.run_command("nlu", "understand", "Wir möchten wissen, was das für fünfzig Personen kostet.",
                                           "--model", "m", "--json").stdout)
        self.assertEqual((said["language"]["code"], said["language"]["read"], said["intent"]), ("de", False, None))

    def test_personal_data_is_struck_out(self):
        self.train()
        said = self.run_command("nlu", "understand", "Write to ana@example.com or call +43 1 234 5678.", "--model", "m", "--redact")
        self.assertEqual(said.stdout.strip(), "Write to [email] or call [phone].")

    def test_an_intent_is_taught_from_examples(self):
        self.few()
        (self.folder / "lines.txt").write_text("".join(f"my invoice number {n} is wrong, \"really\"\n" for n in range(8)))
        for _ in range(2):
            self.run_command("nlu", "add-intent", "billing", "--examples", "lines.txt", "--data", "few.csv", "--out", "m")
        said = json.loads(self.run_command("nlu", "understand", "is my invoice wrong?", "--model", "m", "--json").stdout)
        self.assertEqual(said["intent"]["likeliest"][0]["intent"], "billing")
        with open(self.folder / "few.csv", newline="", encoding="utf-8") as file:
            self.assertEqual(sum(row["intent"] == "billing" for row in csv.DictReader(file)), 8)

    def test_what_the_taught_file_has_besides_stays_as_it_is(self):
        self.few()
        with open(self.folder / "few.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        with open(self.folder / "wide.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows(
                [("id", "label", "text", "note")] +
                [(n, row["intent"].replace("price", 'price, "net"'), row["utterance"], "x") for n, row in enumerate(rows)])
        before = (self.folder / "wide.csv").read_bytes()
        (self.folder / "lines.txt").write_text("\ufeff" + "".join(f"invoice {word}; please\n" for word in "abcdeffff"))
        said = self.run_command("nlu", "add-intent", "billing", "--examples", "lines.txt", "--data", "wide.csv", "--out", "m")
        self.assertIn("6 examples added", said.stdout)
        after = (self.folder / "wide.csv").read_bytes()
        self.assertEqual(after[:len(before)], before)
        self.assertEqual(after[len(before):].decode().splitlines(), [f';billing;"invoice {word}; please";' for word in "abcdef"])

    def test_examples_and_names_that_cannot_be_taught_are_refused_and_nothing_is_written(self):
        self.few()
        before = (self.folder / "few.csv").read_bytes()
        lines = "".join(f"my invoice {word} is wrong\n" for word in "abcde")
        for name, content, told in (("", lines, "cannot be an intent's name"), (" billing", lines, "cannot be an intent's name"),
                                    ("oos", lines, "cannot be an intent's name"), ("a,b", lines, "cannot be an intent's name"),
                                    ("billing", "the same\n" * 9, "has 1 different examples"),
                                    ("billing", lines + "f\xfcnfte\n", "`lines.txt`:6: this is not UTF-8")):
            (self.folder / "lines.txt").write_bytes(content.encode("latin-1"))
            refused = self.run_command("nlu", "add-intent", name, "--examples", "lines.txt", "--data", "few.csv", "--out", "m", code=2)
            self.assertIn(told, refused.stderr)
        self.assertEqual((self.folder / "few.csv").read_bytes(), before)

    def test_figures_say_what_makes_them_better_or_worse_than_the_model(self):
        self.train()
        self.assertTrue(json.loads(self.run_command("model", "eval", "--model", "m", "--data", "few.csv", "--json").stdout)
                        ["trained_on_these_rows"])
        with open(self.folder / "odd.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("text", "label"), ("what does it cost", "price"), ("hello there", "greeting"), ("", "job"),
                                        ("are you hiring", "")])
        done = self.run_command("model", "eval", "--model", "m", "--data", "odd.csv", "--json")
        figures = json.loads(done.stdout)
        self.assertEqual((figures["rows_in_scope"], figures["rows_of_unknown_labels"], figures["trained_on_these_rows"]), (2, 1, False))
        self.assertIn("such as `greeting`", done.stderr)
        self.assertIn("odd.csv:4: no text", done.stderr)
        self.assertIn("odd.csv:5: no label", done.stderr)

    def test_a_list_of_kind_words_is_kept_in_the_model(self):
        self.few()
        (self.folder / "kind.csv").write_text("word,valence\nsuperb,4\nawful,-4\n")
        train = ["model", "train", "--kind", "intent", "--data", "few.csv", "--out", "m"]
        self.run_command(*train)
        plain = (self.folder / "m").read_bytes()
        self.run_command(*train, "--valence", "kind.csv")
        self.assertIn(b"superb", (self.folder / "m").read_bytes())
        self.assertNotIn(b"superb", plain)
        (self.folder / "bare.csv").write_text("word\nsuperb\n")
        said = self.run_command(*train, "--valence", "bare.csv", code=2).stderr
        self.assertIn("`bare.csv` needs a column `word` and a column `valence`", said)

    def test_damaged_models_and_encoders_are_refused(self):
        self.train()
        model = bytearray((self.folder / "m").read_bytes())
        model[-5] ^= 1
        (self.folder / "bad").write_bytes(model)
        (self.folder / "short").write_bytes(model[:100])
        for name in ("bad", "short", "few.csv", "nowhere"):
            self.assertIn(name, self.refused("--model", name))
        self.assertIn("sentence encoder `short`", self.refused("--model", "m", "--encoder", "short"))


if __name__ == "__main__":
    unittest.main()
