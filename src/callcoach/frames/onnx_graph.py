"""Owns the cutting of an ONNX model: the part of its graph behind some values.

ONNX Runtime runs a graph from its inputs only. A model whose first half is cheaper done
elsewhere is therefore cut here, in its bytes: the few fields of onnx.proto that this needs are
read as the protocol buffers' wire format states them, and all others are copied as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_INPUT, GRAPH_OUTPUT = 1, 11, 12
NODE_INPUT, NODE_OUTPUT, NODE_KIND = 1, 2, 4
NAME, TYPE = 1, 2
"""Fields of onnx.proto by number: ModelProto, GraphProto, NodeProto, ValueInfoProto."""

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


def from_values_on(model: bytes, values: Collection[str]) -> bytes:
    """The model with these values as inputs, float32 of any shape, and only the steps behind them.

    Inputs that no step is left for are dropped.
    """
    outputs = (each for number, each, _ in _fields(_graph(model)) if number == GRAPH_OUTPUT)
    needed = {_text(each, NAME) for each in outputs}
    kept = set()
    for at, node in reversed(list(enumerate(nodes(model)))):
        if any(name in needed and name not in values for name in node.outputs):
            kept.add(at)
            needed.update(node.inputs)
    graph, at = b"", -1
    for number, content, raw in _fields(_graph(model)):
        at += number == GRAPH_NODE
        is_idle = number == GRAPH_INPUT and _text(content, NAME) not in needed
        if not is_idle and (number != GRAPH_NODE or at in kept):
            graph += raw
    for name in values:
        graph += _field(GRAPH_INPUT, _field(NAME, name.encode()) + _field(TYPE, FLOAT_TENSOR))
    return b"".join(
        _field(MODEL_GRAPH, graph) if number == MODEL_GRAPH else raw
        for number, _, raw in _fields(model)
    )


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
