"""Who was taken for whom, in no more columns than there are."""

import pytest

from rnn_tui.tui.widgets.confusion import confusion_lines


@pytest.mark.parametrize("width", range(18, 90))
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_a_table_has_lines_of_the_width_at_most(classes: int, width: int) -> None:
    names = [f"class number {index}" for index in range(classes)]
    lines = confusion_lines(names, [[12_000] * classes] * classes, width)
    if "predicted" in lines[0].plain:
        assert all(line.cell_length <= width for line in lines)
        assert len(lines) == classes + 2
    else:
        assert width < 8 + 7 * classes


def test_many_classes_give_the_most_frequent_mix_ups() -> None:
    counts = [[9] * 6 for _ in range(6)]
    counts[2][4] = 70
    lines = confusion_lines("abcdef", counts, 200)
    assert lines[1].plain == "c predicted as e: 70"


def test_a_matrix_of_other_classes_is_told_and_not_drawn() -> None:
    for confusion in ([[1, 2, 3]] * 3, [[1, 2], [3]], [[1, 2]], []):
        (line,) = confusion_lines(["a", "b"], confusion, 80)
        assert "does not fit its classes" in line.plain
