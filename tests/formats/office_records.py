"""Everything that the program of today writes, laid into a folder by a fictional office at work:

    python -m tests.formats.office_records tests/vectors/formats/NUMBER FOLDER

does so once, for vectors that are read for ever; the tests do it anew each time. FOLDER: for vaults
that are thrown away.

    facts.json      keys, and what Sanad reads out of the rest
    directory.cbor  the organisation's entries; alone.cbor: a directory of one
    logs.cbor       {log: [envelope, ...]} of cases, a journal and a team's share
    wire.cbor       calls with their headers and contents, as they went over the socket
    post/           files of the post
    papers.json     lines and signatures
    invitation, answer, reply, keys, card
    chunks/         of an attachment
"""

import json
import shutil
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.bundle.keys import lock_for
from app.case import events
from app.casework.cases import attachments, disposal, erasure, issued_papers, queries, reviews
from app.casework.exchange import headquarters, lost_computer, post, post_relay
from app.casework.export import bundle_receipt, case_print, erasure_certificate
from app.casework.organisation import absences, administration, people
from app.casework.records import unlock
from app.casework.session import key_log
from app.casework.session.colleagues import own_id
from app.casework.session.session import EventAppender, Session, events_of
from app.headquarters import updates
from app.platform import system
from app.seal import canonical, enrolment
from app.seal.keys import digest
from app.sync import wire
from app.vault import case_keys
from app.vault import sync_state as tables
from app.vault.vault import setting
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.casework.test_former_roles import has_role
from tests.erasing import vouched, waits
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import PHRASE, keeps_a_case
from tests.update.signers import Signers
from tests.vault import freeze as course

NOOR, SALMA = "Noor Sample", "Salma Sample"
FILE = bytes(range(256)) * 20
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]


@dataclass
class Tap:
    """Between the socket and headquarters: what goes over the wire."""

    calls: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> Any:
        async def tapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            request, answer, heads = bytearray(), bytearray(), dict[str, Any]()

            async def hears() -> Scope:
                message = await receive()
                request.extend(message.get("body", b""))
                return message

            async def says(message: Scope) -> None:
                if message["type"] == "http.response.start":
                    heads.update(status=message["status"], headers=_headers(message))
                answer.extend(message.get("body", b""))
                await send(message)

            await app(scope, hears, says)
            self.calls.append(
                {
                    "method": scope["method"],
                    "path": scope["path"],
                    "query": scope["query_string"].decode(),
                    "headers": _headers(scope),
                    "content": bytes(request),
                    "status": heads["status"],
                    "answer headers": heads["headers"],
                    "answer": bytes(answer),
                }
            )

        return tapped


def _fetches_an_update(office: Committee, work: Path) -> None:
    signers = Signers(work / "signers")
    folder = office.hq.folder / updates.FOLDER
    folder.mkdir()
    file = signers.update("0.3.0")
    file.rename(folder / file.name)
    with office.line(DESK) as line:
        assert isinstance(line.carry(wire.AskBackup()).answer, wire.BackupState)
    with office.line(OMAR) as line:
        ask = wire.AskUpdate(system.program_kind(), 2, wire.NO_UPDATE)
        there = line.carry(ask).answer
        assert isinstance(there, wire.UpdateThere)
        piece = line.carry(wire.GetUpdate(there.id, 0)).answer
        assert isinstance(piece, wire.UpdatePiece)
        assert len(piece.content) == there.size


def _goes_in_pieces(office: Committee) -> None:
    """A record of Layla's, as over a line that breaks, and Omar fetches it so; one as before."""
    layla = office.sessions[LAYLA]
    case = bytes.fromhex(keeps_a_case(layla, "Zain Sample"))
    for _, raw in tables.batch(layla.vault.database, 1 << 20)[-3:]:
        with office.line(LAYLA) as line:
            for start in range(0, len(raw), 200):
                piece = wire.PushPiece(digest(raw), len(raw), start, raw[start : start + 200])
                told = line.carry(piece).answer
                assert isinstance(told, wire.PiecePushed)
        assert told.outcomes[0][1] == wire.NEW, told
    with office.line(LAYLA) as line:
        assert isinstance(line.carry(wire.Push((raw,))).answer, wire.Pushed)
    with office.line(OMAR) as line:
        assert isinstance(line.carry(wire.Pull(((case, 0),), 1, 0)).answer, wire.Pulled)
        told = line.carry(wire.PullNamed(((case, 1),), 100, 0)).answer
        assert isinstance(told, wire.Pulled)
        ((_, ((_, name),), _),) = told.cases
        assert wire.is_name(name)
        assert isinstance(line.carry(wire.GetPiece(case, name[1:], 50, 100)).answer, wire.Piece)
        told = line.carry(wire.DirectoryNamed((), (), 50)).answer
        assert isinstance(told, wire.DirectoryNews)
        assert wire.is_name(told.entries[0])


