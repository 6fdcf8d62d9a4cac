import pytest

from rnn_tui.experiment.base import unset_words
from rnn_tui.experiment.data import ImdbData
from rnn_tui.experiment.train import TrainSpec


@pytest.mark.parametrize(
    ("model", "name", "words"),
    [
        (TrainSpec, "learning_rate", ("auto", "none")),
        (TrainSpec, "clipnorm", ("none",)),
        (TrainSpec, "epochs", ()),
        (ImdbData, "num_words", ("none",)),
        (ImdbData, "path", ("auto", "none")),
    ],
)
def test_a_field_says_which_words_stand_for_no_value(model, name, words) -> None:
    assert unset_words(model.model_fields[name]) == words


def test_auto_and_none_leave_a_choice_to_the_program() -> None:
    for word in ("auto", "none"):
        assert TrainSpec.model_validate({"learning_rate": word}).learning_rate is None


def test_auto_is_refused_where_nothing_is_chosen() -> None:
    with pytest.raises(ValueError, match="clipnorm"):
        TrainSpec.model_validate({"clipnorm": "auto"})
