"""The table of figures: what has no rows is skipped, what misses is marked, and only a program that breaks fails it."""
import contextlib
import io
import json
import pathlib
import tempfile
import unittest
from unittest import mock

import eval_table
from eval_table import Bench, Broken, Figure, Part, above, at_least, at_most


def good(_):
    yield at_least("area", 0.81, 0.8, "0.5 (chance)")
    yield at_most("error", 0.05, 0.02)
    yield above("words", 0.9, 0.85, "a lexicon")
    yield Figure("rows", 12)


def broken(bench):
    yield Figure("first", 1)
    bench.call("/bin/sh", "-c", "echo no model >&2; exit 3")


class Table(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.shared = pathlib.Path(scratch.name)
        shared = mock.patch.object(eval_table, "SHARED", self.shared)
        shared.start()
        self.addCleanup(shared.stop)

    def printed(self, *parts, as_json=False):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            count = eval_table.run(parts, "signalbox", as_json)
        return count, out.getvalue().splitlines(), err.getvalue()

    def test_each_figure_stands_beside_its_target_and_its_baseline(self):
        count, lines, _ = self.printed(Part("good", good))
        self.assertEqual(count, 0, "a miss is no failure")
        self.assertEqual([line.split()[-1] for line in lines[1:4]], ["holds", "missed", "holds"])
        self.assertRegex(lines[1], r"^area +0\.8100 +>= 0\.8 +0\.5 \(chance\) +holds$")
        self.assertRegex(lines[4], r"^rows +12 +- +-$")

    def test_what_has_no_rows_is_skipped_with_a_line(self):
        part = Part("public", good, "A_crm/leads.csv")
        self.assertIn("public: skipped, no public data at", self.printed(part)[1][1])
        (self.shared / "data/A_crm").mkdir(parents=True)
        (self.shared / "data/README.md").write_text("# Something else\n")
        self.assertIn("public: skipped, no public data at", self.printed(part)[1][1])
        (self.shared / "data/README.md").write_text(eval_table.HEAD + "\n")
        self.assertEqual(self.printed(part)[1][1], "public: skipped, no A_crm/leads.csv in the public data")
        (self.shared / "data/A_crm/leads.csv").touch()
        self.assertEqual(len(self.printed(part)[1]), 5)

    def test_a_program_that_breaks_is_told_and_the_others_go_on(self):
        count, lines, said = self.printed(Part("bad", broken), Part("good", good), as_json=True)
        self.assertEqual(count, 1)
        self.assertIn("bad broke", said)
        self.assertIn("no model", said)
        self.assertEqual([json.loads(line)["name"] for line in lines], ["first", "area", "error", "words", "rows"])

    def test_a_program_that_is_not_there_is_broken(self):
        with self.assertRaises(Broken):
            Bench("/nowhere/signalbox", self.shared).ask("model", "eval")


if __name__ == "__main__":
    unittest.main()
