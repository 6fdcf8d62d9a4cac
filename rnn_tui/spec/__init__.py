"""What an experiment is: its data, its stack of layers, its training.

The room imports nothing of ours and neither numpy, Keras nor Textual: the app asks it
at every keystroke. Shapes and parameter counts are computed here; a property test holds
them to Keras.
"""

from rnn_tui.spec.check import problems
from rnn_tui.spec.data import DataSpec, ImdbData, SampleData, TextData
from rnn_tui.spec.errors import ConfigError, Fault
from rnn_tui.spec.experiment import Experiment
from rnn_tui.spec.facts import DataFacts
from rnn_tui.spec.fixes import apply_fix
from rnn_tui.spec.layers import KINDS, Layer
from rnn_tui.spec.loading import dumps, load, loads, resolve, save
from rnn_tui.spec.presets import preset_names, preset_text
from rnn_tui.spec.problems import Fix, Problem, Severity
from rnn_tui.spec.stack import Row, Stack, infer
from rnn_tui.spec.train import TrainSpec

__all__ = [
    "KINDS",
    "ConfigError",
    "DataFacts",
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
    "load",
    "loads",
    "preset_names",
    "preset_text",
    "problems",
    "resolve",
    "save",
]
