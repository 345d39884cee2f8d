"""Owns models of Whisper's architecture with random weights: they babble at the true cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

MELS = 80
SPECIAL = (
    "<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>",
    "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
)  # fmt: skip
PLAIN = ("okay", "thanks", "refund", "order", "card", "a", "i")
N_STAMPS = 1501
SEED = 7


@dataclass(frozen=True, slots=True)
class Shape:
    """Width, width of the feed-forward layers, heads and layers, and least size of vocabulary."""

    size: int
    feed_forward: int
    n_heads: int
    n_encoder_layers: int
    n_decoder_layers: int
    n_words_least: int = 0


SMALLEST = Shape(16, 32, 2, 1, 1)
TINY = Shape(384, 1536, 6, 4, 4, 51864)
"""Whisper "tiny.en", the smallest public model: Radford et al. 2022, table 1."""


def write_random_whisper(folder: Path, shape: Shape) -> None:
    """A folder that faster-whisper loads, float32."""
    from ctranslate2.specs.whisper_spec import WhisperSpec
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    stamps = [f"<|{i * 0.02:.2f}|>" for i in range(N_STAMPS)]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    plain = [chr(0x120) + text for text in PLAIN]
    n_more = shape.n_words_least - len(plain) - len(letters) - len(SPECIAL) - N_STAMPS
    plain += [f"{chr(0x120)}word{i}" for i in range(max(0, n_more))]
    vocabulary = [*plain, *letters, *SPECIAL, *stamps]
    spec = WhisperSpec(shape.n_encoder_layers, shape.n_heads, shape.n_decoder_layers, shape.n_heads)
    random = np.random.default_rng(SEED)
    spec.encoder.position_encodings.encodings = _small(random, 1500, shape.size)
    spec.decoder.position_encodings.encodings = _small(random, 448, shape.size)
    for name, _ in list(spec.variables(ordered=True)):
        size = _size_of(name, shape, len(vocabulary))
        if size:
            is_gain = "gamma" in name
            _set(spec, name, np.ones(size, np.float32) if is_gain else _small(random, *size))
    spec.register_vocabulary(vocabulary)
    spec.config.alignment_heads = [(0, 0)]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [vocabulary.index("<|en|>")]
    spec.validate()
    spec.save(str(folder))
    tokenizer = Tokenizer(models.BPE({text: i for i, text in enumerate(vocabulary)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in (*SPECIAL, *stamps)])
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": MELS}))


def _small(random: np.random.Generator, *size: int) -> np.ndarray[Any, Any]:
    return random.normal(0, 0.3, size).astype(np.float32)


def _size_of(name: str, shape: Shape, n_words: int) -> tuple[int, ...] | None:
    """The size of a weight of the model; None for what is no array of weights."""
    part, leaf = name.split("/")[-2:]
    if leaf in ("beta", "gamma") or (leaf == "bias" and "conv" in part):
        return (shape.size,)
    sizes = {
        "conv1": (shape.size, MELS, 3),
        "conv2": (shape.size, shape.size, 3),
        "embeddings": (n_words, shape.size),
        "projection": (n_words, shape.size),
        "ffn/linear_0": (shape.feed_forward, shape.size),
        "ffn/linear_1": (shape.size, shape.feed_forward),
        "self_attention/linear_0": (3 * shape.size, shape.size),
        "attention/linear_1": (2 * shape.size, shape.size),
        "self_attention/linear_1": (shape.size, shape.size),
        "attention/linear_0": (shape.size, shape.size),
        "attention/linear_2": (shape.size, shape.size),
    }
    longest = "/".join(name.split("/")[-3:-1])
    return sizes.get(longest, sizes.get(part)) if leaf == "weight" else None


def _set(spec: Any, name: str, value: np.ndarray[Any, Any]) -> None:
    *path, leaf = name.split("/")
    for step in path:
        base, _, index = step.rpartition("_")
        has_index = index.isdigit() and isinstance(getattr(spec, base, None), list)
        spec = getattr(spec, base)[int(index)] if has_index else getattr(spec, step)
    setattr(spec, leaf, value)
