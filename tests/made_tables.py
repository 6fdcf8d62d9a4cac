"""Tables made from rows that are known, in every dress that programs and people give them."""

import csv
import io
from dataclasses import dataclass, field

from hypothesis import strategies as st

ENGLISH = ["film", "good", "bad", "plot", "cast", "warm", "dull", "fine", "don't", "isn't", "2nd"]
CHINESE = [
    "酒店",
    "很好",
    "房间",
    "很差",
    "下次",
    "还来",
    "不会",
    "物流",
    "太慢",
    "质量",
    "不错",
    "，",
    "。",
]
TAIWAN = [
    "酒店",
    "很好",
    "房間",
    "很差",
    "下次",
    "還來",
    "不會",
    "電影",
    "喜歡",
    "這個",
    "不錯",
    "，",
    "。",
]
JAPANESE = [
    "とても",
    "良い",
    "映画",
    "です",
    "最悪",
    "サービス",
    "つまらない",
    "部屋",
    "が",
    "汚い",
    "。",
]
KOREAN = ["정말", "재미있는", "영화", "별로였어요", "다시는", "안", "좋아요", "추천합니다"]
FRENCH = [
    "très",
    "bon",
    "déçu",
    "l’hôtel",
    "café",
    "ça",
    "marche",
    "pas",
    "génial",
    "« oui »",
    "film",
]
GERMAN = ["schön", "Größe", "passt", "überhaupt", "nicht", "gut", "würde", "kaufen", "Gerät"]

WORDS = {
    "utf-8": [
        ENGLISH,
        CHINESE,
        JAPANESE,
        KOREAN,
        FRENCH,
        GERMAN,
        ["👍", "nice", "naïve", "\ufffd"],
    ],
    "utf-8-sig": [ENGLISH, CHINESE, FRENCH],
    "utf-16": [ENGLISH, CHINESE, GERMAN],
    "utf-16-le": [ENGLISH, CHINESE, JAPANESE],
    "utf-16-be": [ENGLISH, KOREAN],
    "utf-32": [ENGLISH, CHINESE],
    "utf-32-le": [ENGLISH, CHINESE],
    "gb18030": [CHINESE],
    "big5": [TAIWAN],
    "shift_jis": [JAPANESE],
    "cp949": [KOREAN],
    "cp1252": [FRENCH, GERMAN],
    "latin-1": [GERMAN],
}
LABELS = [
    ["neg", "pos"],
    ["0", "1"],
    ["1", "2", "3"],
    ["-1", "0", "1"],
    ["positive", "negative", "neutral"],
    ["sci-fi", "crime drama", "comedy"],
    ["True", "False"],
]
HEADINGS = [
    ("text", "label"),
    ("Review", "Sentiment"),
    ("SentenceText", "Klasse"),
    ("Kommentar", "Bewertung"),
    ("v2", "v1"),
    ("文本", "标签"),
    ("the words", "Liked"),
]
DEFECTS = ["open quote", "unquoted separator", "short row", "long row"]


@dataclass
class Table:
    """The bytes of a table, and the (label, text) rows that it was made from."""

    raw: bytes
    rows: list[tuple[str, str]]
    how: dict[str, object] = field(default_factory=dict)


def texts(words: list[str], marks: str) -> st.SearchStrategy[str]:
    """Two to nine words, with some of these marks between them."""
    pieces = st.lists(st.sampled_from(words), min_size=2, max_size=9)
    joints = st.sampled_from([" ", " ", " ", *(f"{mark} " for mark in marks)])
    return st.builds(lambda some, joint: joint.join(some), pieces, joints)


