"""The formats of `export --to`: a record each, from which the command, its help, the completion
and the app's dialog follow. Imports nothing heavy: the writers are loaded when they are wanted."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnn_tui.results.exports.files import Writer

SCRIPT, KERAS = "script", "keras"


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file that can be made of a run.

    `key` chooses it in the app's dialog, where `title` and `help` stand beside it. `suffix` ends
    the file's name; a format without one is a folder. `writer` is `module:function` within this
    package. `options` are the flags of `export` that it takes besides -o and --force.
    `text` may go to standard output, and does without a file where it is `printed`. A `model`
    takes the weights of a checkpoint, as long as the run has not finished, and seconds. One for
    `several` takes more runs than one.
    `extra` is the optional dependency that brings `modules`.
    """

    name: str
    key: str
    title: str
    suffix: str
    help: str
    writer: str
    options: tuple[str, ...] = ()
    text: bool = False
    printed: bool = False
    model: bool = False
    several: bool = False
    extra: str = ""
    modules: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """What the usual name of the file or folder ends in, after the run's id."""
        return self.suffix or f"-{self.name}"

    @property
    def network(self) -> bool:
        """True if there must be a network, which an imported history has not."""
        return self.model or self.name == SCRIPT

    @property
    def missing(self) -> str:
        """The command that installs what the format needs; empty where nothing is missing."""
        if all(find_spec(name) for name in self.modules):
            return ""
        return f"pip install 'rnn-tui[{self.extra}]'"

    def load_writer(self) -> "Writer":
        """The function that writes the file."""
        module, function = self.writer.split(":")
        writer: Writer = getattr(import_module(f"rnn_tui.results.exports.{module}"), function)
        return writer


def _network(name: str, key: str, title: str, what: str, **others: Any) -> Format:
    """A folder with the network, and all that a prediction needs."""
    return Format(
        name,
        key,
        title,
        suffix="",
        help=f"{what} A folder with predict.py.",
        writer="network:write",
        model=True,
        **{"options": ("best",)} | others,
    )


FORMATS = {
    each.name: each
    for each in (
        Format(
            name="csv",
            key="c",
            title="History as CSV",
            suffix=".csv",
            help="One row per epoch, with the columns of Keras's CSVLogger.",
            writer="history:write",
            options=("steps",),
            text=True,
            printed=True,
        ),
        Format(
            name=SCRIPT,
            key="s",
            title="Keras script",
            suffix=".py",
            help="The same experiment in plain Keras, without rnn-tui.",
            writer="script:write",
            text=True,
        ),
        Format(
            name=KERAS,
            key="k",
            title="Keras model",
            suffix=".keras",
            help="Keras's own format, with the run's weights.",
            writer="model:write",
            options=("best",),
            model=True,
        ),
        Format(
            name="tensorboard",
            key="t",
            title="TensorBoard",
            suffix="",
            help="A folder of event files: curves, hyperparameters, the experiment.",
            writer="tensorboard:write",
        ),
        Format(
            name="archive",
            key="a",
            title="Archive",
            suffix=".zip",
            help="The whole run as a file that rnn-tui import takes up elsewhere.",
            writer="archive:write",
        ),
        *(
            Format(
                name=name,
                key=key,
                title=title,
                suffix=f".{name}",
                help=about,
                writer=f"pictures:write_{name}",
                options=("plot", "apart", "log"),
                text=name != "png",
                several=True,
                extra="plots",
                modules=("matplotlib",),
            )
            for name, key, title, about in (
                ("png", "p", "Plots as PNG", "The curves in print quality, of one run or several."),
                ("svg", "v", "Plots as SVG", "The same as lines that stay sharp at any size."),
                ("html", "h", "Web page", "Results, curves, configuration: one file to send."),
            )
        ),
        _network(
            "onnx",
            "o",
            "ONNX",
            "For onnxruntime, in any language.",
            extra="onnx",
            modules=("onnx", "onnxruntime", "tf2onnx"),
        ),
        _network(
            "litert", "l", "LiteRT", "For phones and small computers.", options=("best", "quantize")
        ),
        _network("savedmodel", "m", "SavedModel", "For TensorFlow Serving."),
        _network(
            "safetensors",
            "w",
            "Weights as safetensors",
            "The weights under Keras's names.",
            extra="safetensors",
            modules=("safetensors",),
        ),
        _network("hf", "f", "Hugging Face folder", "Keras's model, with a model card."),
    )
}


def for_several() -> list[str]:
    """The names of the formats that take more than one run."""
    return [name for name, each in FORMATS.items() if each.several]


def taking(option: str) -> list[str]:
    """The names of the formats that take an option."""
    return [name for name, each in FORMATS.items() if option in each.options]
