"""The ASGI app: each call is limited, its signature checked, its bytes read strictly, and answered
after the commit. docs/formats/sync.md

Whatever happens, the answer is one of ours: a message, or a refusal with a kind; never a traceback.
"""

import asyncio
import os
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import fields
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.headquarters import backup_plan, blobs, directory, erasure, organisation_calls, problems, readers, setup
from app.headquarters.calls import CALLS, FOR_WITHDRAWN
from app.headquarters.database import TIDIES_EVERY_S, Database, tidy
from app.headquarters.directory import DirectoryCache
from app.headquarters.envelope_checks import Checkers
from app.headquarters.long_poll import LongPoll
from app.headquarters.metrics import Log, Metrics, place_of
from app.headquarters.problems import Refused
from app.headquarters.rate_limits import Buckets, Limits, counted
from app.headquarters.store import Store
from app.headquarters.updates import UpdateFolder
from app.seal.directory import Device
from app.seal.keys import DeviceKeys
from app.sync import wire
from app.sync.wire import signatures

T = TypeVar("T")
_LIGHT, _FEW = 16 << 10, 64  # bytes, parts: less work than handing it to a thread
_MOST = 10_000  # parts of a list in a request
_BYTES = "application/octet-stream"
_HEADERS = {wire.PROTO_HEADER: wire.PROTO, "cache-control": "no-store"}


