"""Parts of a page about a run: summary, test, network, configuration, environment."""

from collections.abc import Iterator

from rnn_tui.experiment import dumps, infer
from rnn_tui.results.data.format import taken_lines
from rnn_tui.results.page.html import Html, element, joined, section, table
from rnn_tui.results.summary import shape_text
from rnn_tui.results.verdict import findings, scores_of, yardsticks
from rnn_tui.runs import RunState
from rnn_tui.wording.confusion import class_names, counts, is_matrix_of, mixed_up
from rnn_tui.wording.numbers import counted, figure, rate
from rnn_tui.wording.times import clock, moment

MOST_CLASSES = 20
"""From more classes on the most frequent mix-ups stand in the place of the matrix."""

MOST_NOTES = 50


def head(state: RunState, words: str) -> Html:
    """Id, name and description, state and time; `words` are the note of the run."""
    experiment = state.experiment
    described = experiment.description if experiment and not state.imported else ""
    about = ": ".join(part for part in (state.name, described) if part)
    badges = [state.state.value, f"{len(state.epochs)} of {counted(state.total_epochs, 'epoch')}"]
    badges += [moment(state.created_at)] if state.created_at else []
    badges += [state.machine.device] if state.machine else []
    return element(
        "header",
        element("h1", state.label),
        element("p", about, class_="sub"),
        *(element("span", each, class_="badge") for each in badges),
        *([element("p", words)] if words else []),
    )


def cards(state: RunState) -> Html:
    """The figures that are asked for first."""
    found: list[tuple[str, str]] = []
    best = state.best
    if best is not None:
        at = f"best {state.monitor}, epoch {best.epoch + 1}"
        found.append((figure(best.logs[state.monitor]), at))
        twin = "val_acc" if "val_acc" in best.logs else "acc"
        if twin in best.logs and twin != state.monitor:
            found.append((figure(best.logs[twin]), f"{twin} in that epoch"))
    if state.test is not None:
        found += [(figure(value), f"test {name}") for name, value in state.test.logs.items()]
    found += [(figure(value), f"{name}, acc on the test part") for name, value in yardsticks(state)]
    if state.parameters is not None:
        found.append((f"{state.parameters:,}", "parameters"))
    found.append((clock(state.worked_so_far), "of work"))
    speeds = [record.samples_per_second for record in state.epochs if record.samples_per_second]
    if speeds:
        found.append((rate(sum(speeds) / len(speeds)).split()[0], "samples/s"))
    return element(
        "div",
        *(
            element("div", element("b", value), element("span", name), class_="card")
            for value, name in found
        ),
        class_="cards",
    )


def verdicts(state: RunState) -> Html:
    """What the figures say, and why a run failed."""
    said = [each.words for each in findings(state)]
    if state.failure is not None:
        said.append(state.failure.message)
    return joined(element("p", sentence, class_="finding") for sentence in said)


def test(state: RunState) -> Html:
    """The confusion matrix and the scores of each class; empty without a test."""
    if state.test is None:
        return Html("")
    scores = table(
        ("class", "precision", "recall", "F1", "texts"),
        (
            (each.label, *map(figure, (each.precision, each.recall, each.f1)), f"{each.support:,}")
            for each in scores_of(state)
        ),
        class_="numbers",
    )
    pair = element("div", _matrix(state), scores, class_="pair")
    return section("Test", pair)


def _matrix(state: RunState) -> Html:
    assert state.test is not None
    confusion = state.test.confusion
    names = class_names(state.classes, confusion)
    if not confusion or not is_matrix_of(names, confusion):
        return Html("")
    if len(names) > MOST_CLASSES:
        lines = mixed_up(names, confusion, MOST_CLASSES)
        return element("div", *(element("p", line) for line in lines))
    rows = []
    for row, (name, texts) in enumerate(zip(names, counts(confusion), strict=True)):
        total = max(1, sum(confusion[row]))
        cells = (
            element(
                "td",
                text,
                class_="right" if row == column else "wrong",
                style=f"--share: {round(confusion[row][column] / total, 3)}",
            )
            for column, text in enumerate(texts)
        )
        rows.append((element("th", name), *cells))
    return table(("true \\ predicted", *names), rows, class_="matrix")


def network(state: RunState) -> Html:
    """The layers with their shapes and counts; empty for an imported history."""
    experiment = state.experiment
    if experiment is None or state.imported:
        return Html("")
    stack = infer(experiment.layers, experiment.data.maxlen)
    rows = [
        (
            f"{row.name} ({row.kind})",
            shape_text(row),
            "" if row.params is None else f"{row.params:,}",
        )
        for row in stack.rows
    ]
    rows.append(("total", "", f"{stack.total:,}"))
    return section(
        "Network", table(("layer", "output shape", "parameters"), rows, class_="numbers")
    )


def configuration(state: RunState) -> Html:
    """The experiment as its TOML file; empty for an imported history."""
    if state.experiment is None or state.imported:
        return Html("")
    return section("Configuration", element("pre", dumps(state.experiment)))


def environment(state: RunState) -> Html:
    """Machine, versions, how the layers were computed, and the data."""
    rows = list(_environment(state))
    return section("Environment", table(("", ""), rows)) if rows else Html("")


def _environment(state: RunState) -> Iterator[tuple[str, str]]:
    if (machine := state.machine) is not None:
        yield "device", machine.device
        yield "versions", ", ".join(f"{name} {each}" for name, each in machine.versions.items())
        yield "settings", ", ".join(f"{name} {each}" for name, each in machine.settings.items())
    if state.device_notes:
        yield "why this device", "; ".join(state.device_notes)
    if state.layer_loops:
        yield "layers computed by", "; ".join(state.layer_loops)
    if (sizes := state.sizes) is not None:
        parts = (("training", sizes.train), ("validation", sizes.validation), ("test", sizes.test))
        yield "texts", ", ".join(f"{count:,} {name}" for name, count in parts)
    if state.classes:
        yield "classes", ", ".join(state.classes)
    notes = [*taken_lines(state.taken), *state.data_notes]
    if notes:
        yield "data", "; ".join(notes)
    if state.fingerprint:
        yield "fingerprint of the data", state.fingerprint


def warnings(state: RunState) -> Html:
    """What went wrong or was unusual on the way."""
    told = [note for note in state.notes if note.warning][-MOST_NOTES:]
    if not told:
        return Html("")
    lines = (element("li", f"{moment(note.at)}  {note.text}") for note in told)
    return section("Warnings", element("ul", *lines))
