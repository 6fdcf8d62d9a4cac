"""A run as event files of TensorBoard."""

from contextlib import ExitStack

from rnn_tui.results.exports.files import Exported, Request, written_folder
from rnn_tui.runs.files.board import Told, pieces
from rnn_tui.runs.files.tfevents import NAME, session_end
from rnn_tui.runs.state.run_state import RunState


def write(request: Request) -> Exported:
    """A folder for `tensorboard --logdir`, of all that the run has told so far."""
    state = request.state
    with written_folder(request) as folder, ExitStack() as opened:
        files = {}
        for place, content in pieces(told(state)):
            if place not in files:
                (folder / place).mkdir(exist_ok=True)
                path = folder / place / f"{NAME}.{int(state.created_at):010d}.rnn-tui"
                files[place] = opened.enter_context(path.open("wb"))
            files[place].write(content)
        if state.ended_at and not state.state.resumable:
            files[""].write(session_end(state.ended_at, failed=False))
    return Exported((request.out,), notes=(f"to see it: tensorboard --logdir {request.out}",))


def told(state: RunState) -> Told:
    """What the run has told, as `runs.files.board` lays it out."""
    assert state.experiment is not None  # read_state has loaded it
    return Told(
        name=state.run_id,
        experiment=state.experiment,
        steps=state.sizes.steps if state.sizes else 0,
        begun=state.created_at,
        epochs=state.epochs,
        trace=state.trace,
        test=state.test.logs if state.test else {},
    )
