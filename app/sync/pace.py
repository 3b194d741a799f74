"""How much to carry at once: begin with 32 KB, double while it goes well; on a line that breaks, what
costs it least.

A request costs some 1,000 bytes beside what it carries, and a break costs half a request. Where the
line breaks every so many bytes, both together are least at the root of twice the cost times these.
"""

from dataclasses import dataclass
from math import isqrt

FIRST, LEAST, MOST = 32 << 10, 2 << 10, 2 << 20
WORTH_ASKING = 4 << 10  # bytes: whether they arrived, where the answer did not
_COST = 1000  # bytes of one request's and answer's heads, and its share of the next handshake
_WELL = 8  # times as far as between two breaks without one: the line is better by now
_LONG_S = 8.0  # of one request: nobody sees anything move meanwhile, and a break costs all of it


@dataclass(slots=True)
class Pace:
    """Bytes of one batch, in one direction. `per_break`: that the line carries from one break to the next,
    about, 0 where it doesn't break; `since`: that it carried since the last."""

    size: int = FIRST
    most: int = MOST
    per_break: int = 0
    since: int = 0

    @property
    def ahead(self) -> int:
        """What to make ready while a batch travels: it leaves only if that arrives."""
        return self.size if self.per_break else min(2 * self.size, self.most)

    def went(self, carried: int, seconds: float = 0.0) -> None:
        """A batch arrived; a small one says nothing about larger ones."""
        self.since += carried + _COST if carried else 0
        if self.since > _WELL * self.per_break:
            self.per_break = 0
        if self.per_break:
            self._fit()
        elif 2 * carried >= self.size and seconds <= _LONG_S:
            self.size = min(self.size * 2, self.most)

    def broke(self) -> None:
        carried = self.since + self.size // 2
        self.per_break = (self.per_break + carried) // 2 if self.per_break else carried
        self.since = 0
        self._fit()

    def _fit(self) -> None:
        self.size = max(
            min(isqrt(2 * _COST * max(self.per_break, self.since)), self.size * 2, self.most), LEAST
        )
