#!/usr/bin/python3
"""Runs the fuzz targets of fuzz/ from the seeds of this tree.

  run_fuzz.py [--seconds N] [--same] [TARGET...]

Every target starts from fuzz/corpus/TARGET and from files of the tests that are of its kind. With --seconds it also
keeps what it finds new under build/fuzz/found, and goes on from there the next time; with --same it tries the same
inputs every time, about a minute's worth, so that one commit has one answer. An input that breaks something is written to build/fuzz/crash, and the
command that repeats it is printed. Exit code 1 when anything broke.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
from typing import NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from tally import Tally  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/fuzz"


class Target(NamedTuple):
    # Of one input: what people would write that is longer repeats what is shorter.
    most_bytes: int
    # As many inputs as take about a minute on one core.
    minute: int


TARGETS = {"cel": Target(1024, 700_000), "bundle": Target(4096, 30_000), "table": Target(1024, 12_000), "salesforce": Target(4096, 250_000),
           "territories": Target(1024, 25_000), "leads": Target(1024, 300_000), "calendar": Target(1024, 500_000), "event": Target(1024, 5_000_000),
           "plan": Target(2048, 250_000), "agent": Target(2048, 500_000), "audit": Target(1024, 500_000), "http": Target(1024, 1_800_000), "mail": Target(2048, 1_500_000)}
# One input that takes longer hangs, on any machine.
HANG_SECONDS = 60
MOST_MEGABYTES = 2048


def bundle_of(folder):
    """The files of a bundle's folder as one input of fuzz_bundle."""
    text = (folder / "policy.yaml").read_bytes()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] in ("tables", "plans", "tests"):
            text += b"\n=== " + str(inside).encode() + b"\n" + path.read_bytes()
    return text


def seeds_of_tests(target):
    """Inputs of this kind that other tests have, by name."""
    if target == "bundle":
        folders = [path.parent for place in ("tests/golden/policy", "policies") for path in (ROOT / place).glob("*/policy.yaml")]
        return {folder.name: bundle_of(folder) for folder in sorted(folders)}
    if target == "salesforce":
        return {path.name: path.read_bytes() for path in sorted((ROOT / "tests/golden/salesforce").glob("*.xml"))}
    if target == "plan":
        return {f"{path.parts[-3]}-{path.name}": path.read_bytes()
                for place in ("policies", "tests/golden/policy", "bench") for path in sorted((ROOT / place).glob("*/plans/*.yaml"))}
    if target == "table":
        return {f"{path.parts[-3]}-{path.name}": path.read_bytes() for path in sorted((ROOT / "tests/golden/policy").glob("*/tables/*.csv"))}
    return {}


def write_seeds(target):
    """A fresh folder of seeds; larger ones than an input may be are left out."""
    folder = BUILD / "seeds" / target
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = {path.name: path.read_bytes() for path in sorted((ROOT / "fuzz/corpus" / target).glob("*"))}
    for name, content in (own | seeds_of_tests(target)).items():
        if len(content) <= TARGETS[target].most_bytes:
            (folder / name).write_bytes(content)
    return folder


def at_fixed_addresses():
    """The prefix of a command whose addresses are the same every time: what a target compares guides the search, and pointers are among it."""
    fixed = ["setarch", "-R"]
    return fixed if subprocess.run([*fixed, "true"], capture_output=True, check=False).returncode == 0 else []


def command_of(target, seconds):
    crashes = BUILD / "crash"
    crashes.mkdir(parents=True, exist_ok=True)
    seeds = write_seeds(target)
    command = [str(BUILD / f"fuzz_{target}"), f"-max_len={TARGETS[target].most_bytes}", f"-timeout={HANG_SECONDS}",
               f"-rss_limit_mb={MOST_MEGABYTES}", f"-artifact_prefix={crashes}/{target}-", "-print_final_stats=1"]
    if not seconds:
        return at_fixed_addresses() + command + ["-seed=1", f"-runs={TARGETS[target].minute}", str(seeds)]
    found = BUILD / "found" / target
    found.mkdir(parents=True, exist_ok=True)
    return command + [f"-max_total_time={seconds}", str(found), str(seeds)]


def run(target, seconds=0):
    """The tally of one target, with what it said when it broke; without a time, the same inputs every time."""
    env = os.environ | {"ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1", "UBSAN_OPTIONS": "print_stacktrace=1"}
    if symbolizer := shutil.which("llvm-symbolizer-19"):
        env["ASAN_SYMBOLIZER_PATH"] = symbolizer
    done = subprocess.run(command_of(target, seconds), cwd=ROOT, env=env, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False)
    lines = done.stderr.decode(errors="replace").splitlines()
    counts = [line.split()[-1] for line in lines if "number_of_executed_units" in line]
    if done.returncode == 0 and counts:
        print(f"  fuzz {target}: {counts[0]} inputs", flush=True)
        return Tally(passed=1)
    print(f"---- fuzz {target} broke (ended with {done.returncode}); its output ends:")
    print("\n".join(lines[-60:]))
    for line in lines:
        if "Test unit written to " in line:
            print(f"again: build/fuzz/fuzz_{target} {line.split()[-1]}")
    return Tally(failed=[f"fuzz {target}"])


def main():
    parser = argparse.ArgumentParser(description="runs the fuzz targets")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="of each target (default 60)")
    parser.add_argument("--same", action="store_true", help="the same inputs every time, about a minute's worth")
    args = parser.parse_args()
    if unknown := set(args.targets) - set(TARGETS):
        parser.error(f"no target `{sorted(unknown)[0]}`; there are {', '.join(TARGETS)}")
    total = Tally()
    for target in args.targets or TARGETS:
        total.add(run(target, 0 if args.same else args.seconds))
    print(total.line())
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
