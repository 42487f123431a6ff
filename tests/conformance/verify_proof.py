#!/usr/bin/python3
"""Checks an inclusion proof, a consistency proof or an evidence bundle, as JSON from a file or `-`.

  verify_proof.py PROOF.json [--vkey FILE]    prints {ok,problem}; exit 0 or 1

With --vkey the checkpoint's signature is checked too, and a proof without a checkpoint fails.
"""
import argparse
import base64
import json
import pathlib
import sys

import signalbox_format as sb


def check_leaf(proof, tree):
    leaf = base64.b64decode(proof["leaf"], validate=True)
    event = sb.read_event(leaf)
    sb.require(event[1].hex() == tree["log_id"], "the event is of another log")
    sb.require(event[3] == proof["position"], "the event says another position")
    sb.require(sb.leaf_hash(leaf).hex() == proof["leaf_hash"], "the leaf hash is not the leaf's")
    path = [bytes.fromhex(step) for step in proof["path"]]
    sb.require(sb.included(proof["position"], tree["tree_size"], sb.leaf_hash(leaf), path,
                           bytes.fromhex(tree["root"])), "the path does not lead to the root")


def check_checkpoint(tree, key):
    note = tree.get("checkpoint")
    sb.require(note or key is None, "the proof has no checkpoint")
    if note:
        log_id, size, root, _ = sb.open_checkpoint(note, key)
        sb.require((log_id, size, root.hex()) == (tree["log_id"], tree["tree_size"], tree["root"]),
                   "the checkpoint is of another tree")


def check(proof, key):
    if "old_size" in proof:
        path = [bytes.fromhex(step) for step in proof["path"]]
        sb.require(sb.consistent(proof["old_size"], proof["new_size"],
                                 bytes.fromhex(proof["old_root"]), bytes.fromhex(proof["new_root"]),
                                 path), "the old tree is not a prefix of the new one")
        return
    check_checkpoint(proof, key)
    for leaf in proof["events"] if "events" in proof else [proof]:
        check_leaf(leaf, proof)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("proof")
    parser.add_argument("--vkey")
    arguments = parser.parse_args()
    text = sys.stdin.read() if arguments.proof == "-" else pathlib.Path(arguments.proof).read_text()
    problem = None
    try:
        key = sb.read_vkey(pathlib.Path(arguments.vkey).read_text()) if arguments.vkey else None
        check(json.loads(text), key)
    except (sb.Bad, ValueError, KeyError, TypeError) as error:
        problem = str(error)
    print(json.dumps({"ok": problem is None, "problem": problem}))
    return 0 if problem is None else 1


if __name__ == "__main__":
    sys.exit(main())
