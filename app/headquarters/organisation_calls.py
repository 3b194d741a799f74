"""The calls that concern the organisation as a whole: claim, hello, the directory, receipts."""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import Connection, select, update

from app.errors import SanadError
from app.headquarters import chains, problems, tables
from app.headquarters import directory as directory_module
from app.headquarters.database import Database
from app.headquarters.directory import DESK, ENTRIES, EPOCH, ROOT, TOKEN, DirectoryCache
from app.seal import receipt
from app.seal.directory import Device, Directory
from app.seal.keys import DeviceKeys, digest, fresh_id, same
from app.sync import wire

_MOST_OF_DIRECTORY = 4 << 20


class SignatureCheck(Protocol):
    """Who checks that a device signed the call; Refused else."""

    def __call__(self, device: Device) -> None: ...


def prepare(database: Database, token: bytes) -> None:
    """The rows that there are from the beginning. HeadquartersThere."""

    def work(connection: Connection) -> None:
        if connection.execute(select(tables.setting.c.name)).first():
            raise problems.HeadquartersThere
        connection.execute(
            tables.setting.insert(),
            [
                {"name": EPOCH, "value": fresh_id()},
                {"name": ENTRIES, "value": bytes(8)},
                {"name": TOKEN, "value": digest(token)},
            ],
        )
        connection.execute(tables.shard.insert(), [{"n": n, "last": 0} for n in range(tables.SHARDS)])

    database.change(work)


def new_epoch(connection: Connection) -> bytes:
    """Say that the history is another from here on."""
    epoch = fresh_id()
    connection.execute(update(tables.setting).where(tables.setting.c.name == EPOCH).values(value=epoch))
    return epoch


def claim(
    database: Database, people: DirectoryCache, public: bytes, claim: wire.Claim, stream: bytes, signed: SignatureCheck
) -> wire.Epoch:
    """Fix the organisation's root, once. The entries must say that this server's receipt key counts,
    and that the caller's computer is the desk's."""
    try:
        directory = Directory.read(claim.entries)
    except SanadError as error:
        raise problems.refused("wire_refused") from error
    device = directory.devices.get(stream)
    if device is None:
        raise problems.refused("device_unknown")
    signed(device)
    person = directory.person(device.person)
    if device.revoked or person is None or person.role != DESK:
        raise problems.refused("not_the_desk")
    certified = any(same(headquarters.public, public) for headquarters in directory.headquarters)

    def work(connection: Connection) -> wire.Epoch:
        s = tables.setting.c
        rows = connection.execute(select(s.name, s.value).with_for_update()).all()
        values = {row.name: row.value for row in rows}
        if not same(digest(claim.token), values[TOKEN]) or not directory.name or not certified:
            raise problems.refused("token_refused")
        if ROOT not in values:
            connection.execute(tables.setting.insert(), [{"name": ROOT, "value": directory.root}])
        elif values[ROOT] != directory.root:
            raise problems.refused("already_claimed")
        directory_module.add(connection, people, claim.entries)
        return wire.Epoch(values[EPOCH])

    epoch = database.change(work)
    _catch_up(database, people)
    return epoch


def _catch_up(database: Database, people: DirectoryCache) -> directory_module.KnownDirectory:
    with database.look() as connection:
        return people.now(connection)


def hello(database: Database, people: DirectoryCache, keys: DeviceKeys, device: Device, now: int) -> wire.Hello:
    """What a computer is told first: how far its stream is here, with a receipt, and what it may
    send."""
    directory = people.known
    with database.look() as connection:
        tips = chains.tips(connection, [device.id])
    return wire.Hello(
        proto=int(wire.PROTO),
        epoch=directory.epoch,
        time=now,
        tips=tuple(tips[device.id]),
        heads=() if device.revoked else directory.heads(),
        revoked=int(device.revoked),
        limits=(wire.REQUEST, wire.BLOB),
        receipts=receipts(keys, tips, now),
    )


def receipts(keys: DeviceKeys, tips: dict[bytes, list[tuple[int, bytes]]], now: int) -> tuple[bytes, ...]:
    return tuple(
        receipt.sign(keys, stream, seq, tip, now)
        for stream, stream_tips in sorted(tips.items())
        for seq, tip in stream_tips
    )


def directory(
    database: Database, people: DirectoryCache, directory: wire.Directory
) -> tuple[wire.DirectoryNews, int, bool]:
    """What the caller lacks; how many of its entries were refused; whether any was new."""
    catch_up = _catch_up(database, people)
    fresh = [raw for raw in directory.entries if digest(raw) not in catch_up.directory.known]
    refused = 0
    if fresh:
        added = database.change(lambda connection: directory_module.add(connection, people, tuple(fresh)))
        refused = added[1]
    now = _catch_up(database, people)
    sent = set(directory.entries)
    entries = [raw for raw in now.lacking(directory.heads) if raw not in sent]
    limit = max(1, min(directory.most, _MOST_OF_DIRECTORY))
    page, has_more = _page(entries, limit, named=isinstance(directory, wire.DirectoryNamed))
    return wire.DirectoryNews(now.epoch, page, int(has_more)), refused, now.count > catch_up.count


def _page(entries: Iterable[bytes], limit: int, *, named: bool) -> tuple[tuple[bytes, ...], bool]:
    page: list[bytes] = []
    size = 0
    for raw in entries:
        if size >= limit or (named and page and size + len(raw) > limit):
            return tuple(page), True
        if named and len(raw) > limit:
            return (wire.name_of(digest(raw)),), True
        page.append(raw)
        size += len(raw)
    return tuple(page), False
