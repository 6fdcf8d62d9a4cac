"""Importing TensorFlow and Keras in half of the time and with 130 MB less.

Half of what `import tensorflow` reads is reached through namespaces that no training uses: the
interface of TensorFlow 1, its old Keras, feature columns, TPUs. So each package of the public
interface (`tensorflow._api.v2`) is read when something is first looked for in it. Everything
that computes is what it would be.
"""

import contextlib
import gc
import importlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

NAMESPACES = "tensorflow._api.v2."

UNUSED = ("sklearn",)
"""Packages that Keras imports where they are there, for parts that nothing here uses; scikit-learn
takes a fifth of the time, with the SciPy below it."""

_loading = threading.RLock()


@contextmanager
def light_import() -> Iterator[None]:
    """Import TensorFlow and Keras inside. Where they are imported already nothing changes.

    Garbage is not looked for meanwhile, nor later among what was imported: all of it stays.
    """
    if "tensorflow" in sys.modules:
        yield
        return
    finder, collects = _Finder(), gc.isenabled()
    hidden = [name for name in UNUSED if name not in sys.modules]
    gc.disable()
    sys.meta_path.insert(0, finder)
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None: cannot be imported
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
        sys.meta_path.remove(finder)
        if collects:
            gc.freeze()
            gc.enable()


def import_ahead() -> None:
    """Begin to import TensorFlow, with what an engine needs of it, in a thread.

    Whoever imports `rnn_tui.engine.session` then waits for it, or is told why it cannot be.
    """
    if "tensorflow" not in sys.modules:
        # Changed later, it is exchanged; put there later, it would move all that TensorFlow reads.
        os.environ.setdefault("XLA_FLAGS", "")
        threading.Thread(target=_import, name="import", daemon=True).start()


def _import() -> None:
    with light_import(), contextlib.suppress(Exception):
        importlib.import_module("rnn_tui.engine.session")


class _Finder(MetaPathFinder):
    """Finds the namespaces, each to be read later."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith(NAMESPACES):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _LaterLoader(spec.loader)
        return spec


class _LaterLoader(Loader):
    """Makes a module that `loader` fills when something is first looked for in it."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Later(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["_later"] = self._loader


class _Later(ModuleType):
    """A module that is not read yet.

    `importlib.util.LazyLoader` does the same, but before Python 3.12 two threads that look at once
    may find half a module.
    """

    def __getattr__(self, name: str) -> object:
        self._read()
        if name in vars(self):
            return vars(self)[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __dir__(self) -> Iterable[str]:
        self._read()
        return super().__dir__()

    def _read(self) -> None:
        with _loading:
            if (loader := vars(self).pop("_later", None)) is not None:
                self._fill(loader)

    def _fill(self, loader: Loader) -> None:
        """Fill the module.

        What it imports may set attributes of `tensorflow`: the folder `tensorflow/distribute` has
        the name of a namespace, which has been there first.
        """
        root = vars(sys.modules["tensorflow"])
        shown = {name: it for name, it in root.items() if isinstance(it, ModuleType)}
        try:
            loader.exec_module(self)
        except BaseException:
            vars(self)["_later"] = loader
            raise
        finally:
            root.update(shown)
