"""Writes the vectors of a version of the formats, once: python -m tests.seal.freeze FOLDER

All names are fictional and all keys are thrown away but for these files.
"""

import json
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.language import fold
from app.seal import canonical, enrolment, envelope, parcel, six_words
from app.seal import directory as people
from app.seal.case_grant import Item, case_id, link, proof
from app.seal.case_grant import write as write_grant
from app.seal.directory import Directory, own_team
from app.seal.envelope import Kind, LogPosition
from app.seal.keys import DeviceKeys, Secret, TeamKey, digest, fresh, key_id, seal_to, seal_to_team
from app.seal.slots import Cost, KeyFile

_PHRASE = "granite walnut seven kettle moon"
_UNTIL = 1_827_000_000


def freeze(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {}
    root, desk, layla = (DeviceKeys.fresh() for _ in range(3))
    _directory(folder, told, root, desk, layla)
    _envelopes(folder, told, layla)
    _joining(folder, told, root, desk)
    _parcel(folder, told, layla)
    _key_file(folder, told)
    (folder / "told.json").write_text(json.dumps(told, indent=1) + "\n")


def _directory(folder: Path, told: dict[str, Any], root: DeviceKeys, desk: DeviceKeys, layla: DeviceKeys) -> None:
    known, stream = Directory(), key_id(layla.public)
    person, night = digest(b"a person")[:16], TeamKey(digest(b"a team")[:16], 1, fresh())
    sealed = seal_to(layla.receiving_public, night.key, b"sanad-team-1" + night.team)
    said = [
        known.add(root, people.ROOT, [root.public, "Committee of the Sample"]),
        known.add(root, people.REGISTRAR, [desk.public, "Huda Desk"]),
        known.add(desk, people.PERSON, [person, "Layla Sample", "inspector", 1, []]),
        known.add(desk, people.DEVICE, [stream, person, layla.public, layla.receiving_public, _UNTIL, 0]),
        known.add(
            desk, people.TEAM, [night.team, "Night shift", 1, people.A_TEAM, night.public, [person], [[stream, sealed]]]
        ),
        known.add(desk, people.PERSON, [person, "Layla Sample", "supervisor", 2, [[stream, bytes(16), 7, bytes(32)]]]),
        known.add(desk, people.REVOKED, [stream, stream, [[bytes(16), 3, bytes(32)]]]),
        known.add(desk, people.HEADQUARTERS, [digest(b"a receipt key"), "https://hq.example:8443", "", 1]),
        known.add(root, people.UNREGISTERED, [key_id(desk.public), known.tips(key_id(desk.public))]),
    ]
    (folder / "directory.cbor").write_bytes(canonical.encode(said))
    told |= {
        "root": root.public.hex(),
        "desk": desk.public.hex(),
        "layla": layla.public.hex(),
        "layla receiving": layla.receiving.hex(),
        "team key": night.key.hex(),
        "desk receiving": desk.receiving.hex(),
        "team": night.team.hex(),
    }


def _envelopes(folder: Path, told: dict[str, Any], layla: DeviceKeys) -> None:
    team = TeamKey(bytes.fromhex(told["team"]), 1, Secret.fromhex(told["team key"]))
    stream, first, second = key_id(layla.public), fresh(), fresh()
    case = case_id(first)
    items = []
    for number, key, before in ((1, first, b""), (2, second, first)):
        linked = link(before, case, number, key) if before else b""
        for wrapped in (team.wrap(case, number, key), seal_to_team(team.public, team.team, 1, case, number, key)):
            said: list[Any] = [team.team, 1, number, wrapped, linked]
            items.append(Item(team.team, 1, number, wrapped, linked, proof(key, case, said)))
    body = write_grant(case, stream, items, first)
    grant = envelope.seal_public(body, Kind.GRANT, LogPosition(case, stream), layla)
    event = canonical.encode({"at": 1_795_500_000, "kind": "note", "text": "قالت: لا أملك جوازي"})
    said_next = envelope.seal_event(event, LogPosition(case, stream, 1, grant.id, 1, grant.id), layla, second, 2)
    (folder / "grant.env").write_bytes(grant.to_bytes())
    (folder / "event.env").write_bytes(said_next.to_bytes())
    (folder / "header.bin").write_bytes(said_next.header_bytes)
    (folder / "signature.bin").write_bytes(said_next.signature)
    pem = Ed25519PublicKey.from_public_bytes(layla.public)
    (folder / "author.pem").write_bytes(pem.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    told |= {
        "case": case.hex(),
        "event": event.hex(),
        "event id": said_next.id.hex(),
        "grant id": grant.id.hex(),
        "keys": [first.hex(), second.hex()],
    }


def _joining(folder: Path, told: dict[str, Any], root: DeviceKeys, desk: DeviceKeys) -> None:
    known = Directory()
    of_root = [
        known.add(root, people.ROOT, [root.public, "Committee of the Sample"]),
        known.add(root, people.REGISTRAR, [desk.public, "Huda Desk"]),
    ]
    seed = fresh()
    raw = enrolment.write_invitation(
        digest(b"an invitation")[:16], seed, of_root, desk, desk.receiving_public, "Farwaniya",
        _UNTIL, "https://hq.example:8443", "",
    )  # fmt: skip
    invitation = enrolment.read_invitation(raw)
    own_root, omar, own = DeviceKeys.fresh(), DeviceKeys.fresh(), Directory()
    stream, person = key_id(omar.public), key_id(own_root.public)
    entries = (
        own.add(own_root, people.ROOT, [own_root.public]),
        own.add(own_root, people.PERSON, [person, "Omar Sample", "supervisor"]),
        own.add(own_root, people.DEVICE, [stream, person, omar.public, omar.receiving_public]),
    )
    team = TeamKey(own_team(stream), 1, fresh())
    answer = enrolment.write_answer(
        invitation,
        enrolment.EnrolmentAnswer(invitation.hash, bytes(fresh()), entries, stream, 5, (team.team, 1, team.public), ()),
        omar,
    )
    nonce, key = enrolment.nonce_of(seed, 3), fresh()
    reply = enrolment.write_reply(
        enrolment.EnrolmentReply(
            invitation.hash, digest(answer), 3, nonce, True, tuple(of_root), key, bytes.fromhex(told["team"])
        ),
        Directory.read(entries).devices[stream],
        desk,
    )
    for name, content in (("invitation", raw), ("answer", answer), ("reply", reply)):
        (folder / name).write_bytes(content)
    told |= {
        "omar": omar.public.hex(),
        "omar receiving": omar.receiving.hex(),
        "organisation key": key.hex(),
        "words": [list(each) for each in six_words.of_joining(invitation.hash, digest(answer), nonce)],
    }


def _parcel(folder: Path, told: dict[str, Any], layla: DeviceKeys) -> None:
    envelopes = tuple((folder / name).read_bytes() for name in ("grant.env", "event.env"))
    stream, case = key_id(layla.public), bytes.fromhex(told["case"])
    entries = tuple(canonical.decode((folder / "directory.cbor").read_bytes()))
    made = parcel.Parcel(stream, b"", {case: (stream,)}, entries, envelopes, (bytes(32),))
    raw = parcel.write(made, layla, bytes.fromhex(told["organisation key"]))
    (folder / "parcel.post").write_bytes(raw)


def _key_file(folder: Path, told: dict[str, Any]) -> None:
    master, secret, card = fresh(), fresh(), fresh()
    key_file = KeyFile(bytes(16), "Layla Sample", "inspector", "ar", 1_795_500_000, 1, ())
    key_file = key_file.with_phrase(master, _PHRASE, secret, Cost(64 * 1024, 1, 2)).with_card(master, card)
    (folder / "keys").write_bytes(key_file.to_bytes())
    told |= {
        "phrase": _PHRASE,
        "folded phrase": fold(_PHRASE),
        "device secret": secret.hex(),
        "card": card.hex(),
        "master": master.hex(),
    }


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))
