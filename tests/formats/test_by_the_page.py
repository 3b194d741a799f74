"""What Sanad writes is read by whoever has the pages alone, field by field as Sanad reads it: what an
office writes today, and what was frozen."""

from dataclasses import fields
from typing import Any

import pytest

from app.seal import case_grant, passphrase, receipt, server_card
from app.seal import directory as sanads_directory
from app.seal import enrolment as sanads_enrolment
from app.seal import envelope as sanads_envelope
from app.seal import erasure as sanads_erasure
from app.seal import parcel as sanads_parcel
from app.seal.keys import DeviceKeys, Secret, TeamKey, digest
from app.seal.lineage import Lineage
from app.seal.slots import KeyFile
from app.sync import wire
from app.vault import grants
from tests.by_the_page import (
    attachment,
    canonical,
    directory,
    enrolment,
    envelope,
    events,
    form,
    paper,
    post,
    slot,
    sshsig,
    sync,
)
from tests.by_the_page.primitives import Refused, hpke_opened, key_id, receiving_public, sha256
from tests.formats.conftest import Written

pytestmark = pytest.mark.xdist_group("formats")  # the office of today is founded once
LANGUAGES = ("en", "ar")


# -- directory.md ------------------------------------------------------------------------------


def test_a_directory(written: Written):
    book, facts = written.book, written.facts["directory"]
    assert book.name == facts["name"]
    assert {
        person.hex(): [[version.name, version.role, version.number] for version in versions]
        for person, versions in book.people.items()
    } == facts["people"]
    assert {
        device.stream.hex(): [device.person.hex(), device.public.hex(), device.until, device.before, device.revoked]
        for device in book.devices.values()
    } == facts["devices"]
    assert {
        team.team.hex(): [
            team.name,
            team.number,
            team.sort,
            team.public.hex(),
            sorted(member.hex() for member in team.members),
        ]
        for team in book.teams.values()
    } == facts["teams"]
    assert [[public.hex(), *more] for public, *more in book.headquarters] == facts["headquarters"]
    assert {signer.hex(): list(times) for signer, times in book.as_of.items()} == facts["as of"]
    assert sorted(id_.hex() for ids in book.ends.values() for id_ in ids) == sorted(facts["heads"])


def test_a_directory_says_the_same_in_any_order(written: Written):
    raws = written.listed("directory.cbor")
    assert directory.directory(reversed(raws)) == written.book


def test_sanad_reads_the_same_directory(written: Written):
    known = sanads_directory.Directory.read(written.listed("directory.cbor"))
    assert known.name == written.book.name
    assert {stream: device.public for stream, device in known.devices.items()} == {
        stream: device.public for stream, device in written.book.devices.items()
    }
    assert set(known.teams) == set(written.book.teams)
    assert {person: version[-1].role for person, version in known.versions.items()} == {
        person: written.book.role(person) for person in written.book.people
    }


def test_a_directory_of_one(written: Written):
    own = directory.alone(written.listed("alone.cbor"))
    known = sanads_directory.Directory.read(written.listed("alone.cbor"))
    assert {stream: device.revoked for stream, device in own.devices.items()} == {
        stream: device.revoked for stream, device in known.devices.items()
    }
    assert list(own.people) == [key_id(own.root)] == list(known.versions)