def _headers(message: Scope) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in message["headers"]}


def write(folder: Path, work: Path) -> None:
    """The folder, made anew. `work`: left with the closed vaults, a bundle, a pack and a backup."""
    (folder / "post").mkdir(parents=True)
    (folder / "chunks").mkdir()
    work.mkdir(parents=True, exist_ok=True)
    tap = Tap()
    with committee(work, "http", tap) as office:
        desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
        facts = _joined(folder, office)
        case = course._interviews(layla, work)
        course._course(layla, case)
        with layla.vault.transaction() as writer:  # she lacks it: nobody has one of this hash
            EventAppender(layla, writer, bytes.fromhex(case)).say(
                events.FORM_WANTED, {"hash": digest(b"a questionnaire")}
            )
        facts["attachment"] = _attaches(folder, layla, case, work)
        _noor_has_no_network(office, case)
        for name in (DESK, LAYLA, OMAR, DESK, LAYLA, OMAR):
            summary = office.syncs(name)
            assert summary.finished, (name, summary)
        _is_away(office, case)
        facts["words at once"] = _joins_over_the_network(folder, office)
        facts["erasing"] = erasing = _erases(office)
        assert len(headquarters.states(desk)) > 3
        papers, facts["bundle"] = _papers(office, case, work)
        _changes_the_office(office)
        _fetches_an_update(office, work)
        _goes_in_pieces(office)
        for name in (DESK, LAYLA, NOOR):
            post.export(office.sessions[name], folder / "post")
        with office.line(OMAR) as line:  # he has a network, and lays the receipts beside
            post_relay.forward(omar, folder / "post", line.carry)
        unlock.backup(layla, work / "layla.backup")
        facts["organisation key"] = (setting(desk.reading(), "organisation key") or b"").hex()
        facts["receipt key"] = office.hq.card.public.hex()
        facts["streams"] = {
            session.vault.stream.hex(): session.vault.device.public.hex() for session in office.sessions.values()
        }
        facts["directory"] = _directory(desk)
        facts["vaults"] = {name: _vault(office, name) for name in (DESK, LAYLA, OMAR)}
        logs = {case: layla, NOOR: omar, layla.vault.id.hex(): layla, desk.vault.id.hex(): desk}
        logs |= {layla.vault.home_team.hex(): desk} | dict.fromkeys(erasing.values(), desk)
        logs.pop(NOOR)
        logs[key_log.id_of(layla.vault).hex()] = layla
        facts["logs"] = {name: _log(logs[name], bytes.fromhex(name)) for name in sorted(logs)}
        (folder / "logs.cbor").write_bytes(
            canonical.encode({name: _envelopes(logs[name], bytes.fromhex(name)) for name in sorted(logs)})
        )
        entries = list(desk.vault.directory.organisation.entries)
        (folder / "directory.cbor").write_bytes(canonical.encode(entries))
        alone = list(layla.vault.directory.own.entries)
        (folder / "alone.cbor").write_bytes(canonical.encode(alone))
        (folder / "card").write_bytes((office.hq.folder / "card").read_bytes())
        person = office.people[LAYLA]
        home = person.home / "vaults" / person.vault_id
        shutil.copy(home / "keys", folder)
        shutil.copy(person.home / "device.key", folder)
        facts["key file"] = {"phrase": PHRASE, "card": list(person.card), "master": bytes(layla.vault.master).hex()}
    (folder / "wire.cbor").write_bytes(canonical.encode(list(tap.calls)))
    (folder / "papers.json").write_text(json.dumps(papers, indent=1) + "\n", "utf-8")
    text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "facts.json").write_text(text + "\n", "utf-8")


