"""`rnn-tui evaluate`: a network on its test part, and on labelled texts of another place."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from rnn_tui.results.statistics import mcnemar
from tests.trained_runs import save_weights, tell_tale_weights, trained

TEXTS = """\
text,label
a good film,positive
good good,positive
bad,negative
a good but bad bad film,negative
the good,negative
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("state", "cache", "runs"):
        monkeypatch.setenv(f"RNN_TUI_{name.upper()}", str(tmp_path / name))
    trained(tmp_path / "runs")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["evaluate", "last", *arguments])


def texts(folder: Path, content: str = TEXTS) -> str:
    path = folder / "mine.csv"
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_other_labelled_texts_are_counted_one_by_one(folder: Path) -> None:
    found = json.loads(call("--data", texts(folder), "--json").stdout)
    assert found["texts"] == 5
    assert found["classes"] == ["negative", "positive"]
    assert found["confusion"] == [[2, 1], [0, 2]]
    assert found["logs"]["acc"] == pytest.approx(4 / 5)


def test_lines_show_figures_and_the_matrix(folder: Path) -> None:
    path = texts(folder)
    head, figures, *rest = call("--data", path).stdout.splitlines()
    assert head.endswith(f"on 5 texts of {path}")
    assert "acc 0.8000" in figures
    assert [line.split()[-2:] for line in rest[1:3]] == [["2", "1"], ["0", "2"]]
    assert rest[3].split() == ["class", "precision", "recall", "f1", "support"]
    told = "\n".join(rest)
    assert "accuracy by length:" in told
    assert "calibration: probability of positive, off by 0." in told
    (mistake,) = rest[rest.index("1 mistake, most confident first:") + 1 :]
    assert mistake.endswith("positive (true: negative)  text 5: the good")


def test_a_text_of_unknown_words_counts_and_one_without_words_is_told(folder: Path) -> None:
    done = call("--data", texts(folder, TEXTS + "zzz yyy,positive\n...,positive\n"), "--json")
    assert json.loads(done.stdout)["texts"] == 6
    assert "without a word" in done.stderr


def test_a_class_that_the_run_does_not_know_is_a_data_error(folder: Path) -> None:
    done = call("--data", texts(folder, TEXTS + "film,neutral\n"))
    assert done.exit_code == 3
    assert "has a text of the class 'neutral', which run tiny" in done.stderr
    assert "it knows negative, positive" in done.stderr
    assert done.stdout == ""


def test_a_path_where_nothing_is(folder: Path) -> None:
    done = call("--data", str(folder / "nowhere.csv"))
    assert done.exit_code == 3
    assert "nowhere.csv" in done.stderr


def test_its_own_test_part(folder: Path) -> None:
    found = json.loads(call("--json").stdout)
    assert found["data"] is None
    assert found["texts"] == 1000
    assert sum(map(sum, found["confusion"])) == 1000


def test_the_json_holds_what_the_screen_shows(folder: Path) -> None:
    found = json.loads(call("--json", "--mistakes", "3").stdout)
    assert [each["label"] for each in found["by_class"]] == found["classes"]
    assert sum(band["texts"] for band in found["bands"]) == 1000
    assert [each["low"] for each in found["calibration"]["bins"]] == [n / 10 for n in range(10)]
    assert found["wrong"] == 1000 - sum(found["confusion"][n][n] for n in (0, 1))
    assert len(found["mistakes"]) == 3
    assert all(each["true"] != each["predicted"] for each in found["mistakes"])


@pytest.mark.parametrize("data", [True, False], ids=["other texts", "its own"])
def test_mistakes_of_a_class_and_of_a_length(folder: Path, data: bool) -> None:
    wrong = "good good good good,negative\nbad,positive\ngood,negative\n"
    where = ("--data", texts(folder, TEXTS + wrong)) if data else ()
    only = ("--true", "negative", "--predicted", "positive", "--words", "-3")
    found = json.loads(call(*where, *only, "--json").stdout)
    every = json.loads(call(*where, "--json", "--mistakes", "2000").stdout)
    expected = [
        each
        for each in every["mistakes"]
        if (each["true"], each["predicted"]) == ("negative", "positive") and each["words"] <= 3
    ]
    assert found["wrong"] == len(expected)
    assert found["mistakes"] == expected[:10]
    assert 0 < found["wrong"] < every["wrong"] or not data
    if data:
        head = "2 mistakes of negative predicted as positive, up to 3 words, most confident first:"
        assert head in call(*where, *only).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--true", "neutral"), "knows no class 'neutral'; it knows negative, positive"),
        (("--words", "long"), "'long' is not a range of numbers; write 100-200, -50 or 300-"),
        (("--words", "-"), "is not a range"),
        (("--words", "9-3"), "'9-3' holds no number: 9 is more than 3"),
    ],
)
def test_what_is_no_part_of_the_texts(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    done = call(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def two_runs(folder: Path) -> list[str]:
    """Both know the same texts; the second one takes good for bad."""
    first, second = trained(folder / "runs"), trained(folder / "runs")
    weights = tell_tale_weights()
    weights[-2] = -weights[-2]
    save_weights(second, weights)
    return [first.run_id, second.run_id]


def compared(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["compare", *arguments])


def test_two_runs_text_by_text(folder: Path) -> None:
    runs = two_runs(folder)
    found = json.loads(compared(*runs, "--evaluate", "--texts", "4", "--json").stdout)
    test = found["test"]
    assert test["total"] == 1000
    evaluated = [json.loads(call_of(run, "--json").stdout) for run in runs]
    assert test["logs"] == [each["logs"] for each in evaluated]
    right = [sum(each["confusion"][n][n] for n in (0, 1)) for each in evaluated]
    assert test["first"] - test["second"] == right[0] - right[1]
    assert test["p"] == mcnemar(test["first"], test["second"]).p
    assert len(test["texts"]) == 4
    for each in test["texts"]:
        assert sorted(each["predicted"]) == ["negative", "positive"]
        assert sum(each["probabilities"]) == pytest.approx(1, abs=1e-5)
    lines = compared(*runs, "--evaluate", "--texts", "4").stdout.splitlines()
    (alone,) = [line for line in lines if line.startswith("only this one right")]
    assert alone.split()[-2:] == [str(test["first"]), str(test["second"])]
    (verdict,) = [line for line in lines if "(McNemar" in line]
    assert verdict.startswith(
        f"one is right and the other wrong on {test['first'] + test['second']} of 1,000 texts; p "
    )
    assert len(lines[lines.index(verdict) + 1 :]) == 4


def test_texts_are_shown_of_an_evaluation_alone(folder: Path) -> None:
    result = compared(*two_runs(folder), "--texts", "4")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--texts belongs to --evaluate" in result.stderr


def call_of(run: str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["evaluate", run, *arguments])


def test_runs_as_one_document(folder: Path) -> None:
    found = json.loads(compared(*two_runs(folder), "--json").stdout)
    assert [run["parameters"] for run in found["runs"]] == [None, None]
    assert found["differences"] == []
    assert found["test"] is None


def test_three_runs_are_not_compared_text_by_text(folder: Path) -> None:
    runs = [*two_runs(folder), trained(folder / "runs").run_id]
    done = compared(*runs, "--evaluate")
    assert done.exit_code == 2
    assert "--evaluate compares two runs text by text: name two" in done.stderr