class Headquarters:
    """One node: no state of its own but caches and counters. `updates`: the folder of newer versions
    that it hands on; `folder`: its own, which says of backups and the certificate; None where there is none."""

    def __init__(
        self,
        database: Database,
        keys: DeviceKeys,
        *,
        limits: Limits | None = None,
        clock: Callable[[], int] = lambda: int(time.time()),
        updates: Path | None = None,
        folder: Path | None = None,
        log: Log | None = None,
    ) -> None:
        self.database, self.keys, self.public = database, keys, keys.public
        self.limits, self.clock = limits or Limits(), clock
        self.people, self.checkers = DirectoryCache(), Checkers()
        self.store: Store = Store(database, self.people, self.checkers, self.clock, self.limits)
        self.updates: UpdateFolder = UpdateFolder(updates)
        self.folder = folder
        self.full = False  # the last record that came found no room
        self.metrics, self.log = Metrics(), log or Log()
        self.signed = Buckets(self.limits.signed)
        self.strangers = Buckets(self.limits.strangers)
        self.failures = Buckets(self.limits.failures)
        self.brought = Buckets(self.limits.bytes_in)
        self.waking = LongPoll(database.dsn, partial(readers.concerned, database))
        self.noted: dict[tuple[bytes, bool], int] = {}  # when a computer's call, its cursors
        self.open: Counter[str] = Counter()  # connections, by address
        self.under_way = self.carried = 0  # calls, and bytes of their contents
        self.threads: anyio.CapacityLimiter | None = None
        self.takers: anyio.CapacityLimiter | None = None
        self.app = Starlette(
            routes=[
                Route("/healthz", self._health),
                Route("/readyz", self._ready),
                Route("/metrics", self._metrics),
                Route("/{path:path}", self._call, methods=["GET", "POST", "PUT", "DELETE"]),
            ],
            lifespan=self._lifespan,
            exception_handlers={HTTPException: self._no_such_call},
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self.threads = anyio.CapacityLimiter(16)
        # measured on two cores: four at once take in a third more than sixteen, which wait for each
        # other and for the interpreter
        self.takers = anyio.CapacityLimiter(max(4, 2 * (os.cpu_count() or 2)))
        self.waking.start()
        tidying = asyncio.create_task(self._tidy())
        try:
            yield
        finally:
            tidying.cancel()
            await asyncio.wait([tidying])
            await self.waking.stop()
            self.checkers.close()
            self.database.close()

    async def _tidy(self) -> None:
        while True:
            try:
                forgotten_count = await self.thread(partial(tidy, self.database, self.clock()))
                self.metrics.count("forgotten", amount=forgotten_count)
                await self.thread(self.erase_what_is_due)
            except Refused:  # the database is away: the next time
                pass
            except Exception as bug:
                self.log.say("bug", call="tidy", where=place_of(bug))
            await asyncio.sleep(TIDIES_EVERY_S)

    def erase_what_is_due(self) -> None:
        """Orders whose waiting time is over. Refused where the database is away."""
        with self.database.look() as connection:
            snapshot = self.people.now(connection)
        if destroyed_count := erasure.settle(self.database, snapshot, self.clock()):
            self.say_erased(destroyed_count)

    def say_erased(self, count: int) -> None:
        """Of bodies and chunks; and have the database let go of them."""
        self.metrics.count("erased", amount=count)
        self.log.say("erased", bodies=count)
        erasure.scrub(self.database)

    async def thread(self, work: Callable[[], T], *, takes_in: bool = False) -> T:
        return await run_sync(work, limiter=self.takers if takes_in else self.threads)

    # -- health ------------------------------------------------------------------------------

    async def _health(self, _: Request) -> Response:
        return PlainTextResponse("alive\n", headers=_HEADERS)

    async def _ready(self, _: Request) -> Response:
        """Can this node answer? Not while it stops, nor while its database is away; and where nothing more
        can be kept it says so, though it still gives."""
        if self.waking.stopping:
            return PlainTextResponse("stopping\n", 503, headers=_HEADERS)
        try:
            await self.thread(self._look)
            if self.folder and not setup.has_room(self.folder):
                raise problems.refused("full")
            if self.full:
                await self.thread(self.database.try_room)
                self.full = False
        except Refused as refused:
            text = "disk full\n" if refused.reason == "full" else "database away\n"
            status = 507 if refused.reason == "full" else 503
            return PlainTextResponse(text, status, headers=_HEADERS)
        return PlainTextResponse("ready\n", headers=_HEADERS)

    def _look(self) -> directory.DirectoryState:
        with self.database.look() as connection:
            return directory.state(connection)

    async def _metrics(self, request: Request) -> Response:
        """For this computer and its private network: how busy an organisation is, is its own."""
        if not _near(_address(request)):
            return self._refusal(problems.refused("no_such_call"))
        gauges = {
            "calls_under_way": self.under_way,
            "connections": self.open.total(),
            "waiting": self.waking.waiting,
            "directory_entries": self.people.known.count,
            "clock_seconds": self.clock(),
        }
        if self.folder:
            gauges |= await self.thread(partial(_of_folder, self.folder))
        return PlainTextResponse(self.metrics.told(gauges), headers=_HEADERS)

    async def _no_such_call(self, *_: object) -> Response:
        return self._refusal(problems.refused("no_such_call"))

    # -- a call ------------------------------------------------------------------------------

    async def _call(self, request: Request) -> Response:
        began = time.perf_counter()
        name = _name(request.url.path)
        self.under_way += 1
        sizes = [0]
        try:
            response = await self._answered(request, sizes)
            status = response.status_code
        except ClientDisconnect:
            status, response = 499, Response(status_code=400, headers=_HEADERS)  # to nobody
        except Refused as refused:
            self.full = self.full or refused.reason == "full"
            if refused.status == 500:
                self.log.say("bug", call=name, where=place_of(refused.__cause__ or refused))
            status, response = refused.status, self._refusal(refused)
        except wire.WireRefused:
            status, response = 400, self._refusal(problems.refused("wire_refused"))
        except Exception as bug:  # never a traceback to the caller, nor its variables to the log
            self.log.say("bug", call=name, where=place_of(bug))
            status, response = 500, self._refusal(Refused())
        finally:
            self.under_way -= 1
            self.carried -= sizes[0]
        took = time.perf_counter() - began
        self.metrics.took(name, took)
        self.metrics.count("calls", f'{{call="{name}",status="{status}"}}')
        self.log.say("call", call=name, status=status, ms=round(took * 1000, 1), got=sizes[0], sent=len(response.body))
        return response

    def _refusal(self, refused: Refused) -> Response:
        refusal = wire.Refusal(refused.reason, refused.retry_s, self.clock())
        headers = dict(_HEADERS)
        if refused.retry_s:
            headers["retry-after"] = str(refused.retry_s)
        return Response(refusal.encode(), refused.status, headers, wire.TYPE)

    async def _sent(self, request: Request, content: bytes) -> Response:
        headers = dict(_HEADERS)
        if "zstd" in request.headers.get("accept-encoding", "") and len(content) >= wire.WORTH:
            pack = partial(wire.packed, content)
            content, encoding = pack() if len(content) <= _LIGHT else await self.thread(pack)
            if encoding:
                headers["content-encoding"] = encoding
        return Response(content, 200, headers, wire.TYPE)

    async def _answered(self, request: Request, sizes: list[int]) -> Response:
        headers = _headers(request)
        if headers.get(wire.PROTO_HEADER) != wire.PROTO:
            raise problems.refused("wrong_proto")
        if self.under_way > self.limits.waiting:
            raise problems.refused("busy")
        if request.method in ("PUT", "GET"):
            return await self._blob(request, headers, sizes)
        kind = wire.REQUESTS.get(request.url.path)
        if kind is None or request.method != "POST" or request.url.query:
            raise problems.refused("no_such_call")
        limit = wire.ANSWER if kind is wire.Reply else wire.REQUEST
        device = None
        if kind.signed and kind is not wire.Claim:
            device = await self._who(request, headers)
            if device.revoked and kind not in FOR_WITHDRAWN:
                raise problems.refused("device_withdrawn")
        else:
            self.strangers.take(_caller(request))
        content = await self._body(request, limit, sizes)
        if device:
            self.brought.take(device.id, len(content))
        read = partial(_read, kind, headers, content, limit)
        light = len(content) <= _LIGHT and not headers.get("content-encoding")
        message = read() if light else await self.thread(read)
        if kind is wire.Claim:
            return await self._sent(request, await self._claim(request, headers, message))
        answer = await CALLS[kind](self, device, message)
        data = answer.encode() if _small(answer) else await self.thread(answer.encode)
        return await self._sent(request, data)

    async def _blob(self, request: Request, headers: Mapping[str, str], sizes: list[int]) -> Response:
        """A chunk, or a piece of one: its bytes as they are."""
        id_, case = blobs.named(request.url.path, request.url.query)
        device = await self._who(request, headers)
        if device.revoked:
            raise problems.refused("device_withdrawn")
        content = await self._body(request, wire.BLOB, sizes)
        self.brought.take(device.id, len(content))
        await self.thread(partial(_as_signed, headers, content))
        arguments = self.database, device.id, self.people.known, case, id_
        if request.method == "PUT":
            if headers.get("content-encoding"):
                raise problems.refused("wire_refused")
            piece = blobs.piece(headers.get("content-range", ""), content)
            blob_taken = await self.thread(partial(blobs.keep, *arguments, piece, self.clock()))
            return Response(blob_taken.encode(), 200, _HEADERS, wire.TYPE)
        start = blobs.start_of(headers.get("range", ""))
        chunk, size = await self.thread(partial(blobs.give, *arguments, start or 0))
        if start is None:
            return Response(chunk, 200, _HEADERS, _BYTES)
        response_headers = {**_HEADERS, "content-range": f"bytes {start}-{size - 1}/{size}"}
        return Response(chunk, 206, response_headers, _BYTES)

    async def _body(self, request: Request, limit: int, sizes: list[int]) -> bytes:
        """The whole content; Refused where it is too large, or comes too slowly."""
        header = request.headers.get("content-length", "0")
        if not header.isdigit() or int(header) > limit:
            raise problems.refused("too_large")
        parts: list[bytes] = []
        size, began = 0, time.monotonic()
        stream = request.stream()
        while True:
            patience = self.limits.idle_s + size / self.limits.slowest + began - time.monotonic()
            try:
                async with asyncio.timeout(max(0.0, min(patience, self.limits.idle_s))):
                    part = await anext(stream, None)
            except TimeoutError:
                raise problems.refused("too_slow") from None
            if part is None:
                return b"".join(parts)
            size += len(part)
            if size > limit:
                raise problems.refused("too_large")
            parts.append(part)
            self.carried += len(part)
            sizes[0] = size
            if self.carried > self.limits.carried:
                raise problems.refused("busy")

    # -- who calls ---------------------------------------------------------------------------

    async def _who(self, request: Request, headers: Mapping[str, str]) -> Device:
        """The device that signed; Refused. Nobody can use up what another may fail: an office has
        one address, and strangers may share it."""
        address = _caller(request)
        named = address + signatures.stream_named(headers)
        self.failures.check(named)
        try:
            return await self.thread(partial(self._device, request, headers))
        except Refused as refused:
            if refused.reason == "device_unknown":
                self.strangers.take(address)
            elif refused.status == 401:
                self.failures.take(named)
            raise

    def _device(self, request: Request, headers: Mapping[str, str]) -> Device:
        stream = signatures.stream_named(headers)
        with self.database.look() as connection:
            now = self.people.now(connection)
        if not now.count:
            raise problems.refused("not_claimed")
        device = now.device(stream)
        if device is None:
            raise problems.refused("device_unknown")
        self._check_signed(request, headers, device)
        self.signed.take(stream)
        return device

    def _check_signed(self, request: Request, headers: Mapping[str, str], device: Device) -> None:
        def public_of(stream: bytes) -> bytes | None:
            return device.public if stream == device.id else None

        try:
            signatures.signed_by(request.method, _target(request), headers, public_of, self.clock())
        except wire.ClockOff as error:
            raise problems.refused("clock_off") from error
        except wire.NotSigned as error:
            raise problems.refused("not_signed") from error

    async def _claim(self, request: Request, headers: Mapping[str, str], claim: wire.Request) -> bytes:
        assert isinstance(claim, wire.Claim)
        epoch = await self.thread(
            partial(
                organisation_calls.claim,
                self.database,
                self.people,
                self.public,
                claim,
                signatures.stream_named(headers),
                partial(self._check_signed, request, headers),
            )
        )
        self.waking.others(b"*")
        return epoch.encode()


def _headers(request: Request) -> dict[str, str]:
    """Names in small letters; a header given twice counts for nothing."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = "" if name in headers else value
    return headers


def _target(request: Request) -> str:
    """Path and query as they were sent."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope.get("query_string", b"")
    return (raw.partition(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")


def _caller(request: Request) -> bytes:
    return counted(_address(request)).encode()


def _small(answer: wire.Message) -> bool:
    """Is it made in no time?"""
    if isinstance(answer, wire.Pulled):
        return sum(len(items) for _, items, _ in answer.cases) < _FEW
    lists = (getattr(answer, field.name) for field in fields(answer))  # type: ignore[arg-type]
    return all(type(field_value) is not tuple or len(field_value) < _FEW for field_value in lists)


def _near(address: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return ip.is_loopback or ip.is_private


def _of_folder(folder: Path) -> dict[str, int]:
    """How its disk, certificate and backups are. A backup only where one is planned: 0 until the first."""
    disk, ends = shutil.disk_usage(folder), setup.certificate_ends(folder)
    backups = backup_plan.state(folder)
    gauges = {"disk_free_bytes": disk.free, "disk_bytes": disk.total, "backup_planned": backups.planned}
    if ends:
        gauges["certificate_ends_seconds"] = int(ends.timestamp())
    if backups.planned:
        gauges["backup_seconds"] = backups.last_whole
    return gauges


def _name(path: str) -> str:
    """Of a call, as it is counted and logged: no id stands in it."""
    if path in wire.REQUESTS:
        return path
    return "/v1/blobs" if blobs.PATH.fullmatch(path) else "other"


def _as_signed(headers: Mapping[str, str], content: bytes) -> None:
    try:
        signatures.check_content(headers, content)
    except wire.NotSigned as error:
        raise problems.refused("not_signed") from error


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _read(kind: type[wire.Request], headers: Mapping[str, str], content: bytes, limit: int) -> wire.Request:
    if kind.signed:
        _as_signed(headers, content)
    request = kind.decode(wire.unpacked(content, headers.get("content-encoding", ""), limit))
    lists = (getattr(request, field.name) for field in fields(request))
    if any(type(field_value) is tuple and len(field_value) > _MOST for field_value in lists):
        raise problems.refused("too_large")
    return request
