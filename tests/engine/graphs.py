"""What a traced function would run where, told from its graph without running it."""

from collections.abc import Iterator
from typing import Any

from tensorflow.python.framework import kernels

CUDNN = ("CudnnRNNV3", "CudnnRNNBackpropV3")


def operations(traced: Any) -> Iterator[tuple[Any, bool]]:
    """Every operation of a concrete function and of those it calls, as its NodeDef.

    With it whether XLA compiles it: because the function that holds it says so, or a caller does.
    """
    library = {each.signature.name: each for each in traced.graph.as_graph_def().library.function}
    seen: set[tuple[str, bool]] = set()

    def walk(nodes: Any, compiled: bool) -> Iterator[tuple[Any, bool]]:
        for node in nodes:
            yield node, compiled
            for name in _called(node):
                inside = compiled or _must_compile(node) or _must_compile(library[name])
                if (name, inside) not in seen:
                    seen.add((name, inside))
                    yield from walk(library[name].node_def, inside)

    yield from walk(traced.graph.as_graph_def().node, _must_compile(traced.function_def))


def _called(node: Any) -> list[str]:
    given = node.attr.values()
    return [each.func.name for each in given if each.func.name] + [
        func.name for each in given for func in each.list.func
    ]


def _must_compile(holder: Any) -> bool:
    attributes = holder.attr
    return "_XlaMustCompile" in attributes and attributes["_XlaMustCompile"].b


def has_gpu_kernel(node: Any) -> bool:
    """Whether TensorFlow's CUDA build can run the operation on a GPU with floats.

    The PyPI build for Linux on x86 knows its GPU kernels also where there is no GPU.
    """
    found = kernels.get_registered_kernels_for_op(node.op).kernel
    return any(each.device_type in ("GPU", "DEFAULT") and _takes(each, node) for each in found)


def _takes(kernel: Any, node: Any) -> bool:
    return all(
        not node.attr[each.name].type or node.attr[each.name].type in each.allowed_values.list.type
        for each in kernel.constraint
    )
