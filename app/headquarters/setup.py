"""A headquarters' folder: its settings, its keys, and the card for the desk.

settings.json   address, database, authority
receipt.key     32 bytes: what receipts are signed with; the same on every node
ca.pem ca.key server.pem server.key     its own authority (where it has one)
proxy.pem       server.pem and server.key in one, as proxies want them
card            for the desk, until it has claimed the headquarters
headquarters.sqlite                     where it has no PostgreSQL
"""

import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import select

from app.disk import write_whole
from app.headquarters import organisation_calls, problems, tables
from app.headquarters.database import Database
from app.seal import receipt, server_card, tls
from app.seal.keys import DeviceKeys, Secret, fresh
from app.seal.server_card import ServerCard
from app.seal.tls import CertificateFacts

Trust = Literal["own", "system"]
DATABASE = "headquarters.sqlite"
_RENEWED = timedelta(days=90)  # before a server's certificate ends
_ROOM = 64 << 20  # bytes
_SHARED = "certificate"  # in the table of settings


@dataclass(frozen=True, slots=True)
class Settings:
    """`database`: PostgreSQL's address, "" for the file in the folder. `trust`: whose certificate
    the computers accept: our own authority's, or any that their system trusts. `proxies`: whose word
    about a caller's address counts."""

    url: str
    database: str = ""
    trust: Trust = "own"
    proxies: str = "127.0.0.1"

    def __repr__(self) -> str:  # the database's address may hold a password
        return f"Settings({self.url!r})"


@dataclass(frozen=True, slots=True)
class NewHeadquarters:
    url: str
    card: Path


def init(folder: Path, url: str, database: str = "", trust: Trust = "own") -> NewHeadquarters:
    """Make a headquarters. AddressRefused, HeadquartersThere, DatabaseDown."""
    host, secure = _address(url)
    if (folder / "settings.json").exists():
        raise problems.HeadquartersThere
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = Settings(url.rstrip("/"), database, trust if secure else "system")
    store = _database(folder, settings)
    try:
        store.upgrade()
        seed, token = fresh(), fresh()
        organisation_calls.prepare(store, token)
    finally:
        store.close()
    write_whole(folder / "receipt.key", seed)
    ca = ""
    if secure and trust == "own":
        authority = tls.authority(_now())
        write_whole(folder / "ca.key", authority.key.encode())
        write_whole(folder / "ca.pem", authority.certificate.encode())
        _write_pair(folder, tls.server(authority, host, _now()))
        ca = authority.certificate
    card = ServerCard(settings.url, ca, receipt.signing(seed).public, bytes(token))
    write_whole(folder / "card", server_card.write(card))
    write_settings(folder, settings)
    return NewHeadquarters(settings.url, folder / "card")


def settings(folder: Path) -> Settings:
    """NoHeadquarters."""
    try:
        document = json.loads((folder / "settings.json").read_text("utf-8"))
        return Settings(**document)
    except (OSError, ValueError, TypeError) as error:
        raise problems.NoHeadquarters from error


def write_settings(folder: Path, settings: Settings) -> None:
    write_whole(folder / "settings.json", json.dumps(asdict(settings), indent=1).encode())


def open_database(folder: Path) -> Database:
    """With its tables brought up to this version. NoHeadquarters, DatabaseDown, NewerTables."""
    database = _database(folder, settings(folder))
    database.upgrade()
    return database


def receipt_keys(folder: Path) -> DeviceKeys:
    try:
        seed = (folder / "receipt.key").read_bytes()
    except OSError as error:
        raise problems.NoHeadquarters from error
    if len(seed) != 32:
        raise problems.NoHeadquarters
    return receipt.signing(Secret(seed))


def certificate(
    folder: Path, database: Database | None = None, now: datetime | None = None
) -> tuple[Path, Path] | None:
    """(certificate, key) to serve with, None for http. One that would end soon is renewed: by our own
    authority where its key lies here, else with what another node left in the `database`. Refused where
    that is away."""
    hq_settings, moment = settings(folder), now or _now()
    host, secure = _address(hq_settings.url)
    if not secure:
        return None
    files = folder / "server.pem", folder / "server.key"
    until = _good_until(_pair(folder), host, moment)
    if hq_settings.trust == "own" and until - moment < _RENEWED:
        pair = _shared(folder, database)
        best = max(until, _good_until(pair, host, moment), moment)
        if best - moment < _RENEWED:
            renewed = _certify(folder, host, moment)
            # not where the authority itself ends soon
            if renewed and _good_until(renewed, host, moment) > best:
                if database:
                    _share(folder, database, renewed)
                pair = renewed
        if pair and _good_until(pair, host, moment) > until:
            _write_pair(folder, pair)
    pair = _pair(folder)
    if pair and not _holds(folder / "proxy.pem", pair.certificate + pair.key):
        write_whole(folder / "proxy.pem", (pair.certificate + pair.key).encode())
    return files if all(file.exists() for file in files) else None


