"""The compiled loops of `source/`, found, chosen for this processor and made known to XLA.

A custom call finds its target in a registry that TensorFlow 2.21 exports from
`libtensorflow_cc.so.2` as `xla::CustomCallTargetRegistry`. There is no C interface to it, so the
C++ names are spelled out here, and a string is laid out as libstdc++ does; both are checked by the
pinned minor version of TensorFlow and by `tests/engine/test_native.py`.
"""

import ctypes
import os
import struct
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).with_name("librecurrent.so")
SOURCE = Path(__file__).with_name("source")
REASON = LIBRARY.with_suffix(".txt")
"""Written by the build where it could not compile: why."""

CHOSEN = "RNN_TUI_INSTRUCTIONS"
"""An environment variable that names a lesser instruction set than the best."""
SETS = ("plain", "avx2", "avx512")
"""A processor that runs one of them runs those before it."""

REGISTRY = "_ZN3xla24CustomCallTargetRegistry6GlobalEv"
REGISTER = (
    "_ZN3xla24CustomCallTargetRegistry8RegisterERKNSt7__cxx1112basic_stringIcSt11char_traitsIcE"
    "SaIcEEEPvS8_"
)
CELLS = ("SimpleRNN", "LSTM", "GRU")


@dataclass(frozen=True, slots=True)
class Call:
    """The shape of a call, as `source/sequences.h` reads it: integers of 32 bits in this order."""

    cell: int
    batch: int
    timesteps: int
    units: int
    features: int = 0
    words: int = 0
    backwards: bool = False
    masked: bool = False
    sequences: bool = False

    def packed(self) -> bytes:
        """The bytes of the C struct."""
        return struct.pack("9i", *astuple(self))


@dataclass(frozen=True, slots=True)
class Update:
    """The shape of an optimizer's step on a table, as `source/optimizers.c` reads it."""

    rule: int
    words: int
    features: int
    places: int

    def packed(self) -> bytes:
        """The bytes of the C struct."""
        return struct.pack("4i", *astuple(self))


class Library:
    """The functions of one instruction set."""

    def __init__(self, path: Path, instructions: str) -> None:
        """Load the library and register its calls. Raises OSError, AttributeError."""
        self._loaded = ctypes.CDLL(str(path))
        self.instructions = instructions
        for name in ("forward", "backward", "update"):
            _register(self.target(name), getattr(self._loaded, self.target(name)))

    def target(self, name: str) -> str:
        """The name of a function of this instruction set."""
        return f"rnn_tui_{name}_{self.instructions}"

    def room(self, name: str, call: Call | Update) -> int:
        """Working memory of a call, in floats."""
        ask = getattr(self._loaded, self.target(f"{name}_room"))
        ask.restype = ctypes.c_size_t
        return int(ask(call.packed()))


def _register(name: str, function: Any) -> None:
    import tensorflow as tf

    tensorflow = ctypes.CDLL(str(Path(tf.__file__).with_name("libtensorflow_cc.so.2")))
    registry = getattr(tensorflow, REGISTRY)
    registry.restype = ctypes.c_void_p
    register = getattr(tensorflow, REGISTER)
    register.restype = None
    target = ctypes.cast(function, ctypes.c_void_p)
    register(ctypes.c_void_p(registry()), _string(name), target, _string("Host"))


class _String(ctypes.Structure):
    """A std::string of libstdc++: where its characters are, how many, room for a short one."""

    _fields_ = (
        ("characters", ctypes.c_void_p),
        ("length", ctypes.c_size_t),
        ("room", ctypes.c_char * 16),
    )


def _string(text: str) -> Any:
    characters = ctypes.create_string_buffer(text.encode())
    string = _String(ctypes.addressof(characters), len(text), b"")
    string.keep = characters  # a structure of ctypes holds an address, not what lies there
    return ctypes.byref(string)


@cache
def library() -> Library | None:
    """The loops for this processor, or None where they are not installed or do not load."""
    if not (found := instructions()):
        return None
    try:
        return Library(LIBRARY, found)
    except (OSError, AttributeError):
        return None


@cache
def instructions() -> str:
    """The instruction set to use; empty where there is none, or `why_missing` says why not."""
    if chosen := os.environ.get(CHOSEN):
        return chosen if chosen in runnable() else ""
    return runnable()[-1] if runnable() else ""


