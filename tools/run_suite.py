#!/usr/bin/python3
"""Runs one Python test file and writes its counts: run_suite.py FILE REPORT.

The report is {passed, failed: [name], skipped: [[name, reason]]}; the process fails when a test does.
"""
import importlib.util
import json
import pathlib
import sys
import unittest


class Counting(unittest.TextTestResult):
    """Counts tests and not subtests: a test with a failed subtest is one failure."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.passed = 0

    def addSuccess(self, test):  # noqa: N802, unittest's name
        super().addSuccess(test)
        self.passed += 1


def short_name(test):
    return test.id().removeprefix("suite.")


def main(path, report):
    path = pathlib.Path(path).resolve()
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("suite", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["suite"] = module
    spec.loader.exec_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Counting).run(suite)
    bad = [test for test, _ in result.failures + result.errors] + result.unexpectedSuccesses
    names = {short_name(getattr(test, "test_case", test)) for test in bad}
    counts = {
        "passed": result.passed,
        "failed": sorted(names),
        "skipped": [[short_name(test), reason] for test, reason in result.skipped],
    }
    pathlib.Path(report).write_text(json.dumps(counts))
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
