"""How much one caller may ask: a bucket each, filled again with time. In this node's memory only."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from app.headquarters import problems
from app.seal.budgets import CaseBudget

_DAY_S = 86_400.0
_REMEMBERED = 20_000  # callers; beyond, who called longest ago is forgotten


def counted(address: str) -> str:
    """What an address is counted by: of IPv6 its first 64 bits, since one line has all the rest."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped
        return str(inner or ip_address(int(ip) >> 64 << 64))
    return address


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second after that."""

    burst: float
    a_second: float


@dataclass(slots=True)
class Buckets:
    """`take` is Refused ("too_many") where a bucket is empty."""

    rate: Rate
    clock: Callable[[], float] = time.monotonic
    _allowances: OrderedDict[bytes, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, caller: bytes, cost: float = 1.0) -> None:
        now = self._now(caller) - cost
        if now < 0:
            raise problems.refused("too_many", int(-now / self.rate.a_second) + 1)
        self._keep(caller, now)

    def check(self, caller: bytes) -> None:
        """Refused where the bucket is empty; takes nothing."""
        if self._now(caller) < 1:
            raise problems.refused("too_many", int(1 / self.rate.a_second) + 1)

    def _now(self, caller: bytes) -> float:
        tokens, at = self._allowances.get(caller, (self.rate.burst, self.clock()))
        return min(self.rate.burst, tokens + (self.clock() - at) * self.rate.a_second)

    def _keep(self, caller: bytes, tokens: float) -> None:
        self._allowances[caller] = tokens, self.clock()
        self._allowances.move_to_end(caller)
        if len(self._allowances) > _REMEMBERED:
            self._allowances.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Records that one computer wrote, and their bytes, whoever brings them: so many at once, and so
    many a second after that. In the database, for all nodes (app.headquarters.budgets)."""

    records: Rate = Rate(200_000, 20_000 / _DAY_S)
    size: Rate = Rate(4 << 30, (512 << 20) / _DAY_S)


@dataclass(frozen=True, slots=True)
class Limits:
    """`signed`: calls of one computer; `strangers`: unsigned calls from one address; `failures`: of
    calls in a computer's name from one address, those whose signature didn't hold; `bytes_in`: bytes
    of one computer's contents, so that no stolen key fills the disk in a night; `case`, `allowance`: of
    the records that it wrote. `idle_s`: without
    a byte of a request; `slowest`: bytes a second that a long one, or the reading of an answer, must
    keep up; `head_s`: for the head of a request. `waiting`: calls at once, beyond which new ones are
    told to come back, and `carried` bytes of their contents. `connections`: in all, and `from_one`
    address that is no proxy."""

    signed: Rate = Rate(600, 60)
    strangers: Rate = Rate(60, 1)
    failures: Rate = Rate(60, 1)
    bytes_in: Rate = Rate(8 << 30, 100_000)
    case: CaseBudget = field(default_factory=CaseBudget)
    allowance: Allowance = field(default_factory=Allowance)
    idle_s: float = 60
    slowest: float = 256
    head_s: float = 20
    waiting: int = 400
    carried: int = 256 << 20
    connections: int = 2000
    from_one: int = 256
