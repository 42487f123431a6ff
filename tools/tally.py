"""Counts of tests, from what GoogleTest and our runner of Python suites write.

A suite that crashed, wrote nothing, or ran no test is a failure of its own: silence never counts as success.
"""
import dataclasses
import json
import pathlib
import xml.etree.ElementTree as xml


@dataclasses.dataclass
class Tally:
    passed: int = 0
    failed: list = dataclasses.field(default_factory=list)  # names
    skipped: list = dataclasses.field(default_factory=list)  # (name, reason)

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def line(self):
        return f"{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"

    def save(self, path):
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(dataclasses.asdict(self)))

    @staticmethod
    def load(path):
        try:
            kept = json.loads(pathlib.Path(path).read_text())
        except (OSError, ValueError):
            return Tally(failed=["the earlier stages ended without a count"])
        return Tally(kept["passed"], kept["failed"], [tuple(pair) for pair in kept["skipped"]])


def of_suite(name, report, exit_code, read):
    """The tally of one suite: what `read` makes of its report, held against how the process ended."""
    try:
        tally = read(pathlib.Path(report).read_text())
    except (OSError, ValueError, KeyError, xml.ParseError):
        return Tally(failed=[f"{name} (ended with {exit_code} and left no report)"])
    if tally.passed + len(tally.failed) + len(tally.skipped) == 0:
        return Tally(failed=[f"{name} (ran no test)"])
    if exit_code != 0 and not tally.failed:
        tally.failed.append(f"{name} (ended with {exit_code})")
    tally.failed = [f"{name}: {test}" if not test.startswith(name) else test for test in tally.failed]
    tally.skipped = [(f"{name}: {test}", reason) for test, reason in tally.skipped]
    return tally


def read_gtest(report):
    """Of GoogleTest's XML: its JSON does not say why a test was skipped."""
    tally = Tally()
    for case in xml.fromstring(report).iter("testcase"):
        test = f"{case.get('classname')}.{case.get('name')}"
        if case.find("failure") is not None:
            tally.failed.append(test)
        elif case.get("status") == "notrun":
            tally.skipped.append((test, "disabled"))
        elif case.get("result") == "skipped":
            tally.skipped.append((test, _skip_reason(case)))
        else:
            tally.passed += 1
    return tally


def _skip_reason(case):
    # The place stands on the first line, the reason behind it.
    lines = [line for entry in case.iter("skipped") for line in (entry.text or "").splitlines()[1:]]
    return " ".join(lines).strip() or "no reason given"


def read_python(report):
    counts = json.loads(report)
    return Tally(counts["passed"], list(counts["failed"]), [tuple(pair) for pair in counts["skipped"]])