@st.composite
def made_tables(draw: st.DrawFn, defective: bool = False) -> Table:
    """A table; with `defective` one in which a person or program has gone wrong once."""
    pick = lambda values: draw(st.sampled_from(list(values)))  # noqa: E731
    encoding = pick(WORDS)
    words = pick(WORDS[encoding])
    separator = pick(",;\t|")
    quoting = pick(["minimal", "all", "text", "backslash", "none"])
    marks = "!?:-'" if quoting == "none" else f"!?{separator}{separator}\"'"
    if quoting in ("all", "minimal", "text"):
        marks += pick(["", "\n"])
    labels = pick(LABELS)
    count = draw(st.integers(4 * len(labels), 60))
    drawn = draw(st.lists(texts(words, marks), min_size=count, max_size=count))
    rows = [(labels[i % len(labels)], f"{text} {i}") for i, text in enumerate(drawn)]
    order = pick(["mixed", "sorted"])
    rows = sorted(rows, key=lambda row: row[0]) if order == "sorted" else rows
    heading = pick([None, *(pair for pair in HEADINGS if _fits("".join(pair), encoding))])
    columns = draw(st.permutations(["text", "label", *pick([[], ["id"], ["id", "blank"]])]))
    blank = draw(st.sets(st.integers(1, count - 1), max_size=2)) if pick([0, 0, 1]) else set()
    rows = [(label, "" if i in blank else text) for i, (label, text) in enumerate(rows)]
    cells = [_cells(columns, i, label, text) for i, (label, text) in enumerate(rows)]
    if heading is not None:
        names = {"text": heading[0], "label": heading[1], "id": pick(["id", "Nr", ""]), "blank": ""}
        cells = [[names[name] for name in columns], *cells]
    end = pick(["\n", "\r\n", "\r"])
    lines = [_line(row, separator, quoting) for row in cells]
    how: dict[str, object] = {"encoding": encoding, "separator": separator, "quoting": quoting}
    how |= {"heading": heading, "columns": columns, "end": end, "order": order}
    if defective:
        how["defect"] = _break(draw, lines, separator, heading is not None)
    if pick([0, 0, 1]):
        lines = [line + separator for line in lines]
    above = pick(["", "", "", f"sep={separator}{end}", f"# made by hand{end}", end])
    between = pick(["", "", end])
    raw = above + "".join(
        line + end + (between if i % 7 == 3 else "") for i, line in enumerate(lines)
    )
    raw = raw.removesuffix(end) if pick([0, 0, 1]) else raw
    kept = [(label, text) for label, text in rows if text]
    return Table(raw.encode(encoding), kept, how | {"above": above})


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _cells(columns: list[str], number: int, label: str, text: str) -> list[str]:
    values = {"text": text, "label": label, "id": str(1_000 + number), "blank": ""}
    return [values[name] for name in columns]


def _line(cells: list[str], separator: str, quoting: str) -> str:
    if quoting == "none":
        return separator.join(cells)
    if quoting == "backslash":
        return separator.join(
            '"{}"'.format(c.replace('"', '\\"')) if '"' in c or separator in c else c for c in cells
        )
    ways = {"all": csv.QUOTE_ALL, "minimal": csv.QUOTE_MINIMAL, "text": csv.QUOTE_NONNUMERIC}
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=ways[quoting]).writerow(cells)
    return text.getvalue().removesuffix("\r\n")


def _break(draw: st.DrawFn, lines: list[str], separator: str, headed: bool) -> str:
    defect = draw(st.sampled_from(DEFECTS))
    place = draw(st.integers(int(headed), len(lines) - 1))
    line = lines[place]
    if defect == "open quote":
        cells = line.split(separator)
        at = draw(st.integers(0, len(cells) - 1))
        cells[at] = '"' + cells[at]
        line = separator.join(cells)
    elif defect == "unquoted separator":
        # Inside of quotation marks it would be none; the text with it is the one to be read.
        line = line if '"' in line else line.replace(" ", separator + " ", 1)
    elif defect == "short row":
        line = line.rpartition(separator)[0] if '"' not in line else line
    else:
        line = f"{line}{separator}more"
    lines[place] = line
    return defect
