"""How far the way to headquarters goes, step by step, as a sync takes it: for the page of what can be checked and
for `diagnosis`. Codes, numbers and moments; nothing of a case or a person, no address, no path. A step that was
not tried never looks as if it had held.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from socket import gaierror
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from app.casework.exchange import sync
from app.casework.exchange.remote_call import RemoteCall, Script
from app.casework.exchange.sync_store import VaultSyncStore
from app.casework.records import safe_copies
from app.casework.session.session import Session
from app.clock import iso, utc, utc_or_none
from app.errors import N_, SanadError
from app.sync import conditions, wire
from app.sync.engine import NoAnswer, Told
from app.vault import sync_state

if TYPE_CHECKING:
    from app.sync.client import Client

StepName = Literal["name", "connection", "certificate", "answer", "clock", "epoch"]
Untried = Literal["stopped", "by_proxy", "by_number", "on_this_computer", "never_met", "no_server"]
STEPS: tuple[StepName, ...] = ("name", "connection", "certificate", "answer", "clock", "epoch")
CLOCK_S = wire.MAX_AGE_S  # from there on the server takes no call by this computer's clock


class ServerCertificateOver(SanadError):
    says = N_(
        "The server’s certificate has expired. This computer still connects, because it knows the server by its own "
        "authority. Tell user management, so that the server administrator renews the certificate."
    )


class ServerClockDiffers(SanadError):
    says = N_(
        "This computer’s clock and the server’s differ. Nothing is lost, and sync allows for it. Set date and time in "
        "the system settings; if they are right here, tell user management that the server’s clock is wrong."
    )


class ServerReplaced(SanadError):
    says = N_(
        "The server was restored or replaced since the last sync. Nothing is lost: the next sync sends what is missing "
        "there again. Sync now, and tell user management if nobody announced it."
    )


@dataclass(frozen=True, slots=True)
class ReachStep:
    """It held, or `error`, or why it was not tried."""

    name: StepName
    error: SanadError | None = None
    untried: Untried | None = None

    @property
    def state(self) -> Literal["held", "failed", "not_tried"]:
        return "not_tried" if self.untried else "failed" if self.error else "held"


@dataclass(frozen=True, slots=True)
class ServerReach:
    """`problem`: why nothing was tried. `proxy`: did the call go to one, None where none was made. `clock_s`: how
    far the server's clock is ahead. `copy_held`: could the last copy be opened, None where nobody tried."""

    at: datetime
    steps: tuple[ReachStep, ...]
    last_sync: datetime | None
    last_copy: datetime | None
    copy_held: bool | None
    problem: SanadError | None = None
    proxy: bool | None = None
    clock_s: int | None = None
    certificate: datetime | None = None

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        moments = {name: getattr(self, name) for name in ("at", "certificate", "last_sync", "last_copy")}
        reasons = {step: step.untried or (step.error.kind() if step.error else "") for step in self.steps}
        return {
            "problem": self.problem.kind() if self.problem else "",
            "steps": [{"name": step.name, "state": step.state, "why": reason} for step, reason in reasons.items()],
            **{name: getattr(self, name) for name in ("proxy", "clock_s", "copy_held")},
            **{name: iso(moment) if moment else None for name, moment in moments.items()},
        }


def asking(session: Session) -> RemoteCall[ServerReach]:
    """Nothing is changed here; what fails is in the result."""
    try:
        line = sync.connect(session)
    except SanadError as problem:
        return RemoteCall(lambda: sync.connect(session), _unasked(session, problem))
    return RemoteCall(lambda: line, _asking(session, line))


def _unasked(session: Session, problem: SanadError) -> Script[ServerReach]:
    yield from ()
    steps = tuple(ReachStep(name, untried="no_server") for name in STEPS)
    return ServerReach(utc(session.now()), steps, *_last(session), problem=problem)


def _last(session: Session) -> tuple[datetime | None, datetime | None, bool | None]:
    copies = safe_copies.state(session)
    return utc_or_none(sync.last(session.reading())), copies.at, copies.held if copies.tried else None