def _joined(folder: Path, office: Committee) -> dict[str, Any]:
    """The files by which Omar joined, and the keys that open them."""
    for name, file in (("invitation", "way"), ("answer", "answer"), ("reply", "reply")):
        shutil.copy(office.folder / file, folder / name)
    desk, omar = office.sessions[DESK], office.sessions[OMAR]
    answered = administration.applicant(desk, office.folder / "answer")
    return {
        "desk receiving": bytes(desk.vault.device.receiving).hex(),
        "omar receiving": bytes(omar.vault.device.receiving).hex(),
        "words": [list(answered.words), list(answered.words_other)],
    }


def _attaches(folder: Path, layla: Session, case: str, work: Path) -> dict[str, Any]:
    (work / "note.bin").write_bytes(FILE)
    attachments.add(layla, case, work / "note.bin", "a fictional file")
    rows = layla.vault.database.rows("SELECT id, content FROM chunk WHERE case_id = ?", (bytes.fromhex(case),))
    for id_, content in rows:
        (folder / "chunks" / id_.hex()).write_bytes(content)
    return {"case": case, "chunks": sorted(id_.hex() for id_, _ in rows)}


def _noor_has_no_network(office: Committee, case: str) -> None:
    """What she wrote comes to headquarters through Layla: under a receipt of the case alone."""
    noor = office.joins(NOOR, "supervisor")
    keeps_a_case(noor, "Hidden Sample", restricted=True)
    office.carry(LAYLA, NOOR)
    reviews.review(noor, case, reviews.APPROVED)
    office.carry(NOOR, LAYLA)


def _joins_over_the_network(folder: Path, office: Committee) -> list[list[str]]:
    salma, desk = office.sets_up(SALMA, "inspector"), office.sessions[DESK]
    file = folder / "network-invitation"
    administration.invite(desk, file)
    pending = headquarters.asking(salma, file).whole()
    answered = setting(salma.reading(), "answer file")
    assert answered is not None
    _as_before(office, file, answered)
    assert headquarters.replying(salma).whole() is None
    headquarters.answers(desk)
    headquarters.confirming(desk, pending.device, " ".join(pending.words)).whole()
    headquarters.words_are_same(salma)
    assert headquarters.replying(salma).whole() is not None
    return [list(pending.words), list(pending.words_other)]


def _as_before(office: Committee, invitation: Path, answer: bytes) -> None:
    """Whole, as computers of before ask."""
    id_ = enrolment.read_invitation(invitation.read_bytes()).id
    with office.line(DESK) as line:
        for request in (
            wire.Enrol(id_, answer),
            wire.EnrolReply(digest(answer), bytes(32), 0),
            wire.Answers((id_,), (), 0),
            wire.Reply(digest(answer), b""),
            wire.Devices(),
        ):
            told = line.carry(request).answer
            assert isinstance(told, request.answer), told


def _erases(office: Committee) -> dict[str, str]:
    """Three cases: one is erased, one is objected to and stays, of one the order is put away."""
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    gone, stays, away = (keeps_a_case(layla, f"{name} Sample") for name in ("Asha", "Rima", "Lina"))
    case_print.printed(layla, gone, "en")
    vouched(office, OMAR)
    office.carry(LAYLA, OMAR, DESK)
    for case in (gone, stays, away):
        erasure.order(omar, case, "The person asked for it", urgent=case == away)
    office.carry(OMAR, DESK, LAYLA)
    erasure.confirm(desk, gone)
    erasure.object_to(layla, stays, "Her brother asked, not she")
    office.carry(LAYLA, DESK)
    erasure.rule(desk, stays, "It stays", goes_on=False)
    disposal.put_away(desk, away, omar.vault.stream.hex())
    waits(office)
    office.carry(DESK, LAYLA, OMAR)
    return {"gone": gone, "stays": stays, "away": away}


def _changes_the_office(office: Committee) -> None:
    """Noor supervises no more, Salma's computer is withdrawn, the second holder's key too; a team has
    another name."""
    desk = office.sessions[DESK]
    team = next(row for row in people.teams(desk) if not row.desk)
    people.rename_team(desk, team.id, "Farwaniya and Ahmadi")
    has_role(desk, office.sessions[NOOR].vault.person, "inspector")
    administration.revoke(desk, office.sessions[SALMA].vault.stream.hex())
    administration.withdraw_registrar(desk, " ".join(office.founded.root_words), "Badr Second")
    office.carry(DESK, LAYLA, OMAR)


