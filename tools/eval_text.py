"""What the reading of texts is worth, for tools/eval.py.

Every figure is of rows that the model never saw. CLINC150's and Banking77's rows and the tickets are public sets that are not
part of the project; no model made of them is shipped. Our own intents and sentences are in reference_tables/intents.
"""
import csv
import json
import random
import re

from eval_table import ROOT, SHARED, Figure, Part, above, at_least, at_most

TAUGHT = ROOT / "reference_tables" / "intents"
# Of another list than the lexicon that is the baseline.
VALENCES = ROOT / "build/encoder/valence_words.csv"
HEADER = ("text", "label")


def labelled(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [(row["text"], row.get("label") or row["category"]) for row in csv.DictReader(file)]


def parts(rows, count, seed=3):
    """`count` lists with the same share of each label."""
    by_label = {}
    for row in rows:
        by_label.setdefault(row[1], []).append(row)
    out = [[] for _ in range(count)]
    for label in sorted(by_label):
        random.Random(seed).shuffle(by_label[label])
        for at, row in enumerate(by_label[label]):
            out[at % count].append(row)
    return out


def figures(bench, train, test, validation=None, more=()):
    chosen = ["--validation", bench.write("v.csv", HEADER, validation)] if validation else []
    bench.ask("model", "train", "--kind", "intent", "--data", bench.write("t.csv", HEADER, train), *chosen, *more,
              "--out", bench.folder / "m")
    got = bench.ask("model", "eval", "--model", bench.folder / "m", "--data", bench.write("h.csv", HEADER, test))
    bench.words_alone = bench.words_alone or got["words_alone"]
    return got


def clinc150(bench):
    """Its test rows are kept elsewhere: half of the validation rows choose, the other half judges."""
    sets = json.loads((bench.data / "C_nlu/clinc150/data_full.json").read_text())
    rows = {name: [tuple(row) for row in part] for name, part in sets.items()}
    validation, test = parts(rows["val"] + rows["oos_val"], 2)
    got = figures(bench, rows["train"] + rows["oos_train"], test, validation)
    yield at_least("text.clinc150: accuracy in scope", got["accuracy_in_scope"], 0.94, "0.935 (MLP on USE, Larson 2019)")
    yield at_least("text.clinc150: recall of what is out of scope", got["oos_recall"], 0.50, "0.474 (MLP on USE, Larson 2019)")
    yield at_most("text.clinc150: ECE", got["ece"], 0.02)


def banking77(bench):
    """Its test rows are kept elsewhere: a tenth of the training rows judges."""
    ten = parts(labelled(bench.data / "C_nlu/banking77/train.csv"), 10)
    got = figures(bench, [row for part in ten[1:] for row in part], ten[0])
    yield at_least("text.banking77: accuracy", got["accuracy_in_scope"], 0.92, "0.928 (USE, the large one, Casanueva 2020)")
    yield at_most("text.banking77: ECE", got["ece"], 0.02)


def own_intents(bench):
    got = figures(bench, labelled(TAUGHT / "taught.csv"), labelled(TAUGHT / "held_back.csv"))
    yield Figure("text.own_intents: accuracy of the best guess", got["accuracy_of_best"], "-", "0.059 (chance)")
    yield Figure("text.own_intents: accuracy in scope", got["accuracy_in_scope"], "-", "0.059 (chance)")
    yield Figure("text.own_intents: recall of what is out of scope", got["oos_recall"])


def lexicon():
    """VADER's word scores, or none."""
    path = SHARED / "data/C_nlu/vader_gold/vader_lexicon.txt"
    if not path.is_file():
        return {}
    return {fields[0]: float(fields[1]) for fields in (text.split("\t") for text in path.read_text().splitlines()) if len(fields) > 1}


def by_lexicon(words, text):
    total, sign = 0.0, 1
    for word in re.findall(r"[a-z']+", text.lower()):
        if word in ("not", "no", "never", "nothing", "can't", "don't", "would not"):
            sign = -1
            continue
        total += sign * words.get(word, 0)
        sign = 1 if word in words else sign
    return "positive" if total > 0.5 else "negative" if total < -0.5 else "neutral"


def sentiment(bench):
    """200 sentences written and labelled for the project, five times trained on four fifths of them."""
    rows = labelled(TAUGHT / "sentiment.csv")
    five = parts(rows, 5)
    more = ("--valence", VALENCES) if VALENCES.is_file() else ()
    right = 0
    for at, held in enumerate(five):
        got = figures(bench, [row for part in five[:at] + five[at + 1:] for row in part], held, more=more)
        right += got["accuracy_of_best"] * len(held)
    words = lexicon()
    if not words:
        yield Figure("text.sentiment: accuracy", right / len(rows), "> baseline", "- (no lexicon here)")
        return
    baseline = sum(by_lexicon(words, text) == label for text, label in rows) / len(rows)
    yield above("text.sentiment: accuracy", right / len(rows), baseline, "VADER's words")


def urgency_by_mail_head(rows):
    """Macro-F1 of calling urgent what has the word `sent`: nearly all that is urgent here came as a mail that was passed on."""
    counts = [[0, 0], [0, 0]]  # by what it is, by what is said
    for text, label in rows:
        counts[label == "urgent"]["sent" in text.split()] += 1
    both = [2 * counts[one][one] / (sum(counts[one]) + counts[0][one] + counts[1][one]) for one in (0, 1)]
    return sum(both) / 2


def urgency(bench):
    """Class 3 of the tickets is what can wait (thirty were read: requests for access and devices; 0 to 2 are what has failed)."""
    with open(bench.data / "C_nlu/tickets_endava/all_tickets.csv", encoding="utf-8", newline="") as file:
        tickets = [(f"{row['title']}. {row['body']}"[:600], "can_wait" if row["urgency"] == "3" else "urgent")
                   for row in csv.DictReader(file)]
    train, test = parts(tickets, 2)
    got = figures(bench, train, test)
    most = sum(label == "can_wait" for _, label in test)
    yield above("text.urgency of tickets: macro-F1", got["macro_f1"], most / (most + len(test)), "always `can wait`")
    yield Figure("text.urgency of tickets: the word `sent` alone, macro-F1", urgency_by_mail_head(test))


PARTS = [Part("clinc150", clinc150, "C_nlu/clinc150/data_full.json"),
         Part("banking77", banking77, "C_nlu/banking77/train.csv"), Part("own_intents", own_intents),
         Part("sentiment", sentiment), Part("urgency", urgency, "C_nlu/tickets_endava/all_tickets.csv")]
