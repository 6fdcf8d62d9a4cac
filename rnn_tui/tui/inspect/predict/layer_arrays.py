"""Which layer and which of its arrays to look at, and that array as a sheet with words."""

from dataclasses import dataclass

import numpy as np

from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.results.predict.explain import Explanation, LayerTrace
from rnn_tui.tui.inspect.heatmap_data import HeatmapData
from rnn_tui.tui.widgets.word_flow import levels_of, short
from rnn_tui.wording.language import told
from rnn_tui.wording.numbers import percent

WORD, WIDEST = 12, 20


@dataclass(frozen=True, slots=True)
class ArrayChoice:
    """A layer by its name in the stack, and one of its arrays; empty: what is there first."""

    layer: str = ""
    array: str = ""

    def trace(self, found: Explanation) -> LayerTrace | None:
        """The layer, else the last recurrent one, else the first that has rows of words."""
        shown = [each for each in found.layers if each.arrays and len(each.words)]
        named = [each for each in shown if each.name == self.layer]
        recurrent = [each for each in shown if isinstance(each.layer, Recurrent)]
        return next(iter([*named, *recurrent[::-1], *shown]), None)

    def name(self, trace: LayerTrace) -> str:
        return self.array if self.array in trace.arrays else next(iter(trace.arrays))

    def next_array(self, found: Explanation) -> "ArrayChoice":
        trace = self.trace(found)
        if trace is None:
            return self
        names = list(trace.arrays)
        return ArrayChoice(trace.name, names[(names.index(self.name(trace)) + 1) % len(names)])

    def next_layer(self, found: Explanation) -> "ArrayChoice":
        names = [each.name for each in found.layers if each.arrays and len(each.words)]
        trace = self.trace(found)
        if trace is None:
            return self
        return ArrayChoice(names[(names.index(trace.name) + 1) % len(names)])


def sheet(found: Explanation, trace: LayerTrace, name: str) -> HeatmapData:
    """A row for each word that was read: the word, the prediction after it, the values."""
    values = trace.arrays[name]
    moved, ends = levels_of(found), trace.words[:, 1]
    steps = np.searchsorted(found.reached, ends, side="right") - 1
    labels, tints = [], []
    for (first, last), step in zip(trace.words.tolist(), steps.tolist(), strict=True):
        answer = found.before if step < 0 else found.running[step]
        word = short(found.tokens[last].text, WORD)
        if first != last:
            word = short(f"…{found.tokens[last].text}", WORD)
        labels.append((word, told(percent(float(answer[found.focus]), 0))))
        tints.append(moved[last])
    finite = np.abs(values[np.isfinite(values)])
    scale = max(1.0 if name != "output" else 0.0, float(finite.max(initial=0.0))) or 1.0
    return HeatmapData(values, labels, scale, tints=tints, widest=WIDEST)
