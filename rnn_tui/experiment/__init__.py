"""An experiment: its data, its stack of layers, its training.

The room imports nothing of ours and neither numpy, Keras nor Textual: the app asks it
at every keystroke. Shapes and parameter counts are computed here; a property test holds
them to Keras.
"""

from rnn_tui.experiment.data import DataSpec, ImdbData, SampleData, TextData
from rnn_tui.experiment.dumping import dumps
from rnn_tui.experiment.errors import ConfigError, Fault
from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.facts import DataFacts
from rnn_tui.experiment.layers import KINDS, Layer
from rnn_tui.experiment.loading import load, loads, resolve
from rnn_tui.experiment.presets import preset_names, preset_text
from rnn_tui.experiment.problems import Fix, Problem, Severity
from rnn_tui.experiment.problems.check import problems
from rnn_tui.experiment.problems.fixes import apply_fix
from rnn_tui.experiment.saving import is_unchanged, save
from rnn_tui.experiment.source import DataSource
from rnn_tui.experiment.stack import Row, Stack, infer
from rnn_tui.experiment.train import TrainSpec

__all__ = [
    "KINDS",
    "ConfigError",
    "DataFacts",
    "DataSource",
    "DataSpec",
    "Experiment",
    "Fault",
    "Fix",
    "ImdbData",
    "Layer",
    "Problem",
    "Row",
    "SampleData",
    "Severity",
    "Stack",
    "TextData",
    "TrainSpec",
    "apply_fix",
    "dumps",
    "infer",
    "is_unchanged",
    "load",
    "loads",
    "preset_names",
    "preset_text",
    "problems",
    "resolve",
    "save",
]
