"""The shipped sample: reproducible, balanced, and hard for a model that only counts words."""

import re
import runpy
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

ASSETS = Path(__file__).parents[2] / "assets"
SAMPLE = ASSETS / "sample"
FILES = ("train.tsv", "test.tsv")
NEGATION = re.compile(r"\b(not|never|nothing|nobody|cannot|no|anything but|far from)\b", re.I)

Rows = list[tuple[str, str]]


def read(name: str) -> Rows:
    header, *lines = (SAMPLE / name).read_text(encoding="utf-8").splitlines()
    assert header == "label\ttext"
    rows = []
    for line in lines:
        label, text = line.split("\t")
        rows.append((label, text))
    return rows


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


@pytest.fixture(scope="module")
def train() -> Rows:
    return read("train.tsv")


@pytest.fixture(scope="module")
def test() -> Rows:
    return read("test.tsv")


def test_generator_rewrites_the_same_bytes(tmp_path: Path) -> None:
    generator = runpy.run_path(str(SAMPLE / "generate.py"))
    generator["write"](tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes()


def test_size_and_balance(train: Rows, test: Rows) -> None:
    assert Counter(label for label, _ in train) == {"negative": 2000, "positive": 2000}
    assert Counter(label for label, _ in test) == {"negative": 500, "positive": 500}
    assert sum((SAMPLE / name).stat().st_size for name in FILES) < 700_000


def test_every_review_is_there_once(train: Rows, test: Rows) -> None:
    texts = [text for _, text in train + test]
    assert len(set(texts)) == len(texts)


def test_lengths_vary(train: Rows) -> None:
    lengths = sorted(len(words(text)) for _, text in train)
    assert lengths[0] >= 4
    assert lengths[-1] <= 60
    assert lengths[len(lengths) // 10] <= 10
    assert lengths[len(lengths) * 9 // 10] >= 35


def test_sentences_are_tidy(train: Rows, test: Rows) -> None:
    for _, text in train + test:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9,;. ]+\.", text)
        assert not re.search(r"  |\b[Aa] [aeiou]|\. [a-z]", text)


@pytest.mark.parametrize("label", ["negative", "positive"])
def test_both_labels_negate(train: Rows, label: str) -> None:
    negated = [bool(NEGATION.search(text)) for of, text in train if of == label]
    assert 0.3 < sum(negated) / len(negated) < 0.7


def test_the_quickstart_knows_every_training_word(train: Rows) -> None:
    preset = tomllib.loads((ASSETS / "presets" / "quickstart.toml").read_text(encoding="utf-8"))
    vocabulary = {word for _, text in train for word in words(text)}
    reserved = 4  # ids 0 to 3: padding, start, out of vocabulary, unused
    assert 400 < len(vocabulary) <= preset["data"]["num_words"] - reserved
    assert preset["layers"][0]["input_dim"] == preset["data"]["num_words"]


def test_counting_words_is_not_enough(train: Rows, test: Rows) -> None:
    counts = CountVectorizer(token_pattern=r"[A-Za-z']+")
    model = LogisticRegression(max_iter=1000)
    model.fit(counts.fit_transform([text for _, text in train]), [label for label, _ in train])
    accuracy = model.score(
        counts.transform([text for _, text in test]), [label for label, _ in test]
    )
    assert 0.55 < accuracy < 0.72
