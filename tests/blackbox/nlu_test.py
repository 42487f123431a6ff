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
            self.assertEqual(sum(row["label"] == "billing" for row in csv.DictReader(file)), 8)

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
