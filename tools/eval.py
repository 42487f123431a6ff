#!/usr/bin/python3
"""What the learned parts are worth: every figure beside its target and its baseline, in one table.

    tools/eval.py [--only PART...] [--bin build/release/signalbox] [--features build/release/match_features] [--json]

Every figure is of rows that were not learned from; docs/scoring.md, docs/understanding.md and docs/models/match.md say how
each set is cut. The public rows are not part of the project: the folder that SIGNALBOX_SHARED names (`../shared` without it)
has them, and what needs them is skipped with a line where they are not. No model made here is shipped. Ends with 1 only when
a program broke; a target that is missed is marked `missed`.
"""
import argparse
import os
import sys

import eval_match
import eval_score
import eval_table
import eval_text


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", default=os.environ.get("SIGNALBOX_BIN", eval_table.ROOT / "build/release/signalbox"))
    parser.add_argument("--features", default=eval_table.ROOT / "build/release/match_features")
    parser.add_argument("--only", nargs="+", metavar="PART", help="these parts alone")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    parts = eval_match.parts(options.features) + eval_score.PARTS + eval_text.PARTS
    unknown = set(options.only or []) - {part.name for part in parts}
    if unknown:
        parser.error(f"no part `{min(unknown)}`; there are {', '.join(part.name for part in parts)}")
    chosen = [part for part in parts if not options.only or part.name in options.only]
    return 1 if eval_table.run(chosen, options.bin, options.json) else 0


if __name__ == "__main__":
    sys.exit(main())