def test_which_records_of_a_former_role_and_of_a_withdrawn_computer_count(written: Written):
    """The office's last words on both, held against chains of its envelopes with one beside them."""
    kinds = {entry.kind for entry in written.book.entries.values()}
    assert kinds | {10} == set(range(1, 11))  # names of teams came later
    (ended,) = [
        (stream, case, ends)
        for versions in written.book.people.values()
        for version in versions
        for (stream, case), ends in version.ended.items()
        if case.hex() == written.facts["attachment"]["case"]
    ]
    known = sanads_directory.Directory.read(written.listed("directory.cbor"))
    stream, case, ends = ended
    envelopes = [one for one in read_log(written, case.hex()) if one.stream == stream]
    headers: dict[bytes, dict[int, Any]] = {envelope.id: envelope.header for envelope in envelopes}
    last = envelopes[-1]
    assert ends == {last.id: last.header[6]}
    beside, later = bytes(32), b"\1" * 32
    headers[beside] = last.header | {7: b"\2" * 32}
    headers[later] = last.header | {6: last.header[6] + 1, 7: last.id}

    def theirs(id_: bytes, known_here: dict[bytes, dict[int, Any]]) -> str:
        link = link_of(headers[id_])
        lineage = Lineage(lambda id_: link_of(known_here[id_]) if id_ in known_here else None)
        return known.role_at(link, id_, lineage)

    assert (
        [directory.role_of(written.book, id_, headers) for id_ in (last.id, beside, later)]
        == [theirs(id_, headers) for id_ in (last.id, beside, later)]
        == ["supervisor", "inspector", "inspector"]
    )
    first = envelopes[0]
    if first.id != last.id:
        less = {id_: header for id_, header in headers.items() if id_ != last.id}
        assert directory.role_of(written.book, first.id, less) == theirs(first.id, less) == ""


def link_of(header: dict[int, Any]) -> sanads_envelope.Header:
    return sanads_envelope.Header(
        case=header[2], stream=header[3], seq=header[4], prev=header[5], case_seq=header[6],
        case_prev=header[7], author=header[8], key_number=header[9], kind=header[10],
        body_hash=header[11],
    )  # fmt: skip


def test_team_keys_open_with_the_keys_of_a_computer(written: Written):
    for vault in written.facts.get("vaults", {}).values():
        stream, receiving = bytes.fromhex(vault["stream"]), bytes.fromhex(vault["receiving"])
        device = written.book.devices[stream]
        assert receiving_public(receiving) == device.receiving
        mine = {(team, number): key for team, number, key in vault["teams"]}
        opened = 0
        for team in written.book.teams.values():
            for number, sealed in team.keys.items():
                for holder, raw in sealed:
                    if holder == stream:
                        key = hpke_opened(receiving, raw, b"sanad-team-1" + team.team)
                        assert key.hex() == mine[team.team.hex(), number]
                        opened += 1
        assert opened


# -- envelope.md, events.md --------------------------------------------------------------------


def keys_of(written: Written, name: str, envelopes: list[envelope.Envelope]) -> dict[int, list[bytes]]:
    """Of a log, by the keys of the teams that Sanad has there."""
    teams: dict[tuple[bytes, int], list[bytes]] = {}
    for team, number, key in written.facts["logs"][name]["team keys"]:
        teams.setdefault((bytes.fromhex(team), number), []).append(bytes.fromhex(key))
    keys: dict[int, list[bytes]] = {}
    items = [item for one in envelopes if one.kind == envelope.GRANT and one.body for item in envelope.grant(one)]
    for item in sorted(items, key=lambda item: item.number):
        for team_key in teams.get((item.team, item.team_number), []):
            for before in keys.get(item.number - 1, [b""]):
                try:
                    key = envelope.granted(bytes.fromhex(name), item, team_key, before)
                except Refused:
                    continue
                if key not in keys.setdefault(item.number, []):
                    keys[item.number].append(key)
    return keys


def read_log(written: Written, name: str) -> list[envelope.Envelope]:
    return [envelope.read(raw, written.public(envelope.parsed(raw).stream), erased=True) for raw in written.logs[name]]


def test_every_envelope_of_every_log(written: Written):
    for name, raws in written.logs.items():
        for raw, one in zip(raws, read_log(written, name), strict=True):
            theirs = sanads_envelope.peek_unverified(raw)
            head = theirs.header
            assert one.id == theirs.id
            assert one.case.hex() == name
            assert [one.header[key] for key in range(2, 12)] == [
                head.case, head.stream, head.seq, head.prev, head.case_seq, head.case_prev,
                head.author, head.key_number, head.kind, head.body_hash,
            ]  # fmt: skip


