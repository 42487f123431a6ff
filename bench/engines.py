"""Rules and CEL beside other engines: what bench/run prints of bench/rules_bench.cc and of the packages in bench/engines.

The packages are installed by their lock file into build/bench. The rules are those of the peers' benchmark, which is found
by SIGNALBOX_SHARED (../shared beside the project); without it, or without npm, that part is left out and said.
"""
import json
import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HERE = os.path.join(ROOT, "bench", "engines")
WORK = os.path.join(ROOT, "build", "bench", "engines")
RULES_BENCH = os.path.join(ROOT, "build", "release", "rules_bench")
EXPRESSIONS = os.path.join(HERE, "expressions.txt")
SHARED = os.environ.get("SIGNALBOX_SHARED", os.path.join(ROOT, "..", "shared"))
PEERS = os.path.join(SHARED, "bench", "peers")


def has_peers():
    """Only that folder's programs are run, not those of whatever else is called `shared`."""
    try:
        with open(os.path.join(SHARED, "data", "README.md")) as f:
            return f.readline().startswith("# Public data for building and testing") and os.path.exists(os.path.join(PEERS, "rules_bench.js"))
    except OSError:
        return False


def json_lines(*command, **kwargs):
    done = subprocess.run(command, text=True, capture_output=True, **kwargs)
    if done.returncode != 0:
        raise RuntimeError((done.stderr or done.stdout).strip().splitlines()[-1])
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def install():
    """None when the packages are there, or why they are not."""
    with open(os.path.join(HERE, "package-lock.json")) as f:
        lock = f.read()
    installed = os.path.join(WORK, "installed")
    if os.path.exists(installed):
        with open(installed) as f:
            if f.read() == lock:
                return None
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), WORK)
    if shutil.which("npm") is None:
        return "npm is not installed"
    # Not `npm ci`, which refuses a lock file without the packages that an engine names for other platforms only.
    done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-fund", "--no-audit"], cwd=WORK, text=True, capture_output=True)
    if done.returncode != 0:
        return "npm install: " + next((line for line in done.stderr.splitlines() if "error" in line.lower()), "failed")
    with open(installed, "w") as f:
        f.write(lock)
    return None


def peers_rules(seconds):
    """The peers' rules by every engine, and by ours; False when ours is wrong."""
    for name in ("common.js", "rules_bench.js"):
        shutil.copy(os.path.join(PEERS, name), WORK)
    shutil.copy(os.path.join(HERE, "peer_rules.js"), WORK)
    subprocess.run(["node", "peer_rules.js", WORK, WORK], cwd=WORK, check=True)
    ours = {line["rules"]: line for line in json_lines(RULES_BENCH, "peers", WORK)}
    print("\nthe peers' rules, first that fits; decisions a second of processor time, one at a time where not said otherwise")
    for line in json_lines("node", "rules_bench.js", cwd=WORK, env={**os.environ, "SECS": str(seconds)}):
        mine, theirs = ours[line["rules"]]["eval_per_s"], 1000 / line["cpu_s_per_1000"]
        wrong = "" if line.get("correct", 1) == 1 else f", wrong in {1 - line['correct']:.2%}"
        print(f"  {line['rules']:5} rules  {theirs:12,.0f}  signalbox is {mine / theirs:9,.1f} x  {line['engine']}{wrong}")
    for count, line in ours.items():
        print(f"  {count:5} rules  {line['eval_per_s']:12,}  signalbox, {line['wrong']} of {line['of']:,} owners differ from the peers' loop")
    return all(line["wrong"] == 0 for line in ours.values())


def cel(others):
    with open(EXPRESSIONS) as f:
        expressions = [line.rstrip("\n") for line in f if line.strip()]
    ours = json_lines(RULES_BENCH, "cel", EXPRESSIONS)
    found = json_lines("node", "cel_bench.mjs", EXPRESSIONS, cwd=WORK) if others else []
    print("\nCEL, expressions a second of processor time (target 5,000,000)")
    for expression, line in zip(expressions, ours):
        print(f"  {line['per_s']:12,}  signalbox, as a rule's condition on a lead: {expression}")
        for other in found:
            if other["expression"] != expression:
                continue
            if "error" in other:
                print(f"  {'':12}  {other['name']} cannot: {other['error']}")
            else:
                print(f"  {other['per_s']:12,}  {other['name']}, {line['per_s'] / other['per_s']:,.0f} x slower")


def tables():
    print("one table decision: country x segment x postal prefix x size band, every row reachable and reached (target 2,000 ns, the same at every size)")
    for line in json_lines(RULES_BENCH, "tables"):
        print(f"  {line['rows']:7,} rows  {line['ns']:6,} ns  compiled in {line['compile_us_a_row']:6.2f} us and {line['bytes_a_row']:6,} bytes a row")


def compare(seconds=2):
    """Prints everything; False when one of our answers is wrong."""
    tables()
    missing = install()
    right = True
    if missing is not None:
        print(f"\nother engines are not compared: {missing}")
    elif not has_peers():
        print(f"\nother rule engines are not compared: the peers' benchmark is not at {PEERS} (SIGNALBOX_SHARED)")
    else:
        right = peers_rules(seconds)
    if missing is None:
        shutil.copy(os.path.join(HERE, "cel_bench.mjs"), WORK)
    cel(others=missing is None)
    return right