@dataclass(slots=True)
class _Trail:
    """What the line said of its way there (httpcore2/_trace.py), of the last connection that it made.
    `certificate`: when the server's ends, seconds since 1970."""

    host: str
    port: int
    secure: bool
    begun: bool = False
    proxy: bool = False
    nameless: bool = False
    opened: bool = False
    secured: bool = False
    certificate: float = 0

    def note(self, event: str, facts: Mapping[str, Any]) -> None:
        kind, _, moment = event.partition(".")
        to_server = kind == "proxy" or not self.proxy  # TLS with a proxy says nothing of the server
        if moment == "connect_tcp.started":
            self.begun, self.opened, self.secured = True, False, False
            self.proxy = (facts["host"], facts["port"]) != (self.host, self.port)
        elif moment == "connect_tcp.failed":
            self.nameless = not self.proxy and isinstance(facts["exception"].__cause__, gaierror)
        elif moment in ("connect_tcp.complete", "start_tls.started"):
            self.opened |= to_server
        elif moment == "start_tls.complete" and to_server:
            peer = facts["return_value"].get_extra_info("ssl_object").getpeercert()
            self.secured, self.certificate = True, ssl.cert_time_to_seconds(peer["notAfter"])

    def stop(self, reason: SanadError) -> ReachStep:
        """The step that was being tried when it went no further."""
        if not self.begun:  # its certificates can't be read, or its address is without protection
            return ReachStep("certificate", reason)
        if self.opened:
            return ReachStep("certificate" if self.secure and not self.secured else "answer", reason)
        if self.proxy and isinstance(reason, (conditions.NobodyThere, conditions.NoNetwork)):
            return ReachStep("connection", conditions.ProxyRefused())
        return ReachStep("name" if self.nameless else "connection", reason)


def _asking(session: Session, line: "Client") -> Script[ServerReach]:
    address = urlsplit(line.server.url)
    trail = _Trail(address.hostname or "", address.port or 443, address.scheme == "https")
    line.trace = trail.note
    answer = yield wire.SayHello(VaultSyncStore(session).locked())
    now, sent_at = session.now(), answer.time if isinstance(answer, (wire.Hello, wire.Refusal)) else 0
    steps = _of_answer(answer, trail, sync_state.state(session.reading(), sync_state.EPOCH))
    if not sent_at:
        steps.setdefault("clock", ReachStep("clock", untried="stopped"))
    elif abs(sent_at - now) > CLOCK_S:
        steps.setdefault("clock", ReachStep("clock", ServerClockDiffers()))
    if trail.secured and trail.certificate < (sent_at or now):
        steps["certificate"] = ReachStep("certificate", ServerCertificateOver())
    if trail.begun and not trail.secure:
        steps["certificate"] = ReachStep("certificate", untried="on_this_computer")
    if trail.proxy or _is_number(trail.host):
        steps["name"] = ReachStep("name", untried="by_proxy" if trail.proxy else "by_number")
    return ServerReach(
        utc(now),
        tuple(steps.get(name, ReachStep(name)) for name in STEPS),
        *_last(session),
        proxy=trail.proxy if trail.begun else None,
        clock_s=sent_at - now if sent_at else None,
        certificate=utc(int(trail.certificate)) if trail.secured else None,
    )


def _of_answer(answer: Told, trail: _Trail, known_epoch: bytes) -> dict[StepName, ReachStep]:
    """The steps that did not hold by what came back, or by how far it went."""
    if isinstance(answer, wire.Hello):
        steps = []
        if answer.revoked or answer.proto != int(wire.PROTO):
            error = conditions.DeviceWithdrawn() if answer.revoked else conditions.OtherVersion()
            steps.append(ReachStep("answer", error))
        if answer.epoch != known_epoch:
            steps.append(
                ReachStep("epoch", ServerReplaced()) if known_epoch else ReachStep("epoch", untried="never_met")
            )
        return {step.name: step for step in steps}
    stop = trail.stop(answer.reason if isinstance(answer, NoAnswer) else conditions.AnswerOdd())
    if isinstance(answer, wire.Refusal):
        is_clock = answer.kind == wire.ClockOff.kind()
        stop = ReachStep("clock" if is_clock else "answer", conditions.refused(answer.kind, answer.retry_s))
    unreached = STEPS[STEPS.index(stop.name) + 1 :] if trail.begun else STEPS
    steps_by_name = {name: ReachStep(name, untried="stopped") for name in unreached} | {stop.name: stop}
    if stop.name == "clock":
        steps_by_name["answer"] = ReachStep("answer", untried="stopped")
    elif isinstance(answer, wire.Refusal) and answer.time:
        del steps_by_name["clock"]  # judged by its time
    return steps_by_name


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
