"""Owns the test Whisper as a network, and the files that it becomes.

The network computes what Whisper does (Radford et al. 2022, Robust speech recognition via
large-scale weak supervision), for windows of ten seconds that the engine pads to thirty.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from test_whisper_tokens import N_POSITIONS, WINDOW_S, Tokens
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 128
N_HEADS = 4
HEAD_WIDTH = WIDTH // N_HEADS
FFN_WIDTH = 512
N_ENCODER_LAYERS = 3
N_DECODER_LAYERS = 2
N_MELS = 80
N_ENGINE_POSITIONS = 1500
N_TEXT_POSITIONS = 448
LOCAL_LAYERS = 2
LOCAL_SCALE = 1.5
LOCAL_SHIFTS = (-3.0, 0.0, 0.0, 3.0)

GUIDED_HEADS = ((0, 0), (1, 0), (1, 1))
"""(layer, head) of the decoder that is taught where each token is heard."""

FRAME_STEP = 2
"""Only every second frame is asked for its token, to save time."""

ALIGNMENT_HEADS = ((1, 0), (1, 1))
"""Those from which the engine takes the times of words."""

N_REAL_POSITIONS = N_POSITIONS + 1
"""The last one of them still sees, through the convolutions, the end of the window."""

PAD_LOG_COUNT = math.log(N_ENGINE_POSITIONS - N_REAL_POSITIONS)
"""All later positions are alike: one stands for them, with the weight of all."""


def sinusoids(positions: Tensor) -> Tensor:
    """Whisper's position encodings, (n, WIDTH), for the positions (n,)."""
    half = WIDTH // 2
    speeds = torch.exp(-math.log(10000) / (half - 1) * torch.arange(half))
    angles = positions[:, None] * speeds[None, :]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    """Multi-head attention as in Whisper: no bias on the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH, bias=False)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def heads(self, x: Tensor, other: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries of `x`, keys and values of `other`, (batch, head, n, HEAD_WIDTH)."""
        parts = self.query(x), self.key(other), self.value(other)
        q, k, v = (part.unflatten(-1, (N_HEADS, HEAD_WIDTH)).transpose(1, 2) for part in parts)
        return q, k, v

    def forward(
        self, x: Tensor, other: Tensor, bias: Tensor | None = None, is_causal: bool = False
    ) -> Tensor:
        """What `x` takes from `other`; `bias` is added to the logits."""
        q, k, v = self.heads(x, other)
        taken = functional.scaled_dot_product_attention(
            q, k, v, attn_mask=bias, is_causal=is_causal
        )
        return self.out(taken.transpose(1, 2).flatten(2))

    def with_logs(self, x: Tensor, other: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """The same, and the logarithms of the weights, (batch, head, n, m)."""
        q, k, v = self.heads(x, other)
        logs = functional.log_softmax((q @ k.transpose(-1, -2)) / HEAD_WIDTH**0.5 + bias, dim=-1)
        taken = logs.exp() @ v
        return self.out(taken.transpose(1, 2).flatten(2)), logs

    def start_local(self) -> None:
        """Lets each position look around itself at first, by its encoding's fast waves."""
        half = WIDTH // 2
        n_waves = HEAD_WIDTH // 2
        speeds = torch.exp(-math.log(10000) / (half - 1) * torch.arange(half))[:n_waves]
        rows = torch.arange(n_waves)
        with torch.no_grad():
            for head, shift in enumerate(LOCAL_SHIFTS):
                q = torch.zeros(HEAD_WIDTH, WIDTH)
                k = torch.zeros(HEAD_WIDTH, WIDTH)
                k[rows, rows] = k[n_waves + rows, half + rows] = LOCAL_SCALE
                cos, sin = torch.cos(speeds * shift), torch.sin(speeds * shift)
                q[rows, rows], q[rows, half + rows] = cos * LOCAL_SCALE, sin * LOCAL_SCALE
                q[n_waves + rows, rows] = -sin * LOCAL_SCALE
                q[n_waves + rows, half + rows] = cos * LOCAL_SCALE
                part = slice(head * HEAD_WIDTH, (head + 1) * HEAD_WIDTH)
                self.query.weight[part] = q + 0.02 * torch.randn_like(q)
                self.key.weight[part] = k + 0.02 * torch.randn_like(k)
            self.query.bias.zero_()


def feed_forward() -> nn.Sequential:
    """The two dense layers of a block."""
    return nn.Sequential(nn.Linear(WIDTH, FFN_WIDTH), nn.GELU(), nn.Linear(FFN_WIDTH, WIDTH))


class EncoderLayer(nn.Module):
    """Attention within the sound, then dense layers."""

    def __init__(self) -> None:
        super().__init__()
        self.attention_norm, self.attention = nn.LayerNorm(WIDTH), Attention()
        self.dense_norm, self.dense = nn.LayerNorm(WIDTH), feed_forward()

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """(batch, n, WIDTH) to the same."""
        normal = self.attention_norm(x)
        x = x + self.attention(normal, normal, bias)
        return x + self.dense(self.dense_norm(x))


class DecoderLayer(nn.Module):
    """Attention within the text, then to the sound, then dense layers."""

    def __init__(self) -> None:
        super().__init__()
        self.attention_norm, self.attention = nn.LayerNorm(WIDTH), Attention()
        self.cross_norm, self.cross = nn.LayerNorm(WIDTH), Attention()
        self.dense_norm, self.dense = nn.LayerNorm(WIDTH), feed_forward()

    def forward(self, x: Tensor, sound: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """The text, and the logarithms of its attention to the sound."""
        normal = self.attention_norm(x)
        x = x + self.attention(normal, normal, is_causal=True)
        taken, logs = self.cross.with_logs(self.cross_norm(x), sound, bias)
        x = x + taken
        return x + self.dense(self.dense_norm(x)), logs


class TestWhisper(nn.Module):
    """The whole network, with a head for training that names the token heard in each frame."""

    def __init__(self, n_tokens: int, first_stamp: int, n_text: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(N_MELS, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.encoder = nn.ModuleList(EncoderLayer() for _ in range(N_ENCODER_LAYERS))
        self.encoder_norm = nn.LayerNorm(WIDTH)
        self.frame_head = nn.Linear(WIDTH, n_text + 1)
        self.embedding = nn.Embedding(n_tokens, WIDTH)
        self.places = nn.Parameter(torch.randn(N_TEXT_POSITIONS, WIDTH) * 0.02)
        self.decoder = nn.ModuleList(DecoderLayer() for _ in range(N_DECODER_LAYERS))
        self.decoder_norm = nn.LayerNorm(WIDTH)
        positions = torch.arange(N_REAL_POSITIONS + 1).float()
        self.register_buffer("positions", sinusoids(positions))
        bias = torch.zeros(N_REAL_POSITIONS + 1)
        bias[-1] = PAD_LOG_COUNT
        self.register_buffer("bias", bias[None, None, None, :])
        nn.init.normal_(self.embedding.weight, std=0.05)
        with torch.no_grad():  # neighbouring times start alike, and like the sound's positions
            n_stamps = n_tokens - first_stamp
            self.embedding.weight[first_stamp:] += 0.1 * sinusoids(torch.arange(n_stamps).float())
            for layer in list(self.encoder)[:LOCAL_LAYERS]:
                layer.attention.start_local()

    def heard(self, features: Tensor) -> Tensor:
        """The sound, (batch, N_REAL_POSITIONS + 1, WIDTH), of (batch, 80, WINDOW_FRAMES)."""
        padded = functional.pad(features, (0, 2 * (N_REAL_POSITIONS + 1) - features.shape[-1]))
        x = (
            functional.gelu(self.conv2(functional.gelu(self.conv1(padded)))).transpose(1, 2)
            + self.positions
        )
        for layer in self.encoder:
            x = layer(x, self.bias)
        return self.encoder_norm(x)

    def forward(self, features: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        """Logits of the next tokens, logits of the frames, attention of each decoder layer."""
        sound = self.heard(features)
        x = self.embedding(tokens) + self.places[: tokens.shape[1]]
        attention: list[Tensor] = []
        for layer in self.decoder:
            x, logs = layer(x, sound, self.bias)
            attention.append(logs)
        logits = self.decoder_norm(x) @ self.embedding.weight.T
        return logits, self.frame_head(sound[:, :N_POSITIONS:FRAME_STEP]), attention


def write_folder(model: TestWhisper, tokens: Tokens, folder: Path) -> None:
    """Writes the model as faster-whisper loads it: weights in 8 bits, the rest in 16."""
    from ctranslate2.specs.whisper_spec import WhisperSpec

    spec = WhisperSpec(N_ENCODER_LAYERS, N_HEADS, N_DECODER_LAYERS, N_HEADS)
    _fill_encoder(spec.encoder, model)
    _fill_decoder(spec.decoder, model)
    spec.register_vocabulary(tokens.vocabulary)
    spec.config.alignment_heads = [list(head) for head in ALIGNMENT_HEADS]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = []
    spec.validate()
    spec.optimize(quantization="int8_float16")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    tokens.save(folder / "tokenizer.json")
    features = {"feature_size": N_MELS, "chunk_length": round(WINDOW_S)}
    (folder / "preprocessor_config.json").write_text(json.dumps(features) + "\n")


def _fill_encoder(spec: Any, model: TestWhisper) -> None:
    for part, own in ((spec.conv1, model.conv1), (spec.conv2, model.conv2)):
        part.weight, part.bias = _array(own.weight), _array(own.bias)
    positions = _array(model.positions)
    n_alike = N_ENGINE_POSITIONS - len(positions)
    spec.position_encodings.encodings = np.concatenate(
        [positions, np.repeat(positions[-1:], n_alike, axis=0)]
    )
    _fill_norm(spec.layer_norm, model.encoder_norm)
    for part, own in zip(spec.layer, model.encoder, strict=True):
        _fill_self_attention(part.self_attention, own.attention, own.attention_norm)
        _fill_dense(part.ffn, own)


def _fill_decoder(spec: Any, model: TestWhisper) -> None:
    spec.embeddings.weight = spec.projection.weight = _array(model.embedding.weight)
    spec.position_encodings.encodings = _array(model.places)
    _fill_norm(spec.layer_norm, model.decoder_norm)
    for part, own in zip(spec.layer, model.decoder, strict=True):
        _fill_self_attention(part.self_attention, own.attention, own.attention_norm)
        _fill_norm(part.attention.layer_norm, own.cross_norm)
        _fill_linear(part.attention.linear[0], own.cross.query)
        _fill_linear(part.attention.linear[1], own.cross.key, own.cross.value)
        _fill_linear(part.attention.linear[2], own.cross.out)
        _fill_dense(part.ffn, own)


def _fill_self_attention(spec: Any, own: Attention, norm: nn.LayerNorm) -> None:
    _fill_norm(spec.layer_norm, norm)
    _fill_linear(spec.linear[0], own.query, own.key, own.value)
    _fill_linear(spec.linear[1], own.out)


def _fill_dense(spec: Any, own: Any) -> None:
    _fill_norm(spec.layer_norm, own.dense_norm)
    _fill_linear(spec.linear_0, own.dense[0])
    _fill_linear(spec.linear_1, own.dense[2])


def _fill_linear(spec: Any, *own: nn.Linear) -> None:
    biases = [each.bias if each.bias is not None else torch.zeros(WIDTH) for each in own]
    spec.weight = np.concatenate([_array(each.weight) for each in own])
    spec.bias = np.concatenate([_array(bias) for bias in biases])


def _fill_norm(spec: Any, own: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = _array(own.weight), _array(own.bias)


def _array(weights: Tensor) -> Any:
    return weights.detach().float().numpy().copy()