def _good_until(pair: tls.Pair | None, host: str, now: datetime) -> datetime:
    """`now` for one that can't be served with."""
    with suppress(ValueError):
        if pair and tls.belong_together(pair.certificate, pair.key):
            facts = tls.look(pair.certificate)
            # made by a clock that ran ahead, it counts for nobody yet
            return facts.ends if facts.is_for(host) and facts.begins <= now else now
    return now


def _shared(folder: Path, database: Database | None) -> tls.Pair | None:
    if database is None:
        return None
    s = tables.setting.c
    with database.look() as connection:
        raw = connection.execute(select(s.value).where(s.name == _SHARED)).scalar()
    try:
        return tls.unwrapped(raw, receipt_keys(folder).signing) if raw else None
    except ValueError:
        return None


def _share(folder: Path, database: Database, pair: tls.Pair) -> None:
    """With the nodes, which have the receipt key; whoever has the database alone can't read it."""
    raw = tls.wrapped(pair, receipt_keys(folder).signing)
    row = database.insert(tables.setting).values(name=_SHARED, value=raw)
    renewed = row.on_conflict_do_update(index_elements=["name"], set_={"value": raw})
    database.change(lambda connection: connection.execute(renewed))


def check_database(folder: Path, address: str) -> None:
    """Can a headquarters be made in that database? DatabaseDown, DatabaseRefused, HeadquartersThere,
    NewerTables. `folder`: not used by PostgreSQL."""
    database = Database(folder / DATABASE, address)
    try:
        revision = database.try_out()
    finally:
        database.close()
    if revision:
        raise problems.HeadquartersThere if database.knows(revision) else problems.NewerTables


def has_room(folder: Path) -> bool:
    """On the folder's disk: for more than one call brings."""
    return shutil.disk_usage(folder).free >= _ROOM


def port_of(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def host_of(url: str) -> str:
    """The name or address of an address. AddressRefused."""
    return _address(url)[0]


def _address(url: str) -> tuple[str, bool]:
    """(host, is it https); AddressRefused."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise problems.AddressRefused from error
    path = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if not host or path or parts.scheme not in ("http", "https") or not url.isascii():
        raise problems.AddressRefused
    if parts.scheme == "http" and not _loopback(host):
        raise problems.AddressRefused
    return host, parts.scheme == "https"


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _database(folder: Path, settings: Settings) -> Database:
    return Database(folder / DATABASE, settings.database)


def _certify(folder: Path, host: str, now: datetime) -> tls.Pair | None:
    """None where the authority's key is kept elsewhere."""
    try:
        certificate, key = ((folder / f"ca.{end}").read_text("ascii") for end in ("pem", "key"))
    except OSError:
        return None
    return tls.server(tls.Pair(certificate, key), host, now)


def _pair(folder: Path) -> tls.Pair | None:
    try:
        return tls.Pair(*((folder / f"server.{end}").read_text("ascii") for end in ("pem", "key")))
    except (OSError, ValueError):
        return None


def _write_pair(folder: Path, pair: tls.Pair) -> None:
    write_whole(folder / "server.key", pair.key.encode())
    write_whole(folder / "server.pem", pair.certificate.encode())


def _holds(file: Path, text: str) -> bool:
    return file.exists() and file.read_bytes() == text.encode()


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


# -- certificates ------------------------------------------------------------------------------
# A certificate that somebody brings: looked over before it is taken, so that no computer of the
# field is the first to find out.

_LARGEST = 1 << 20


def check_certificate(certificate: Path, key: Path, host: str, now: datetime) -> CertificateFacts:
    """Do both belong together, for this host, today? CertificateUnreadable, KeyDoesNotFit,
    CertificateForOthers, CertificateOver."""
    certificate_text, key_text = _text(certificate), _text(key)
    try:
        facts = tls.look(certificate_text)
        fits = tls.belong_together(certificate_text, key_text)
    except ValueError as error:
        raise problems.CertificateUnreadable from error
    if not fits:
        raise problems.KeyDoesNotFit
    if not facts.is_for(host):
        raise problems.CertificateForOthers(host, ", ".join(facts.names) or "?")
    if not facts.begins <= now < facts.ends:
        raise problems.CertificateOver
    return facts


def take_certificate(folder: Path, certificate: Path, key: Path, now: datetime) -> CertificateFacts:
    """From now on the headquarters in this folder serves with them. As `check_certificate`;
    NoHeadquarters."""
    host = host_of(settings(folder).url)
    facts = check_certificate(certificate, key, host, now)
    _write_pair(folder, tls.Pair(_text(certificate), _text(key)))
    return facts


def certificate_ends(folder: Path) -> datetime | None:
    """When the certificate that is served ends; None where there is none."""
    try:
        return tls.ends((folder / "server.pem").read_text("ascii"))
    except (OSError, ValueError):
        return None


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_LARGEST).decode("ascii")
    except (OSError, ValueError) as error:
        raise problems.CertificateUnreadable from error
