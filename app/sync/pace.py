"""How much to carry at once: begin with 32 KB, double while it goes well, halve when it breaks.

After the first break the size grows by an eighth at a time: a line that is cut every 100 KB would
otherwise be cut in the middle of every other batch, and half of what it carries sent twice.
"""

from dataclasses import dataclass

FIRST, LEAST, MOST = 32 << 10, 2 << 10, 2 << 20
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
        step = max(self.size // 8, 2 << 10) if self.broken else self.size
        self.size = min(self.size + step, self.most)

    def broke(self) -> None:
        self.broken = True
        self.size = max(self.size // 2, LEAST)
