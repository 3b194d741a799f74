"""How much to carry at once: begin with 32 KB, double while it goes well (four times as much where
the line is quick), halve when it breaks.

After the first break the size grows by an eighth at a time: a line that is cut every 100 KB would
otherwise be cut in the middle of every other batch, and half of what it carries sent twice.
"""

from dataclasses import dataclass

FIRST, LEAST, MOST = 32 << 10, 2 << 10, 2 << 20
_QUICK_S = 0.25  # of one request: on such a line small ones cost more than they save
_LONG_S = 8.0  # of one request: nobody sees anything move meanwhile, and a break costs all of it


@dataclass(slots=True)
class Pace:
    """Bytes of one batch, in one direction."""

    size: int = FIRST
    most: int = MOST
    broken: bool = False

    def went(self, carried: int, seconds: float = 0.0) -> None:
        """A batch arrived; a small one says nothing about larger ones."""
        if 2 * carried < self.size or seconds > _LONG_S:
            return
        if self.broken:
            step = max(self.size // 8, 2 << 10)
        else:
            step = self.size * (3 if seconds < _QUICK_S else 1)
        self.size = min(self.size + step, self.most)

    def broke(self) -> None:
        self.broken = True
        self.size = max(self.size // 2, LEAST)
