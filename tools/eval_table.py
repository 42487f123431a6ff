"""The table that tools/eval.py prints: one line a figure, with its target, its baseline and whether it holds.

A part is a function that yields figures; it is skipped with a line where the rows that it needs are not there. A figure that
misses its target is marked and fails nothing: only a tool that breaks does.
"""
import csv
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("SIGNALBOX_SHARED", ROOT.parent / "shared"))
HEAD = "# Public data for building and testing"
COLUMNS = "{:<76} {:>12}  {:<12} {:<40} {}"


@dataclasses.dataclass
class Figure:
    name: str
    value: float | str
    target: str = "-"
    baseline: str = "-"
    holds: bool | None = None  # None: it has no target

    def verdict(self):
        return {True: "holds", False: "missed", None: ""}[self.holds]

    def shown(self):
        return f"{self.value:.4f}" if isinstance(self.value, float) else str(self.value)


def at_least(name, value, target, baseline="-"):
    return Figure(name, value, f">= {target:g}", baseline, value >= target)


def at_most(name, value, target, baseline="-"):
    return Figure(name, value, f"<= {target:g}", baseline, value <= target)


def above(name, value, baseline, what):
    return Figure(name, value, "> baseline", f"{baseline:.4f} ({what})", value > baseline)


@dataclasses.dataclass
class Part:
    name: str
    figures: object  # function of a Bench
    needs: str = ""  # under the shared folder's `data`; empty: nothing


class Broken(Exception):
    """A program that should have given figures did not."""


class Bench:
    """The program, and a folder for the files of one part."""

    def __init__(self, program, folder):
        self.program, self.folder, self.data = pathlib.Path(program), pathlib.Path(folder), SHARED / "data"
        self.words_alone = False

    def call(self, *command):
        try:
            done = subprocess.run([str(each) for each in command], capture_output=True, text=True, check=False)
        except OSError as error:
            raise Broken(str(error)) from error
        if done.returncode != 0:
            raise Broken(f"{' '.join(map(str, command))}: {done.stderr.strip()[-300:]}")
        return done.stdout

    def ask(self, *arguments):
        """What the program says with --json."""
        return json.loads(self.call(self.program, *arguments, "--json"))

    def write(self, name, header, rows):
        with open(self.folder / name, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return self.folder / name


def why_skipped(part):
    if not part.needs:
        return ""
    readme = SHARED / "data/README.md"
    if not readme.is_file() or not readme.read_text(encoding="utf-8").startswith(HEAD):
        return f"no public data at {SHARED}; SIGNALBOX_SHARED names its folder"
    return "" if (SHARED / "data" / part.needs).exists() else f"no {part.needs} in the public data"


def run(parts, program, as_json):
    """Prints the table; how many parts broke."""
    if not as_json:
        print(COLUMNS.format("figure", "value", "target", "baseline", "").rstrip())
    broken = 0
    for part in parts:
        if why := why_skipped(part):
            print(json.dumps({"part": part.name, "skipped": why}) if as_json else f"{part.name}: skipped, {why}", flush=True)
            continue
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(program, folder)
            try:
                for each in part.figures(bench):
                    print(json.dumps(dataclasses.asdict(each)) if as_json else
                          COLUMNS.format(each.name, each.shown(), each.target, each.baseline, each.verdict()).rstrip(), flush=True)
            except (Broken, OSError, KeyError, ValueError, subprocess.SubprocessError) as error:
                broken += 1
                print(f"eval: {part.name} broke: {error}", file=sys.stderr, flush=True)
        if bench.words_alone:
            print(f"eval: {part.name} was read by words alone, no sentence encoder (tools/make_encoder.py)", file=sys.stderr)
    return broken
