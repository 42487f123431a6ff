#!/usr/bin/python3
"""Measures matching on the shared data: one line a figure, `name value target baseline`.

    tools/eval_match.py [--signalbox build/release/signalbox] [--features build/release/match_features]
                        [--shared ../shared]

CRM lists: leads whose registered domain is in the account list; right is an account of the same registered domain;
what is ambiguous counts as not found, and is told apart. Ids are replaced by numbers of our own before anything reads
the rows, and every figure is given again without the leads that stand identically in the account list. Nothing was
learned from these lists. Fodors-Zagats: `test`, without `class`, at the product's own threshold. Febrl and Splink: the
entities whose hash falls to the held-back half. `(tune)` lines are of what was learned from and only for comparison.
"""
import argparse
import collections
import csv
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import match_samples  # noqa: E402
import train_match  # noqa: E402

CRM_COLUMNS = ["name", "website", "", "phone", "street", "postal_code", "city", "country"]
# Log odds in thousandths of the product's threshold of .70.
MATCH_E3 = 847
HEAD = "# Public data for building and testing"


def told(name, value, target="", baseline=""):
    print(f"{name:58} {value:<8} {target:>8} {baseline:>8}")


def ratio(part, whole):
    return f"{part / whole:.4f}" if whole else "-"


def crm_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [row[1:] for row in csv.reader(file)]


def write_crm(path, key, rows, hide):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([key] + [name or "unused" for name in CRM_COLUMNS])
        for number, row in enumerate(rows):
            writer.writerow([number] + [row[0], "" if hide else row[1]] + row[2:])


def crm(program, folder, data):
    accounts, leads = (crm_rows(data / f"crm_mock_fr/dataset_{part}.csv") for part in "AB")
    account_domains, lead_domains = ([match_samples.registered_domain(row[1]) for row in rows] for rows in (accounts, leads))
    known = {domain for domain in account_domains if domain}
    copies = {tuple(row) for row in accounts}
    for name, hide_accounts, hide_leads, targets in (
            ("domain hidden", False, True, (">= .95", ">= .75")), ("domain hidden in both", True, True, ("", "")),
            ("with domain", False, False, ("", ""))):
        paths = [folder / f"{part}.csv" for part in ("accounts", "leads", "pairs")]
        write_crm(paths[0], "account_id", accounts, hide_accounts)
        write_crm(paths[1], "lead_id", leads, hide_leads)
        subprocess.run([program, "match", "--accounts", paths[0], "--leads", paths[1], "--out", paths[2]], check=True,
                       stdout=subprocess.DEVNULL)
        with open(paths[2], newline="", encoding="utf-8") as file:
            answers = list(csv.DictReader(file))
        for more, without_copies in (("", False), (", without identical rows", True)):
            count = collections.Counter()
            for number, answer in enumerate(answers):
                if not lead_domains[number] or lead_domains[number] not in known:
                    continue
                if without_copies and tuple(leads[number]) in copies:
                    continue
                right = answer["outcome"] == "match" and account_domains[int(answer["account_id"])] == lead_domains[number]
                count["right" if right else answer["outcome"]] += 1
            total = sum(count.values())
            baseline = (".89", ".74") if name == "domain hidden" and not more else ("", "")
            told(f"match crm, {name}{more}: precision", ratio(count["right"], count["right"] + count["match"]), targets[0],
                 baseline[0])
            told(f"match crm, {name}{more}: recall", ratio(count["right"], total), targets[1], baseline[1])
            told(f"match crm, {name}{more}: ambiguous of {total}", ratio(count["ambiguous"], total))


def fodors(features, data):
    for part in ("valid", "test"):
        rows = list(match_samples.magellan(data / f"fodors_zagats/{part}.txt"))
        _, scored = train_match.feature_rows(features, [(a, b) for a, b, _ in rows])
        said = [row[1] >= MATCH_E3 for row in scored]
        right = sum(1 for yes, row in zip(said, rows) if yes and row[2])
        f1 = ratio(2 * right, sum(said) + sum(row[2] for row in rows))
        told(f"match fodors-zagats {part}: F1", f1, ">= .97" if part == "test" else "")


def duplicates(program, folder, path, records):
    entity = {name: one for name, one, _ in records}
    out = folder / "duplicates.csv"
    subprocess.run([program, "dedupe", "--data", path, "--out", out], check=True, stdout=subprocess.DEVNULL)
    with open(out, newline="", encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    for held, name in ((True, path.stem), (False, f"{path.stem} (tune)")):
        mine = {record for record, one in entity.items() if (match_samples.part_of(one) >= 50) == held}
        sizes = collections.Counter(entity[record] for record in mine)
        true = sum(n * (n - 1) // 2 for n in sizes.values())
        here = [p for p in pairs if p["id_a"] in mine and p["id_b"] in mine]
        said = [p for p in here if p["outcome"] == "match"]
        right = sum(entity[p["id_a"]] == entity[p["id_b"]] for p in said)
        told(f"dedupe {name}: precision", ratio(right, len(said)))
        told(f"dedupe {name}: recall", ratio(right, true))
        told(f"dedupe {name}: F1", ratio(2 * right, len(said) + true))
        told(f"dedupe {name}: ambiguous pairs", len(here) - len(said))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--signalbox", default="build/release/signalbox")
    parser.add_argument("--features", default="build/release/match_features")
    parser.add_argument("--shared", default="../shared")
    options = parser.parse_args()
    readme = pathlib.Path(options.shared, "data/README.md")
    if not readme.is_file() or not readme.read_text(encoding="utf-8").startswith(HEAD):
        print(f"skipped: matching, no shared data at {options.shared}")
        return
    data = pathlib.Path(options.shared, "data/B_matching")
    told("figure", "value", "target", "baseline")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        crm(options.signalbox, folder, data)
        fodors(options.features, data)
        for number in (1, 2, 3):
            path = data / f"febrl/dataset{number}.csv"
            duplicates(options.signalbox, folder, path, list(match_samples.febrl(path)))
        path = data / "splink_fake1000/fake_1000.csv"
        duplicates(options.signalbox, folder, path, list(match_samples.splink(path)))


if __name__ == "__main__":
    main()
