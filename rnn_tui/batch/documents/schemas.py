"""JSON schemas of all that is printed as JSON, made from the shapes of the documents."""

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from rnn_tui.batch.documents.compared import Compared
from rnn_tui.batch.documents.data import Data
from rnn_tui.batch.documents.doctor import Examined
from rnn_tui.batch.documents.evaluated import Evaluated
from rnn_tui.batch.documents.predictions import Predicted, Unpredictable
from rnn_tui.batch.documents.queue import ShownQueue
from rnn_tui.batch.documents.run import run_type
from rnn_tui.batch.documents.runs import Grouped, Listed, Unreadable
from rnn_tui.batch.documents.stream import Named, TraceRecord
from rnn_tui.batch.documents.sweep import NamedSweep, shown_sweep_type
from rnn_tui.experiment import Experiment
from rnn_tui.runs.files.events import Event
from rnn_tui.sweeps.lines import AnyLine

DIALECT = "https://json-schema.org/draft/2020-12/schema"

VERSION = 1
"""The version of all the schemas, and of the key `v` in what they describe."""

SHAPES: dict[str, Callable[[], Any]] = {
    "batch": lambda: Named | TraceRecord | Event,
    "compare": lambda: Compared,
    "data": lambda: Data,
    "doctor": lambda: Examined,
    "evaluate": lambda: Evaluated,
    "predict": lambda: Predicted | Unpredictable,
    "queue": lambda: ShownQueue,
    "runs": lambda: Listed | Unreadable | Grouped,
    "show": run_type,
    "sweep": lambda: NamedSweep | AnyLine,
    "sweep-show": shown_sweep_type,
}
"""The shapes of a line, by the command that prints it.

`batch` means resume as well, `sweep` also its resume and work, `sweep-show` also its stop.
"""


class _Printed(GenerateJsonSchema):
    """The schema of what is printed, where each key is there, and has no title beside its name."""

    def float_schema(self, schema: Any) -> JsonSchemaValue:
        """JSON has no word for numbers that are not finite: they are null."""
        return {"type": ["number", "null"]}

    def field_is_required(self, field: Any, total: bool) -> bool:
        return field["type"] != "typed-dict-field" or super().field_is_required(field, total)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(name: str) -> dict[str, Any]:
    """The JSON schema of one line that the command prints with `--json`."""
    adapter = TypeAdapter(SHAPES[name]())
    made = adapter.json_schema(mode="serialization", schema_generator=_Printed)
    return _head(f"a line of rnn-tui {name.replace('-', ' ')} --json") | made


def experiment_schema() -> dict[str, Any]:
    """The JSON schema of a configuration; it is for TOML files, which have the same types."""
    return Experiment.model_json_schema() | _head("an experiment of rnn-tui")


def _head(title: str) -> dict[str, Any]:
    return {"$schema": DIALECT, "title": title, "version": VERSION}
