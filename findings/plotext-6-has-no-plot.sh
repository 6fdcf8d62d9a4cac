#!/usr/bin/env bash
# plotext 6 has the name of plotext 5 and none of its functions: no plot, scatter, show or build.
#
# Somebody who writes `plotext>=5.2` into their requirements, since the version before worked and the
# README's first lines are `plt.scatter(y); plt.show()`, gets 6.x, which imports without a word and then
# fails at the first call. The functions of one global figure are gone; figures are objects of
# `plotext.figure`, and the private modules that others drew with (`_figure`, `_matrix`) are gone too.
#
# Seen with plotext 5.3.2 and 6.1.0:
#   5.3.2: plot_size, scatter, plot, show, build, theme are there
#   6.1.0: imports; none of plot_size, scatter, plot, show, build, theme is there
#
# Exits non-zero if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
for version in 5.3.2 6.1.0; do
    "$folder/venv/bin/pip" install -q "plotext==$version"
    "$folder/venv/bin/python" - "$version" <<'PYTHON'
import sys

import plotext

names = ["plot_size", "scatter", "plot", "show", "build", "theme"]
there = [name for name in names if hasattr(plotext, name)]
print(f"{sys.argv[1]}:", ", ".join(there) or "none of " + ", ".join(names))
raise SystemExit(there != (names if sys.argv[1].startswith("5.") else []))
PYTHON
done