def test_every_key_and_every_event_of_every_log(written: Written):
    for name, facts in written.facts["logs"].items():
        envelopes = read_log(written, name)
        keys = keys_of(written, name, envelopes)
        assert {str(number): [key.hex() for key in some] for number, some in keys.items()} == (facts["keys"])
        opened = {}
        for one in envelopes:
            for key in keys.get(one.header[9], []):
                if one.kind == envelope.EVENT and one.body:
                    opened[one.id.hex()] = events.read(one.id, one.stream, envelope.event(one, key))
        assert set(opened) == {event["id"] for event in facts["events"]}
        for theirs in facts["events"]:
            event = opened[theirs["id"]]
            assert (event.stream.hex(), event.what, event.at) == (theirs["stream"], theirs["what"], theirs["at"])
            assert sorted(id_.hex() for id_ in event.seen) == theirs["seen"]
            assert event.what in events.KINDS, event.what
            assert event.beyond == (), (event.what, event.beyond)
            if name.endswith("5a01"):
                headers = {envelope.id: envelope.header for envelope in envelopes}
                assert directory.role_of(written.book, event.id, headers) == theirs["role"]


def test_who_may_fetch_a_case(written: Written):
    grants = 0
    for name in written.logs:
        for one in read_log(written, name):
            if one.kind != envelope.GRANT or not one.body:
                continue
            teams = case_grant.teams(one.body, one.case, one.stream)
            if name.endswith("5a01"):
                assert envelope.may_fetch(one) == list(teams)
                grants += 1
            else:
                with pytest.raises(Refused):
                    envelope.may_fetch(one)
            assert sorted({item.team for item in envelope.grant(one)}) == list(teams)
    assert grants > 2


def test_sanad_opens_the_same_events_with_the_same_keys(written: Written):
    known = sanads_directory.Directory.read(written.listed("directory.cbor"))
    for name, raws in written.logs.items():
        case = bytes.fromhex(name)
        ring: dict[tuple[bytes, int], list[TeamKey]] = {}
        for team, number, key in written.facts["logs"][name]["team keys"]:
            team_key = TeamKey(bytes.fromhex(team), number, Secret.fromhex(key))
            ring.setdefault((team_key.team, number), []).append(team_key)
        theirs = [sanads_envelope.peek_unverified(raw) for raw in raws]
        items = [
            item
            for one in theirs
            if one.header.kind == envelope.GRANT and one.body
            for item in case_grant.read(one.body)
        ]
        keys = grants.access(ring, case, items).keys
        envelopes = read_log(written, name)
        assert keys == keys_of(written, name, envelopes)
        for one, sealed in zip(envelopes, theirs, strict=True):
            for key in keys.get(one.header[9], []):
                if one.kind == envelope.EVENT and one.body:
                    sanads_envelope.check_envelope(sealed, known)
                    opened = sanads_envelope.Opener(key).open(sealed)
                    assert canonical.encode(envelope.event(one, key)) == opened


def test_every_statement_about_erasing(written: Written):
    named = set()
    for name in written.facts["erasing"].values():
        for one in read_log(written, name):
            if one.kind != envelope.ERASE or not one.body:
                continue
            said, body = envelope.statement(one)
            named.add(said)
            theirs = sanads_erasure.read(one.body)
            assert theirs.to_bytes() == one.body == canonical.encode(body)
            match theirs:
                case sanads_erasure.Order():
                    assert body[1:5] == [list(theirs.envelopes), list(theirs.chunks), theirs.wait_s, int(theirs.urgent)]
                case sanads_erasure.Confirmation() | sanads_erasure.Objection():
                    assert body[1:3] == [theirs.order, theirs.note]
                case sanads_erasure.Ruling():
                    assert body[1:5] == [theirs.order, int(theirs.goes_on), list(theirs.objections), theirs.note]
                case sanads_erasure.ErasureReport():
                    assert body[1] == theirs.order
                case sanads_erasure.Disposal():
                    assert body[1] == list(theirs.envelopes)
            if body[0] in envelope.SECONDED and body[-1]:
                envelope.check_second(one, written.book.registrars[body[-1][0]])
    assert named == {name for name, _ in envelope.STATEMENTS.values()} - {"order"} | {"order"}


# -- form.md -----------------------------------------------------------------------------------


