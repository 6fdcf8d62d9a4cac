#!/usr/bin/env bash
# pandas 3.1.1: read_csv on valid input of an everyday shape, without a warning.
# 1. A TSV in which every tenth text begins with a quotation mark: two marks pair up over ten lines,
#    and of 200 rows 100 are left; on_bad_lines="error", the default, sees nothing wrong.
# 2. Rows that end in a separator, under a heading that does not: every value moves one column to
#    the left, texts become the index. It takes index_col=False to read them.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pandas==3.1.1
"$folder/venv/bin/python" -W error - <<'PY'
import io
import pandas as pd

rows = "".join(f"neg\t{chr(34) * (i % 20 in (3, 13))}text {i}\n" for i in range(200))
table = pd.read_csv(io.StringIO("label\ttext\n" + rows), sep="\t")
print(f"{len(table)} of 200 rows")
assert len(table) == 100, len(table)

table = pd.read_csv(io.StringIO("text,label\na film,pos,\nb film,neg,\n"))
print(table.to_dict())
assert list(table.index) == ["a film", "b film"] and list(table["text"]) == ["pos", "neg"]
assert table["label"].isna().all()
PY
