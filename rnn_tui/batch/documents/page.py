"""docs/json.md, made from the schemas: `python -m rnn_tui.batch.documents.page > docs/json.md`."""

from collections.abc import Iterator
from typing import Any

from rnn_tui.batch.documents.schemas import SHAPES, VERSION, schema_of

Schema = dict[str, Any]

INTRODUCTION = f"""\
# What is printed as JSON

With `--json` a command prints one JSON document per line on standard output, and nothing else
there; notes and errors go to standard error. Every line has `v`, the version of its shape, which is
{VERSION}: keys may be added within a version, and `v` is raised when one goes or changes its
meaning. Numbers that are not finite are `null`. Times are seconds since 1970, epochs and batches
count from 0.

`rnn-tui schema show` prints the JSON schema of what `rnn-tui show --json` prints, and likewise
for the other headings below; `rnn-tui presets --schema` prints that of a configuration.
"""

COMMANDS = {
    "batch": """\
`rnn-tui --batch --json` and `rnn-tui resume RUN --json` print which run it is, then its
events and its trace as they happen. With `--detach` the first line is the only one.

    rnn-tui --batch --json | jq -r 'select(.event == "epoch") | .logs.val_loss'
""",
    "compare": """\
One line about all of the runs.

    rnn-tui compare lstm gru --evaluate --json | jq .test.p
""",
    "data": """\
`rnn-tui data PATH --json` prints one line: what would be loaded, without training.

    rnn-tui data reviews.csv --json | jq -r '.notes[]'
""",
    "doctor": """\
One line.

    rnn-tui doctor --json | jq -r '.trouble[] | .problem'
""",
    "evaluate": """\
`rnn-tui evaluate RUN --json` prints one line about the run's test part, with `--data PATH` about
the labelled texts there.

    rnn-tui evaluate last --json | jq .logs.acc
""",
    "predict": """\
`rnn-tui predict RUN TEXT --json` prints one line; with `--file`, one for each text in it.

    rnn-tui predict last --file reviews.txt --json | jq -r .class
""",
    "runs": """\
One line for each run, or with `--group` for each configuration.

    rnn-tui runs --json | jq -r 'select(.state == "stopped") | .run'
    rnn-tui runs --group --json | jq -c '[.name, .figures.val_acc.mean]'
""",
    "show": """\
One line with all that is known of the run.

    rnn-tui show last --json | jq .test.confusion
""",
    "queue": """\
`rnn-tui queue --json` and its commands print one line with what is queued.

    rnn-tui queue --json | jq -r '.runs[] | select(.state == "waiting") | .run'
""",
    "sweep": """\
`rnn-tui sweep --json`, `sweep resume` and `sweep work` print which sweep it is, then the lines of
its journal as they are written. With `--detach` the first line is the only one.

    rnn-tui sweep --seeds 5 --json | jq -r 'select(.event == "told") | .value'
""",
    "sweep-show": """\
`rnn-tui sweep show` and `sweep stop` print one line with all that is known of the sweep.

    rnn-tui sweep show last --json | jq '.trials[] | [.value, .values]'
""",
}

LEFT_OUT = ("Experiment",)
"""Shapes that another schema describes."""


def page() -> str:
    """The page as Markdown."""
    told: set[str] = set()
    parts = [INTRODUCTION]
    for name in sorted(SHAPES):
        parts += [f"## {name}\n", COMMANDS[name], *_shapes(schema_of(name), told)]
    return "\n".join(parts)


def _shapes(schema: Schema, told: set[str]) -> Iterator[str]:
    """The tables of all shapes in the schema that no table was made of so far."""
    shapes = schema.get("$defs", {})
    first = [schema] if "properties" in schema else []
    waiting = [_name(entry) for entry in schema.get("anyOf", ())]
    for shape in first:
        yield _table(shape, shapes, "")
        waiting += _referred(shape["properties"])
    while waiting:
        name = waiting.pop(0)
        if name in told or name in LEFT_OUT or "properties" not in shapes[name]:
            continue
        told.add(name)
        yield _table(shapes[name], shapes, f"### {name}\n\n")
        waiting += _referred(shapes[name]["properties"])


def _table(shape: Schema, shapes: dict[str, Schema], heading: str) -> str:
    about = " ".join(shape.get("description", "").split())
    lines = [f"{heading}{about}\n" if about else heading.removesuffix("\n")]
    lines += ["| key | value |", "|---|---|"]
    for key, value in shape["properties"].items():
        missing = "" if key in shape.get("required", ()) else "; may be missing"
        lines.append(f"| `{key}` | {_words(value, shapes)}{missing} |")
    return "\n".join(lines) + "\n"


def _words(value: Schema, shapes: dict[str, Schema]) -> str:
    """`array of integer`, `Position or null`, `run`."""
    if "$ref" in value:
        meant = shapes[_name(value)]
        return _words(meant, shapes) if "enum" in meant else _name(value)
    if "const" in value or "enum" in value:
        return " or ".join(f"`{each}`" for each in value.get("enum", [value.get("const")]))
    if "anyOf" in value or "oneOf" in value:
        options = value.get("anyOf") or value["oneOf"]
        words = [word for option in options for word in _words(option, shapes).split(" or ")]
        return " or ".join(dict.fromkeys(words))
    kind = value.get("type", "anything")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        entries = {"anyOf": value["prefixItems"]} if "prefixItems" in value else value["items"]
        return f"array of {_in_brackets(entries, shapes)}"
    if kind == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"object of {_in_brackets(value['additionalProperties'], shapes)}"
    return str(kind)


def _in_brackets(value: Schema, shapes: dict[str, Schema]) -> str:
    words = _words(value, shapes)
    return f"({words})" if " or " in words else words


def _name(value: Schema) -> str:
    return str(value["$ref"]).rpartition("/")[2]


def _referred(value: Any) -> list[str]:
    """The names of all shapes in it, in their order."""
    if isinstance(value, list):
        return [name for entry in value for name in _referred(entry)]
    if not isinstance(value, dict):
        return []
    here = [_name(value)] if "$ref" in value else []
    return here + [name for entry in value.values() for name in _referred(entry)]


if __name__ == "__main__":
    print(page(), end="")
