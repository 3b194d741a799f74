"""Every decoder of strangers' bytes, with bytes to begin from. Each lets only conditions of ours pass.

What is signed or sealed around a decoder is put around the bytes here: a hostile colleague has keys.
"""

import io
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from tuf.api.metadata import Targets

from app.broker import frames
from app.bundle import archive, contents, pack, parts, shared_records
from app.bundle import keys as bundle_keys
from app.bundle import receipt as receipt_file
from app.bundle.manifest import LaterManifest, Manifest, NotAManifest
from app.bundle.receipt import UncheckedReceipt
from app.case import absence, computer, events, profile_file
from app.case.kinds.table import KINDS
from app.case.projection import fold
from app.casework.exchange import match_client, match_worker, table_files, table_reader
from app.casework.exchange.table_client import rows_from
from app.casework.export import paper_check
from app.casework.pages import practice
from app.casework.questionnaires import answer_player, labels, situation, step_player
from app.errors import SanadError
from app.form import parsed_data, remote_parser, values, xpath
from app.form.functions import digests
from app.form.lists import read_list
from app.form.model import open_form
from app.form.problems import ExpressionRefused, FormRefused
from app.headquarters import backup as hq_backup
from app.headquarters import envelope_checks
from app.language import Words
from app.opener import received
from app.photo.metadata import look
from app.photo.metadata_removal import NotCleared, clear
from app.seal import (
    age_file,
    age_phrase,
    canonical,
    case_grant,
    enrolment,
    envelope,
    erasure,
    frame,
    holders,
    loose_certificates,
    matching,
    office_certificate,
    packing,
    parcel,
    passphrase,
    receipt,
    server_card,
    signing_key,
    split,
    sshsig,
    tls,
)
from app.seal import directory as people
from app.seal.directory import Directory, DirectoryEntry
from app.seal.keys import NONCE, DeviceKeys, Secret, TeamKey, derive, digest, key_id, seal_to
from app.seal.lineage import Lineage
from app.seal.slots import KeyFile
from app.settings import policy, preferences
from app.signing import pdf_signatures, sign_client
from app.sync import wire
from app.sync.wire import http, short, signatures
from app.update import manifest as update_manifest
from app.update import root as update_roots
from app.update.check import read_roots, trust
from app.update.programs import InUseVersion
from app.update.update_file import Head
from app.vault import copies, safe_copies
from app.vault.folder import Tries
from tests.fuzz import taken_in

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
FORMATS = VECTORS / "formats" / "1"
LARGE = 1 << 22

Run = Callable[[bytes], object]
Seeds = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Target:
    """`covers`: functions of the program that turn bytes or text into something else. `lets`: what may
    pass beside conditions. `runs`, `longest`: how often in a campaign, and bytes at most."""

    run: Run
    seeds: Seeds
    covers: tuple[str, ...]
    lets: tuple[type[BaseException], ...] = ()
    runs: int = 20_000
    longest: int = 4096

    def inputs(self, name: str) -> list[tuple[str, bytes]]:
        """The seeds, and what once broke it, by the names of files."""
        seeds = [(f"seed-{number:03}", seed) for number, seed in enumerate(self.seeds())]
        once = sorted((VECTORS / "fuzz" / name).glob("*"))
        return [*seeds, *((path.name, path.read_bytes()) for path in once)]

    def __call__(self, raw: bytes) -> None:
        try:
            self.run(raw)
        except (SanadError, *self.lets):
            return


TARGETS: dict[str, Target] = {}


def target(
    name: str,
    covers: str,
    seeds: Seeds,
    *,
    lets: tuple[type[BaseException], ...] = (),
    runs: int = 20_000,
    longest: int = 4096,
) -> Callable[[Run], Run]:
    def put(run: Run) -> Run:
        assert name not in TARGETS, name  # one would hide the other
        TARGETS[name] = Target(run, seeds, tuple(covers.split()), lets, runs, longest)
        return run

    return put


def file(name: str) -> bytes:
    return (FORMATS / name).read_bytes()


def files(*names: str) -> Seeds:
    return lambda: [file(name) for name in names]


def texts(*lines: str) -> Seeds:
    return lambda: [line.encode() for line in lines]


def keys(number: int) -> DeviceKeys:
    return DeviceKeys(Secret(bytes([number]) * 32), Secret(bytes([number]) * 96))


ROOT, DESK, LAYLA = keys(1), keys(2), keys(3)
ORGANISATION = bytes([4]) * 32