def _is_away(office: Committee, case: str) -> None:
    """Layla's cases are lent to Omar, and taken back early; what she writes then has a new key."""
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    today = layla.clock().astimezone().date()
    absences.set_absence(
        layla,
        own_id(layla),
        first_day=today,
        last_day=today + timedelta(days=3),
        substitute_id=own_id(omar),
        reason="Leave",
    )
    assert absences.end_absence(layla, own_id(layla))
    queries.set_view(layla, case, "00" * 16, "since she is back")


def _papers(office: Committee, case: str, work: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    desk, layla = office.sessions[DESK], office.sessions[LAYLA]
    prosecutor = Prosecutor()
    file = work / "case.sanad.age"
    exported = make_bundle(layla, case, file, lock_for([prosecutor.public]), "en", "For the Prosecution")
    (work / "prosecutor.txt").write_bytes(prosecutor.file)
    (order,) = erasure.ours(desk)
    lost = lost_computer.about(desk, layla.vault.stream.hex())
    issued = []
    for session, paper in (
        (desk, erasure_certificate.paper(desk, order.order)),
        (desk, lost_computer.paper(desk, lost)),
        (layla, bundle_receipt.paper(layla, case, exported.document)),
    ):
        pdf = work / f"{paper.kind}.pdf"
        made = issued_papers.save(session, paper, "en", pdf)
        issued.append({
            "kind": paper.kind, "document": made.document, "record": made.record,
            "number": made.number, "line": made.line, "signature": made.signature,
            "fingerprint": made.fingerprint, "public": session.vault.device.public.hex(),
        })  # fmt: skip
    return issued, {"case": case, "document": exported.document, "recipient": prosecutor.public}


def _directory(desk: Session) -> dict[str, Any]:
    known = desk.vault.directory.organisation
    return {
        "name": known.name,
        "people": {
            person.hex(): [[version.name, version.role, version.version] for version in versions]
            for person, versions in known.versions.items()
        },
        "devices": {
            device.id.hex(): [device.person.hex(), device.public.hex(), device.until, device.before, device.revoked]
            for device in known.devices.values()
        },
        "teams": {
            team.id.hex(): [
                team.name,
                team.number,
                team.sort,
                team.public.hex(),
                sorted(member.hex() for member in team.members),
            ]
            for team in known.teams.values()
        },
        "headquarters": [[each.public.hex(), each.url, each.ca, each.version] for each in known.headquarters],
        "as of": {signer.hex(): list(times) for signer, times in known.as_of.items()},
        "heads": [head.hex() for head in known.heads],
    }


def _vault(office: Committee, name: str) -> dict[str, Any]:
    session, person = office.sessions[name], office.people[name]
    vault = session.vault
    return {
        "home": person.home.name,
        "vault": person.vault_id,
        "master": bytes(vault.master).hex(),
        "stream": vault.stream.hex(),
        "signing": bytes(vault.device.signing).hex(),
        "receiving": bytes(vault.device.receiving).hex(),
        "teams": [
            [key.team.hex(), key.number, bytes(key.key).hex()] for keys in vault.keyring.values() for key in keys
        ],
        "cases": {row.id: row.reference for row in queries.cases(session)},
    }


def _envelopes(session: Session, case: bytes) -> list[bytes]:
    return [
        canonical.encode(list(row))
        for row in session.vault.database.rows(
            "SELECT header, signature, body FROM envelope WHERE case_id = ? ORDER BY n", (case,)
        )
    ]


def _log(session: Session, case: bytes) -> dict[str, Any]:
    """What Sanad reads in a log."""
    access = case_keys.access(session.vault.database, session.vault, case)
    return {
        "keys": {str(number): [bytes(key).hex() for key in keys] for number, keys in access.keys.items()},
        "readers": sorted(team.hex() for team in access.teams),
        "team keys": [
            [key.team.hex(), key.number, bytes(key.key).hex()]
            for keys in session.vault.keyring.values()
            for key in keys
        ],
        "events": [
            {
                "id": event.id.hex(),
                "stream": event.stream.hex(),
                "what": event.what,
                "at": event.at,
                "role": event.role,
                "seen": sorted(id_.hex() for id_ in event.seen),
                "content": canonical.encode(dict(event.content)).hex(),
            }
            for event in events_of(session, case)
        ],
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
