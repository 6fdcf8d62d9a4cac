"""The usual names of columns of texts and of labels."""

import unicodedata

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


def folded(name: str) -> str:
    """A name as it is compared: without case, width, and spaces or a # around it."""
    return unicodedata.normalize("NFKC", name).strip().lstrip("#").strip().casefold()


def is_known(name: str) -> bool:
    """True if a column of texts or labels usually has this name."""
    return folded(name) in TEXT_NAMES or folded(name) in LABEL_NAMES