def test_where_answers_stand(written: Written):
    """Every path has the page's form, and an entry of a repeat its own id."""
    name = written.facts["attachment"]["case"]
    opened = [canonical.decode(bytes.fromhex(event["content"])) for event in written.facts["logs"][name]["events"]]
    (answers,) = [content["answers"] for content in opened if "form" in content]
    names = [form.steps(path)[-1][0] for path, _ in answers]
    assert names == ["name", "age", "with", "age", "instanceID"]
    ((repeat, (entry,)),) = form.entries(answers).items()
    assert repeat == "/data/with"
    assert [path for path, text in answers if not text] == [f"/data/with[{entry}]"]


# -- attachment.md -----------------------------------------------------------------------------


def test_a_file_of_a_case(written: Written):
    about = written.facts["attachment"]
    chunks = {bytes.fromhex(id_): written.raw(f"chunks/{id_}") for id_ in about["chunks"]}
    envelopes = read_log(written, about["case"])
    keys = keys_of(written, about["case"], envelopes)
    (added,) = [
        event
        for one in envelopes
        if one.kind == envelope.EVENT
        for event in [envelope.event(one, keys[one.header[9]][0])]
        if event["what"] == "attachment added"
    ]
    content = attachment.opened(added["file"], added["key"], added["size"], added["hash"], added["chunks"], chunks)
    assert content == bytes(range(256)) * 20


# -- enrolment.md ------------------------------------------------------------------------------


def test_joining_by_files(written: Written):
    invitation, answer, reply = (written.raw(name) for name in ("invitation", "answer", "reply"))
    invited = enrolment.invitation(invitation)
    answered = enrolment.answer(answer, written.hex("desk receiving"))
    replied = enrolment.reply(reply, written.hex("omar receiving"), invitation, answer)
    assert answered[1] == replied[1] == sha256(invitation)
    words = [
        enrolment.six_words(invitation, answer, replied[4], list(passphrase.card_list(language)))
        for language in LANGUAGES
    ]
    assert words == written.facts["words"]
    theirs = sanads_enrolment.read_invitation(invitation)
    assert [
        theirs.id, list(theirs.root), theirs.registrar, theirs.receiving, theirs.team,
        theirs.until, theirs.url, theirs.ca, list(theirs.commitments),
    ] == invited[1:]  # fmt: skip
    desk = DeviceKeys(Secret(), Secret(written.hex("desk receiving")))
    omar = DeviceKeys(Secret(), Secret(written.hex("omar receiving")))
    told = sanads_enrolment.read_answer(answer, desk, theirs.hash)
    assert [
        told.invitation,
        told.nonce,
        list(told.own),
        told.stream,
        told.written,
        list(told.team),
        [[former.stream, list(former.known)] for former in told.former],
    ] == answered[1:]
    admitted = sanads_enrolment.read_reply(reply, omar, theirs, digest(answer))
    assert [
        admitted.place,
        admitted.nonce,
        int(admitted.admitted),
        list(admitted.entries),
        bytes(admitted.key),
        admitted.team,
    ] == replied[3:]


def test_joining_over_the_network(written: Written):
    calls = {call["path"]: call for call in written.calls}
    (answer,) = {
        sync.message(call["content"], sync.calls()[call["path"]][0])[1]
        for call in written.calls
        if call["path"] == "/v1/enrol"
    }
    file = written.raw("network-invitation")
    words = [enrolment.six_words_at_once(file, answer, list(passphrase.card_list(language))) for language in LANGUAGES]
    assert words == written.facts["words at once"]
    assert "/v1/enrol/reply" in calls


# -- post.md -----------------------------------------------------------------------------------


def test_files_of_the_post(written: Written):
    key, parts_seen = written.hex("organisation key"), set()
    for file in sorted((written.folder / "post").iterdir()):
        raw = file.read_bytes()
        assert file.name == post.name_of(raw)
        sealed = len(raw) - len(post.LINE) - 12 - 16  # its nonce and its tag
        assert sealed == envelope.padme(sealed)  # and so its size says little
        theirs = sanads_parcel.read(raw, key)
        parts = post.parcel(raw, key, written.public(theirs.maker))
        parts_seen.add(len(parts))
        assert parts[1] == theirs.maker
        assert {case: tuple(streams) for case, streams in parts[3]} == theirs.to
        assert (tuple(parts[4]), tuple(parts[5]), tuple(parts[6])) == (theirs.entries, theirs.envelopes, theirs.taken)
        epoch, receipts = (parts[7] or [b"", []]) if len(parts) > 7 else [b"", []]
        assert (epoch, tuple(receipts)) == (theirs.epoch, theirs.receipts)
        chunks = parts[8] if len(parts) > 8 else []
        assert [tuple(chunk) for chunk in chunks] == list(theirs.chunks)
    assert parts_seen == {7, 8, 9}


