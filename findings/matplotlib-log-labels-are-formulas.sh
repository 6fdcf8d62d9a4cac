#!/usr/bin/env bash
# matplotlib 3.11.2: text.parse_math = False, which is for texts that hold a "$" of their own, is
# obeyed by the tick labels as well. Those of a log axis are formulas that matplotlib writes itself, so
# that they come out as source. A linear axis is as usual.
#
# Seen with matplotlib 3.11.2:
#   log: ['$\\mathdefault{10^{0}}$', '$\\mathdefault{10^{1}}$', '$\\mathdefault{10^{2}}$']
#   linear: ['60', '80', '100']
#
# Exits non-zero if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "matplotlib==3.11.2"
MPLCONFIGDIR="$folder" "$folder/venv/bin/python" - <<'PYTHON'
import io
import re

import matplotlib
from matplotlib.figure import Figure


def labels(scale):
    """The tick labels of the y axis as they are written into an SVG."""
    with matplotlib.rc_context({"text.parse_math": False, "svg.fonttype": "none"}):
        figure, out = Figure(), io.StringIO()
        axes = figure.subplots()
        axes.plot([1, 10, 100])
        axes.set_yscale(scale)
        figure.savefig(out, format="svg")
    return re.findall(r">([^<>]+)</text>", out.getvalue())


raw = [text for text in labels("log") if "mathdefault" in text]
print("matplotlib", matplotlib.__version__, "log:", raw, "linear:", labels("linear")[-3:])
raise SystemExit(not raw or any("mathdefault" in text for text in labels("linear")))
PYTHON
