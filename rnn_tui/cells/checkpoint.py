"""The weights of a run's checkpoint, read without trusting the file.

A checkpoint is an npz. Its member `meta` is JSON in bytes; `meta["model"]` describes
Keras's `model.variables` in order, and the array of the n-th is `model/<n, four digits>`.
Some of them are states of random generators: those whose `weight` is false are left out.
"""

import json
import os
import zlib
from math import prod
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from rnn_tui.cells.base import Array, WeightsError
from rnn_tui.io.faults import reason
from rnn_tui.io.reading import open_to_read

MAX_META_BYTES = 64 * 2**20
MAX_WEIGHT_BYTES = 4 * 2**30
MAX_HEADER_CHARACTERS = 10_000

BROKEN = (BadZipFile, zlib.error, EOFError, LookupError, MemoryError, RuntimeError, TypeError)
"""What a file may raise, besides ValueError, that is cut off, garbled, or no npz at all."""


def weights_from_npz(path: Path, limit: int | None = None) -> list[Array]:
    """The arrays of `model.weights`, in that order. Raises WeightsError.

    A file of more than `limit` bytes is not looked into.

    Optimizer and metrics are not read. Nothing is unpickled, and nothing is allocated before
    the sizes that the file announces are found to be those of its members.
    """
    try:
        with open_to_read(path) as file:
            _check_size(os.fstat(file.fileno()).st_size, limit)
            archive = ZipFile(file)
            variables = _variables(archive)
            room = MAX_WEIGHT_BYTES
            weights = []
            for number, variable in enumerate(variables):
                if variable["weight"]:
                    array = _array(archive, f"model/{number:04d}", room)
                    room -= array.nbytes
                    weights.append(array.astype(np.float32, casting="same_kind", copy=False))
            return weights
    except FileNotFoundError:
        raise WeightsError(f"there is no checkpoint {path}") from None
    except OSError as error:
        raise WeightsError(f"cannot read the checkpoint {path}: {reason(error)}") from None
    except (*BROKEN, ValueError) as error:
        why = str(error.args[0]) if error.args else type(error).__name__
        raise WeightsError(f"the checkpoint {path} is broken: {why}") from None


def _check_size(size: int, limit: int | None) -> None:
    if limit is not None and size > limit:
        raise ValueError(
            f"its {size:,} bytes are more than the {limit:,} that its experiment allows"
        )


def _variables(archive: ZipFile) -> list[dict[str, Any]]:
    """The description of each model variable, checked."""
    meta = json.loads(_array(archive, "meta", MAX_META_BYTES).tobytes())
    variables = meta["model"] if isinstance(meta, dict) else None
    if not isinstance(variables, list) or not all(
        isinstance(variable, dict) and isinstance(variable.get("weight"), bool)
        for variable in variables
    ):
        raise ValueError("its meta does not describe the model's variables")
    stored = sum(name.startswith("model/") for name in archive.namelist())
    if stored != len(variables):
        raise ValueError(f"it describes {len(variables)} variables and holds {stored}")
    return variables


def _array(archive: ZipFile, name: str, room: int) -> NDArray[Any]:
    """One member, if it takes no more than `room` bytes and is as large as its header says."""
    entry = archive.getinfo(f"{name}.npy")
    if entry.file_size > room:
        raise ValueError(f"{name} would take {entry.file_size:,} bytes")
    with archive.open(entry) as file:
        shape, dtype = _header(file)
        if dtype.hasobject or prod(shape) * dtype.itemsize > entry.file_size:
            raise ValueError(f"{name} is not what its header says")
    with archive.open(entry) as file:
        array: NDArray[Any] = np.lib.format.read_array(
            file, allow_pickle=False, max_header_size=MAX_HEADER_CHARACTERS
        )
    return array


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version != (1, 0):
        raise ValueError(f"unknown npy version {version}")
    shape, _, dtype = np.lib.format.read_array_header_1_0(
        file, max_header_size=MAX_HEADER_CHARACTERS
    )
    return shape, dtype
