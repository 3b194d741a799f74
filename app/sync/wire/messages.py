"""What each call says and what it is answered, as lists of fixed shape."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain, groupby
from typing import ClassVar, Self

from app.seal import split
from app.seal.keys import digest
from app.sync.wire.http import packed
from app.sync.wire.shape import Message, Request, WireRefused
from app.sync.wire.shape import decoded as _decoded
from app.sync.wire.shape import encoded as _encoded
from app.sync.wire.short import lengthened, shortened

LONGEST_WAIT_S = 25
CasePosition = tuple[bytes, int]


class Refusal(Message):
    """The body of every answer that isn't 2xx. `retry_s`: 0 where trying again is of no use."""

    kind: str
    retry_s: int
    time: int
    shape = (str, int, int)


class Epoch(Message):
    """Changes whenever headquarters' history does."""

    epoch: bytes
    shape = (16,)


class Claim(Request):
    """The desk's first call: the card's token, and the organisation's whole directory."""

    token: bytes
    entries: tuple[bytes, ...]
    path, answer, shape = "/v1/claim", Epoch, (32, [bytes])


class Hello(Message):
    """`tips`: (seq, id) of the last envelope of each branch of my stream that headquarters holds
    from its beginning; `heads`: ids of the last directory entries of every chain and branch;
    `limits`: bytes of a request, of a chunk; `receipts`: one a branch."""

    proto: int
    epoch: bytes
    time: int
    tips: tuple[tuple[int, bytes], ...]
    heads: tuple[bytes, ...]
    revoked: int
    limits: tuple[int, int]
    receipts: tuple[bytes, ...]
    shape = (int, 16, int, [(int, 32)], [32], int, (int, int), [bytes])


class SayHello(Request):
    """`locked`: when these records were locked last before now, seconds since 1970 by this computer's
    clock; 0 where that isn't known. For the desk, should the computer be lost."""

    locked: int = 0
    path, answer, shape = "/v1/hello", Hello, (int,)


class DirectoryNews(Message):
    """`more`: 1 where there is more than was asked for at once."""

    epoch: bytes
    entries: tuple[bytes, ...]
    more: int
    shape = (16, [bytes], int)


class Directory(Request):
    """`heads`: ids of the last entries that I have, of every chain and branch: what they follow is
    not sent; `entries`: mine that may be new there; `most`: bytes of entries in the answer, about."""

    heads: tuple[bytes, ...]
    entries: tuple[bytes, ...]
    most: int
    path, answer, shape = "/v1/directory", DirectoryNews, ([32], [bytes], int)


class DirectoryNamed(Directory):
    """The same within `most` bytes: an entry that alone is longer comes as its name, to be fetched in
    pieces, and nothing after it."""

    path = "/v1/directory/named"


NEW, KNOWN = "new", "known"


class Pushed(Message):
    """`outcomes`: in the order of the request, (id, NEW, KNOWN or the kind of a refusal); the id of
    what has no readable header is the SHA-256 of its bytes. `receipts`: one for each branch of each
    stream in the request, up to where headquarters holds it from its beginning."""

    epoch: bytes
    outcomes: tuple[tuple[bytes, str], ...]
    receipts: tuple[bytes, ...]
    shape = (16, [(32, str)], [bytes])


class Push(Request):
    """Envelopes as in docs/formats/envelope.md, whoever wrote them, parents first; on the wire
    without the hashes that follow from them (short.py)."""

    envelopes: tuple[bytes, ...]
    path, shape = "/v1/push", ([bytes],)
    answer: ClassVar[type[Message]] = Pushed

    def made_ready(self) -> Self:
        object.__setattr__(self, "ready", packed(self.encode()))
        return self

    def travels_as(self) -> tuple[bytes, str]:
        return self.ready or packed(self.encode())

    def encode(self) -> bytes:
        return _encoded(replace(self, envelopes=shortened(self.envelopes)))

    @classmethod
    def decode(cls, raw: bytes) -> Self:
        self = cls(*_decoded(raw, cls.shape))
        return replace(self, envelopes=lengthened(self.envelopes))


