"""A few random experiments from end to end; tests/bench/fuzz_experiments.py draws hundreds."""

from pathlib import Path

import pytest
from fuzzing import check

from tests.random_experiments import Drawing, Sources, faults

SEEDS = (2, 5, 11)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return Sources.written(tmp_path_factory.mktemp("sources"))


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzz"
    monkeypatch.setenv("RNN_TUI_STATE", str(folder / "state"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(folder / "cache"))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_experiment_is_the_same_in_keras_in_numpy_and_as_a_script(
    sources: Sources, tmp_path: Path, seed: int
) -> None:
    outcome = check(Drawing(sources, seed).valid(), tmp_path / "runs", eager=True)
    assert outcome.diverged or outcome.trained > 0


@pytest.mark.parametrize("seed", range(40))
def test_an_experiment_with_a_fault_is_refused_in_a_sentence(sources: Sources, seed: int) -> None:
    sentences = faults(Drawing(sources, seed).with_a_fault())
    assert sentences
    for sentence in sentences:
        assert sentence.strip() == sentence != ""
        assert "\n" not in sentence
