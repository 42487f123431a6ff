"""What the scores of leads are worth on public data, for tools/eval.py.

Every figure is of rows that the model never saw: the file is cut in two, one part trains, the other judges, by lot or in the
order of time as the figure says. None of these models is shipped: the licences of the sets are unknown or non-commercial.
"""
import csv
import random

from eval_table import ROOT, Figure, Part, at_least, at_most

SPECS = ROOT / "tools" / "eval"
# Cuts by lot are made three times, so that no figure is of one lucky seed; what is shown is the mean.
CUT_SEEDS = (1, 2, 3)
HELD_SHARE = 0.3


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    header = rows[0]
    return header, [row[:len(header)] + [""] * (len(header) - len(row)) for row in rows[1:] if row]


def cut_by_lot(rows, seed):
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    held = set(order[:round(HELD_SHARE * len(rows))])
    return [row for i, row in enumerate(rows) if i not in held], [row for i, row in enumerate(rows) if i in held]


def cut_in_order(rows, share=1 - HELD_SHARE):
    at = round(share * len(rows))
    return rows[:at], rows[at:]


def train(bench, spec, header, rows):
    return bench.ask("model", "train", "--data", bench.write("train.csv", header, rows), "--spec", SPECS / spec, "--out",
                     bench.folder / "m")


def both(bench, spec, header, learned, held):
    train(bench, spec, header, learned)
    return bench.ask("model", "eval", "--model", bench.folder / "m", "--data", bench.write("held.csv", header, held))


def mean_by_lot(bench, spec, header, rows):
    figures = [both(bench, spec, header, *cut_by_lot(rows, seed)) for seed in CUT_SEEDS]
    return {name: sum(each[name] for each in figures) / len(figures) for name in ("auc", "ece", "lift_10")}


def x_education(bench):
    header, rows = read(bench.data / "A_crm/x_education/Leads.csv")
    figures = mean_by_lot(bench, "x_education.yaml", header, rows)
    yield at_least("score.x_education, by lot: AUC", figures["auc"], 0.87, "0.87 (boosted trees, library defaults)")
    yield at_most("score.x_education, by lot: ECE", figures["ece"], 0.03)
    yield Figure("score.x_education, by lot: lift at a tenth", figures["lift_10"], "-", "1 (no order)")


def uci_bank(bench):
    header, rows = read(bench.data / "A_crm/uci_bank/bank-full.csv")
    by_lot = mean_by_lot(bench, "uci_bank.yaml", header, rows)
    yield at_least("score.uci_bank, by lot: AUC", by_lot["auc"], 0.79, "0.684 (boosted trees, library)")
    yield at_most("score.uci_bank, by lot: ECE", by_lot["ece"], 0.03)
    ordered = both(bench, "uci_bank_in_order.yaml", header, *cut_in_order(rows, 0.9))
    yield at_least("score.uci_bank, in order, last tenth: AUC", ordered["auc"], 0.79, "0.606 (boosted trees, library)")


def bank_jump(bench):
    """Train on the first 90 %, stream the rest with outcomes 100 rows late; the base rate jumps in the last 633 rows."""
    header, rows = read(bench.data / "A_crm/uci_bank/bank-full.csv")
    learned, stream = cut_in_order(rows, 0.9)
    jump = len(stream) - 633
    train(bench, "uci_bank_in_order.yaml", header, learned)
    said = bench.ask("model", "watch", "--model", bench.folder / "m", "--data", bench.write("held.csv", header, stream), "--late", 100)
    after = [each["row"] - jump for each in said["alarms"] if each["row"] > jump]
    yield at_most("score.bank_jump: rows until the alarm", after[0] if after else len(rows), 300)
    new = [each for each in said["recalibrations"] if each["row"] > jump]
    first = new[0] if new else {"ece_of_change": 1.0, "ece_of_rest": 1.0, "ece_before": 1.0, "ece_after": 1.0}
    yield at_most("score.bank_jump: ECE from the recalibration to the end", first["ece_of_rest"],
                  round(first["ece_of_change"] / 2, 4), f"{first['ece_of_change']:.4f} (from the jump to it)")
    # The rate falls back after 450 rows, so the last rows are wrong again; on the rows until the next recalibration:
    yield Figure("score.bank_jump: ECE until the next recalibration", first["ece_after"], "-",
                 f"{first['ece_before']:.4f} (not calibrated anew)")
    yield Figure("score.bank_jump: AUC of all that was said in the stream", said["said"]["auc"], "-",
                 f"{said['without_recalibration']['auc']:.4f} (not calibrated anew)")


def olist_funnel(bench):
    header, rows = read(bench.data / "A_crm/olist_funnel/olist_marketing_qualified_leads_dataset.csv")
    closed_header, closed = read(bench.data / "A_crm/olist_funnel/olist_closed_deals_dataset.csv")
    won = {row[closed_header.index("mql_id")] for row in closed}
    rows = [row + ["1" if row[header.index("mql_id")] in won else "0"] for row in rows]
    header = header + ["won"]
    day, month, year = slice(0, 2), slice(3, 5), slice(6, 10)
    at = header.index("first_contact_date")
    rows.sort(key=lambda row: (row[at][year], row[at][month], row[at][day]))
    figures = both(bench, "olist_funnel.yaml", header, *cut_in_order(rows))
    yield at_least("score.olist_funnel, in order, last 30 %: AUC", figures["auc"], 0.65, "0.687 (boosted trees, library)")


def maven_crm(bench):
    header, rows = read(bench.data / "A_crm/maven_crm/sales_pipeline.csv")
    account_header, accounts = read(bench.data / "A_crm/maven_crm/accounts.csv")
    extra = [name for name in account_header if name != "account"]
    by_name = {row[account_header.index("account")]: [row[account_header.index(name)] for name in extra] for row in accounts}
    rows = [row + by_name.get(row[header.index("account")], [""] * len(extra)) for row in rows]
    report = train(bench, "maven_crm.yaml", header + extra, rows)
    holds = not report["promotable"]
    said = "no promotion" if holds else f"AUC {report['auc']:.3f}"
    yield Figure("score.maven_crm, nothing to learn: what is said", said, "no promotion", "-", holds)


PARTS = [Part("x_education", x_education, "A_crm/x_education/Leads.csv"),
         Part("uci_bank", uci_bank, "A_crm/uci_bank/bank-full.csv"),
         Part("bank_jump", bank_jump, "A_crm/uci_bank/bank-full.csv"),
         Part("olist_funnel", olist_funnel, "A_crm/olist_funnel"),
         Part("maven_crm", maven_crm, "A_crm/maven_crm/sales_pipeline.csv")]