class PushedBrief(Message):
    """`named`: SHA-256 of the ids of all envelopes in the order of the request; `runs`: their outcomes in
    that order, each with how many in a row have it."""

    epoch: bytes
    named: bytes
    runs: tuple[tuple[int, str], ...]
    receipts: tuple[bytes, ...]
    shape = (16, 32, [(int, str)], [bytes])

    @classmethod
    def of(cls, pushed: Pushed) -> Self:
        groups = groupby(outcome for _, outcome in pushed.outcomes)
        runs = tuple((len(list(group)), outcome) for outcome, group in groups)
        named = digest(*(id_ for id_, _ in pushed.outcomes))
        return cls(pushed.epoch, named, runs, pushed.receipts)

    def told(self, ids: tuple[bytes, ...]) -> Pushed:
        """The same with the ids of those that were pushed; WireRefused where it names others."""
        if digest(*ids) != self.named or sum(count for count, _ in self.runs) != len(ids):
            raise WireRefused
        outcomes = chain.from_iterable([outcome] * count for count, outcome in self.runs)
        return Pushed(self.epoch, tuple(zip(ids, outcomes, strict=True)), self.receipts)


class PushBrief(Push):
    """The same with a shorter answer: whoever asked knows the ids."""

    path, answer = "/v1/push/brief", PushedBrief

    def read(self, raw: bytes) -> Message:
        ids = tuple(digest((split.parts(raw) or (raw,))[0]) for raw in self.envelopes)
        return PushedBrief.decode(raw).told(ids)


class PiecePushed(Message):
    """`there`: bytes of the envelope that are there. Once it is whole, as `Pushed`; else neither outcome
    nor receipt."""

    epoch: bytes
    there: int
    outcomes: tuple[tuple[bytes, str], ...]
    receipts: tuple[bytes, ...]
    shape = (16, int, [(32, str)], [bytes])


class PushPiece(Request):
    """A piece of an envelope that is longer than one request should be, from `start` on. `hash`: SHA-256
    of the whole, of `size` bytes. What is begun is its computer's own."""

    hash: bytes
    size: int
    start: int
    piece: bytes
    path, answer, shape = "/v1/push/piece", PiecePushed, (32, int, int, bytes)


class Missing(Message):
    epoch: bytes
    ids: tuple[bytes, ...]
    shape = (16, [32])


class Have(Request):
    """Which of these envelopes are missing there?"""

    ids: tuple[bytes, ...]
    path, answer, shape = "/v1/have", Missing, ([32],)


class Fed(Message):
    """`cases`: (case, shard, place in the shard's feed, position of its last envelope);
    `cursors`: what to say next time, once all these cases are pulled; they stand for nothing else
    than the `scope` they came with. `more`: 1 where the feed goes on at once."""

    epoch: bytes
    scope: bytes
    cases: tuple[tuple[bytes, int, int, int], ...]
    cursors: tuple[tuple[int, int], ...]
    more: int
    shape = (16, 16, [(16, int, int, int)], [(int, int)], int)


class Feed(Request):
    """Which cases that I may read have changed? `scope`, `cursors`: of the last answer, or 16 zero
    bytes and none. With another scope than mine is now (a new epoch, another team) the cursors
    count for nothing and every case is listed. `wait_s`: for news, if there are none."""

    scope: bytes
    cursors: tuple[tuple[int, int], ...]
    wait_s: int
    path, answer, shape = "/v1/feed", Fed, (16, [(int, int)], int)


NO_SCOPE = bytes(16)
DONE, MORE, NOT_YOURS = range(3)


class Pulled(Message):
    """(case, ((position, envelope), ...), DONE, MORE or NOT_YOURS). Positions of a case have no
    gap. An envelope of 32 bytes is the id of one of my own stream (see `Pull.own`)."""

    epoch: bytes
    cases: tuple[tuple[bytes, tuple[tuple[int, bytes], ...], int], ...]
    shape = (16, [(16, [(int, bytes)], int)])

    def encode(self) -> bytes:
        return _encoded(self._each(shortened))

    @classmethod
    def decode(cls, raw: bytes) -> Self:
        return cls(*_decoded(raw, cls.shape))._each(lengthened)

    def _each(self, change: Callable[[Iterable[bytes]], Iterable[bytes]]) -> Self:
        raws = iter(change(raw for _, items, _ in self.cases for _, raw in items))
        return replace(
            self,
            cases=tuple((case, tuple((at, next(raws)) for at, _ in items), state) for case, items, state in self.cases),
        )


