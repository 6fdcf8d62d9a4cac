#!/usr/bin/env bash
# tomlkit keeps comments, but a comment above a table's header belongs to the table before it.
#
# Removing the second of three [[layers]] takes away the comment above the third, and leaves its own
# comment standing above the third: a person who reads the file is told the wrong thing of a layer
# that nobody touched. Blank lines make no difference, and plain [tables] behave alike.
#
# Seen with tomlkit 0.15.2 on Python 3.11:
#   # reads the words
#   [[layers]]
#   kind = "Embedding"
#
#   # drops half of them
#   [[layers]]
#   kind = "GRU"
#
# where "drops half of them" was the comment of the Dropout that is gone, and "remembers" that of
# the GRU. So rnn-tui cuts a text into sections by its headers, gives each section the comment
# directly above its header, and lets tomlkit change keys within a section.
#
# Ends with 0 while that is so, with 1 once tomlkit does otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q tomlkit==0.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import tomlkit

TEXT = '''\
# reads the words
[[layers]]
kind = "Embedding"

# drops half of them
[[layers]]
kind = "Dropout"

# remembers
[[layers]]
kind = "GRU"
'''
document = tomlkit.parse(TEXT)
del document["layers"][1]
written = tomlkit.dumps(document)
print(written)
kept_own, lost_next = "# drops half of them" in written, "# remembers" not in written
print(f"own comment kept: {kept_own}, comment of the next table lost: {lost_next}")
raise SystemExit(not (kept_own and lost_next))
PYTHON
