"""ONNX, for onnxruntime: `model.onnx`, with batch and timesteps free."""

from pathlib import Path
from typing import Any

from rnn_tui.engine.formats import Reader, signature

NAME = "model.onnx"
OPSET = 15
"""The set of operators that tf2onnx 1.17 writes by itself; every runtime since 2021 has it."""

OUTPUT = "probabilities"


def write(model: Any, folder: Path) -> Reader:
    """Write the file; the converter's own names of dimensions and output say nothing."""
    import onnx

    path = folder / NAME
    spec = signature(model, None)
    model.export(path, format="onnx", verbose=False, input_signature=spec, opset_version=OPSET)
    graph = onnx.load(path)
    _name(graph.graph)
    graph.doc_string = "ids: padded word ids (batch, timesteps); see preprocessing.json"
    onnx.checker.check_model(graph)
    onnx.save(graph, path)
    return _reader(path)


def _name(graph: Any) -> None:
    """Name the dimensions and the output."""
    (given,), (answer,) = graph.input, graph.output
    dimensions = given.type.tensor_type.shape.dim
    for dimension, name in zip(dimensions, ("batch", "timesteps"), strict=True):
        if not dimension.dim_value:
            dimension.dim_param = name
    first = answer.type.tensor_type.shape.dim[0]
    first.dim_param = "batch"
    for node in graph.node:
        for names in (node.input, node.output):
            for number, name in enumerate(names):
                if name == answer.name:
                    names[number] = OUTPUT
    answer.name = OUTPUT


def _reader(path: Path) -> Reader:
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return lambda rows: session.run([OUTPUT], {"ids": rows})[0]