class Pull(Request):
    """(case, position after which), `most` bytes of envelopes about, at least one. `own`: 1 to have
    what my stream wrote in full, 0 to have its ids alone."""

    cases: tuple[CasePosition, ...]
    most: int
    own: int
    path, answer, shape = "/v1/pull", Pulled, ([(16, int)], int, int)


class PullNamed(Pull):
    """The same within `most` bytes: an envelope that alone is longer comes as its name, to be fetched in
    pieces, and nothing after it."""

    path = "/v1/pull/named"


NO_CASE = bytes(16)  # in place of one: an entry of the directory, a file of joining, an update
_NAME = b"\0"  # before an id: no envelope begins so, no entry and no file


def name_of(id_: bytes) -> bytes:
    """What stands in an answer for something that is not in it."""
    return _NAME + id_


def is_name(raw: bytes) -> bool:
    """Does this stand for something longer?"""
    return len(raw) == 33 and raw.startswith(_NAME)


class Piece(Message):
    """Bytes of something of `size` bytes."""

    size: int
    content: bytes
    shape = (int, bytes)


class GetPiece(Request):
    """Of an envelope of a case, a chunk, or with NO_CASE of what belongs to none, by its id: `most`
    bytes from `start` on."""

    case: bytes
    id: bytes
    start: int
    most: int
    path, answer, shape = "/v1/piece", Piece, (16, 32, int, int)


class Receipts(Message):
    """Of those that headquarters holds from the stream's beginning."""

    epoch: bytes
    receipts: tuple[bytes, ...]
    shape = (16, [bytes])


class AskReceipts(Request):
    """(stream, seq, id)"""

    places: tuple[tuple[bytes, int, bytes], ...]
    path, answer, shape = "/v1/receipts", Receipts, ([(16, int, 32)],)


class BlobsMissing(Message):
    """(id, bytes of it that are there)"""

    epoch: bytes
    blobs: tuple[tuple[bytes, int], ...]
    shape = (16, [(32, int)])


class BlobsHave(Request):
    """Which of a case's chunks are missing, or there only in part?"""

    case: bytes
    ids: tuple[bytes, ...]
    path, answer, shape = "/v1/blobs/have", BlobsMissing, (16, [32])


class BlobTaken(Message):
    """The answer to PUT: bytes that are there, and 1 where it is whole."""

    epoch: bytes
    there: int
    whole: int
    shape = (16, int, int)


def blob_path(id_: bytes, case: bytes) -> str:
    """PUT with `content-range: bytes 0-99/262160`, GET with `range: bytes=100-` where resumed."""
    return f"/v1/blobs/{id_.hex()}?case={case.hex()}"


class Chunk(Message):
    """The answer to GET: bytes as they are, without CBOR around them."""

    content: bytes
    shape = (bytes,)


class PutChunk(Request):
    """A piece of a chunk of `size` bytes, from `start` on. Travels as it is: see `blob_path`."""

    id: bytes
    case: bytes
    start: int
    size: int
    piece: bytes
    path, answer, shape = "/v1/blobs", BlobTaken, (32, 16, int, int, bytes)


class GetChunk(Request):
    """A whole chunk, of a headquarters that knows no pieces."""

    id: bytes
    case: bytes
    path, answer, shape = "/v1/blobs", Chunk, (32, 16)


class AnswerTaken(Message):
    hash: bytes
    shape = (32,)


class Enrol(Request):
    """A computer's answer to an invitation (docs/formats/enrolment.md), for the desk to fetch."""

    invitation: bytes
    file: bytes
    path, answer, shape, signed = "/v1/enrol", AnswerTaken, (16, bytes), False


class EnrolPiece(Request):
    """A piece of an answer that is longer than one request should be; the answer as of `PushPiece`, with
    no epoch. `hash`: SHA-256 of the whole, of `size` bytes."""

    invitation: bytes
    hash: bytes
    size: int
    start: int
    piece: bytes
    path, answer, shape, signed = "/v1/enrol/piece", PiecePushed, (16, 32, int, int, bytes), False


