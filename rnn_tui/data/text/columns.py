"""Which column holds the text and which the label."""

import difflib
import unicodedata
from collections.abc import Mapping, Sequence

from rnn_tui.data.errors import DataError

TEXT_NAMES = (
    *("text", "review", "reviews", "review_text", "sentence", "content", "comment", "message"),
    *("body", "document", "tweet", "utterance", "description"),
    *("文本", "评论", "内容", "句子", "正文", "评价", "文章", "文字", "text_a"),
    *("テキスト", "レビュー", "本文", "文"),
)
LABEL_NAMES = (
    *("label", "labels", "class", "category", "sentiment", "target", "polarity", "rating"),
    *("stars", "score", "topic", "intent", "emotion", "tag", "y"),
    *("标签", "类别", "分类", "情感", "情感倾向", "类型", "评分", "标注"),
    *("ラベル", "カテゴリ", "感情", "分類"),
)

Row = Mapping[str, object]


def folded(name: str) -> str:
    """A heading as it is compared: without case, width, and spaces around."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def is_known(name: str) -> bool:
    """Whether a heading is one that texts or labels usually have."""
    return folded(name) in TEXT_NAMES or folded(name) in LABEL_NAMES


def choose(rows: Sequence[Row], text: str | None, label: str | None, where: str) -> tuple[str, str]:
    """(text column, label column): as named, else by their usual names, else by content.

    `rows` are the first rows. DataError where a named column is not there, or where
    nothing looks like a label.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if len(columns) < 2:
        raise DataError(
            f"{where} has only the column {columns[0]!r}: a text and a label column are needed"
            if columns
            else f"{where} has no columns: a text and a label column are needed"
        )
    text = _named("data.text_column", text, columns, where)
    label = _named("data.label_column", label, columns, where)
    text = text or _usual(TEXT_NAMES, columns, label)
    label = label or _usual(LABEL_NAMES, columns, text)
    text = text or _longest(rows, [name for name in columns if name != label])
    label = label or _repeating(rows, [name for name in columns if name != text], where)
    if text == label:
        raise DataError(f"data.text_column and data.label_column of {where} are both {text!r}")
    return text, label


def _named(key: str, name: str | None, columns: Sequence[str], where: str) -> str | None:
    if name is None:
        return None
    for column in columns:
        if column == name or folded(column) == folded(name):
            return column
    near = difflib.get_close_matches(name, columns, 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise DataError(f"{key} = {name!r}: {where} has no such column, only {_listed(columns)}.{hint}")


def _usual(names: Sequence[str], columns: Sequence[str], taken: str | None) -> str | None:
    by_name = {folded(column): column for column in columns if column != taken}
    return next((by_name[name] for name in names if name in by_name), None)


def _longest(rows: Sequence[Row], columns: Sequence[str]) -> str:
    return max(columns, key=lambda name: sum(len(str(row.get(name) or "")) for row in rows))


def _repeating(rows: Sequence[Row], columns: Sequence[str], where: str) -> str:
    """The column with the fewest different values: labels recur, numbers of rows do not."""
    if len(columns) == 1:
        return columns[0]
    kinds = {name: len({str(row.get(name)) for row in rows}) for name in columns}
    likely = [name for name in columns if 2 <= kinds[name] <= max(2, len(rows) // 2)]
    if not likely:
        raise DataError(
            f"no column of {where} looks like a label: name one of {_listed(columns)} in "
            "data.label_column"
        )
    return min(likely, key=lambda name: kinds[name])


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(repr(column[:40]) for column in columns[:12])
    return shown + (", ..." if len(columns) > 12 else "")
