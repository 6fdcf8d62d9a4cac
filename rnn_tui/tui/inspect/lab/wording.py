"""The sentences of the cell lab about shapes and saturation."""

from textual.content import Content

from rnn_tui.cells import saturated
from rnn_tui.tui.inspect.lab.unrolled import LabSpec, UnrolledCell
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import percent, short_number

MANY = 0.5
"""The share of saturated values from which on there is a warning."""


def about(spec: LabSpec) -> Content:
    """Two lines: what goes in, and what comes out with `return_sequences` and without."""
    bounds = f"[{short_number(spec.low)}, {short_number(spec.high)})"
    inputs = tr(
        "inputs ({timesteps}, {features})", timesteps=spec.timesteps, features=spec.features
    )
    every, last = spec.outputs
    first = tr("return_sequences: {every}, every row ▸", every=every)
    second = tr("without: {last}, the last row", last=last)
    chosen, other = "bold", "$foreground 60%"
    return Content.assemble(
        tr(
            "{cell} of {units} units, {inputs}, weights in {bounds}, seed {seed}\n",
            cell=spec.cell,
            units=spec.units,
            inputs=inputs,
            bounds=bounds,
            seed=spec.seed,
        ),
        (first, chosen if spec.return_sequences else other),
        " │ ",
        (second, other if spec.return_sequences else chosen),
    )


def note(unrolled: UnrolledCell, quantity: str) -> Content:
    """A comment on the values so far."""
    spec, values = unrolled.spec, unrolled.values(quantity)
    if quantity == "cell":
        most = float(abs(values).max())
        return Content(
            tr(
                "The cell state is unbounded: so far it has come as far as "
                "{most:.1f} from 0. What is written adds up: this is how an LSTM "
                "remembers.",
                most=most,
            )
        )
    gate = quantity.endswith("_gate")
    share = saturated(values, low=0.0 if gate else -1.0)
    ends = tr("0 or 1") if gate else tr("-1 or 1")
    if share >= MANY:
        turn = (
            tr("A smaller range helps.")
            if spec.centred
            else tr("z draws the weights around 0 instead, up to ±{limit:.2f}.", limit=spec.limit)
        )
        return Content.assemble(
            (
                tr("{share} of the values so far are saturated", share=percent(share, 0)),
                "bold $warning",
            ),
            tr(
                ": within 0.01 of {ends}, where the input hardly moves them. {turn}",
                ends=ends,
                turn=turn,
            ),
        )
    if spec.centred:
        return Content.assemble(
            (
                tr("{share} of the values so far are saturated", share=percent(share, 0)),
                "bold $success",
            ),
            tr(
                ": with weights around 0 the sums stay small, and every unit still "
                "responds to its input. z goes back to [0, 1)."
            ),
        )
    return Content(
        tr(
            "{share} of the values so far are within 0.01 of {ends}.",
            share=percent(share, 0),
            ends=ends,
        )
    )
