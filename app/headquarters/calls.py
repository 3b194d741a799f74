"""What each call does, once it is known who calls and what it says."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from app.headquarters import backup_plan, blobs, case_pull, enrolment, organisation_calls, pieces, problems
from app.headquarters import feed as feed_module
from app.headquarters.database import Database
from app.headquarters.directory import DESK, KnownDirectory
from app.headquarters.store import PushResult
from app.seal import receipt
from app.seal.directory import Device
from app.seal.keys import digest
from app.sync import wire

if TYPE_CHECKING:
    from app.headquarters.server import Headquarters

T = TypeVar("T")
MOST_ENVELOPES = 2048  # in one push; a computer sends 1,024 at most
_ASK_AGAIN_S = 5.0  # one who waits for news asks again by itself
_NOTED_S = 30  # how often a computer's call is written down
_DESK = b"desk" * 4  # who waits for answers to invitations


async def hello(hq: "Headquarters", device: Device, say_hello: wire.SayHello) -> wire.Hello:
    work = partial(organisation_calls.hello, hq.database, hq.people, hq.keys, device, hq.clock())
    hello = await hq.thread(work)
    await _note(hq, device, None, min(say_hello.locked, 1 << 40))
    return hello


async def directory(hq: "Headquarters", device: Device, directory: wire.Directory) -> wire.DirectoryNews:
    directory_news, refused, new = await hq.thread(
        partial(organisation_calls.directory, hq.database, hq.people, directory)
    )
    if refused:
        hq.metrics.count("entries_refused", amount=refused)
    if new:
        hq.waking.others(b"*")
    return directory_news


async def push(hq: "Headquarters", device: Device, push: wire.Push) -> wire.Pushed | wire.PushedBrief:
    """Take envelopes in. What comes of each is in the answer; whoever waits for news of their cases
    is woken."""
    if len(push.envelopes) > MOST_ENVELOPES:
        raise problems.refused("too_large")

    def work() -> tuple[wire.Pushed, PushResult]:
        intake = hq.store.push(push.envelopes)
        receipts = organisation_calls.receipts(hq.keys, intake.tips, hq.clock())
        return wire.Pushed(intake.epoch, intake.outcomes, receipts), intake

    pushed, taken_in = await hq.thread(work, takes_in=True)
    await _taken(hq, taken_in)
    return wire.PushedBrief.of(pushed) if isinstance(push, wire.PushBrief) else pushed


async def push_piece(hq: "Headquarters", device: Device, piece: wire.PushPiece) -> wire.PiecePushed:
    is_desk = hq.people.known.role(device) == DESK

    def work() -> tuple[wire.PiecePushed, PushResult | None]:
        offset, intake = pieces.push(hq.store, device.id, piece, hq.clock(), is_desk=is_desk)
        if intake is None:
            return wire.PiecePushed(hq.people.known.epoch, offset, (), ()), None
        receipts = organisation_calls.receipts(hq.keys, intake.tips, hq.clock())
        return wire.PiecePushed(intake.epoch, offset, intake.outcomes, receipts), intake

    pushed, taken_in = await hq.thread(work, takes_in=True)
    if taken_in and taken_in.answered:
        hq.waking.others(taken_in.answered[:16])
    elif taken_in:
        await _taken(hq, taken_in)
    if piece.hash in hq.people.known.directory.known:
        hq.waking.others(b"*")
    return pushed


async def _taken(hq: "Headquarters", taken_in: PushResult) -> None:
    """Counted, and told to whoever waits for news of these cases."""
    for outcome, number in Counter(outcome for _, outcome in taken_in.outcomes).items():
        hq.metrics.count("envelopes", f'{{outcome="{outcome}"}}', number)
    if taken_in.done.forked:
        hq.metrics.count("forks", amount=len(taken_in.done.forked))
        hq.log.say("fork", streams=len(taken_in.done.forked))
    hq.waking.cases(taken_in.cases)
    if taken_in.done.erased:
        await hq.thread(partial(hq.say_erased, taken_in.done.erased))


async def feed(hq: "Headquarters", device: Device, feed: wire.Feed) -> wire.Fed:
    if feed.scope != wire.NO_SCOPE:
        await _note(hq, device, dict(feed.cursors))

    def keys() -> Iterable[bytes]:
        return [device.id, *hq.people.known.teams(device.id)]

    def told(fed: wire.Fed) -> bool:
        return bool(fed.cases or fed.more or fed.scope != feed.scope)

    work = partial(feed_module.feed, hq.database, hq.people, device.id, feed)
    return await _news(hq, work, told, keys, feed.wait_s)


async def receipts(hq: "Headquarters", device: Device, ask_receipts: wire.AskReceipts) -> wire.Receipts:
    def work() -> wire.Receipts:
        epoch, held_places = hq.store.held(ask_receipts.places)
        now = hq.clock()
        signed = (receipt.sign(hq.keys, stream, seq, tip, now, version) for stream, seq, tip, version in held_places)
        return wire.Receipts(epoch, tuple(signed))

    return await hq.thread(work)


async def devices(hq: "Headquarters", device: Device, _: wire.Devices) -> wire.DeviceStates:
    _desk(hq, device)
    return await hq.thread(partial(feed_module.devices, hq.database, hq.people))


async def devices_after(hq: "Headquarters", device: Device, request: wire.DevicesAfter) -> wire.DeviceStates:
    _desk(hq, device)
    return await hq.thread(partial(feed_module.devices, hq.database, hq.people, request.stream))


async def backup(hq: "Headquarters", device: Device, _: wire.AskBackup) -> wire.BackupState:
    _desk(hq, device)
    return await hq.thread(partial(backup_plan.state, hq.folder))


# -- joining ---------------------------------------------------------------------------------


async def enrol(hq: "Headquarters", _: None, enrol: wire.Enrol) -> wire.AnswerTaken:
    work = partial(enrolment.keep, hq.database, enrol.invitation, enrol.file, hq.clock())
    hash_ = await hq.thread(work)
    hq.waking.others(_DESK)
    return wire.AnswerTaken(hash_)


async def enrol_piece(hq: "Headquarters", _: None, piece: wire.EnrolPiece) -> wire.PiecePushed:
    offset, is_whole = await hq.thread(partial(pieces.push_answer, hq.database, piece, hq.clock()), takes_in=True)
    if is_whole:
        hq.waking.others(_DESK)
    outcomes = ((piece.hash, wire.NEW),) if is_whole else ()
    return wire.PiecePushed(wire.NO_SCOPE, offset, outcomes, ())


async def enrol_reply(hq: "Headquarters", _: None, enrol_reply: wire.EnrolReply) -> wire.Replied:
    work = partial(enrolment.reply_to, hq.database, enrol_reply.hash, enrol_reply.known)
    file = await _news(hq, work, bool, lambda: [enrol_reply.hash[:16]], enrol_reply.wait_s)
    is_named = file and isinstance(enrol_reply, wire.EnrolReplyNamed)
    return wire.Replied(wire.name_of(digest(file)) if is_named else file)


async def answers(hq: "Headquarters", device: Device, answers: wire.Answers) -> wire.AnswersWaiting:
    _desk(hq, device)
    now = hq.clock()
    await hq.thread(partial(enrolment.name, hq.database, answers.invitations, now))
    work = partial(enrolment.waiting, hq.database, answers)
    return await _news(hq, work, lambda answers_waiting: bool(answers_waiting.answers), lambda: [_DESK], answers.wait_s)


async def reply(hq: "Headquarters", device: Device, reply: wire.Reply) -> wire.Epoch:
    _desk(hq, device)
    epoch = await hq.thread(partial(enrolment.reply, hq.database, reply.hash, reply.file))
    hq.waking.others(reply.hash[:16])
    return wire.Epoch(epoch)


# -- parts -----------------------------------------------------------------------------------


async def _news(
    hq: "Headquarters",
    work: Callable[[], T],
    has_news: Callable[[T], bool],
    keys: Callable[[], Iterable[bytes]],
    wait_s: int,
) -> T:
    """The answer once there is something to tell, or when there was nothing for so long."""
    now = time.monotonic() + min(wait_s, wire.LONGEST_WAIT_S)
    while True:
        with hq.waking.waiter(keys()) as event:
            answer = await hq.thread(work)
            remaining_s = now - time.monotonic()
            if has_news(answer) or remaining_s <= 0 or hq.waking.stopping:
                return answer
            hq.under_way -= 1  # who waits is no load
            try:
                async with asyncio.timeout(min(remaining_s, _ASK_AGAIN_S)):
                    await event.wait()
            except TimeoutError:
                pass
            finally:
                hq.under_way += 1


async def _note(hq: "Headquarters", device: Device, cursors: dict[int, int] | None, locked: int = 0) -> None:
    """For the desk: when a computer last called. Not at each call."""
    now, note_key = hq.clock(), (device.id, cursors is not None)
    if abs(now - hq.noted.get(note_key, 0)) < _NOTED_S:
        return
    hq.noted[note_key] = now
    await hq.thread(partial(feed_module.note, hq.database, device.id, now, cursors, locked))


def _desk(hq: "Headquarters", device: Device) -> None:
    if hq.people.known.role(device) != DESK:
        raise problems.refused("not_the_desk")


Call = Callable[["Headquarters", Any, Any], Awaitable[wire.Message]]


def _in_thread(work: Callable[["Headquarters", Device, Any], wire.Message]) -> Call:
    """A call that only asks the database or the disk."""

    async def call(hq: "Headquarters", device: Device, request: wire.Request) -> wire.Message:
        return await hq.thread(partial(work, hq, device, request))

    return call


def _of_case(give: Callable[[Database, bytes, KnownDirectory, Any], wire.Message]) -> Call:
    """Of cases that the device may have."""
    return _in_thread(lambda hq, device, request: give(hq.database, device.id, hq.people.known, request))


def _piece(hq: "Headquarters", device: Device, request: wire.GetPiece) -> wire.Piece:
    """Of a case, or of what belongs to none."""
    known = hq.people.known
    if request.case != wire.NO_CASE:
        return pieces.give(hq.database, device.id, known, request)
    piece = pieces.give_file(hq.database, known, request, is_desk=known.role(device) == DESK)
    return piece or hq.updates.part(request)


CALLS: dict[type[wire.Request], Call] = {
    wire.SayHello: hello,
    wire.Directory: directory,
    wire.DirectoryNamed: directory,
    wire.Push: push,
    wire.PushBrief: push,
    wire.PushPiece: push_piece,
    wire.Have: _in_thread(lambda hq, _, request: hq.store.have(request.ids)),
    wire.Feed: feed,
    wire.Pull: _of_case(case_pull.pull),
    wire.PullNamed: _of_case(case_pull.pull),
    wire.GetPiece: _in_thread(_piece),
    wire.AskReceipts: receipts,
    wire.BlobsHave: _of_case(blobs.missing),
    wire.Devices: devices,
    wire.DevicesAfter: devices_after,
    wire.AskBackup: backup,
    wire.Enrol: enrol,
    wire.EnrolPiece: enrol_piece,
    wire.EnrolReply: enrol_reply,
    wire.EnrolReplyNamed: enrol_reply,
    wire.Answers: answers,
    wire.AnswersNamed: answers,
    wire.Reply: reply,
    wire.AskUpdate: _in_thread(lambda hq, _, request: hq.updates.newest(request)),
    wire.GetUpdate: _in_thread(lambda hq, _, request: hq.updates.piece(request)),
}
# What a withdrawn computer may still do: hear that it was, and hand over what the desk knew of.
# To ask whether an id is there tells it no more than pushing the record would.
FOR_WITHDRAWN = {wire.SayHello, wire.Have, wire.Push, wire.PushBrief, wire.PushPiece}
