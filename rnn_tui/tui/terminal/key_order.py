"""Keys one after the other: each when all that the one before has done is done.

Textual 8.2.8 hands a key to the widget with the focus, and looks for its binding only when the key
has come back up to the app. What is typed meanwhile goes to the old focus: of `tab` and `5` in one
burst the 5 ends in the field that tab leaves, and after a key that opens a dialog it is lost. So
keys that arrive meanwhile are held here. Goes once Textual runs bindings before it takes the next
key.
"""

from collections import deque

from textual.events import Key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

PATIENCE_SECONDS = 3.0
"""The longest wait for a key: its widget may have gone, or what it does may take long."""


class KeyDone(Message):
    """Follows a key through the same queues, from the widget that has got it up to the app."""

    def __init__(self, turn: int) -> None:
        super().__init__()
        self.turn = turn


class KeyOrder:
    """Holds the keys that come while one is at work.

    `turn` counts the keys that were delivered: an answer to an earlier one means nothing.
    `came_back` says whether the last one has reached the app, whose bindings it may have set off.
    With `waits`, keys are held from the start, as if one were at work, until `next(0)`.
    """

    def __init__(self, *, waits: bool = False) -> None:
        self.turn = 0
        self.came_back = False
        self._held: deque[Key] = deque()
        self._busy = waits
        self._screen: Screen[object] | None = None
        self._target: MessagePump | None = None
        self._again = False

    def holds(self, key: Key) -> bool:
        """Hold the key if another is at work; else it is at work from now on."""
        if self._busy:
            self._held.append(key)
            return True
        self._busy = True
        self.turn += 1
        return False

    @property
    def has_one(self) -> bool:
        """Check whether exactly one key is held."""
        return len(self._held) == 1

    def follow(self, target: MessagePump, screen: Screen[object]) -> bool:
        """Send a follower behind the key that the target has got on this screen.

        Returns whether it is on its way.
        """
        self._screen, self.came_back = screen, False
        self._target, self._again = target, True
        return target.post_message(KeyDone(self.turn))

    def follows_again(self) -> bool:
        """Send a second follower behind the messages of an action, which go the same way as the
        key; only once."""
        if not self.came_back or not self._again or self._target is None:
            return False
        self._again = False
        return self._target.post_message(KeyDone(self.turn))

    def awaits_screen(self, now: Screen[object]) -> bool:
        """Send the follower to a screen that the key has opened: it has the focus somewhere only
        when it is built."""
        if now is self._screen:
            return False
        return self.follow(now, now)

    def next(self, turn: int) -> Key | None:
        """The key that is at work from now on, once the one of this turn is done; None without."""
        if turn != self.turn or not self._busy:
            return None
        if not self._held:
            self._busy = False
            return None
        self.turn += 1
        return self._held.popleft()