class Replied(Message):
    """The desk's reply, or nothing yet."""

    file: bytes
    shape = (bytes,)


class EnrolReply(Request):
    """`known`: SHA-256 of the reply that I have (the words alone), or 32 zero bytes."""

    hash: bytes
    known: bytes
    wait_s: int
    path, answer, shape, signed = "/v1/enrol/reply", Replied, (32, 32, int), False


class EnrolReplyNamed(EnrolReply):
    """The same; a reply comes as its name, to be fetched in pieces by the computer that it lets in."""

    path = "/v1/enrol/reply/named"


class AnswersWaiting(Message):
    """(SHA-256, answer file). `more`: 1 where there are others."""

    answers: tuple[tuple[bytes, bytes], ...]
    more: int
    shape = ([(32, bytes)], int)


class Answers(Request):
    """The desk asks what came for its open `invitations`; `known`: answers that it has already."""

    invitations: tuple[bytes, ...]
    known: tuple[bytes, ...]
    wait_s: int
    path, answer, shape = "/v1/answers", AnswersWaiting, ([16], [32], int)


class AnswersNamed(Answers):
    """The same within 8 KB: an answer that alone is longer comes as its name, and nothing beside it."""

    path = "/v1/answers/named"


class Reply(Request):
    """The desk's reply to an answer; a later one takes the place of an earlier one."""

    hash: bytes
    file: bytes
    path, answer, shape = "/v1/replies", Epoch, (32, bytes)


class DeviceStates(Message):
    """(stream, when it last called, its last number held from the beginning, cases with news that
    it has not fetched, 1 where its stream has two branches, when it said that it was locked last)"""

    devices: tuple[tuple[bytes, int, int, int, int, int], ...]
    shape = ([(16, int, int, int, int, int)],)


class Devices(Request):
    path, answer, shape = "/v1/devices", DeviceStates, ()


class DevicesAfter(Request):
    """Those whose stream comes after this one, some hundred at once and in their order; none at the end."""

    stream: bytes
    path, answer, shape = "/v1/devices/after", DeviceStates, (16,)


class BackupState(Message):
    """`planned`: 1 where headquarters makes backups by itself; `last_whole`: seconds since 1970 of the last that
    was opened again whole, 0 for none that it knows of; `failed`: 1 where the last try was none."""

    planned: int
    last_whole: int
    failed: int
    shape = (int, int, int)


class AskBackup(Request):
    path, answer, shape = "/v1/backup", BackupState, ()


NO_UPDATE, ANY_UPDATE = bytes(32), b"\xff" * 32


class UpdateThere(Message):
    """A newer version that headquarters hands on; `id` 32 zero bytes: none. `size`: bytes of the file;
    `head`: its first bytes, to the end of its head (docs/formats/update.md); "" where it is known."""

    id: bytes
    size: int
    head: bytes
    shape = (32, int, bytes)


class AskUpdate(Request):
    """Is there an update for this `system` with a number above this one? `known`: the id of the one
    whose head I have, ANY_UPDATE to fetch it in pieces, or 32 zero bytes."""

    system: str
    number: int
    known: bytes
    path, answer, shape = "/v1/update", UpdateThere, (str, int, 32)


class UpdatePiece(Message):
    """Bytes of the file; none at its end."""

    content: bytes
    shape = (bytes,)


class GetUpdate(Request):
    """An update's file, from `start` on."""

    id: bytes
    start: int
    path, answer, shape = "/v1/update/piece", UpdatePiece, (32, int)


REQUESTS: dict[str, type[Request]] = {
    request_type.path: request_type
    for request_type in (
        Claim, SayHello, Directory, DirectoryNamed, Push, PushBrief, PushPiece, Have, Feed, Pull, PullNamed, GetPiece,
        AskReceipts, BlobsHave, Enrol, EnrolPiece, EnrolReply, EnrolReplyNamed, Answers, AnswersNamed, Reply,
        Devices, DevicesAfter, AskBackup, AskUpdate, GetUpdate,
    )
}  # fmt: skip
