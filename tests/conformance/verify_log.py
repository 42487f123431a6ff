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

    def __init__(self, log_id, sizes, purge):
        self.log_id, self.sizes, self.purge = log_id, sizes, purge
        self.gone, self.reduced, self.remainder = set(), 0, bytes(32)
        self.tree, self.roots, self.forks, self.last = sb.Tree(), {}, [], {}
        self.epoch, self.time = -1, None
        self.note_root()

    def note_root(self):
        if self.tree.size in self.sizes:
            self.roots[self.tree.size] = self.tree.root()

    def take(self, data, kept):
        """One place of the log: an event as it was written, what a purge left of it, or nothing."""
        position, leaf = self.tree.size, kept or sb.leaf_hash(data)
        if not data or leaf != sb.leaf_hash(data):
            sb.require(kept and position < self.purge["before"], "an event is not as it was written, and no purge says so")
            head = position.to_bytes(8, "big") + len(data).to_bytes(4, "big")
            self.remainder = sb.sha256(self.remainder + head + data)
            self.reduced += bool(data)
        if data:
            self.add(data)
        else:
            self.gone.add(position)
        self.tree.append(leaf)
        self.note_root()

    def check_purge(self):
        left = {"removed": len(self.gone), "reduced": self.reduced, "remainder": self.remainder}
        if self.purge["position"] is not None and any(self.purge[name] != value for name, value in left.items()):
            raise Fault(self.purge["position"], None, "the purge left other events than it says")

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
        in_order = event[6] == sequence + 1 and event.get(7, -1) == previous
        behind_gone = sequence >= 0 and event.get(7) in self.gone and event[7] > previous and event[6] > sequence + 1
        sb.require(in_order or behind_gone, "the entity's events are not in order")
        self.last[entity] = event[6], position
        self.epoch, self.time = event[2], event[10]


def read_log(log, rows, kept_leaves):
    for first, record in rows:
        if first != log.tree.size:
            raise Fault(log.tree.size, first, "a record begins where another position belongs")
        try:
            events = sb.read_record(first, record)
            kept = kept_leaves.get(first, b"") if first < log.purge["before"] else b""
            sb.require(len(kept) % 36 == 0, "kept hashes that are not whole")
            kept_rows = [(int.from_bytes(kept[at:at + 4], "big"), kept[at + 4:at + 36]) for at in range(0, len(kept), 36)]
            places = [place for place, _ in kept_rows]
            sb.require(places == sorted(set(places)) and all(place < len(events) for place in places), "kept hashes of no event")
            for index, data in enumerate(events):
                log.take(data, dict(kept_rows).get(index))
        except sb.Bad as problem:
            raise Fault(log.tree.size, first, str(problem)) from problem


def read_purge(database, log_id):
    """What the event declares that `purged_by` names: docs/formats.md, "Purged events"."""
    row = database.execute("SELECT value FROM meta WHERE key = 'purged_by'").fetchone()
    if row is None:
        return {"position": None, "before": 0}, {}
    query = "SELECT first_position, record FROM records WHERE first_position <= ? ORDER BY 1 DESC LIMIT 1"
    first, record = database.execute(query, row).fetchone()
    event = sb.read_event(sb.read_record(first, record)[row[0] - first])
    sb.require(event[8] == sb.PURGED_TYPE and event[1] == log_id, "the event that should say what was purged does not")
    clear = dict(event[15])
    sb.require(clear.get(0, 0) <= row[0], "a purge of events above its own")
    purge = {"position": row[0], "before": clear.get(0, 0), "removed": clear.get(1, 0), "reduced": clear.get(2, 0),
             "remainder": clear.get(4, bytes(32))}
    return purge, dict(database.execute("SELECT first_position, hashes FROM purged_leaves"))


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
    purge, kept_leaves = read_purge(database, bytes(log_id))
    log, bad, problem = Log(bytes(log_id), {head[1] for head in heads}, purge), None, None
    try:
        read_log(log, database.execute("SELECT first_position, record FROM records ORDER BY 1"), kept_leaves)
        log.check_purge()
        check_nodes(log, database.execute("SELECT level, idx, hash FROM merkle_nodes"))
        check_heads(log, heads)
    except Fault as fault:
        bad, problem = fault.where, str(fault)
    report = {"ok": bad is None, "tree_size": log.tree.size, "root": log.tree.root().hex(),
              "first_bad": bad, "problem": problem}
    if purge["position"] is not None:
        report |= {"purged_events": len(log.gone), "reduced_events": log.reduced}
    return report


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
    if index < len(events) and not events[index]:
        sys.exit(f"event {arguments.dump} was purged")
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
