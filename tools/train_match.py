#!/usr/bin/python3
"""Learns the weights of the pair scorer and writes src/insight/match/pair_weights.cc.

    tools/train_match.py --features build/release/match_features [--shared ../shared] [--out FILE]

Companies and places: pairs made from real company names (presidio_orgs, MIT; sp500, PDDL) with the changes that people and
systems make, and the training part of Fodors-Zagats (Apache-2.0) without its column `class`. People: the Febrl sets
(BSD-3, FEBRL's open licence) and Splink's fake_1000 (MIT), of both only the half whose entity falls to training.
Nothing is learned from data without a stated licence. docs/models/match.md is the model's card.

Logistic regression by Newton's method with a ridge; a weight whose sign contradicts what the feature says is set to
zero and the rest learned anew. Same input, same bytes.
"""
import argparse
import csv
import hashlib
import math
import pathlib
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import match_samples  # noqa: E402

RIDGE = 2.0
ROUNDS = 25
# Features that speak against a pair; the others speak for it.
AGAINST = re.compile(r"_differs$|_uncovered$|^elsewhere$")


def feature_rows(program, pairs):
    """The scorer's features of each (left, right) pair of dictionaries."""
    with tempfile.TemporaryDirectory() as folder:
        names = sorted({key for pair in pairs for side in pair for key in side} | {"id"})
        paths = []
        for side in (0, 1):
            paths.append(pathlib.Path(folder, f"{side}.csv"))
            with open(paths[-1], "w", newline="") as out:
                writer = csv.DictWriter(out, ["id"] + [n for n in names if n != "id"])
                writer.writeheader()
                for number, pair in enumerate(pairs):
                    writer.writerow({**pair[side], "id": f"r{number}"})
        text = subprocess.run([program, *map(str, paths)], check=True, capture_output=True, text=True).stdout
    lines = text.splitlines()
    header = lines[0].split()
    return header, [list(map(int, line.split())) for line in lines[1:]]


def solve(matrix, vector):
    """Gauss with pivots."""
    size = len(vector)
    rows = [matrix[i][:] + [vector[i]] for i in range(size)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(column + 1, size):
            factor = rows[row][column] / rows[column][column]
            if factor:
                for k in range(column, size + 1):
                    rows[row][k] -= factor * rows[column][k]
    out = [0.0] * size
    for row in reversed(range(size)):
        rest = rows[row][size] - sum(rows[row][k] * out[k] for k in range(row + 1, size))
        out[row] = rest / rows[row][row]
    return out


def newton(samples, size, used):
    """Weights with the last as base, over sparse samples ([(feature, value)], label, weight)."""
    weights = [0.0] * (size + 1)
    for _ in range(ROUNDS):
        gradient = [-RIDGE * w for w in weights[:-1]] + [0.0]
        hessian = [[RIDGE if i == j and i < size else 0.0 for j in range(size + 1)] for i in range(size + 1)]
        hessian[size][size] = 1e-6
        for values, label, importance in samples:
            total = weights[size] + sum(weights[f] * v for f, v in values)
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
            error = importance * (label - chance)
            curve = importance * max(chance * (1 - chance), 1e-9)
            full = values + [(size, 1.0)]
            for f, v in full:
                gradient[f] += error * v
                line = hessian[f]
                for g, u in full:
                    line[g] += curve * v * u
        for f in range(size):
            if f not in used:
                gradient[f] = 0.0
                hessian[f] = [1.0 if g == f else 0.0 for g in range(size + 1)]
        step = solve(hessian, gradient)
        weights = [w + max(-2.0, min(2.0, s)) if f == size or f in used else 0.0
                   for f, (w, s) in enumerate(zip(weights, step))]
        if max(map(abs, step)) < 1e-4:
            break
    return weights


def learn(header, rows, labels, importances):
    names = header[3:]
    samples = []
    for row, label, importance in zip(rows, labels, importances):
        values = [(f, v / 1000) for f, v in enumerate(row[3:]) if v]
        samples.append((values, label, importance))
    seen = {f for values, _, _ in samples for f, _ in values}
    used = set(seen)
    while True:
        weights = newton(samples, len(names), used)
        wrong = {f for f in used if (weights[f] > 0) == bool(AGAINST.search(names[f])) and weights[f] != 0}
        if not wrong:
            return names, weights
        used -= wrong


def log_loss(samples_rows, labels, weights):
    total = 0.0
    for row, label in zip(samples_rows, labels):
        value = weights[-1] + sum(w * v / 1000 for w, v in zip(weights, row[3:]))
        total += math.log1p(math.exp(-value if label else value))
    return total / max(1, len(labels))


def cpp(name, source, names, weights):
    lines = [f"// {source}", f"const PairWeights {name} = {{", f"    .base_e3 = {round(weights[-1] * 1000)},",
             "    .weights_e3 = {"]
    lines += [f"        {round(w * 1000)},  // {n}" for n, w in zip(names, weights)]
    return "\n".join(lines + ["    }};"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--features", required=True)
    parser.add_argument("--shared", default="../shared")
    parser.add_argument("--out", default="src/insight/match/pair_weights.cc")
    options = parser.parse_args()
    data = pathlib.Path(options.shared, "data/B_matching")
    texts = ["// Learned by tools/train_match.py; not to be edited. docs/models/match.md is the card.",
             '#include "insight/match/pair_scorer.h"', "", "namespace signalbox {", ""]
    for name, maker in (("kCompanyWeights", match_samples.companies), ("kPlaceWeights", match_samples.places),
                        ("kPersonWeights", match_samples.people)):
        pairs, labels, importances = maker(data, random.Random(20240501))
        header, rows = feature_rows(options.features, pairs)
        names, weights = learn(header, rows, labels, importances)
        digest = hashlib.sha256(repr((rows, labels)).encode()).hexdigest()[:16]
        print(f"{name}: {len(rows)} pairs, {sum(labels)} of them one, log loss {log_loss(rows, labels, weights):.4f}")
        texts += [cpp(name, f"{len(rows)} pairs, {sum(labels)} of them one; their features' SHA-256 begins {digest}.",
                      names, weights), ""]
    texts += ["}  // namespace signalbox", ""]
    pathlib.Path(options.out).write_text("\n".join(texts))


if __name__ == "__main__":
    main()
