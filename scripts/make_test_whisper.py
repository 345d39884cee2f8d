"""Makes tests/data/tiny-whisper: a small Whisper that writes the sentences of the sample calls.

It is a closed-set fixture for tests, not a recogniser: it knows two synthetic voices and the
sentences of `sample_dialogues.py`, and writes fluent nonsense for anything else.

Needs flite, sox, fluidsynth and the sound font of fluid-soundfont-gm, and an environment of its
own, for torch is no part of the project: `python -m venv trainer`, then
`trainer/bin/pip install -e . torch` (made with torch 2.13, ctranslate2 4.8, tokenizers 0.23,
faster-whisper 1.2.1). Then, with memory kept by the process, without which each step is several
times slower:

    MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=4000000000 \\
    MALLOC_TOP_PAD_=500000000 MALLOC_ARENA_MAX=1 OMP_NUM_THREADS=2 OMP_WAIT_POLICY=PASSIVE \\
    trainer/bin/python scripts/make_test_whisper.py --work FOLDER

FOLDER keeps the passages and the last checkpoint, from which `--resume` goes on. Seeds are fixed,
but other machines and versions may round differently: the model is kept in the repository.
"""

from __future__ import annotations

import argparse
import math
import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from test_whisper_data import Example, examples, rendered
from test_whisper_model import FRAME_STEP, GUIDED_HEADS, N_REAL_POSITIONS, TestWhisper, write_folder
from test_whisper_tokens import WINDOW_FRAMES, Answer, Tokens, answer, window
from torch import Tensor
from torch.nn import functional

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "tiny-whisper"
SEED = 20250401
N_CALLS = 900
N_STEPS = 2400
BATCH = 16
RATE = 1.5e-3
WARM_UP_STEPS = 100
WEIGHT_DECAY = 0.01
PLAIN_SHARE = 0.33
"""Of the windows, those written without times: the engine finds the times of words so."""

FRAME_WEIGHT = (1.0, 0.3)
"""Of the frames' loss, at the start and the end."""

GUIDE_WEIGHT = 0.5
NARROWEST_FRAMES = 4.0
CHECKPOINT_STEPS = 200
IGNORED = -100


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows with their answers, filled up to the longest."""

    features: Tensor
    tokens: Tensor
    wanted: Tensor
    frames: Tensor
    guide: Tensor


@dataclass(frozen=True, slots=True)
class Losses:
    """What is made small: the text, the frames, the attention."""

    text: Tensor
    frames: Tensor
    guide: Tensor


def batch(
    known: Sequence[Example], shares: Any, tokens: Tokens, random: np.random.Generator
) -> Batch:
    """A batch of windows of random passages."""
    chosen: list[tuple[Any, Answer]] = []
    while len(chosen) < BATCH:
        example = known[random.choice(len(known), p=shares)]
        first = _first(example, random)
        wanted = answer(example, first, random.random() >= PLAIN_SHARE, tokens)
        if wanted is not None:
            chosen.append((window(example, first), wanted))
    longest = max(len(wanted.tokens) for _, wanted in chosen)
    features = torch.zeros(BATCH, chosen[0][0].shape[0], WINDOW_FRAMES)
    written = torch.full((BATCH, longest), tokens.end)
    guide = torch.zeros(BATCH, longest - 1, N_REAL_POSITIONS + 1)
    for i, (columns, wanted) in enumerate(chosen):
        features[i, :, : columns.shape[1]] = torch.from_numpy(_roughened(columns, random))
        written[i, : len(wanted.tokens)] = torch.tensor(wanted.tokens)
        guide[i, : len(wanted.tokens) - 1] = torch.from_numpy(_guide(wanted.spans[1:]))
    after = torch.stack([_wanted(each, longest, tokens) for _, each in chosen])
    frames = torch.from_numpy(np.stack([wanted.frames[::FRAME_STEP] for _, wanted in chosen]))
    return Batch(features, _given(written, tokens), after, frames, guide)


def _first(example: Example, random: np.random.Generator) -> int:
    """Where a window starts: mostly where the engine would go on, after a sentence's last word."""
    last = example.features.shape[1] - 1
    ends = [
        word.end_s
        for word, following in zip(example.words, example.words[1:], strict=False)
        if word.sentence != following.sentence
    ]
    ends += [word.end_s for word in example.words[-1:]]
    kind = random.random()
    if kind < 0.25 or not ends:
        return 0
    if kind < 0.8:
        at_s = ends[random.integers(len(ends))] + random.normal(0, 0.03)
        return min(last, max(0, round(at_s * 100)))
    return int(random.integers(last))


def _roughened(columns: Any, random: np.random.Generator) -> Any:
    rough = columns.astype(np.float32) + np.float32(random.normal(0, 0.03))
    return rough + random.normal(0, 0.02, columns.shape).astype(np.float32)


