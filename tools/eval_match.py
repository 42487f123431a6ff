"""What matching is worth on the shared data, for tools/eval.py.

CRM lists: leads whose registered domain is in the account list; right is an account of the same registered domain;
what is ambiguous counts as not found, and is told apart. Ids are replaced by numbers of our own before anything reads
the rows, and every figure is given again without the leads that stand identically in the account list. Nothing was
learned from these lists. Fodors-Zagats: `test`, without `class`, at the product's own threshold. Febrl and Splink: the
entities whose hash falls to the held-back half. `(tune)` lines are of what was learned from and only for comparison.
"""
import collections
import csv
import functools

import match_samples
import train_match
from eval_table import Figure, Part, at_least

CRM_COLUMNS = ["name", "website", "", "phone", "street", "postal_code", "city", "country"]
# Log odds in thousandths of the product's threshold of .70.
MATCH_E3 = 847


def ratio(part, whole):
    return part / whole if whole else 0.0


def crm_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [row[1:] for row in csv.reader(file)]


def write_crm(bench, name, key, rows, hide):
    header = [key] + [column or "unused" for column in CRM_COLUMNS]
    return bench.write(name, header, [[number, row[0], "" if hide else row[1], *row[2:]] for number, row in enumerate(rows)])


def judged(answer, domain, account_domains):
    """`right`, or what was said."""
    right = answer["outcome"] == "match" and account_domains[int(answer["account_id"])] == domain
    return "right" if right else answer["outcome"]


def crm(bench):
    accounts, leads = (crm_rows(bench.data / f"B_matching/crm_mock_fr/dataset_{part}.csv") for part in "AB")
    account_domains, lead_domains = ([match_samples.registered_domain(row[1]) for row in rows] for rows in (accounts, leads))
    known = {domain for domain in account_domains if domain}
    copies = {tuple(row) for row in accounts}
    for name, hide_accounts, hide_leads in (("domain hidden", False, True), ("domain hidden in both", True, True),
                                            ("with domain", False, False)):
        pairs = bench.folder / "pairs.csv"
        bench.call(bench.program, "match", "--accounts", write_crm(bench, "a.csv", "account_id", accounts, hide_accounts),
                   "--leads", write_crm(bench, "l.csv", "lead_id", leads, hide_leads), "--out", pairs)
        with open(pairs, newline="", encoding="utf-8") as file:
            answers = list(csv.DictReader(file))
        for more, left_out in (("", set()), (", without identical rows", copies)):
            count = collections.Counter(judged(answer, lead_domains[number], account_domains)
                                        for number, answer in enumerate(answers)
                                        if lead_domains[number] in known and tuple(leads[number]) not in left_out)
            total = sum(count.values())
            precision, recall = ratio(count["right"], count["right"] + count["match"]), ratio(count["right"], total)
            title = f"match.crm, {name}{more}: "
            if name == "domain hidden":
                yield at_least(title + "precision", precision, 0.95, "-" if more else ".89")
                yield at_least(title + "recall", recall, 0.75, "-" if more else ".74")
            else:
                yield Figure(title + "precision", precision)
                yield Figure(title + "recall", recall)
            yield Figure(f"{title}ambiguous of {total}", ratio(count["ambiguous"], total))


def fodors(features, bench):
    for part in ("valid", "test"):
        rows = list(match_samples.magellan(bench.data / f"B_matching/fodors_zagats/{part}.txt"))
        _, scored = train_match.feature_rows(features, [(a, b) for a, b, _ in rows])
        said = [row[1] >= MATCH_E3 for row in scored]
        right = sum(1 for yes, row in zip(said, rows) if yes and row[2])
        f1 = ratio(2 * right, sum(said) + sum(row[2] for row in rows))
        yield at_least("match.fodors_zagats, test: F1", f1, 0.97) if part == "test" else Figure(
            "match.fodors_zagats, valid (tune): F1", f1)


def duplicates(name, path, read, bench):
    records = list(read(bench.data / path))
    entity = {record: one for record, one, _ in records}
    out = bench.folder / "duplicates.csv"
    bench.call(bench.program, "dedupe", "--data", bench.data / path, "--out", out)
    with open(out, newline="", encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    for held, title in ((True, f"dedupe.{name}: "), (False, f"dedupe.{name} (tune): ")):
        mine = {record for record, one in entity.items() if (match_samples.part_of(one) >= 50) == held}
        sizes = collections.Counter(entity[record] for record in mine)
        true = sum(n * (n - 1) // 2 for n in sizes.values())
        here = [p for p in pairs if p["id_a"] in mine and p["id_b"] in mine]
        said = [p for p in here if p["outcome"] == "match"]
        right = sum(entity[p["id_a"]] == entity[p["id_b"]] for p in said)
        yield Figure(title + "precision", ratio(right, len(said)))
        yield Figure(title + "recall", ratio(right, true))
        yield Figure(title + "F1", ratio(2 * right, len(said) + true))
        yield Figure(title + "ambiguous pairs", len(here) - len(said))


def parts(features):
    """`features` is the program that tells the scorer's features of pairs."""
    found = [Part("match_crm", crm, "B_matching/crm_mock_fr"),
             Part("match_fodors_zagats", functools.partial(fodors, features), "B_matching/fodors_zagats")]
    sets = [(f"febrl_{n}", f"B_matching/febrl/dataset{n}.csv", match_samples.febrl) for n in (1, 2, 3)]
    sets.append(("splink", "B_matching/splink_fake1000/fake_1000.csv", match_samples.splink))
    return found + [Part(f"dedupe_{name}", functools.partial(duplicates, name, path, read), path) for name, path, read in sets]