def computes() -> str:
    """`avx512 1f0a3b5c`: the instruction set and a digest of the sources, on which the last bits
    depend; empty where there are no loops."""
    return f"{found} {_digest(SOURCE)[:8]}" if (found := instructions()) else ""


@cache
def runnable() -> tuple[str, ...]:
    """The instruction sets that run here; none where the library is missing or an older one.

    In a checkout that is installed to be edited, the sources change and the library does not: its
    calls would be taken for others and compute anything.
    """
    try:
        loaded = ctypes.CDLL(str(LIBRARY))
        if _told(loaded.rnn_tui_sources) != _digest(SOURCE):
            return ()
        return SETS[: SETS.index(_told(loaded.rnn_tui_instructions)) + 1]
    except (OSError, AttributeError):
        return ()


def _told(function: Any) -> str:
    function.restype = ctypes.c_char_p
    return str(function().decode())


def _digest(source: Path) -> str:
    """As `hatch_build.py` computes it."""
    files = sorted(path for path in source.iterdir() if path.suffix in (".c", ".h"))
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def why_missing() -> str:
    """One clause for `rnn-tui doctor`; empty where the library works."""
    if library() is not None:
        return ""
    if wrong := wrong_choice():
        return wrong
    if LIBRARY.exists():
        built = "TensorFlow" if runnable() else "source code"
        return f"{LIBRARY.name} does not fit this {built}: reinstall the package"
    try:
        return REASON.read_text().strip()
    except OSError:
        return "not built: reinstall the package"


def wrong_choice() -> str:
    """One clause where an instruction set was chosen that does not run here; else empty."""
    if not runnable() or instructions():
        return ""
    known = ", ".join(runnable())
    return f"{CHOSEN} is {os.environ[CHOSEN]!r}: this processor has {known}"


def custom_call(
    loops: Library,
    name: str,
    call: Call | Update,
    operands: Sequence[Any],
    shapes: Sequence[Sequence[int]],
    *,
    in_place: int = 0,
) -> list[Any]:
    """The results of a call inside a function that XLA compiles, floats of these shapes.

    The first `in_place` results lie where the operands of the same numbers do: XLA copies those
    that something else still reads, and no variable that nothing but the step holds.
    """
    from tensorflow.compiler.tf2xla.ops import gen_xla_ops

    shapes = [*shapes, (loops.room(name, call),)]
    results: list[Any] = gen_xla_ops.xla_call_module(
        list(operands),
        version=CALL_MODULE,
        module=_module(loops.target(name), call.packed(), operands, shapes, in_place),
        Sout=shapes[:-1],
        Tout=["float32"] * (len(shapes) - 1),
        platforms=["CPU"],
    )
    return results


CALL_MODULE = 9
"""The version of the operation's own format: the last that is a module with one platform."""


def _module(
    target: str,
    config: bytes,
    operands: Sequence[Any],
    shapes: Sequence[Sequence[int]],
    in_place: int,
) -> str:
    """StableHLO of one call: the only form in which TensorFlow says what is computed in place."""
    types = [_type_of(each.shape, _ELEMENTS[each.dtype.name]) for each in operands]
    made = [_type_of(shape, "f32") for shape in shapes]
    given = ", ".join(f"%{i}: {each}" for i, each in enumerate(types))
    passed = ", ".join(f"%{i}" for i in range(len(types)))
    aliases = ", ".join(_ALIAS.format(i) for i in range(in_place))
    returned = ", ".join(f"%r#{i}" for i in range(len(made) - 1))
    return f"""
module @call {{
  func.func public @main({given}) -> ({", ".join(made[:-1])}) {{
    %r:{len(made)} = stablehlo.custom_call @{target}({passed}) {{
      api_version = {UNIFIED} : i32, has_side_effect = false, output_operand_aliases = [{aliases}],
      backend_config = "{"".join(f"{chr(92)}{byte:02X}" for byte in config)}"
    }} : ({", ".join(types)}) -> ({", ".join(made)})
    return {returned} : {", ".join(made[:-1])}
  }}
}}"""


UNIFIED = 3
"""XLA's number of the convention by which the functions of `source/` are called."""

_ELEMENTS = {"float32": "f32", "int32": "i32", "bool": "i1"}
_ALIAS = (
    "#stablehlo.output_operand_alias<output_tuple_indices = [{0}], operand_index = {0}, "
    "operand_tuple_indices = []>"
)


def _type_of(shape: Sequence[int], element: str) -> str:
    return f"tensor<{''.join(f'{size}x' for size in shape)}{element}>"
