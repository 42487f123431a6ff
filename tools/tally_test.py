"""Counting tests: nothing that went wrong is counted as well."""
import json
import pathlib
import tempfile
import unittest

from tally import Tally, of_suite, read_gtest, read_python


def gtest(*cases):
    return f'<?xml version="1.0"?><testsuites><testsuite name="Suite">{"".join(cases)}</testsuite></testsuites>'


def case(name, status="run", result="completed", inside=""):
    return f'<testcase name="{name}" status="{status}" result="{result}" classname="Suite">{inside}</testcase>'


PASSED = case("Works")
FAILED = case("Breaks", inside='<failure message="no" type=""><![CDATA[no]]></failure>')
# As GoogleTest 1.12 writes it: the place, then what GTEST_SKIP was given.
SKIPPED = case("Lacks", result="skipped", inside='<skipped message="src/a_test.cc:7&#x0A;no shared folder&#x0A;">'
               "<![CDATA[src/a_test.cc:7\nno shared folder\n]]></skipped>")
UNSAID = case("Silent", result="skipped", inside='<skipped message="src/a_test.cc:9"><![CDATA[src/a_test.cc:9\n]]></skipped>')
DISABLED = case("DISABLED_Off", status="notrun", result="suppressed")


class Counts(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.report = pathlib.Path(scratch.name, "report.json")

    def suite(self, report, exit_code=0, read=read_gtest):
        self.report.write_text(report)
        return of_suite("base", self.report, exit_code, read)

    def test_passed_failed_and_skipped_are_told_apart(self):
        tally = self.suite(gtest(PASSED, FAILED, SKIPPED, DISABLED), exit_code=1)
        self.assertEqual(tally.line(), "1 passed, 1 failed, 2 skipped")
        self.assertEqual(tally.failed, ["base: Suite.Breaks"])
        self.assertEqual(tally.skipped, [("base: Suite.Lacks", "no shared folder"),
                                         ("base: Suite.DISABLED_Off", "disabled")])

    def test_a_skip_without_a_reason_says_so(self):
        self.assertEqual(self.suite(gtest(UNSAID)).skipped, [("base: Suite.Silent", "no reason given")])

    def test_a_crash_without_a_report_is_a_failure(self):
        self.assertEqual(len(of_suite("base", self.report, -6, read_gtest).failed), 1)

    def test_a_report_cut_short_is_a_failure(self):
        self.report.write_text('<?xml version="1.0"?><testsuites><testsuite name="Suite">')
        self.assertEqual(len(of_suite("base", self.report, 0, read_gtest).failed), 1)

    def test_a_crash_after_the_tests_is_a_failure(self):
        self.assertEqual(self.suite(gtest(PASSED), exit_code=1).line(), "1 passed, 1 failed, 0 skipped")

    def test_a_suite_without_tests_is_a_failure(self):
        self.assertEqual(self.suite(gtest()).line(), "0 passed, 1 failed, 0 skipped")

    def test_python_suites_count_alike(self):
        tally = self.suite(json.dumps({"passed": 2, "failed": ["A.b"], "skipped": [["A.c", "why"]]}), 1, read_python)
        self.assertEqual(tally.line(), "2 passed, 1 failed, 1 skipped")

    def test_what_is_saved_is_what_is_loaded(self):
        tally = self.suite(gtest(PASSED, FAILED, SKIPPED), 1)
        tally.save(self.report)
        self.assertEqual(Tally.load(self.report), tally)

    def test_a_lost_tally_is_a_failure(self):
        self.assertEqual(len(Tally.load(self.report).failed), 1)


if __name__ == "__main__":
    unittest.main()
