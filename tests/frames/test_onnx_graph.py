"""A model cut at a value gives from there on what the whole model gives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.errors import ModelUnavailable
from callcoach.frames import swift
from callcoach.frames.onnx import packaged_model, session_of
from callcoach.frames.onnx_graph import nodes, part_of, weights

Samples = npt.NDArray[np.float32]
LIMITS = {"fmin": np.asarray(60, np.float32), "fmax": np.asarray(500, np.float32)}


def test_the_last_step_alone_gives_what_it_takes(
    chatter: Callable[..., Samples],
) -> None:
    model = packaged_model("swift_f0", "model.onnx")
    sigmoid = next(node for node in nodes(model) if node.kind == "Sigmoid")
    session = session_of(part_of(model, sigmoid.inputs))
    assert sigmoid.inputs[0] in [each.name for each in session.get_inputs()]
    assert "audio" in [each.name for each in session.get_inputs()]  # the pitch still needs it
    audio = chatter(1.6, 16_000)[np.newaxis]
    given = np.full((1, 100), 2, np.float32)
    (sure,) = session.run(["confidence"], {"audio": audio, sigmoid.inputs[0]: given, **LIMITS})
    in_range = sure[sure > 0]
    assert len(in_range) > 20
    assert in_range == pytest.approx(1 / (1 + np.exp(-2)), abs=1e-6)


def test_the_last_block_gives_the_same_on_the_bands_that_count(
    chatter: Callable[..., Samples],
) -> None:
    model = packaged_model("swift_f0", "model.onnx")
    roots = [node.outputs[0] for node in nodes(model) if node.kind == "Sqrt"]
    tracker = swift.SwiftTracker(60, 500)
    samples = chatter(2.0, 16_000)
    spectra = tracker._spectra(samples, 0, 100)
    f0_hz, voicing = session_of(part_of(model, roots)).run(
        ["pitch", "confidence"], {**spectra, **LIMITS}
    )
    found = tracker.track(samples)
    is_sound = found.voicing > 0
    assert is_sound.sum() > 50
    assert np.array_equal(found.f0_hz, f0_hz[0].astype(np.float32))
    assert np.array_equal(found.voicing[is_sound], voicing[0][is_sound])


def test_a_model_of_other_spectra_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swift, "WINDOWS", (1024, 2048))
    with pytest.raises(ModelUnavailable, match=r"takes 3 spectra, not 2.*swift-f0>=0.3,<0.4"):
        swift.SwiftTracker(60, 500)


def test_weights_are_those_that_the_model_uses() -> None:
    model = packaged_model("faster_whisper", "assets", "silero_vad_v6.onnx")
    last = [node for node in nodes(model) if node.kind == "Conv"][-1]
    kernel, bias = (weights(model, name) for name in last.inputs[1:])
    assert (kernel.shape, bias.shape) == ((1, 128, 1), (1,))
    given = np.random.default_rng(1).standard_normal((1, 128, 5)).astype(np.float32)
    (found,) = session_of(part_of(model, last.inputs[:1], last.outputs)).run(
        None, {last.inputs[0]: given}
    )
    assert found[0, 0] == pytest.approx(kernel[0, :, 0] @ given[0] + bias[0], abs=1e-5)
    with pytest.raises(KeyError, match="no such weight"):
        weights(model, "no such weight")