# -- sync.md -----------------------------------------------------------------------------------


def unpacked(content: bytes, headers: dict[str, str]) -> bytes:
    return sync.unpacked(content) if headers.get("content-encoding") == "zstd" else content


def plain(value: Any) -> Any:
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def named(raw: bytes) -> bool:
    """An id of the caller's own stream, or the name of an envelope that is not in the message."""
    return len(raw) == 32 or (len(raw) == 33 and not raw[0])


PUSHES = ("/v1/push", "/v1/push/brief")


def whole(path: str, parts: list[Any], *, answer: bool) -> list[Any]:
    """With the envelopes of a message made whole."""
    shorts = envelope.Whole()
    if path in PUSHES and not answer:
        return [[shorts.add(raw) for raw in parts[0]]]
    if path in ("/v1/pull", "/v1/pull/named") and answer:
        return [
            parts[0],
            [
                [case, [[at, raw if named(raw) else shorts.add(raw)] for at, raw in items], state]
                for case, items, state in parts[1]
            ],
        ]
    return parts


# than those of 1.0 and 1.1 were written
CALLED_LAST = {"/v1/push/brief", "/v1/enrol/piece", "/v1/enrol/reply/named", "/v1/answers/named", "/v1/devices/after"}
CALLED_LATER = {
    "/v1/update",
    "/v1/update/piece",
    "/v1/push/piece",
    "/v1/pull/named",
    "/v1/piece",
    "/v1/directory/named",
    "/v1/backup",
    *CALLED_LAST,
}


def test_every_call_and_every_answer(written: Written):
    shapes, heard = sync.calls(), set()
    requests = {kind.path: kind for kind in subclasses(wire.Request) if hasattr(kind, "path")}
    for call in written.calls:
        path = call["path"]
        if path not in shapes:
            assert path.startswith("/v1/blobs/"), path
            continue
        assert call["headers"]["sanad-proto"] == call["answer headers"]["sanad-proto"] == "1"
        content = unpacked(call["content"], call["headers"])
        request = whole(path, sync.message(content, shapes[path][0]), answer=False)
        theirs = requests[path].decode(content)
        assert [plain(getattr(theirs, field.name)) for field in fields(theirs)] == request
        content = unpacked(call["answer"], call["answer headers"])
        if call["status"] != 200:
            kind, retry_s, time = sync.refusal(content)
            refusal = wire.Refusal.decode(content)
            assert (kind, retry_s, time) == (refusal.kind, refusal.retry_s, refusal.time)
            continue
        heard.add(path)
        if path == "/v1/push/brief":
            _, ids_named, runs, _ = sync.message(content, shapes[path][1])
            ids = [sha256(canonical.decode(raw)[0]) for raw in request[0]]
            assert ids_named == sha256(*ids)
            assert sum(count for count, _ in runs) == len(ids)
        answer = whole(path, sync.message(content, shapes[path][1]), answer=True)
        value = requests[path].answer.decode(content)
        assert [plain(getattr(value, field.name)) for field in fields(value)] == answer
    later = {"1.0": CALLED_LATER, "1.1": CALLED_LATER, "1.2": {"/v1/directory/named", "/v1/backup", *CALLED_LAST}}.get(
        written.folder.name, set()
    )
    assert heard == set(shapes) - later, (
        "a new call: make it in tests/formats/office_records.py, and name its path in CALLED_LATER, "
        f"since the frozen ones lack it: {heard ^ (set(shapes) - later)}"
    )


def subclasses(kind: type) -> list[Any]:
    return [one for below in kind.__subclasses__() for one in (below, *subclasses(below))]