def text_of(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


# -- the form of everything ------------------------------------------------------------------


def _cbor() -> list[bytes]:
    return [file("event.env"), file("header.bin"), file("directory.cbor"), *_events()]


@target("canonical", "seal/canonical.py:decode", _cbor, longest=8192)
def _canonical(raw: bytes) -> None:
    assert canonical.encode(canonical.decode(raw)) == raw


@target(
    "envelope", "seal/envelope.py:peek_unverified seal/envelope.py:Header._by_decoder", files("event.env", "grant.env")
)
def _envelope(raw: bytes) -> None:
    sealed = envelope.peek_unverified(raw)
    assert sealed.to_bytes() == raw
    assert sealed.header.to_bytes() == sealed.header_bytes
    envelope_checks.read(raw)


@target("short envelopes", "", files("event.env", "grant.env"))
def _short(raw: bytes) -> None:
    made = short.lengthened((raw, raw))
    for whole in made:
        if split.parts(whole):
            assert short.lengthened(short.shortened((whole,))) == short.lengthened((whole,))


def _granted() -> list[bytes]:
    key = Secret(bytes([5]) * 32)
    case, stream = case_grant.case_id(key), key_id(LAYLA.public)
    item = case_grant.Item(b"t" * 16, 1, 1, bytes(60), b"", bytes(32))
    unbound = case_grant.write(b"c" * 16, stream, [item], key)
    return [case_grant.write(case, stream, [item], key), unbound, file("grant.env")]


@target("grant", "seal/case_grant.py:_parts", _granted)
def _grant(raw: bytes) -> None:
    case = case_grant.case_id(Secret(bytes([5]) * 32))
    for granted in (case, b"c" * 16):
        case_grant.teams(raw, granted, key_id(LAYLA.public))
    for item in case_grant.read(raw):
        item.proves(bytes(32), case)


def _statements() -> list[bytes]:
    ids, second = (digest(b"1"), digest(b"2")), ()
    said = [
        erasure.Order(ids, ids, 3600, True, second),
        erasure.Confirmation(ids[0]),
        erasure.ErasureReport(ids[0]),
        erasure.Objection(ids[0]),
        erasure.Ruling(ids[0], True, ids),
        erasure.Disposal(ids),
    ]
    return [statement.to_bytes() for statement in said]


@target("erasure", "seal/erasure.py:read", _statements)
def _erasure(raw: bytes) -> None:
    assert erasure.read(raw).to_bytes() == raw


def _receipts() -> list[bytes]:
    signature = receipt.sign(LAYLA, key_id(LAYLA.public), 3, digest(b"tip"), 1_795_500_000)
    return [signature]


@target("receipt", "seal/receipt.py:_parts", _receipts)
def _receipt(raw: bytes) -> None:
    receipt.peek_unverified(raw)
    receipt.open_receipt(raw, [LAYLA.public])


# -- the directory ---------------------------------------------------------------------------


def _entries() -> list[bytes]:
    read: list[bytes] = canonical.decode(file("directory.cbor"))
    return read


@target("entry", "seal/directory_entry.py:DirectoryEntry.parse", _entries)
def _entry(raw: bytes) -> None:
    Directory().take([DirectoryEntry.parse(raw).raw])


def _said() -> list[bytes]:
    stream, person, case = key_id(LAYLA.public), bytes(16), b"c" * 16
    team = TeamKey(people.own_team(stream), 1, Secret(bytes(32)))
    certificate = [stream, person, LAYLA.public, LAYLA.receiving_public, 0, 0]
    said: list[list[Any]] = [
        [1, people.PERSON, [person, "Layla Sample", "inspector", 1, []]],
        [1, people.DEVICE, certificate],
        [1, people.TEAM, [team.team, "Team", 1, 0, team.public, [person], [[stream, bytes(1168)]]]],
        [1, people.PERSON, [person, "Layla Sample", "desk", 2, [[stream, case, 1, bytes(32)]]]],
        [1, people.REVOKED, [stream, stream, [[case, 1, bytes(32)]]]],
        [1, people.HEADQUARTERS, [bytes(32), "https://example.org", "", 1]],
        [1, people.AS_OF, [100, 200, [bytes(32)]]],
        [1, people.NAMED, [team.team, "Another", 1]],
        [0, people.UNREGISTERED, [key_id(DESK.public), [bytes(32)]]],
    ]
    return [canonical.encode(said), canonical.encode(said[:3]), canonical.encode(said[:-1])]


@cache
def _founded() -> tuple[bytes, ...]:
    directory = Directory()
    directory.add(ROOT, people.ROOT, [ROOT.public, "Committee"])
    directory.add(ROOT, people.REGISTRAR, [DESK.public, "Huda Desk"])
    return tuple(directory.entries)


@target("what a directory says", "", _said, runs=4000, longest=8192)
def _directory(raw: bytes) -> None:
    """Signed by who may sign: a hostile desk."""
    directory = Directory.read(_founded(), trusted=True)
    for row in _list(canonical.decode(raw))[:12]:
        match row:
            case [int(signer), int(kind), list(content)] if 0 <= kind < 30:
                try:
                    directory.add(ROOT if signer == 0 else DESK, kind, content)
                except SanadError:
                    continue
    lineage = Lineage({}.get)
    for device in directory.devices.values():
        link = envelope.Header(b"c" * 16, device.id, 1, bytes(32), 1, bytes(32), key_id(device.public), 1, 1, bytes(32))
        directory.role_at(link, digest(b"1"), lineage)
        directory.is_after_role(link, digest(b"1"), lineage)
        directory.certificates(device)
        directory.let_in_by(device.id, "desk")
        directory.name_of(device.id)
    again = Directory.read(directory.entries)
    assert (again.heads, again.missing, again.as_of) == (directory.heads, directory.missing, directory.as_of)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


# -- joining ---------------------------------------------------------------------------------


def _invitation_body() -> list[bytes]:
    raw = enrolment.write_invitation(
        b"i" * 16,
        b"s" * 32,
        list(_founded()),
        registrar=DESK,
        receiving=DESK.receiving_public,
        team="Team",
        expires_at=1_900_000_000,
    )
    return [canonical.decode(raw.partition(b"\n")[2])[0]]


@target(
    "invitation",
    "seal/enrolment.py:read_invitation seal/enrolment.py:_parts",
    lambda: [*_invitation_body(), file("invitation")],
    runs=6000,
    longest=8192,
)
def _invitation(raw: bytes) -> None:
    if raw.startswith(b"SANAD-"):
        enrolment.read_invitation(raw)
        enrolment.invitation_of(raw)
    signature = DESK.sign(b"sanad-invitation-1" + raw)
    enrolment.read_invitation(b"SANAD-INVITATION 1\n" + canonical.encode([raw, signature]))


@cache
def _invited() -> enrolment.Invitation:
    (body,) = _invitation_body()
    signature = DESK.sign(b"sanad-invitation-1" + body)
    return enrolment.read_invitation(b"SANAD-INVITATION 1\n" + canonical.encode([body, signature]))


def _own_directory() -> Directory:
    own = Directory()
    person = key_id(ROOT.public)
    own.add(ROOT, people.ROOT, [ROOT.public])
    own.add(ROOT, people.PERSON, [person, "Layla Sample", "inspector"])
    stream = key_id(LAYLA.public)
    own.add(ROOT, people.DEVICE, [stream, person, LAYLA.public, LAYLA.receiving_public])
    return own


def _answer_body() -> list[bytes]:
    stream = key_id(LAYLA.public)
    team = [people.own_team(stream), 1, TeamKey(stream, 1, Secret(bytes(32))).public]
    entries = _own_directory().entries
    body = [1, _invited().hash, bytes(32), entries, stream, 0, team, []]
    return [canonical.encode(body)]


@target("answer", "seal/enrolment.py:read_answer", _answer_body, runs=4000, longest=8192)
def _answer(raw: bytes) -> None:
    invitation = _invited()
    signed = canonical.encode([raw, LAYLA.sign(b"sanad-answer-1" + raw)])
    sealed = seal_to(DESK.receiving_public, signed, b"sanad-answer-1" + invitation.id)
    file_ = b"SANAD-ANSWER 1\n" + canonical.encode([invitation.id, sealed])
    answer = enrolment.read_answer(file_, DESK, invitation.hash)
    assert answer.device.public == LAYLA.public
    assert len(answer.called) == 2


def _reply_body() -> list[bytes]:
    nonce = enrolment.nonce_of(b"s" * 32, 0)
    body = [1, _invited().hash, bytes(32), 0, nonce, 1, list(_founded()), bytes(32), bytes(16)]
    return [canonical.encode(body)]


@target("reply", "seal/enrolment.py:read_reply", _reply_body, runs=6000, longest=8192)
def _reply(raw: bytes) -> None:
    signed = canonical.encode([raw, DESK.sign(b"sanad-reply-1" + raw)])
    sealed = seal_to(LAYLA.receiving_public, signed, b"SANAD-REPLY ")
    file_ = b"SANAD-REPLY 1\n" + canonical.encode([bytes(32), sealed])
    reply = enrolment.read_reply(file_, LAYLA, _invited(), bytes(32))
    Directory.read(reply.entries)


def _holders_cards() -> list[bytes]:
    """Words of the list, of no card that was ever dealt."""
    return [b"1. duckling 2. enlarge 3. academic 4. academic", b"academic " * holders.CARD_WORDS]


@target("holder's card", "", _holders_cards, runs=10_000)
def _holders_card(raw: bytes) -> None:
    holders.combine([holders.read_card(text_of(raw))])


@target("recovery card", "", lambda: [" ".join(passphrase.card_words(bytes(32), "en")).encode()])
def _card(raw: bytes) -> None:
    passphrase.read_card(text_of(raw))


@target(
    "headquarters' card",
    "seal/server_card.py:read seal/tls.py:ends",
    lambda: [server_card.write(server_card.ServerCard("https://x.example", "", bytes(32), bytes(32)))],
    lets=(ValueError,),
)
def _server_card(raw: bytes) -> None:
    tls.ends(server_card.read(raw).ca)


# -- files -----------------------------------------------------------------------------------


def _parcels() -> list[bytes]:
    maker = b"m" * 16
    made = parcel.Parcel(
        maker, b"", {b"c" * 16: (maker,)}, tuple(_entries()), (file("event.env"),), (bytes(32),),
        bytes(16), tuple(_receipts()), ((b"c" * 16, bytes(80)),),
    )  # fmt: skip
    raw = parcel.write(made, LAYLA, ORGANISATION)
    return [canonical.encode([parcel.read(raw, ORGANISATION).body, bytes(64)])]


@target("parcel", "seal/parcel.py:read", lambda: [*_parcels(), file("parcel.post")], longest=16_384)
def _parcel(raw: bytes) -> None:
    if raw.startswith(b"SANAD-"):
        parcel.read(raw, ORGANISATION)
    head, nonce = b"SANAD-POST 1\n", bytes(NONCE)
    sealed = AESGCMSIV(derive(ORGANISATION, "sanad/1/post")).encrypt(nonce, packing.pack(raw), head)
    parcel.read(head + nonce + sealed, ORGANISATION).signed_by(LAYLA.public)


def _packed() -> list[bytes]:
    return [packing.pack(b"some content " * 20), frame.compress(b"some content " * 20)]


@target("packed", "seal/frame.py:decompress", _packed, lets=(packing.NotPacked,))
def _unpack(raw: bytes) -> None:
    try:
        frame.decompress(raw, LARGE)
        http.unpacked(raw, "zstd", LARGE)
    except SanadError:
        pass
    envelope.unpack(raw, LARGE)
    packing.unpack(raw, LARGE)


@target("key file", "seal/slots.py:KeyFile.from_bytes", files("keys"))
def _key_file(raw: bytes) -> None:
    """With the checksum that anybody can write."""
    for whole in (raw, raw[:-32] + digest(raw[:-32])):
        try:
            read = KeyFile.from_bytes(whole)
        except SanadError:
            continue
        KeyFile.from_bytes(read.to_bytes())


@target("backup", "", lambda: [_backup_file()], longest=8192)
def _backup(raw: bytes) -> None:
    opened = io.BytesIO(raw[:-32] + digest(raw[:-32]))
    copies._check_backup(opened)  # type: ignore[arg-type]
    opened.seek(0)
    opened.readline()
    copies._keys_of(copies._part(opened))  # type: ignore[arg-type]


def _backup_file() -> bytes:
    parts = [len(part).to_bytes(8, "big") + part for part in (file("keys"), b"head", b"records")]
    content = copies._MAGIC + b"%d\n" % copies._VERSION + b"".join(parts)
    return content + digest(content)


@target("safe copy", "vault/safe_copies.py:_read_bytes", lambda: [_safe_copy()], longest=8192)
def _read_safe_copy(raw: bytes) -> None:
    for whole in (raw, raw[:-32] + digest(raw[:-32])):
        with suppress(safe_copies.NoSafeCopy):
            safe_copies._digests(safe_copies._read_bytes(whole))


def _safe_copy() -> bytes:
    body = safe_copies._MAGIC + canonical.encode(
        {"keys": file("keys"), "head": b"head", "size": 3, "blocks": bytes(32)}
    )
    return body + digest(body)


@target(
    "ssh signature", "seal/sshsig.py:_read seal/sshsig.py:_strings", lambda: [sshsig.sign(LAYLA, "x", b"said").encode()]
)
def _ssh_signature(raw: bytes) -> None:
    sshsig.verify(text_of(raw), "x", b"said")


@target(
    "ssh key",
    "seal/sshsig.py:public_of seal/sshsig.py:public_of_private",
    lambda: [
        sshsig.public_line(LAYLA.public, "layla").encode(),
        *(path.read_bytes() for path in sorted((VECTORS / "bundle" / "3").glob("key.txt"))),
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    ],
)
def _ssh_key(raw: bytes) -> None:
    for read in (sshsig.public_of_private, bundle_keys.opener_from):
        try:
            read(raw)
        except SanadError:
            continue
    bundle_keys.lock_for([text_of(raw)])
    sshsig.public_of(text_of(raw))


def _tar() -> bytes:
    return archive.write({"manifest.json": b"{}", "attachments/a.txt": b"text"}, 1_795_500_000)


@target(
    "archive",
    "bundle/archive.py:Reader._member",
    lambda: [_tar()],
    lets=(archive.NoArchive, archive.Unsafe),
    runs=5000,
    longest=12_288,
)
def _archive(raw: bytes) -> None:
    read, at = archive.read(raw)
    assert archive.write(read, at) == raw


def _manifests() -> list[bytes]:
    author = {
        "name": "Layla",
        "role": "inspector",
        "device": "00" * 16,
        "key": "ssh-ed25519 A",
        "fingerprint": "SHA256:x",
    }
    document = {
        "format": "sanad-bundle", "version": 1, "bundle": "00" * 16, "case": "11" * 16,
        "reference": "KW-1", "counter": 1, "made": "2026-11-27T10:00:00Z", "language": "en",
        "purpose": "x", "recipients": [{"kind": "passphrase", "fingerprint": ""}],
        "author": author, "program": "sanad", "contains": {"a": 1}, "held_back": {},
        "heads": ["22" * 32], "envelopes": 1, "doubts": {},
        "files": [{"name": "a", "size": 1, "sha256": "33" * 32}],
    }  # fmt: skip
    return [json.dumps(document).encode()]


@target("manifest", "bundle/manifest.py:from_json", _manifests, lets=(NotAManifest, LaterManifest))
def _manifest(raw: bytes) -> None:
    Manifest.read(Manifest.read(raw).to_bytes())


def _bundles() -> list[bytes]:
    named = {
        "VERIFY.txt": b"v",
        "manifest.json": _manifests()[0],
        "case.pdf": b"%PDF-1.4",
        "answers.json": b"{}",
        "allowed_signers": b"s",
        "SHA256SUMS": b"00  a\n",
        "SHA256SUMS.sig": sshsig.sign(LAYLA, "x", b"said").encode(),
    }
    return [canonical.encode([[name, content] for name, content in named.items()])]


@target("bundle", "", _bundles, runs=5000, longest=8192)
def _bundle(raw: bytes) -> None:
    """A tar that can be written again, with whatever files."""
    named: dict[str, bytes] = {}
    for row in _list(canonical.decode(raw)):
        match row:
            case [str(name), bytes(content)] if archive.safe_name(name):
                named[name] = content
    contents.verify(archive.write(named, 1_795_500_000), ())


@target(
    "receipt of a bundle", "bundle/receipt.py:_document", lambda: [_receipt_of(LAYLA)], lets=(SanadError,), runs=5000
)
def _bundle_receipt(raw: bytes) -> None:
    """Signed anew where it can be taken apart: a hostile recipient has a key."""
    parts_of = receipt_file.take_apart(raw)
    signature = sshsig.sign(LAYLA, receipt_file.NAMESPACE, parts_of.statement.encode())
    assert receipt_file.read(UncheckedReceipt(parts_of.statement, signature)).receiver


def _receipt_of(keys: DeviceKeys) -> bytes:
    statement = {
        "format": "sanad-receipt", "version": 1, "bundle": "00" * 16, "manifest": "11" * 32,
        "author": "SHA256:x", "by": "Clerk", "received": "2026-11-27T10:00:00Z", "files": 9,
        "bytes": 1000, "program": "sanad",
    }  # fmt: skip
    line = json.dumps(statement) + "\n"
    return (line + sshsig.sign(keys, receipt_file.NAMESPACE, line.encode())).encode()


def _shared() -> list[bytes]:
    document = {
        "format": "sanad-events",
        "version": 2,
        "case": "00" * 16,
        "left_out": True,
        "certificates": ["AAAA"],
        "grants": ["AAAA"],
        "events": [{"envelope": "AAAA", "what": "note"}],
    }
    return [json.dumps(document | said).encode() for said in ({}, {"version": 1, "left_out": 1})]


@target("signed events of a bundle", "bundle/shared_records.py:_decoded", _shared, lets=(SanadError,), runs=5000)
def _shared_events(raw: bytes) -> None:
    records = shared_records.take_apart(raw)
    if len(records.case) == 16:
        shared_records.unpacked(shared_records.packed(records))


@target("answer of the child for bundles", "", _shared, lets=(SanadError,), runs=5000)
def _shared_answer(raw: bytes) -> None:
    try:
        header = json.loads(raw)
    except ValueError:
        return
    if isinstance(header, dict):
        shared_records.unpacked((header, raw))


@target("certificates of a bundle", "", lambda: [canonical.encode([b"a", b"b"])], lets=(SanadError,), runs=5000)
def _certificates(raw: bytes) -> None:
    loose_certificates.authors([raw, *(part for part in _list(canonical.decode(raw)) if isinstance(part, bytes))])


@target("list of parts", "", lambda: [parts.as_list(["ab" * 32, "cd" * 32], Path("CASE.sanad.age"))])
def _list_of_parts(raw: bytes) -> None:
    digests = parts.read_list(raw, "CASE.sanad.age")
    assert parts.read_list(parts.as_list(digests, Path("CASE.sanad.age")), "CASE.sanad.age") == digests


@target(
    "answers as tables",
    "opener/received.py:tables",
    lambda: [
        b'{"case": "x", "interviews": [{"form": {"title": "t"}, "finished": "2026-11-24T07:40:00Z", "answers": [{"section": "s", "question": "q", "answer": "a", "state": "given", "translation": {"answer": "b"}}]}], "files": [{"file": "files/01.jpg", "name": "n"}]}'
    ],
)
def _as_tables(raw: bytes) -> None:
    for name in (contents.ANSWERS, contents.MANIFEST):
        for table in received.tables(name, raw, Words("en")):
            assert all(len(row) == len(table.columns) for row in table.rows)


def _phrase_file() -> bytes:
    sealed = io.BytesIO()
    age_phrase.seal(io.BytesIO(b"said" * 20_000), sealed, "x", 4)
    return sealed.getvalue()


@target("age by a passphrase", "seal/age_file.py:from_base64", lambda: [_phrase_file()], lets=(age_file.NotOpened,), runs=2000, longest=120_000)  # fmt: skip
def _age_phrase(raw: bytes) -> None:
    if age_phrase.work_of(raw) <= 8:
        age_phrase.open_into(io.BytesIO(raw), io.BytesIO(), "x")


# a key of nobody's, from the page of age
def _pack_files() -> list[bytes]:
    form = b"<h:html/>"
    row = {"name": "form.xml", "size": len(form), "sha256": sha256(form).hexdigest()}
    manifest = {
        "format": "sanad-form-pack",
        "version": 1,
        "files": [row],
        "form": {"id": "x", "version": "1", "title": "t", "hash": "00" * 32},
    }
    signed = sshsig.sign(LAYLA, pack.NAMESPACE, json.dumps(manifest).encode()).encode()
    rows = [["manifest.json", json.dumps(manifest).encode()], ["manifest.json.sig", signed], ["form.xml", form]]
    return [canonical.encode(rows)]


@target(
    "form pack",
    "bundle/pack.py:_unzipped bundle/pack.py:_manifest",
    lambda: [*_pack_files(), (VECTORS / "packs" / "1.sanadform").read_bytes()],
    runs=8000,
    longest=65_536,
)
def _pack(raw: bytes) -> None:
    if raw.startswith(b"PK"):
        pack.read(raw)
    named: dict[str, bytes] = {}
    for row in _list(canonical.decode(raw)):
        match row:
            case [str(name), bytes(content)] if 0 < len(name) < 100:
                named[name] = content
    pack.read(pack._zip(named))


# -- what colleagues write -------------------------------------------------------------------


@cache
def _course() -> list[dict[str, str]]:
    text = (VECTORS / "events" / "4" / "course.json").read_text("utf-8")
    read: list[dict[str, str]] = json.loads(text)["events"]
    return read


def _events() -> list[bytes]:
    """Those of a frozen case, and one of each kind that is declared, with every key."""
    declared = [canonical.encode({"what": kind.what, "at": 1, "seen": [], **kind.sample()}) for kind in KINDS.values()]
    return [*(bytes.fromhex(event["body"]) for event in _course()), *declared]


def _courses() -> list[bytes]:
    rows = [
        [
            bytes.fromhex(event["id"]),
            bytes.fromhex(event["stream"]),
            event["role"],
            bytes.fromhex(event["person"]),
            canonical.decode(bytes.fromhex(event["body"])),
        ]
        for event in _course()
    ]
    step = max(len(rows) // 8, 1)
    return [canonical.encode(rows[: at + step]) for at in range(0, len(rows), step)]


@target(
    "course of a case",
    "casework/session/session.py:_event casework/exchange/record_intake.py:_dated.dated",
    _courses,
    runs=3000,
    longest=65_536,
)
def _fold(raw: bytes) -> None:
    """Whatever colleagues sealed, a case is made of it, and it is the same in another order."""
    course = []
    for row in _list(canonical.decode(raw)):
        match row:
            case [bytes(id_), bytes(stream), str(role), bytes(person), dict(body)] if id_:
                course.append(events.read(id_, stream, body, role, True, person))
    unique = {event.id: event for event in course}
    case = fold(b"c" * 16, unique.values())
    assert len(case.timeline) == len(unique)
    assert case.name is not None
    again = fold(b"c" * 16, [*unique.values()][::-1])
    assert (again.facts, again.stage, again.heads) == (case.facts, case.stage, case.heads)


def _words() -> list[bytes]:
    """Absences, who stands in, and what computers report, each with who says it."""
    id_, other = b"a" * 16, b"b" * 16
    standing = {"absence": id_, "person": other, "name": "", "absent": id_, "absent_name": ""}
    bodies: list[dict[str, Any]] = [
        {"what": events.ABSENCE, "at": 1, "seen": [], "absence": id_, "version": 1, "person": id_,
         "substitute": other, "first": "2026-12-01", "last": "2026-12-09", "reason": "Leave",
         "restricted": 1, "ended": 0},
        {"what": events.SUBSTITUTE, "at": 1, "seen": [], "from": 1, "until": 9, **standing},
        {"what": events.SUBSTITUTE_ENDED, "at": 2, "seen": [b"0" * 32], **standing},
        {"what": events.COMPUTER, "at": 1, "seen": [], "version": "0.2.0", "name": "FRW-LT-014",
         "contact": 1, "backup": 0, "disk": "open"},
    ]  # fmt: skip
    rows = [
        [role, person, body]
        for body in bodies
        for role, person in (("inspector", id_), ("desk", other), ("inspector", other))
    ]
    return [canonical.encode(rows), *(canonical.encode([row]) for row in rows)]


@target("absences and reports", "", _words)
def _standing_in(raw: bytes) -> None:
    """What somebody says is read the same in any order; of whom it isn't to say counts for nothing."""
    said = []
    for number, row in enumerate(_list(canonical.decode(raw))[:16]):
        match row:
            case [str(role), bytes(person), dict(body)]:
                id_ = bytes([48 + number]) * 32
                said.append(events.read(id_, key_id(LAYLA.public), body, role, True, person))
    for event in said:
        entry = absence.read(event) if event.what == events.ABSENCE else None
        if entry:
            assert event.role == "desk" or event.person == entry.person
            assert 0 <= (entry.last - entry.first).days < absence.LONGEST_DAYS
            assert not entry.restricted or event.person == entry.person
        if word := computer.read(event):
            assert len(word.name) <= computer.LONGEST_NAME
    case = fold(b"c" * 16, said)
    assert case.substitutes == fold(b"c" * 16, said[::-1]).substitutes


def _written() -> list[bytes]:
    bodies = [canonical.decode(raw) for raw in _events()]
    return [canonical.encode(bodies[at : at + 4]) for at in range(0, len(bodies), 2)]


@target("records of a case", "", _written, runs=800, longest=8192)
def _taken_in(raw: bytes) -> None:
    """Taken in, listed and shown; not even a condition of ours may stop that."""
    bodies = [body for body in _list(canonical.decode(raw))[:8] if isinstance(body, dict)]
    try:
        taken_in.take_in(bodies)
    except envelope.EventTooLarge:
        return
    except SanadError as error:
        raise AssertionError from error


# -- what headquarters and computers say -----------------------------------------------------

MESSAGES: Sequence[type[wire.Message]] = (
    *wire.REQUESTS.values(),
    *(request.answer for request in wire.REQUESTS.values()),
    wire.Refusal,
)


def _messages() -> list[bytes]:
    said: list[wire.Message] = [
        wire.SayHello(),
        wire.Have((bytes(32),)),
        wire.Push((file("event.env"), file("grant.env"))),
        wire.Feed(bytes(16), ((1, 2),), 3),
        wire.Pull(((bytes(16), 0),), 100, 1),
        wire.AskReceipts(((bytes(16), 3, bytes(32)),)),
        wire.BlobsHave(bytes(16), (bytes(32),)),
        wire.Directory((bytes(32),), tuple(_entries()[:2]), 100),
        wire.Enrol(bytes(16), b"answer"),
    ]
    return [bytes([MESSAGES.index(type(message))]) + message.encode() for message in said]


@target("message", "sync/wire/shape.py:decoded", _messages, runs=40_000)
def _message(raw: bytes) -> None:
    for kind in MESSAGES if raw[:1] == b"\xff" else [MESSAGES[(raw or b"\0")[0] % len(MESSAGES)]]:
        kind.decode(kind.decode(raw[1:]).encode())


def _signed_calls() -> list[bytes]:
    headers = signatures.sign("POST", "/v1/push", b"x", LAYLA, key_id(LAYLA.public), 1_795_500_000)
    return ["\n".join(headers[name] for name in sorted(headers)).encode()]


@target("signed call", "", _signed_calls, runs=8000)
def _call(raw: bytes) -> None:
    lines = raw.decode("latin-1").split("\n", 2)
    names = ("content-digest", "signature", "signature-input")
    headers = dict(zip(names, lines, strict=False))
    signatures.stream_named(headers)
    public = {key_id(LAYLA.public): LAYLA.public}.get
    signatures.signed_by("POST", "/v1/push", headers, public, 1_795_500_000)
    signatures.check_content(headers, b"x")


@target("frame of a pipe", "broker/frames.py:read", lambda: [_framed()], lets=(frames.BadFrame,))
def _frame(raw: bytes) -> None:
    frames.read(io.BytesIO(raw), LARGE)


def _framed() -> bytes:
    out = io.BytesIO()
    frames.write(out, {"do": "tree", "strip": True}, b"content")
    return out.getvalue()


# -- questionnaires --------------------------------------------------------------------------

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>T</h:title><model><instance><data id="x"><a/><b/><r><c/></r></data></instance>
<bind nodeset="/data/a" type="int" constraint=". &gt; 3" relevant="/data/b = 'x'"/>
<bind nodeset="/data/b" calculate="concat(/data/a, 'x')"/></model></h:head>
<h:body><input ref="/data/a"><label>A</label></input>
<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/c"><label>C</label></input></repeat></group>
</h:body></h:html>"""


def _asked(raw: bytes, **request: object) -> tuple[dict[str, Any], bytes]:
    return remote_parser.answer(request, raw)


@target(
    "xml",
    "form/tree.py:parsed form/source_lines.py:lines_of form/attached_lists.py:inlined",
    texts(FORM, "<a xmlns:b='c'><b:d e='f'/><!-- g --></a>"),
    lets=(parsed_data.NotParsed,),
    runs=10_000,
)
def _xml(raw: bytes) -> None:
    """As the child is asked, and its answer as it is read here."""
    reply, data = _asked(raw, do="lines")
    if reply["refused"] is False:
        parsed_data.read_lines(data)
    reply, data = _asked(raw, do="tree", strip=True)
    if reply["refused"] is False:
        parsed_data.read_tree(data)
        _asked(raw + b"<list><item/></list>", do="inlined", form=len(raw), sizes={"a.xml": 20})


def _workbooks() -> list[bytes]:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    survey, choices = book.active, book.create_sheet("choices")
    survey.title = "survey"
    for row in (["type", "name", "label"], ["text", "a", "A"], ["select_one l", "b", "B"]):
        survey.append(row)
    for row in (["list_name", "name", "label"], ["l", "x", "X"]):
        choices.append(row)
    book.save(out)
    return [out.getvalue()]


@target("workbook", "form/workbook/archive.py:check", _workbooks, lets=(Exception,), runs=600, longest=16_384)
def _workbook(raw: bytes) -> None:
    """In a child, which any fault ends."""
    for suffix in (".xlsx", ".xls", ".csv"):
        reply, data = _asked(raw, do="converted", suffix=suffix)
        if reply["refused"] is False:
            parsed_data.read_converted(data)


@target("form", "", texts(FORM), runs=3000, lets=(FormRefused,))
def _form(raw: bytes) -> None:
    open_form(text_of(raw))


@target(
    "expression",
    "form/functions/digests.py:base64_decode form/functions/digests.py:extract_signed",
    texts("concat(/data/a, 'x') = 3 and not(. > 4)", "count(/data/r[c='1'])", "aGVsbG8="),
    lets=(ExpressionRefused,),
)
def _expression(raw: bytes) -> None:
    text = text_of(raw)
    digests.base64_decode(text)
    digests.digest(text, "SHA-256")
    values.parse_moment(text)
    values.parse_date(text)
    values.parse_time(text)
    xpath.parse(text)


@target(
    "list",
    "form/lists.py:_csv form/lists.py:_geojson",
    texts(
        "name,label\na,A\nb,B\n",
        '{"features":[{"id":"a","geometry":{"type":"Point","coordinates":[1,2]}}]}',
        "<root><item><name>a</name></item></root>",
    ),
    lets=(FormRefused,),
    runs=10_000,
)
def _read_list(raw: bytes) -> None:
    for name in ("a.csv", "a.geojson", "a.xml"):
        try:
            read_list(name, raw)
        except FormRefused:
            continue


@target(
    "what a child read",
    "form/parsed_data.py:_loaded",
    lambda: [
        _asked(FORM.encode(), do="tree", strip=True)[1],
        _asked(FORM.encode(), do="lines")[1],
        b'[{"says":"x","parts":{},"remedy":""}]',
        b'{"xml":"<a/>","problems":[],"sheets":{}}',
    ],
    lets=(parsed_data.NotParsed,),
)
def _parsed(raw: bytes) -> None:
    readers: list[Callable[[bytes], object]] = [
        parsed_data.read_tree,
        parsed_data.read_lines,
        parsed_data.read_converted,
        parsed_data.read_problems,
    ]
    for read in readers:
        try:
            read(raw)
        except parsed_data.NotParsed:
            continue


@dataclass
class Folder:
    """Where bytes are written for what reads a file."""

    made: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)

    def put(self, name: str, raw: bytes) -> Path:
        path = Path(self.made.name) / name
        path.write_bytes(raw)
        return path


@cache
def folder() -> Folder:
    return Folder()


@target(
    "answers file",
    "casework/questionnaires/answer_player.py:read_json casework/questionnaires/answer_player.py:read_line",
    texts('{"/data/a": "x", "/data/b": ["y", 3]}', '[{"ref": "/data/a", "value": null}]', '[{"op": "x"}]'),
    runs=10_000,
)
def _answers(raw: bytes) -> None:
    path = folder().put("answers.json", raw)
    for read in (
        lambda: answer_player.read_answers(path),
        lambda: answer_player.read_line(text_of(raw)),
        lambda: step_player.read_steps(path),
    ):
        try:
            read()
        except SanadError:
            continue


@target(
    "settings",
    "policy.py:read settings.py:preferences vault/folder.py:Tries._read",
    texts(
        '{"language": "en", "cover_after_s": 60}',
        "plain_files = false",
        "[3, 1795500000]",
        "[" * 40_000,
        "a = " + "[" * 2000,
    ),
    runs=10_000,
    longest=65_536,
)
def _settings(raw: bytes) -> None:
    preferences(folder().put("preferences.json", raw).parent)
    policy(folder().put("policy.toml", raw))
    tries = Tries(Path(folder().made.name), b"v")
    folder().put(tries._file.name, raw)
    tries._read()


@target(
    "profile",
    "case/profile_file.py:_parsed case/profile_file.py:_left_open",
    lambda: [path.read_bytes() for path in sorted((VECTORS.parents[1] / "resources" / "profiles").glob("*.toml"))],
    runs=3000,
    longest=65_536,
)
def _profile(raw: bytes) -> None:
    profile_file.read(raw)


@target(
    "headquarters' backup", "headquarters/backup.py:_frames headquarters/backup.py:_look_over", lambda: [_hq_backup()]
)
def _hq(raw: bytes) -> None:
    hq_backup._look_over(folder().put("backup", hq_backup._MAGIC + raw))


def _hq_backup() -> bytes:
    listed: list[list[Any]] = [
        ["files", [["settings.json", b"{}"], ["receipt.key", bytes(32)]]],
        ["tables", "0001"],
        ["rows", "envelope", ["id"], [[b"x"]]],
        ["count", [["envelope", 1]]],
    ]
    hash_, parts = sha256(hq_backup._MAGIC), b""
    for row in listed:
        raw = canonical.encode(row)
        framed = len(raw).to_bytes(4, "big") + raw
        hash_.update(framed)
        parts += framed
    end = canonical.encode(["end", hash_.digest()])
    return parts + len(end).to_bytes(4, "big") + end


# -- described situations ---------------------------------------------------------------------


def _in_a_file(raw: bytes, read: Callable[[Path], object]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "described")
        file.write_bytes(raw)
        read(file)


@target(
    "situation",
    "casework/questionnaires/situation.py:read_situation",
    lambda: [b'{"population": "adult_labour", "concern": true, "answers": {"CD03": "yes"}}'],
    runs=4_000,
)
def _situation(raw: bytes) -> None:
    _in_a_file(raw, lambda file: situation.as_json(situation.read_situation(file)))


def _labelled() -> list[bytes]:
    document = labels.deal(2, 1)
    document["situations"][0]["label"] = "refer"
    return [json.dumps(document).encode()]


@target("labels", "casework/questionnaires/labels.py:read", _labelled, runs=500)
def _labels(raw: bytes) -> None:
    def compared(file: Path) -> None:
        document = labels.read(file)
        labels.compare(document, document)

    _in_a_file(raw, compared)


@target(
    "mission",
    "casework/pages/practice.py:_document",
    lambda: [practice.MISSION.read_bytes()[:4096], b'[[mission]]\nid = "A1"\n'],
    runs=4_000,
)
def _mission(raw: bytes) -> None:
    _in_a_file(raw, practice.missions)


# -- updates ---------------------------------------------------------------------------------

UPDATES = VECTORS / "update" / "2"


def _head() -> bytes:
    raw = (UPDATES / "sanad-2.4.0.update").read_bytes().partition(b"\n")[2]
    return raw[4 : 4 + int.from_bytes(raw[:4], "big")]


@target("update head", "update/update_file.py:Head.from_bytes", lambda: [_head()], longest=8192)
def _update_head(raw: bytes) -> None:
    """As a whole file too: nothing of it is used before its signatures hold."""
    head = Head.from_bytes(raw)
    if Head.from_bytes(head.to_bytes()) != head:
        raise SystemExit("another head")
    head.manifest_under(trust(UPDATES / "update.root", UPDATES).came)


@target("update manifest", "update/root.py:read", lambda: [update_roots.written(Head.from_bytes(_head()).targets)])
def _update_manifest(raw: bytes) -> None:
    targets = update_roots.read(raw, Targets)
    manifest = update_manifest.Manifest.of(targets.signed)
    if manifest.targets() != targets.signed:
        raise SystemExit("another manifest")
    manifest.signed_at, manifest.until, update_manifest.numbers_of(manifest.version)
    if any(".." in file.name.split("/") or file.name.startswith("/") for file in manifest.files):
        raise SystemExit("a name that leads out")


@target(
    "update root",
    "update/check.py:read_roots",
    lambda: [(UPDATES / name).read_bytes() for name in ("update.root", "second.root")],
)
def _update_root(raw: bytes) -> None:
    update_roots.first(read_roots(raw))


@target("update key", "seal/signing_key.py:_fields", lambda: [(UPDATES / "signer.key").read_bytes()])
def _update_key(raw: bytes) -> None:
    signing_key.public_of(raw)


@target(
    "version in use",
    "update/programs.py:InUseVersion.from_bytes",
    lambda: [
        InUseVersion("2.4.0", "", "2.3.1", 40, 5, 6, opened=True).to_bytes(),
        InUseVersion("2.4.0", "2.3.1", "2.3.1", 40).to_bytes(),
        InUseVersion().to_bytes(),
    ],
)
def _version_in_use(raw: bytes) -> None:
    choice = InUseVersion.from_bytes(raw)
    if any(mark in f"{choice.version}{choice.former}" for mark in "/\\") or ".." in choice.version:
        raise SystemExit("a name that leads out")


# -- pictures --------------------------------------------------------------------------------


def _pictures() -> list[bytes]:
    from PIL import Image

    made = []
    for kind in ("JPEG", "PNG", "WEBP"):
        image, notes, out = Image.new("RGB", (8, 8)), Image.Exif(), io.BytesIO()
        notes[271], notes[274] = "Sample", 6
        notes.get_ifd(34853).update({1: "N", 2: (29.0, 22.0, 33.0), 3: "E", 4: (47.0, 58.0, 38.0)})
        image.save(out, kind, exif=notes)
        made.append(out.getvalue())
    return made


@target("picture", "photo/metadata.py:_notes", _pictures, lets=(Exception,), runs=10_000, longest=4096)
def _picture(raw: bytes) -> None:
    """In a child, which any fault ends. What comes out says no place."""
    look(raw)
    try:
        cleared = clear(raw)
    except NotCleared:
        return
    if "place" in look(cleared):
        raise SystemExit("a place stays")


def _workbook() -> bytes:
    content = io.BytesIO()
    with table_files.opened(content, "xlsx", ["prs_FirstName", "prs_Birthdate"]) as table:
        table.write(["Sita", date(1999, 3, 2)])
    return content.getvalue()


@target(
    "table of another organisation",
    "casework/exchange/table_reader.py:_of_csv casework/exchange/table_reader.py:_of_workbook "
    "casework/exchange/table_reader.py:_of_json casework/exchange/table_client.py:rows_from",
    lambda: [
        b'prs_FirstName;a\r\n\'=Sita;"x\ny"\n',
        b'{"cases": [{"a": [1, "b"], "c": true}]}',
        "\ufeffa,b\n1,2".encode("utf-16"),
        _workbook(),
    ],
    runs=5_000,
)
def _table_of_another(raw: bytes) -> None:
    """As the child is asked, and its answer as it is read here."""
    for form in ("csv", "json", "xlsx"):
        reply, answer = table_reader.answer({"format": form}, raw)
        assert reply.get("problem", table_reader.UNREADABLE) in table_reader.PROBLEMS
        assert reply or rows_from(answer) is not None
    rows_from(raw)


def _match_seeds() -> list[bytes]:
    folder = VECTORS / "matching" / "2"
    messages = [(folder / name).read_bytes()[14 + 64 :] for name in ("request", "answer", "result")]
    heads = [matching.head_of(body) for body in messages]
    cards = [(folder / "card").read_bytes().partition(b"\n")[2]]
    return [*(body[:600] for body in messages), *heads, *cards]


@target(
    "message and card of a matching",
    "casework/exchange/match_worker.py:answer",
    _match_seeds,
    runs=10_000,
    longest=4096,
)
def _of_a_matching(raw: bytes) -> None:
    """As the child is asked, its answer as it is read here, and what becomes of it."""
    reply, rest = match_worker.answer({}, raw)
    assert not rest
    with suppress(matching.MatchFileRefused):
        values = match_client.values_of(json.loads(json.dumps(reply)))
        kind = matching.HEADS.get(values[0]) if values and isinstance(values[0], str) else None
        head = kind.of(values) if kind else None
        card = None if kind else matching.Card.of(values)
        assert (head.values() if head else [card.name, card.public, card.age]) == canonical.decode(raw)  # type: ignore[union-attr]
        if head:
            matching.parts_of(len(raw).to_bytes(2, "big") + raw, head)
    with suppress(matching.MatchFileRefused):
        matching.head_of(raw)


def _small_paper() -> bytes:
    """The least that is a PDF."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


@cache
def _office_key() -> tuple[bytes, bytes]:
    key = office_certificate.new_key()
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return key, office_certificate.self_made(key, ["Sample Committee", "لجنة العينة"], at)


def _signed_paper(stamp: bytes | None = None) -> bytes:
    """As the child signs it. `stamp`: what a time-stamp authority answers."""
    key, certificate = _office_key()
    request = {
        "do": "sign",
        "certificates": [b64encode(certificate).decode()],
        "at": 1_795_000_000,
        "reason": "x",
        "password": "",
        "stamp": stamp is not None,
    }

    def ask(wants: dict[str, Any], content: bytes) -> frames.Message:
        answer = office_certificate.sign(key, content) if wants["wants"] == "signature" else stamp
        return {}, answer or b""

    return pdf_signatures.work(request, _small_paper(), ask)[1]


@target(
    "signatures inside a PDF",
    "signing/pdf_signatures.py:checked signing/sign_client.py:_bytes",
    lambda: [_small_paper(), _signed_paper()],
    runs=2_000,
    longest=20_000,
)
def _of_a_signed_paper(raw: bytes) -> None:
    """As the child reads it, its answer as it is read here, and what is said of it."""
    reply, rest = pdf_signatures.checked(raw, "")
    assert not rest
    for signature in paper_check.judged(sign_client._reading(json.loads(json.dumps(reply)))):
        for language in ("ar", "en"):
            assert paper_check.in_words(signature, Words(language))  # type: ignore[arg-type]


@target(
    "answer of a time-stamp authority",
    "signing/pdf_signatures.py:_Stamper.async_request_tsa_response",
    lambda: [b"", b"0\x030\x01\x02", (VECTORS / "signing" / "stamp.tsr").read_bytes()],
    runs=300,
    longest=8_000,
)
def _of_a_time_stamp(raw: bytes) -> None:
    """Whatever it answers, the paper is signed."""
    (signature,) = paper_check.judged(sign_client._reading(pdf_signatures.checked(_signed_paper(raw), "")[0]))
    assert signature.verdict == "unchanged"


@target(
    "certificates from an authority",
    "seal/office_certificate.py:_certificates seal/office_certificate.py:facts",
    lambda: [_office_key()[1], *(b"-----BEGIN CERTIFICATE-----\n%b\n-----END CERTIFICATE-----\n" % b64encode(_office_key()[1]) * n for n in (1, 2))],
    runs=10_000, longest=4096,
)  # fmt: skip
def _of_an_authority(raw: bytes) -> None:
    """As an answer is read in, and as what stands in a signature is."""
    key, _ = _office_key()
    with suppress(ValueError):
        office_certificate.facts(raw)
    for certificate in office_certificate.read_chain(raw, key, datetime(2026, 12, 1, tzinfo=UTC)):
        office_certificate.facts(certificate)
