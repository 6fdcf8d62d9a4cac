#!/bin/sh
# textual-serve 1.1.3: the page that it serves on one's own machine loads a style sheet from
# fonts.googleapis.com, although the package holds the same font: each person who opens the app is
# told to Google, and without a network the page waits for it.
# Ends with 1 once the page asks nobody else.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet textual-serve==1.1.3
cd "$place"/env/lib/python3*/site-packages/textual_serve
ls static/fonts
grep -n "https://fonts.googleapis.com" templates/app_index.html