def _guide(spans: Sequence[tuple[float, float] | None]) -> Any:
    """For each token the share of attention that each frame should have; zeros where none."""
    guide = np.zeros((len(spans), N_REAL_POSITIONS + 1), np.float32)
    frames = np.arange(N_REAL_POSITIONS + 1)
    for i, span in enumerate(spans):
        if span is not None:
            wider = max(0.0, NARROWEST_FRAMES - (span[1] - span[0])) / 2
            first, end = span[0] - wider, span[1] + wider
            covered = np.minimum(frames + 1, end + 0.5) - np.maximum(frames, first - 0.5)
            guide[i] = np.clip(covered, 0, 1)
    return guide / np.maximum(guide.sum(axis=1, keepdims=True), 1e-6)


def _wanted(each: Answer, longest: int, tokens: Tokens) -> Tensor:
    wanted = torch.full((longest - 1,), IGNORED)
    wanted[: len(each.tokens) - 1] = torch.tensor(each.tokens[1:])
    if each.tokens[1] == tokens.no_stamps:
        wanted[0] = IGNORED  # the mode is given, not found
    return wanted


def _given(written: Tensor, tokens: Tokens) -> Tensor:
    """What the decoder reads: for silence a time, which the engine makes it write first."""
    given = written[:, :-1].clone()
    given[given == tokens.no_speech] = tokens.first_stamp
    return given


def losses(model: TestWhisper, given: Batch) -> Losses:
    """The parts of the loss for a batch."""
    logits, frame_logits, attention = model(given.features, given.tokens)
    text = functional.cross_entropy(logits.flatten(0, 1), given.wanted.flatten())
    frames = functional.cross_entropy(frame_logits.flatten(0, 1), given.frames.flatten())
    is_guided = given.guide.sum(-1) > 0.5
    guide = sum(
        -(given.guide * attention[layer][:, head]).sum(-1)[is_guided].mean()
        for layer, head in GUIDED_HEADS
    )
    return Losses(text, frames, torch.as_tensor(guide) / len(GUIDED_HEADS))


def _rate(step: int, n_steps: int) -> float:
    if step < WARM_UP_STEPS:
        return RATE * (step + 1) / WARM_UP_STEPS
    share = (step - WARM_UP_STEPS) / max(1, n_steps - WARM_UP_STEPS)
    return RATE * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share)))


def train(known: Sequence[Example], given: argparse.Namespace, tokens: Tokens) -> TestWhisper:
    """The model after all steps; prints the losses."""
    torch.manual_seed(SEED)
    model = TestWhisper(tokens.size, tokens.first_stamp, tokens.end)
    optimizer = torch.optim.AdamW(model.parameters(), RATE, (0.9, 0.98), weight_decay=WEIGHT_DECAY)
    checkpoint = given.work / "checkpoint.pt"
    first = 0
    if given.resume:
        state = torch.load(checkpoint)
        first = state["step"]
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
    lengths = np.array([example.features.shape[1] for example in known], float)
    shares = lengths / lengths.sum()
    started_s = time.monotonic()
    for step in range(first, given.steps):
        random = np.random.default_rng([SEED, step])
        for group in optimizer.param_groups:
            group["lr"] = _rate(step, given.steps)
        inputs = batch(known, shares, tokens, random)
        found = losses(model, inputs)
        early, late = FRAME_WEIGHT
        frame_weight = early + (late - early) * step / given.steps
        total = found.text + frame_weight * found.frames + GUIDE_WEIGHT * found.guide
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 0:
            parts = f"text {found.text:.3f} frames {found.frames:.3f} guide {found.guide:.3f}"
            print(f"{step} {time.monotonic() - started_s:.0f} s {parts}", flush=True)
        if (step + 1) % CHECKPOINT_STEPS == 0:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save({**state, "step": step + 1}, checkpoint)
    return model


def passages_of(work: Path, n_calls: int, n_processes: int) -> list[Example]:
    """The passages to learn from, made once and kept in the work folder."""
    path = work / f"passages-{n_calls}.pickle"
    if not path.exists():
        renders = rendered(SEED, n_processes)
        path.write_bytes(pickle.dumps(list(examples(renders, n_calls, SEED))))
    return list(pickle.loads(path.read_bytes()))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Makes the small Whisper of the tests.")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept between")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the model")
    parser.add_argument("--calls", type=int, default=N_CALLS)
    parser.add_argument("--steps", type=int, default=N_STEPS)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    tokens = Tokens()
    known = passages_of(given.work, given.calls, given.processes)
    hours = sum(example.features.shape[1] for example in known) / 360_000
    print(f"{len(known)} passages, {hours:.1f} h; {tokens.size} tokens", flush=True)
    model = train(known, given, tokens)
    write_folder(model, tokens, given.out)


if __name__ == "__main__":
    main()
