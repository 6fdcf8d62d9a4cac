"""What was taken of a source goes through JSON and comes back."""

import json

from rnn_tui.data.text.read_as import ReadAs


def test_it_comes_back_from_json() -> None:
    taken = ReadAs("CSV", "gb18030", ";", "double", True, ("title", "body"), "label", ("id",))
    assert ReadAs.from_dict(json.loads(json.dumps(taken.to_dict()))) == taken
    assert ReadAs.from_dict({"kind": "class folders", "not": "known"}) == ReadAs("class folders")
