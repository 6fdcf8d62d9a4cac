"""Tables of texts that other programs cut wrongly, as people bring them: loaded by default."""

from pathlib import Path

import pytest

from rnn_tui.data import Corpus, load
from rnn_tui.experiment.data import TextData

GOOD = ("a fine film", "good and warm", "well played", "i liked it", "a great cast")
BAD = ("a poor film", "dull and cold", "badly played", "i left early", "a weak plot")


def table(path: Path, good: str, bad: str) -> Path:
    """120 texts of two classes; `{t}` and `{i}` stand for something of each text's own."""
    lines = ["label,text"]
    for i in range(120):
        label, form, some = ("pos", good, GOOD) if i % 2 else ("neg", bad, BAD)
        lines.append(f"{label},{form.format(t=f'{some[i % 5]} {i}', i=i)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def loaded(path: Path, **settings: object) -> Corpus:
    return load(TextData(path=str(path), **settings), 0)


def words_of(corpus: Corpus) -> set[str]:
    assert corpus.vocabulary is not None
    return set(corpus.vocabulary.words)


def test_emoji_and_emoticons_tell_classes_apart(tmp_path: Path) -> None:
    corpus = loaded(table(tmp_path / "emoji.csv", "👍 :)", "👎 :("))
    assert words_of(corpus) == {"👍", ":)", "👎", ":("}
    assert len(corpus.train) + len(corpus.test) == 120
    by_class = {
        label: {tuple(corpus.train[at]) for at in range(len(corpus.train)) if labels[at] == label}
        for labels in [corpus.train.labels.tolist()]
        for label in (0, 1)
    }
    assert len(by_class[0]) == len(by_class[1]) == 1
    assert by_class[0] != by_class[1]


def test_emoji_told_apart_by_tone_flag_and_family(tmp_path: Path) -> None:
    corpus = loaded(table(tmp_path / "emoji.csv", "👍🏽 🇩🇪 👩‍🚀", "👍🏿 🇫🇷 👨‍🚀"))
    assert words_of(corpus) == {"👍🏽", "🇩🇪", "👩‍🚀", "👍🏿", "🇫🇷", "👨‍🚀"}


def test_entities_are_decoded_and_an_address_is_one_word(tmp_path: Path) -> None:
    form = "{t} isn&#39;t &lt;b&gt; AT&amp;T https://example.org/{i}"
    corpus = loaded(table(tmp_path / "entities.csv", form, form))
    words = words_of(corpus)
    assert {"isn't", "b", "at", "t"} <= words
    addresses = {word for word in words if word.startswith("https://example.org/")}
    assert len(addresses) == len(corpus.train)
    assert words.isdisjoint({"lt", "gt", "amp", "https", "example", "org", "isn"})


def test_marks_stay_and_full_width_is_folded(tmp_path: Path) -> None:
    form = "שָׁלוֹם ប្រទេសកម្ពុជា မြန်မာ ສະບາຍດີ ＡＢＣ {t}"
    words = words_of(loaded(table(tmp_path / "marks.csv", form, form)))
    assert {"שָׁלוֹם", "ប្រ", "ម្ពុ", "မြ", "န်", "ດີ", "abc"} <= words
    assert words.isdisjoint({"ល", "ប", "ម", "ＡＢＣ", "ד"})


def test_chinese_words_on_demand(tmp_path: Path) -> None:
    pytest.importorskip("jieba")
    path = table(tmp_path / "zh.csv", "这部电影很好看{i}", "这部电影不好看{i}")
    assert {"电影", "好看"} <= words_of(loaded(path, splitter="jieba-1"))
    assert {"电", "影"} <= words_of(loaded(path))


def test_numbers_are_whole(tmp_path: Path) -> None:
    path = table(tmp_path / "q.csv", '"costs 1,234.56"', '"costs 3.5"')
    assert words_of(loaded(path)) == {"costs", "1,234.56", "3.5"}
