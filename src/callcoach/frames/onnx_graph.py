"""Owns the cutting of an ONNX model: the part of its graph between some values, its weights.

ONNX Runtime runs a graph from its inputs to its outputs only. A model of which a part is cheaper
done elsewhere is therefore cut here, in its bytes: the few fields of onnx.proto that this needs are
read as the protocol buffers' wire format states them, and all others are copied as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from callcoach.types.frames import FloatRow

MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_WEIGHT, GRAPH_INPUT, GRAPH_OUTPUT = 1, 5, 11, 12
NODE_INPUT, NODE_OUTPUT, NODE_KIND = 1, 2, 4
NAME, TYPE = 1, 2
WEIGHT_LENGTH, WEIGHT_NAME, WEIGHT_BYTES = 1, 8, 9
"""Fields of onnx.proto by number: ModelProto, GraphProto, NodeProto, ValueInfoProto and
TensorProto."""

FLOAT_TENSOR = b"\x0a\x02\x08\x01"
"""A TypeProto: tensor_type (1) whose elem_type (1) is FLOAT (1), without a shape."""

VARINT, FIXED64, LENGTH = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a graph: its kind, as "Conv", and the names of what it takes and gives."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def nodes(model: bytes) -> list[Node]:
    """The steps of a model's graph, in the order in which they run."""
    return [_node(value) for number, value, _ in _fields(_graph(model)) if number == GRAPH_NODE]


def weights(model: bytes, name: str) -> FloatRow:
    """The numbers of that name, float32 of their own shape, read-only.

    Raises
    ------
    KeyError
        If the model holds none of that name.
    """
    for number, content, _ in _fields(_graph(model)):
        if number == GRAPH_WEIGHT and _text(content, WEIGHT_NAME) == name:
            parts = list(_fields(content))
            shape = [_varint(value, 0)[0] for field, value, _ in parts if field == WEIGHT_LENGTH]
            raw = next(value for field, value, _ in parts if field == WEIGHT_BYTES)
            return np.frombuffer(raw, np.float32).reshape(shape)
    raise KeyError(name)


def part_of(model: bytes, inputs: Collection[str], outputs: Collection[str] | None = None) -> bytes:
    """The model with only the steps that lead to `outputs` from `inputs`.

    Parameters
    ----------
    inputs, outputs : names of values, float32 of any shape
        The model's own inputs that a step still needs stay; without `outputs` its own stay too.
    """
    own = {_text(each, NAME): raw for each, raw in _values(model, GRAPH_OUTPUT)}
    wanted = own if outputs is None else outputs
    needed = set(wanted)
    kept = set()
    for at, node in reversed(list(enumerate(nodes(model)))):
        if any(name in needed and name not in inputs for name in node.outputs):
            kept.add(at)
            needed.update(node.inputs)
    graph, at = b"", -1
    for number, content, raw in _fields(_graph(model)):
        at += number == GRAPH_NODE
        is_idle = number == GRAPH_INPUT and _text(content, NAME) not in needed
        if number != GRAPH_OUTPUT and not is_idle and (number != GRAPH_NODE or at in kept):
            graph += raw
    graph += b"".join(_value(GRAPH_INPUT, name) for name in inputs)
    graph += b"".join(own.get(name) or _value(GRAPH_OUTPUT, name) for name in wanted)
    return b"".join(
        _field(MODEL_GRAPH, graph) if number == MODEL_GRAPH else raw
        for number, _, raw in _fields(model)
    )


def _values(model: bytes, wanted: int) -> Iterator[tuple[bytes, bytes]]:
    """Content and whole encoding of the graph's inputs or outputs."""
    for number, content, raw in _fields(_graph(model)):
        if number == wanted:
            yield content, raw


def _value(number: int, name: str) -> bytes:
    return _field(number, _field(NAME, name.encode()) + _field(TYPE, FLOAT_TENSOR))


def _graph(model: bytes) -> bytes:
    return next(value for number, value, _ in _fields(model) if number == MODEL_GRAPH)


def _node(content: bytes) -> Node:
    parts = list(_fields(content))
    return Node(
        kind=_text(content, NODE_KIND),
        inputs=tuple(value.decode() for number, value, _ in parts if number == NODE_INPUT),
        outputs=tuple(value.decode() for number, value, _ in parts if number == NODE_OUTPUT),
    )


def _text(message: bytes, wanted: int) -> str:
    return next(value.decode() for number, value, _ in _fields(message) if number == wanted)


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, content and whole encoding of each field of a message."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == LENGTH:
            n, at = _varint(message, at)
        elif kind == VARINT:
            n = _varint(message, at)[1] - at
        else:
            n = 8 if kind == FIXED64 else 4
        yield number, message[at : at + n], message[start : at + n]
        at += n


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _field(number: int, content: bytes) -> bytes:
    return _encoded(number << 3 | LENGTH) + _encoded(len(content)) + content


def _encoded(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])
