#!/usr/bin/python3
"""Verifies a Signalbox workspace from docs/formats.md alone.

  verify_log.py WORKSPACE_DIR [--heads FILE --vkey FILE]   prints {ok,tree_size,root,first_bad}; exit 0 or 1
  verify_log.py WORKSPACE_DIR --dump N                     prints event N as JSON
"""
import argparse
import json
import pathlib
import sqlite3
import sys

import signalbox_format as sb


def open_log(directory, immutable):
    path = pathlib.Path(directory, "log.db").resolve()
    mode = "immutable=1" if immutable else "mode=ro"
    return sqlite3.connect(f"{path.as_uri()}?{mode}", uri=True)


class Fault(Exception):
    def __init__(self, position, record, problem):
        super().__init__(problem)
        self.where = {"position": position, "record": record}


class Log:
    """Checks event after event; keeps the tree and every root that a head asks for."""

    def __init__(self, log_id, sizes):
        self.log_id, self.sizes = log_id, sizes
        self.tree, self.roots, self.forks, self.last = sb.Tree(), {}, [], {}
        self.epoch, self.time = -1, None
        self.note_root()

    def note_root(self):
        if self.tree.size in self.sizes:
            self.roots[self.tree.size] = self.tree.root()

    def add(self, data):
        event, position = sb.read_event(data), self.tree.size
        sb.require(event[3] == position, "the event says another position")
        sb.require(event[1] == self.log_id, "the event is of another log")
        sb.require(event[2] >= self.epoch, "the epoch goes back")
        sb.require(self.time is None or event[10] >= self.time, "the time goes back")
        sb.require(event.get(7, -1) < position and event.get(12, -1) < position,
                   "the event names one that is not before it")
        if event[8] == sb.FORK_TYPE:
            sb.require(event[2] > self.epoch, "a fork in the middle of an epoch")
            self.forks.append((event[2], position, self.epoch))
        entity = event[4], event[5]
        sequence, previous = self.last.get(entity, (-1, -1))
        sb.require(event[6] == sequence + 1 and event.get(7, -1) == previous,
                   "the entity's events are not in order")
        self.last[entity] = event[6], position
        self.epoch, self.time = event[2], event[10]
        self.tree.append(sb.leaf_hash(data))
        self.note_root()


def read_log(log, rows):
    for first, record in rows:
        if first != log.tree.size:
            raise Fault(log.tree.size, first, "a record begins where another position belongs")
        try:
            for data in sb.read_record(first, record):
                log.add(data)
        except sb.Bad as problem:
            raise Fault(log.tree.size, first, str(problem)) from problem


def check_nodes(log, rows):
    stored = {(level, idx): bytes(digest) for level, idx, digest in rows}
    for key in sorted(stored.keys() | log.tree.nodes.keys()):
        if stored.get(key) != log.tree.nodes.get(key):
            raise Fault(key[1] << 8 * key[0], None, "a stored Merkle node is not that of the events")


def check_heads(log, heads):
    size = epoch = 0
    for log_id, head_size, root, head_epoch in heads:
        if log_id != log.log_id.hex() or head_epoch < epoch:
            raise Fault(head_size, None, "a head is of another log or epoch")
        epoch = head_epoch
        if any(fork > head_epoch and (at < head_size or before < head_epoch) for fork, at, before in log.forks):
            continue
        if head_size > log.tree.size:
            raise Fault(log.tree.size, None, "the log is shorter than a signed head")
        if head_size < size or log.roots[head_size] != root:
            raise Fault(head_size, None, "a signed head is not of this log")
        size = head_size


def verify(arguments):
    heads = []
    if arguments.heads:
        if not arguments.vkey:
            sys.exit("--heads needs --vkey")
        key = sb.read_vkey(pathlib.Path(arguments.vkey).read_text())
        text = pathlib.Path(arguments.heads).read_text()
        heads = [sb.open_checkpoint(note, key) for note in sb.split_heads(text)]
    database = open_log(arguments.workspace, arguments.immutable)
    (log_id,) = database.execute("SELECT value FROM meta WHERE key = 'log_id'").fetchone()
    log, bad, problem = Log(bytes(log_id), {head[1] for head in heads}), None, None
    try:
        read_log(log, database.execute("SELECT first_position, record FROM records ORDER BY 1"))
        check_nodes(log, database.execute("SELECT level, idx, hash FROM merkle_nodes"))
        check_heads(log, heads)
    except Fault as fault:
        bad, problem = fault.where, str(fault)
    return {"ok": bad is None, "tree_size": log.tree.size, "root": log.tree.root().hex(),
            "first_bad": bad, "problem": problem}


def plain(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, sb.Pairs):
        return {str(plain(key)): plain(item) for key, item in value}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


NAMES = ("version log_id epoch position entity_kind entity sequence previous type schema time actor "
         "causation pins trace clear sealed").split()


def dump(arguments):
    query = ("SELECT first_position, record FROM records WHERE first_position <= ? "
             "ORDER BY 1 DESC LIMIT 1")
    row = open_log(arguments.workspace, arguments.immutable).execute(query, (arguments.dump,)).fetchone()
    events = sb.read_record(*row) if row else []
    index = arguments.dump - row[0] if row else 0
    if index >= len(events):
        sys.exit(f"no event at position {arguments.dump}")
    return {NAMES[field]: plain(value) for field, value in sb.read_event(events[index]).items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace")
    parser.add_argument("--heads")
    parser.add_argument("--vkey")
    parser.add_argument("--dump", type=int)
    parser.add_argument("--immutable", action="store_true", help="of a copy that nobody writes")
    arguments = parser.parse_args()
    try:
        answer = verify(arguments) if arguments.dump is None else dump(arguments)
    except (sb.Bad, ValueError) as problem:
        answer = {"ok": False, "tree_size": 0, "root": None, "first_bad": None,
                  "problem": str(problem)}
    print(json.dumps(answer))
    return 0 if answer.get("ok", True) else 1


if __name__ == "__main__":
    sys.exit(main())
