"""A stranger's reading of Signalbox's formats, written from docs/formats.md alone.

Nothing here comes from the C++ sources: own CBOR, own CRC-32C, own Merkle tree.
"""
import base64
import hashlib
import struct

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAX_RAW = 16 << 20
FORK_TYPE = 65000
PURGED_TYPE = 140
REQUIRED = {0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 15}


class Bad(Exception):
    """The bytes are not what the format says."""


def require(condition, text):
    if not condition:
        raise Bad(text)


def _crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


_CRC = _crc_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _CRC[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def cbor_item(data, at=0, depth=0):
    """One deterministic item: (value, end). Maps come as lists of pairs, so that keys may be anything."""
    require(depth <= 64, "nested too deep")
    require(at < len(data), "ends too early")
    major, low = data[at] >> 5, data[at] & 31
    at += 1
    if major == 7:
        require(low in (20, 21, 22), "an item that events do not use")
        return {20: False, 21: True, 22: None}[low], at
    require(major != 6 and low < 28, "an item that events do not use")
    value = low
    if low >= 24:
        size = 1 << (low - 24)
        require(at + size <= len(data), "ends too early")
        value = int.from_bytes(data[at : at + size], "big")
        require(value >= (24, 0x100, 0x10000, 0x100000000)[low - 24], "a head longer than needed")
        at += size
    if major in (0, 1):
        require(value < 1 << 63, "a number beyond 64 bits")
        return (value if major == 0 else -1 - value), at
    if major in (2, 3):
        require(at + value <= len(data), "ends too early")
        run = data[at : at + value]
        return (run if major == 2 else run.decode("utf-8")), at + value
    if major == 4:
        items = []
        for _ in range(value):
            item, at = cbor_item(data, at, depth + 1)
            items.append(item)
        return items, at
    pairs, last = [], b""
    for _ in range(value):
        start = at
        key, at = cbor_item(data, at, depth + 1)
        require(data[start:at] > last, "map keys not ascending")
        last = data[start:at]
        item, at = cbor_item(data, at, depth + 1)
        pairs.append((key, item))
    return Pairs(pairs), at


class Pairs(list):
    """A CBOR map."""


def read_event(data):
    """The envelope as a dict by field number, checked."""
    try:
        value, end = cbor_item(data)
    except UnicodeDecodeError as error:
        raise Bad("text that is not UTF-8") from error
    require(end == len(data) and isinstance(value, Pairs), "not one map")
    event = dict(value)
    require(all(isinstance(k, int) and 0 <= k <= 16 for k in event), "an unknown field")
    require(REQUIRED <= event.keys(), "a field is missing")
    for field in (0, 2, 3, 4, 6, 7, 8, 9, 12):
        number = event.get(field, 0)
        require(isinstance(number, int) and not isinstance(number, bool) and number >= 0,
                f"field {field} is wrong")
    require(event[0] == 1, "an unknown envelope version")
    for field in (1, 5, 14):
        require(field not in event or isinstance(event[field], bytes) and len(event[field]) == 16,
                f"field {field} is wrong")
    require(event.get(14) != bytes(16), "field 14 is wrong")
    require(event[8] < 65536 and event[9] < 65536, "a type out of range")
    require(isinstance(event[10], int) and isinstance(event[15], Pairs), "field 10 or 15 is wrong")
    if 11 in event:
        actor = event[11]
        require(type(actor) is list and len(actor) == 2 and isinstance(actor[0], int)
                and actor[0] >= 0 and isinstance(actor[1], str) and actor != [0, ""],
                "field 11 is wrong")
    if 13 in event:
        pins = event[13]
        require(type(pins) is list and len(pins) == 2 and all(isinstance(p, bytes) for p in pins)
                and pins != [b"", b""], "field 13 is wrong")
    if 16 in event:
        _check_sealed(event[16])
    return event


def _check_sealed(parts):
    require(type(parts) is list and parts, "field 16 is wrong")
    for part in parts:
        require(type(part) is list and len(part) == 4 and isinstance(part[0], int) and part[0] >= 0
                and all(isinstance(p, bytes) for p in part[1:])
                and len(part[1]) == 12 and len(part[2]) == 32, "field 16 is wrong")
    require(len({part[0] for part in parts}) == len(parts), "two sealed parts of one subject")


def read_record(key, record):
    """The events of a record as bytes."""
    require(len(record) >= 24, "the record is shorter than its header")
    version, codec, reserved, count, first, raw_size, crc = struct.unpack("<BBHIqII", record[:24])
    require(crc32c(record[:20] + bytes(4) + record[24:]) == crc, "the record's checksum differs")
    require(version == 1 and reserved == 0 and count > 0, "the record's header is wrong")
    require(first == key, "the record is stored under a position that is not its own")
    require(raw_size <= MAX_RAW and codec in (0, 1), "the record's header is wrong")
    payload = record[24:]
    if codec == 1:
        try:
            payload = zstandard.ZstdDecompressor().decompress(payload, max_output_size=raw_size)
        except zstandard.ZstdError as error:
            raise Bad("the record does not decompress") from error
    require(len(payload) == raw_size, "the payload has not the size that the record says")
    events, at = [], 0
    for _ in range(count):
        require(at + 8 <= len(payload), "the record ends too early")
        size, event_crc = struct.unpack_from("<II", payload, at)
        event = payload[at + 8 : at + 8 + size]
        require(len(event) == size and crc32c(event) == event_crc, "an event's checksum differs")
        events.append(event)
        at += 8 + size
    require(at == len(payload), "the record has bytes after its events")
    return events


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(event):
    return hashlib.sha256(b"\0" + event).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """Roots of complete subtrees from the largest to the smallest, as (height, hash)."""

    def __init__(self):
        self.size = 0
        self.peaks = []
        self.nodes = {}  # (level, idx) -> hash of complete subtrees of 256^level leaves

    def append(self, hashed):
        self.size += 1
        height = 0
        while self.peaks and self.peaks[-1][0] == height:
            hashed = node_hash(self.peaks.pop()[1], hashed)
            height += 1
            if height % 8 == 0:
                self.nodes[height // 8, (self.size >> height) - 1] = hashed
        self.peaks.append((height, hashed))

    def root(self):
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def included(position, size, hashed, path, root):
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= position < size:
        return False
    fn, sn = position, size - 1
    for sibling in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            hashed = node_hash(sibling, hashed)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            hashed = node_hash(hashed, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hashed == root


def consistent(old, new, old_root, new_root, path):
    """RFC 9162 section 2.1.4.2."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == hashlib.sha256(b"").digest()
    if not path:
        return False
    if old & (old - 1) == 0:
        path = [old_root] + path
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(step, fr), node_hash(step, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


def read_vkey(text):
    """The verifier keys of a log, one a line, the present one first."""
    keys = [_read_one_vkey(line) for line in text.split("\n") if line.strip()]
    require(keys and len({name for name, _, _ in keys}) == 1, "no keys of one log")
    return keys


def _read_one_vkey(line):
    name, key_id, blob = line.strip().split("+", 2)
    raw = base64.b64decode(blob, validate=True)
    require(len(raw) == 33 and raw[0] == 1, "not an Ed25519 verifier key")
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    require(expected.hex() == key_id, "the verifier key's id is wrong")
    return name, expected, raw[1:]


def open_checkpoint(note, vkey):
    """(log id, size, root, epoch) of a note signed by one of the keys; vkey None reads it unverified."""
    text, gap, signatures = note.partition("\n\n")
    require(gap and note.endswith("\n"), "not a signed note")
    text += "\n"
    if vkey is not None:
        _check_signature(text, signatures, vkey)
    lines = text.split("\n")[:-1]
    require(len(lines) == 4 and lines[0].startswith("signalbox/") and lines[3].startswith("epoch "),
            "not a checkpoint")
    require(vkey is None or lines[0] == vkey[0][0], "the checkpoint is of another log than its key")
    root = base64.b64decode(lines[2], validate=True)
    require(len(root) == 32, "the root is wrong")
    return lines[0][len("signalbox/"):], int(lines[1]), root, int(lines[3][len("epoch "):])


def _check_signature(text, signatures, vkey):
    public_of = {(name, key_id): public for name, key_id, public in vkey}
    for line in signatures.splitlines():
        require(line.startswith("\u2014 "), "a line after the empty line is no signature")
        signer, _, blob = line[2:].partition(" ")
        raw = base64.b64decode(blob)
        public = public_of.get((signer, raw[:4]))
        if public is not None:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], text.encode())
            except InvalidSignature as error:
                raise Bad("the signature is not of this checkpoint") from error
            return
    raise Bad("no signature of the key")


def split_heads(text):
    """Whole notes of a heads file."""
    blocks = text.split("\n\n")
    return [blocks[i] + "\n\n" + blocks[i + 1] + "\n" for i in range(0, len(blocks) - 2, 2)]
