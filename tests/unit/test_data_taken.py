"""What was taken of a source goes through JSON and comes back."""

import json

from rnn_tui.data.text.taken import Taken


def test_it_comes_back_from_json() -> None:
    taken = Taken("CSV", "gb18030", ";", "double", True, ("title", "body"), "label", ("id",))
    assert Taken.from_dict(json.loads(json.dumps(taken.to_dict()))) == taken
    assert Taken.from_dict({"kind": "class folders", "not": "known"}) == Taken("class folders")
