#!/bin/sh
# Rich 15.0.0, and with it Textual 8.2.8, end lines at blanks alone. A Chinese sentence has none and
# counts as one word: where it does not fit behind a number or a Latin word, all of it moves to the
# next line, and most of the line before stays empty. A line may break after any Chinese character.
# Seen: 9 of 40 cells used in the first line, "已有 100%", though the sentence goes on for 52 more.
# Ends with 1 once the sentence begins in the first line.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet rich==15.0.0 textual==8.2.8
cat > "$place/look.py" <<'END'
import sys

from rich.console import Console
from rich.text import Text
from textual.content import Content

TEXT = "已有 100% 的值饱和，输入几乎无法再改变它们，请把区间取小一些。"
rich = [line.plain.strip() for line in Text(TEXT).wrap(Console(width=40), 40)]
textual = [line.plain.strip() for line in Content(TEXT).wrap(40)]
print(f"rich    {rich}\ntextual {textual}")
sys.exit(not rich[0] == textual[0] == "已有 100%")
END
"$place/env/bin/python" "$place/look.py"
