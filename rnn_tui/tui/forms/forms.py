"""The place of a form whose model changes: a layer of another kind, another schedule."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from textual.containers import Vertical

from rnn_tui.experiment.base import Spec
from rnn_tui.tui.forms.trying import NONE_TRIED, TryingForm
from rnn_tui.tui.state.invalid import ALL_VALID, Invalid

F = TypeVar("F", bound=TryingForm)


class Forms(Vertical, Generic[F]):
    """Forms of several models, of which one at a time is shown; `make` makes each once."""

    def __init__(self, make: Callable[[Spec], F], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._make = make
        self._forms: dict[type[Spec], F] = {}
        self.form: F | None = None

    def show(
        self, spec: Spec | None, invalid: Invalid = ALL_VALID, tried: Mapping[str, str] = NONE_TRIED
    ) -> None:
        """Show the form of this spec; None shows nothing."""
        form = self._forms.get(type(spec)) if spec is not None else None
        if spec is not None and form is None:
            form = self._forms[type(spec)] = self._make(spec)
            form.show(spec, invalid, tried)
            self.mount(form)
        elif spec is not None and form is not None:
            form.show(spec, invalid, tried)
        for other in self._forms.values():
            other.display = other is form
        self.form = form
