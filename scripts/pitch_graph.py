"""Owns the pitch network as an ONNX model."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from pitch_network import CHANNELS, Block, Comb, Network

from callcoach.frames.comb import N_BANDS, N_PITCHES

OPSET, IR = 17, 8
FREE = "hops"


class Graph:
    """Nodes and weights, one after the other; each call names what it makes."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def node(self, kind: str, *inputs: str, **settings: object) -> str:
        """What a node of such a kind makes of its inputs."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [*inputs], [name], **settings))
        return name

    def weight(self, values: Any) -> str:
        """Numbers that do not change."""
        name = f"weight_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def conv(self, rows: str, kernel: Any, bias: Any, pads: tuple[int, ...], **more: object) -> str:
        """A convolution of the size of its kernel."""
        names = self.weight(numbers(kernel)), self.weight(numbers(bias))
        shape = [*kernel.shape[2:]]
        return self.node("Conv", rows, *names, kernel_shape=shape, pads=[*pads], **more)

    def lowest(self, rows: str, n: int) -> str:
        """The lowest `n` bands."""
        ends = (self.weight(np.array([value], np.int64)) for value in (0, n, 2))
        return self.node("Slice", rows, *ends)

    def squeezed(self, rows: str) -> str:
        """Without its one channel."""
        return self.node("Squeeze", rows, self.weight(np.array([1], np.int64)))


def numbers(values: Any) -> Any:
    """A tensor as float32."""
    return values.detach().cpu().numpy().astype(np.float32)


def model_of(network: Network) -> bytes:
    """`bands` (1, 1, 110, hops) to odds of the pitches (1, 64, hops), voicing (1, hops)."""
    graph = Graph()
    rows = graph.conv("bands", network.first.weight, network.first.bias, (1, 1, 1, 1))
    rows = graph.node("Relu", rows)
    for block in network.blocks:
        rows = _block(graph, rows, block)
    odds = graph.squeezed(graph.conv(rows, network.pitch.weight, network.pitch.bias, (0, 0, 0, 0)))
    heard = graph.conv(rows, network.heard.weight, network.heard.bias, (0, 0, 0, 0))
    highest = graph.node("ReduceMax", heard, axes=[2], keepdims=0)
    mean = graph.node("ReduceMean", heard, axes=[2], keepdims=0)
    about = graph.node("Concat", highest, mean, axis=1)
    about = graph.node("Relu", graph.conv(about, network.about.weight, network.about.bias, (1, 1)))
    voicing = graph.squeezed(
        graph.conv(about, network.voicing.weight, network.voicing.bias, (0, 0))
    )
    described = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in (
            ("bands", [1, 1, N_BANDS, FREE]),
            (odds, [1, N_PITCHES, FREE]),
            (voicing, [1, FREE]),
        )
    ]
    whole = helper.make_graph(
        graph.nodes, "pitch", described[:1], described[1:], initializer=graph.weights
    )
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR
    onnx.checker.check_model(model)
    return model.SerializeToString()


def _block(graph: Graph, rows: str, block: Block) -> str:
    pads, settings = (*block.padding, *block.padding), {"dilations": [block.step, 1]}
    if isinstance(block, Comb):
        pads = (0, 0, block.above, 0)
    if block.mix is None:
        found = graph.conv(rows, block.kernel, block.bias, pads, **settings)
    else:
        none = block.bias.new_zeros(CHANNELS)
        found = graph.conv(rows, block.kernel, none, pads, group=CHANNELS, **settings)
        found = graph.conv(found, block.mix, block.bias, (0, 0, 0, 0))
    if isinstance(block, Comb):
        rows = graph.lowest(rows, N_PITCHES)
    return graph.node("Relu", graph.node("Add", rows, found))