def test_every_signed_call_and_every_chunk(written: Written):
    signed, pieces = 0, {}
    for call in written.calls:
        if call["path"].startswith("/v1/enrol"):
            assert "signature" not in call["headers"]
            continue
        stream = bytes.fromhex(call["headers"]["signature-input"].partition('keyid="')[2][:32])
        query = "?" + call["query"]
        content = call["content"]
        assert (
            sync.signed_call(call["method"], call["path"], query, content, call["headers"], written.public(stream))[0]
            == stream
        )
        signed += 1
        if call["method"] == "PUT":
            id_ = call["path"].removeprefix("/v1/blobs/")
            first, last, size = sync.content_range(call["headers"]["content-range"])
            assert (last - first + 1, call["status"]) == (len(content), 200)
            pieces.setdefault(id_, []).append(content)
            assert sum(map(len, pieces[id_])) <= size
            sync.message(call["answer"], (16, int, int))
        elif call["method"] == "GET":
            assert sha256(call["answer"]).hex() == call["path"].removeprefix("/v1/blobs/")
    assert signed > 20
    assert {id_: sha256(*parts).hex() for id_, parts in pieces.items()} == {id_: id_ for id_ in pieces}
    assert pieces


def test_every_receipt(written: Written):
    public, kinds = written.hex("receipt key"), set()
    for call in written.calls:
        if call["path"] not in (*PUSHES, "/v1/receipts", "/v1/hello") or call["status"] != 200:
            continue
        content = unpacked(call["answer"], call["answer headers"])
        for raw in sync.message(content, sync.calls()[call["path"]][1])[-1]:
            kind, stream, seq, id_, time = sync.receipt(raw, public)
            theirs = receipt.open_receipt(raw, [public])
            kinds.add(kind)
            assert (("stream", "case")[theirs.of - 1], theirs.stream, theirs.seq, theirs.tip, theirs.at) == (
                kind,
                stream,
                seq,
                id_,
                time,
            )
    assert kinds == {"stream", "case"}


def test_a_scope_is_made_from_epoch_and_teams(written: Written):
    scopes = 0
    for call in written.calls:
        if call["path"] == "/v1/feed" and call["status"] == 200:
            stream = bytes.fromhex(call["headers"]["signature-input"].partition('keyid="')[2][:32])
            content = unpacked(call["answer"], call["answer headers"])
            epoch, scope = sync.message(content, sync.calls()["/v1/feed"][1])[:2]
            person = written.book.devices[stream].person
            teams = [team.team for team in written.book.teams.values() if person in team.members]
            if sync.scope(epoch, teams) == scope:
                scopes += 1
    assert scopes


def test_the_card_of_headquarters(written: Written):
    raw = written.raw("card")
    theirs = server_card.read(raw)
    assert sync.card(raw) == [theirs.url, theirs.ca, theirs.public, theirs.token]


# -- paper.md, slot.md -------------------------------------------------------------------------


def test_papers(written: Written):
    import json

    issued = json.loads(written.raw("papers.json"))
    assert {one["kind"] for one in issued} == {"erasure", "lost", "receipt"}
    for one in issued:
        public = bytes.fromhex(one["public"])
        read = paper.paper(one["line"].replace(" ", "\n", 2), one["signature"], public)
        assert (read.kind, read.document.hex(), read.number, read.record.hex()) == (
            one["kind"],
            one["document"],
            one["number"],
            one["record"],
        )
        assert sshsig.fingerprint(public) == one["fingerprint"]


def test_the_key_file_by_phrase_and_by_card(written: Written):
    from tests.by_the_page.vault import device_secret

    keys, about = slot.read(written.raw("keys")), written.facts["key file"]
    secret, master = device_secret(written.raw("device.key")), bytes.fromhex(about["master"])
    assert keys.by_phrase(slot.folded(about["phrase"]), secret) == master
    entropy = slot.card_entropy(about["card"], list(passphrase.card_list("en")))
    assert keys.by_card(entropy) == master
    theirs = KeyFile.from_bytes(written.raw("keys"))
    assert theirs.open_with_phrase(about["phrase"], Secret(secret)) == master
    assert [
        theirs.vault,
        theirs.officer,
        theirs.role,
        theirs.language,
        theirs.created,
        theirs.generation,
    ] == keys.fields[1:7]
