"""Counting tests: nothing that went wrong is counted as well."""
import json
import pathlib
import tempfile
import unittest

from tally import Tally, of_suite, read_gtest, read_python


def gtest(*cases):
    return {"testsuites": [{"name": "Suite", "testsuite": list(cases)}]}


PASSED = {"name": "Works", "status": "RUN", "result": "COMPLETED"}
FAILED = {"name": "Breaks", "status": "RUN", "result": "COMPLETED", "failures": [{"failure": "no"}]}
SKIPPED = {"name": "Lacks", "status": "RUN", "result": "SKIPPED",
           "skipped": [{"message": "src/a_test.cc:7\nno shared folder\n"}]}
DISABLED = {"name": "DISABLED_Off", "status": "NOTRUN", "result": "SUPPRESSED"}


class Counts(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.report = pathlib.Path(scratch.name, "report.json")

    def suite(self, report, exit_code=0, read=read_gtest):
        self.report.write_text(json.dumps(report))
        return of_suite("base", self.report, exit_code, read)

    def test_passed_failed_and_skipped_are_told_apart(self):
        tally = self.suite(gtest(PASSED, FAILED, SKIPPED, DISABLED), exit_code=1)
        self.assertEqual(tally.line(), "1 passed, 1 failed, 2 skipped")
        self.assertEqual(tally.failed, ["base: Suite.Breaks"])
        self.assertEqual(tally.skipped, [("base: Suite.Lacks", "no shared folder"),
                                         ("base: Suite.DISABLED_Off", "disabled")])

    def test_a_crash_without_a_report_is_a_failure(self):
        self.assertEqual(len(of_suite("base", self.report, -6, read_gtest).failed), 1)

    def test_a_report_cut_short_is_a_failure(self):
        self.report.write_text('{"testsuites": [')
        self.assertEqual(len(of_suite("base", self.report, 0, read_gtest).failed), 1)

    def test_a_crash_after_the_tests_is_a_failure(self):
        self.assertEqual(self.suite(gtest(PASSED), exit_code=1).line(), "1 passed, 1 failed, 0 skipped")

    def test_a_suite_without_tests_is_a_failure(self):
        self.assertEqual(self.suite({"testsuites": []}).line(), "0 passed, 1 failed, 0 skipped")

    def test_python_suites_count_alike(self):
        tally = self.suite({"passed": 2, "failed": ["A.b"], "skipped": [["A.c", "why"]]}, 1, read_python)
        self.assertEqual(tally.line(), "2 passed, 1 failed, 1 skipped")

    def test_what_is_saved_is_what_is_loaded(self):
        tally = self.suite(gtest(PASSED, FAILED, SKIPPED), 1)
        tally.save(self.report)
        self.assertEqual(Tally.load(self.report), tally)

    def test_a_lost_tally_is_a_failure(self):
        self.assertEqual(len(Tally.load(self.report).failed), 1)


if __name__ == "__main__":
    unittest.main()
