"""Colleagues who forge, carriers who swap, computers that were withdrawn: what they can't do."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.exchange import post
from app.casework.organisation import administration as desk_work
from app.casework.records import unlock
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access, case_verification, inbox
from app.errors import SanadError
from app.seal import canonical, case_grant, envelope, packing, parcel
from app.seal.envelope import Envelope, EnvelopeRefused, Kind, LogPosition
from app.seal.keys import fresh, fresh_id, key_id
from app.vault import audit, case_keys, grants, log
from app.vault.vault import setting
from tests.casework.test_posting import Office
from tests.people import keeps_a_case


def posts(session: Session, folder: Path, *envelopes: Envelope, **told: object) -> Path:
    """A file of the post as a member may write it, with whatever inside."""
    made = parcel.Parcel(
        told.get("maker", session.vault.stream),  # type: ignore[arg-type]
        b"",
        told.get("to", {}),  # type: ignore[arg-type]
        tuple(told.get("entries", ())),  # type: ignore[arg-type]
        tuple(envelope.to_bytes() for envelope in envelopes),
        tuple(told.get("taken", ())),  # type: ignore[arg-type]
    )
    raw = parcel.write(made, session.vault.device, told.get("key") or key_of(session))  # type: ignore[arg-type]
    file = folder / f"sanad-{parcel.parcel_id(raw).hex()[:32]}.post"
    file.write_bytes(raw)
    return file


def key_of(session: Session) -> bytes:
    return setting(session.vault.database, "organisation key") or b""


def next_place(session: Session, case: bytes) -> LogPosition:
    return log.place(session.vault.database, session.vault, case)


def forged_grant(session: Session, case: bytes, number: int, key: bytes, to: object) -> Envelope:
    """As somebody would write it who never had a key of the case."""
    before = b"" if number == 1 else bytes(fresh())
    items = grants.give(session.vault.keyring, case, number, key, before, [to])  # type: ignore[list-item]
    body = case_grant.write(case, session.vault.stream, items, key)
    return envelope.seal_public(body, Kind.GRANT, next_place(session, case), session.vault.device)


def said(session: Session, case: bytes, key: bytes, number: int, after: Envelope, what: str) -> Envelope:
    head = after.header
    place = LogPosition(case, head.stream, head.seq, after.id, head.case_seq, after.id)
    body = canonical.encode(events.body(what, session.now(), (), {"decision": "approved"}))
    return envelope.seal_event(body, place, session.vault.device, key, number)


@pytest.mark.parametrize("size", [3, 4, 5, 7])
def test_a_grant_without_link_and_proof_is_none(size: int):
    item = [b"t" * 16, 1, 1, bytes(60), b"", bytes(32), b""]
    assert case_grant.read(canonical.encode([[], [item[:6]]]))[0].proof == bytes(32)
    with pytest.raises(envelope.EnvelopeRefused):
        case_grant.read(canonical.encode([[], [item[:size]]]))


def test_a_grant_that_proves_nothing_is_not_taken_in_where_the_id_is_made_from_no_key(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    case = fresh_id()
    with layla.vault.transaction() as writer:
        EventAppender(layla, writer, case).say(events.OPENED, {"reference": "KW-1", "officer": "Layla"})
    office.carry("Layla Sample", "Omar Sample")
    team = omar.vault.own_team()
    items = grants.give(omar.vault.keyring, case, 1, fresh(), b"", [team])
    forged = [replace(item, proof=b"") for item in items]
    body = case_grant.write(case, omar.vault.stream, forged, fresh())
    grant = envelope.seal_public(body, Kind.GRANT, next_place(omar, case), omar.vault.device)
    evil = office.folder / "evil"
    evil.mkdir()
    posts(omar, evil, grant, to={case: (layla.vault.stream,)})
    assert post.collect(layla, evil).waiting == 1
    row = layla.vault.database.row("SELECT 1 FROM envelope WHERE id = ?", (grant.id,))
    assert row is None


@pytest.mark.parametrize("number", [1, 2, 900])
@pytest.mark.parametrize("first", [True, False])
def test_who_never_had_a_cases_key_can_give_it_no_other(office: Office, number: int, first: bool):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    sara = office.joins("Sara Shelter", "shelter", team="Shelter")
    case = keeps_a_case(layla, "Maya Sample")
    id_, key = bytes.fromhex(case), fresh()
    teams = sara.vault.directory.organisation.teams.values()
    to = next(team for team in teams if team.name == "Farwaniya")
    grant = forged_grant(sara, id_, number, key, to)
    review = said(sara, id_, key, number, grant, events.REVIEWED)
    addressed = {id_: (layla.vault.stream, omar.vault.stream)}
    evil = office.folder / "evil"
    evil.mkdir()
    posts(sara, evil, grant, review, to=addressed)
    for session in (layla, omar):
        if first:
            post.collect(session, evil)
    office.carry("Layla Sample", "Omar Sample")
    for session in (layla, omar):
        post.collect(session, evil)
    case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"), "a secret note")
    last = log.events(layla.vault.database, layla.vault, id_)[-1]
    row = layla.vault.database.row("SELECT body FROM envelope WHERE id = ?", (last.id,))
    assert row is not None
    made = Envelope(last.header, b"", b"", row[0])
    with pytest.raises(envelope.EnvelopeRefused):
        envelope.Opener(key).open(made)
    office.carry("Layla Sample", "Omar Sample")
    for session in (layla, omar):
        case_state = case_state_of(session, id_)
        assert [handover.note for handover in case_state.handovers] == ["a secret note"]
        assert case_state.reviews == []
        assert set(log.readers(session.vault.database, session.vault, id_)) == {
            layla.vault.team.team,
            to.id,
            omar.vault.team.team,
        }


def test_who_passed_a_record_over_is_sent_it_when_it_becomes_theirs(office: Office):
    layla = office.joins("Layla Sample")
    office.joins("Omar Sample")
    sara = office.joins("Sara Shelter", "shelter", team="Shelter")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Omar Sample", "Sara Shelter")
    office.carry("Sara Shelter", "Layla Sample")  # she confirms the file, of which nothing was hers
    case_access.grant(layla, case, case_access.find(layla, "Shelter"))
    clean = office.folder / "another stick"
    clean.mkdir()
    post.export(layla, clean)
    post.collect(sara, clean)
    assert queries.case(sara, case).name == "Maya Sample"


def test_a_false_confirmation_holds_nothing_back_from_others(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    office.joins("Sara Sample")
    mallory = office.joins("Mallory Sample")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Mallory Sample", "Omar Sample")
    ids = [row[0] for row in layla.vault.database.rows("SELECT id FROM envelope")]
    files = [parcel.parcel_id(file.read_bytes()) for file in office.stick.iterdir()]
    everybody = tuple(layla.vault.directory.organisation.devices)
    evil = office.folder / "evil"
    evil.mkdir()
    for stream in everybody:  # as if each had taken in everything; and files, and records, in one
        posts(mallory, evil, maker=stream, taken=[*files, *ids], to={bytes.fromhex(case): everybody})
    for session in (layla, omar):
        post.collect(session, evil)
    sara = office.sessions["Sara Sample"]
    for session in (layla, omar):
        sent = post.export(session, evil).records
        assert sent >= (3 if session is layla else 0)  # the case's key and what she wrote in it
    post.collect(sara, evil)
    assert queries.case(sara, case).name == "Maya Sample"


def test_an_envelope_in_somebody_elses_stream_is_not_taken_in(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = bytes.fromhex(keeps_a_case(layla, "Maya Sample"))
    office.carry("Layla Sample", "Omar Sample")
    key = case_keys.access(omar.vault.database, omar.vault, case).keys[1][0]
    theirs = log.place(layla.vault.database, layla.vault, case)
    body = canonical.encode(events.body(events.NOTE, 1, (), {"text": "forged"}))
    evil = office.folder / "evil"
    evil.mkdir()
    posts(omar, evil, envelope.seal_event(body, theirs, omar.vault.device, key, 1), to={case: (layla.vault.stream,)})
    before = len(case_state_of(layla, case).timeline)
    post.collect(layla, evil)
    assert len(case_state_of(layla, case).timeline) == before


def test_a_withdrawn_computer_forges_nothing_below_its_last_record(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    sara, desk = office.joins("Sara Sample"), office.sessions["Huda Desk"]
    case = keeps_a_case(layla, "Maya Sample")
    id_ = bytes.fromhex(case)
    case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"), "before")
    office.carry("Layla Sample", "Huda Desk", "Omar Sample")
    desk_work.revoke(desk, layla.vault.stream.hex())
    office.carry("Huda Desk", "Omar Sample", "Sara Sample")
    written = [
        envelope
        for envelope in audit.envelopes(layla.vault.database, "case_id = ? ORDER BY n", (id_,))
        if isinstance(envelope, Envelope)
    ]
    keys = case_keys.access(layla.vault.database, layla.vault, id_).keys
    evil = office.folder / "evil"
    evil.mkdir()
    told = events.body(events.NOTE, 1, (), {"text": "forged", "about": "view"})
    for after in [None, *written]:
        head = after.header if after else None
        place = (
            LogPosition(id_, layla.vault.stream, head.seq, after.id, head.case_seq, after.id)
            if head and after
            else LogPosition(id_, layla.vault.stream)
        )
        made = envelope.seal_event(canonical.encode(told), place, layla.vault.device, keys[1][0], 1)
        items = grants.give(layla.vault.keyring, id_, 1, keys[1][0], b"", [layla.vault.own_team()])
        body = case_grant.write(id_, layla.vault.stream, items, keys[1][0])
        grant = envelope.seal_public(body, Kind.GRANT, place, layla.vault.device)
        posts(layla, evil, made, grant, to={id_: (omar.vault.stream, sara.vault.stream)})
    for session in (omar, sara):
        before = [each.id for each in case_state_of(session, id_).timeline]
        received = post.collect(session, evil)
        assert {each.reason.kind() for each in received.refused} <= {"author_withdrawn"}
        assert [each.id for each in case_state_of(session, id_).timeline] == before
    post.export(omar, office.stick)
    post.collect(sara, office.stick)  # what she wrote before arrives at somebody who had nothing
    assert queries.case(sara, case).name == "Maya Sample"
    assert [handover.note for handover in case_state_of(sara, id_).handovers] == ["before"]
    assert "forged" not in str(case_state_of(sara, id_).timeline)
    assert post.collect(sara, office.stick).waiting == 2 * len([None, *written])


def test_the_chain_of_a_withdrawn_computer_arrives_in_any_order(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    id_ = bytes.fromhex(case)
    for number in range(5):
        case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"), f"note {number}")
    office.carry("Layla Sample", "Huda Desk")
    desk_work.revoke(office.sessions["Huda Desk"], layla.vault.stream.hex())
    news = office.folder / "word"
    news.mkdir()
    post.export(office.sessions["Huda Desk"], news)
    everything = [
        envelope
        for envelope in audit.envelopes(layla.vault.database, "case_id = ? ORDER BY n DESC", (id_,))
        if isinstance(envelope, Envelope)
    ]
    (news / "all").mkdir()
    one_by_one = office.folder / "one"
    one_by_one.mkdir()
    organisation = [
        row[0] for row in office.sessions["Huda Desk"].vault.database.rows("SELECT entry FROM organisation")
    ]
    posts(layla, one_by_one, entries=organisation)
    post.collect(omar, one_by_one)
    for told in [*everything[2::2], *everything[1::2], everything[0]]:
        with pytest.raises(queries.NoCase):
            queries.case(omar, case)
        posts(layla, one_by_one, told, to={id_: (omar.vault.stream,)})
        post.collect(omar, one_by_one)
    assert case_state_of(omar, id_) == case_state_of(layla, id_)
    assert post.collect(omar, one_by_one).waiting == 0


def test_two_who_give_a_case_and_renew_its_key_at_once_leave_nobody_out(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    desk = office.sessions["Huda Desk"]
    sara = office.joins("Sara Shelter", "shelter", team="Shelter")
    gone = office.joins("Gone Sample")
    case = keeps_a_case(layla, "Maya Sample")
    id_ = bytes.fromhex(case)
    office.carry("Layla Sample", "Omar Sample", "Huda Desk")
    case_access.grant(layla, case, case_access.find(layla, "Shelter"))
    desk_work.revoke(desk, gone.vault.stream.hex())
    office.news("Omar Sample")  # layla has not heard of it
    case_access.hand_over(omar, case, case_access.find(omar, "Layla Sample"), "under a new key")
    desk_side = case_access.find(desk, "Layla Sample")
    case_access.hand_over(desk, case, desk_side, "and another")
    for _ in range(2):
        for name in ("Omar Sample", "Huda Desk", "Layla Sample", "Sara Shelter"):
            post.export(office.sessions[name], office.stick)
            post.collect(office.sessions[name], office.stick)
    for session in (layla, omar, desk, sara):
        post.collect(session, office.stick)
        notes = {each.content.get("note") for each in case_state_of(session, id_).timeline}
        assert {"under a new key", "and another"} <= notes, session.officer.name
        assert audit.verify(session.vault.database, session.vault, id_)[1] == []


# -- files -----------------------------------------------------------------------------------


def test_odd_things_in_a_folder_hide_nothing(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    post.export(layla, office.stick)
    (good,) = office.stick.iterdir()
    (office.stick / "folder.post").mkdir()
    (office.stick / "empty.post").touch()
    (office.stick / "قضية 七 ☃.post").write_bytes(b"SANAD-POST 1\n" + os.urandom(200))
    (office.stick / "newer.post").write_bytes(b"SANAD-POST 2\n" + os.urandom(200))
    (office.stick / "nowhere.post").symlink_to(office.stick / "nothing")
    (office.stick / "round.post").symlink_to(office.stick / "round.post")
    (office.stick / "zero.post").symlink_to("/dev/zero")
    (office.stick / "twice.post").symlink_to(good)
    os.mkfifo(office.stick / "pipe.post")
    with (office.stick / "huge.post").open("wb") as huge:
        huge.truncate(8 << 30)
    collected = post.collect(omar, office.stick)
    assert queries.case(omar, case).name == "Maya Sample"
    names = {each.file for each in collected.refused}
    assert names == {file.name for file in office.stick.iterdir()} - {good.name, "twice.post"}
    kinds = {each.file: each.reason.kind() for each in collected.refused}
    assert kinds["newer.post"] == "newer_version"
    mine = office.stick / post.files.name_of(parcel.parcel_id(good.read_bytes()))
    mine.unlink()
    os.mkfifo(mine)  # where one's own file lay
    assert post.export(layla, office.stick).records
    for name in ("pipe.post", "zero.post"):
        for read in (lambda f: desk_work.applicant(office.sessions["Huda Desk"], f),):
            with pytest.raises(SanadError):
                read(office.stick / name)


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_lost(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    full = Path("/dev/full").parent / "nowhere to write"
    with pytest.raises(post.BadFolder):
        post.export(layla, full)
    office.stick.rmdir()
    office.stick.write_bytes(b"a file")
    for does in (post.export, post.collect):
        with pytest.raises(post.BadFolder):
            does(layla, office.stick)
    office.stick.unlink()
    office.stick.mkdir()
    assert post.export(layla, office.stick).records
    post.collect(omar, office.stick)
    assert queries.case(omar, case).name == "Maya Sample"


# -- everything inside a file of the post ----------------------------------------------------

ODD: list[object] = [0, -1, 2**63, 2**64 - 1, b"", b"\x00" * 16, b"\x00" * 32, "", "x", [], {},
                     [[]], {0: 0}, [b"\x00" * 16, []], {"a": b""}]  # fmt: skip


def variants(value: object, odd: list[object] = ODD) -> Iterator[object]:
    """A structure with each of its places, at every depth, filled otherwise, left out or doubled."""
    for each in odd:
        if type(each) is not type(value) or each != value:
            yield each
    if isinstance(value, list):
        for n, inner in enumerate(value):
            yield value[:n] + value[n + 1 :]
            yield [*value[:n], inner, *value[n:]]
            for other in variants(inner, odd):
                yield [*value[:n], other, *value[n + 1 :]]
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield {k: v for k, v in value.items() if k != key}
            yield {**value, 99: inner}
            for other in variants(inner, odd):
                yield {**value, key: other}


def test_the_post_takes_whatever_is_inside_a_file_and_hides_nothing_beside_it(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    mallory = office.joins("Mallory Sample")
    case = keeps_a_case(mallory, "Maya Sample")
    id_ = bytes.fromhex(case)
    post.export(mallory, office.stick)
    key, keys = key_of(mallory), mallory.vault.device
    organisation = next(iter(mallory.vault.database.rows("SELECT entry FROM organisation LIMIT 1")))[0]
    written = [
        envelope
        for envelope in audit.envelopes(mallory.vault.database, "case_id = ? ORDER BY n", (id_,))
        if isinstance(envelope, Envelope)
    ]
    to = [[id_, [omar.vault.stream]]]
    head = canonical.decode(written[1].header_bytes)
    opened = canonical.decode(log.events(mallory.vault.database, mallory.vault, id_)[0].event)
    case_key = case_keys.access(mallory.vault.database, mallory.vault, id_).keys[1][0]

    def resigned(header: object) -> object:
        try:
            raw = canonical.encode(header)
        except SanadError:
            return b""
        return canonical.encode([raw, keys.sign(b"sanad-envelope-1" + raw), written[1].body])

    def resealed(event: object) -> object:
        try:
            raw = canonical.encode(event)
        except SanadError:
            return b""
        return envelope.seal_event(raw, next_place(mallory, id_), keys, case_key, 1).to_bytes()

    def granted(items: object) -> object:
        try:
            raw = canonical.encode(items)
        except SanadError:
            return b""
        return envelope.seal_public(raw, Kind.GRANT, next_place(mallory, id_), keys).to_bytes()

    def entry(content: object) -> object:
        try:
            raw = canonical.encode(content)
        except SanadError:
            return b""
        return canonical.encode([raw, keys.sign(b"sanad-directory-1" + raw)])

    body = [1, mallory.vault.stream, key_id(keys.public), to, [organisation], [written[0].to_bytes()], [bytes(32)]]
    grant_items = canonical.decode(written[0].body)
    inner = canonical.decode(canonical.decode(organisation)[0])
    bad = [resigned(variant) for variant in variants(head)]
    bad += [canonical.encode(variant) for variant in variants([b"h", b"s", b"b"]) if _encodes(variant)]
    bad += [
        canonical.encode(variant) for variant in variants(canonical.decode(written[1].to_bytes())) if _encodes(variant)
    ]
    bad += [resealed(variant) for variant in variants(opened)]
    bad += [granted(variant) for variant in variants(grant_items[:1])]
    entries = [entry(variant) for variant in variants(inner)]
    entries += [canonical.encode(variant) for variant in variants(canonical.decode(organisation)) if _encodes(variant)]
    evil = office.folder / "evil"
    evil.mkdir()

    def write(n: int, told: object) -> None:
        raw = canonical.encode(told)
        packed = packing.pack(canonical.encode([raw, keys.sign(b"sanad-post-1" + raw)]))
        line = b"SANAD-POST 1\n"
        nonce = os.urandom(12)
        sealed = parcel.AESGCMSIV(parcel._key(key)).encrypt(nonce, packed, line)
        (evil / f"{n:04}.post").write_bytes(line + nonce + sealed)

    whole = [variant for variant in variants(body) if _encodes(variant)]
    for n, told in enumerate(whole):
        write(n, told)
    raw = canonical.encode(body)
    for n, told in enumerate(
        [variant for variant in variants([raw, keys.sign(b"sanad-post-1" + raw)]) if _encodes(variant)]
    ):
        packed = packing.pack(canonical.encode(told))
        sealed = parcel.AESGCMSIV(parcel._key(key)).encrypt(bytes(12), packed, b"SANAD-POST 1\n")
        (evil / f"o{n}.post").write_bytes(b"SANAD-POST 1\n" + bytes(12) + sealed)
    # a record shorter than a signature spoils its file, and a hundred that are refused end it
    write(9998, [*body[:4], entries, bad, body[6]])
    long = [each for each in bad if len(each) >= 64]
    entries = [entry for entry in entries if len(entry) >= 64]
    for n, start in enumerate(range(0, len(long), 50)):
        write(5000 + n, [*body[:4], entries, long[start : start + 50], body[6]])
    for file in office.stick.iterdir():
        (evil / file.name).write_bytes(file.read_bytes())
    layla_case = keeps_a_case(layla, "Rima Sample")
    post.export(layla, evil)
    told = post.collect(omar, evil)
    assert sum(each.number for each in told.refused) > 300
    for name, each in (("Maya Sample", case), ("Rima Sample", layla_case)):
        assert queries.case(omar, each).name == name
    assert [row.name for row in queries.cases(omar, "sample")]
    inbox.came_in(omar)
    case_verification.verify(omar, case)
    assert unlock.check(omar).ok
    post.export(omar, evil)


def _encodes(value: object) -> bool:
    try:
        canonical.encode(value)
    except SanadError:
        return False
    return True


# -- two desks, and a desk's backup ----------------------------------------------------------


def said_everywhere(sessions: list[Session]) -> object:
    """What the directory says, which must be the same on every computer."""
    told = [session.vault.directory.organisation for session in sessions]
    views = [(each.registrars, each.versions, each.devices, each.teams, sorted(each.entries)) for each in told]
    assert all(view == views[0] for view in views)
    return views[0]


def tell(office: Office, times: int = 2) -> None:
    """Everybody's post by one stick, to and fro."""
    for _ in range(times):
        for session in office.sessions.values():
            post.export(session, office.stick)
        for session in office.sessions.values():
            post.collect(session, office.stick)


def second_desk(office: Office) -> Session:
    badr = office.joins("Badr Second", "desk")
    desk_work.take_over(badr, " ".join(office.founded.second_words))
    return badr


def no_key_is_lost_or_with_who_went(session: Session) -> None:
    known = session.vault.directory.organisation
    for team in known.teams.values():
        if team.personal:
            continue
        assert not {s for s in team.holders if known.devices[s].revoked}, team.name
        for device in known.devices.values():
            if not device.revoked and device.person in team.members:
                assert device.id in team.holders, team.name


def test_two_desks_that_withdraw_at_once_leave_no_team_key_with_either(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    sara, desk = office.joins("Sara Sample"), office.sessions["Huda Desk"]
    badr = second_desk(office)
    tell(office)
    case = keeps_a_case(sara, "Maya Sample")
    desk_work.revoke(desk, layla.vault.stream.hex())
    desk_work.revoke(badr, omar.vault.stream.hex())
    tell(office, 3)
    everybody = [desk, badr, sara, layla, omar]
    said_everywhere(everybody)
    no_key_is_lost_or_with_who_went(desk)
    case_access.hand_over(sara, case, case_access.find(sara, "Badr Second"), "under a new key")
    tell(office)
    for session in (desk, badr, sara):
        assert case_state_of(session, bytes.fromhex(case)).handovers
    last = log.events(sara.vault.database, sara.vault, bytes.fromhex(case))[-1].header.key_number
    for session in (layla, omar):
        keys = case_keys.access(sara.vault.database, session.vault, bytes.fromhex(case)).keys
        assert last not in keys


def test_who_is_let_in_while_another_desk_withdraws_somebody_can_work(office: Office):
    layla, desk = office.joins("Layla Sample"), office.sessions["Huda Desk"]
    badr = second_desk(office)
    tell(office)
    case = keeps_a_case(layla, "Maya Sample")
    gone = office.joins("Gone Sample", news=False)
    tell(office)
    desk_work.revoke(desk, gone.vault.stream.hex())
    late = office.sets_up("Late Sample", "inspector")
    desk_work.invite(badr, office.folder / "from badr", "Farwaniya")
    from app.casework.organisation import membership

    membership.answer(late, office.folder / "from badr", office.folder / "answer")
    desk_work.admit(badr, office.folder / "answer", office.folder / "reply")
    membership.finish(late, office.folder / "reply")
    case_access.hand_over(badr, case, case_access.find(badr, "Layla Sample"), "one")
    tell(office, 3)
    case_access.hand_over(layla, case, case_access.find(layla, "Late Sample"), "two")
    tell(office)
    said_everywhere(list(office.sessions.values()))
    no_key_is_lost_or_with_who_went(desk)
    notes = {each.content.get("note") for each in case_state_of(late, bytes.fromhex(case)).timeline}
    assert {"one", "two"} <= notes
    assert "two" not in str(case_state_of(gone, bytes.fromhex(case)).timeline)


def test_a_desk_put_back_to_yesterday_signs_on_and_nothing_said_is_lost(office: Office):
    import shutil

    from tests.people import PHRASE

    office.joins("Layla Sample", news=False)
    office.leaves("Huda Desk")
    person = office.people["Huda Desk"]
    shutil.copytree(person.home, office.folder / "yesterday")
    office.comes("Huda Desk")
    omar = office.joins("Omar Sample", news=False)
    office.news("Layla Sample", "Omar Sample")
    office.leaves("Huda Desk")
    desk = unlock.unlock(office.folder / "yesterday", person.vault_id, PHRASE, clock=person.clock)
    office.sessions["Huda Desk"] = desk
    sara = office.joins("Sara Sample", news=False)
    case = keeps_a_case(sara, "Maya Sample")
    tell(office, 3)
    said_everywhere(list(office.sessions.values()))
    assert {person.name for person in desk_work.people(desk)} == {"Layla Sample", "Omar Sample", "Sara Sample"}
    no_key_is_lost_or_with_who_went(desk)
    assert queries.case(omar, case).name == "Maya Sample"


def test_a_stolen_laptops_keys_open_nothing_new_once_its_officer_came_back(office: Office):
    import shutil

    from app.casework.organisation import membership
    from tests.people import CHEAP, OTHER_PHRASE, PHRASE

    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(omar, "Maya Sample")
    office.carry("Omar Sample", "Layla Sample", "Huda Desk")
    office.leaves("Layla Sample")
    person = office.people["Layla Sample"]
    shutil.copytree(person.home, office.folder / "stolen")
    layla = unlock.recover(
        person.home, person.vault_id, " ".join(person.card), OTHER_PHRASE, cost=CHEAP, clock=person.clock
    ).session
    office.sessions["Layla Sample"] = layla
    desk = office.sessions["Huda Desk"]
    membership.answer(layla, office.folder / "way", office.folder / "answer")
    desk_work.admit(desk, office.folder / "answer", office.folder / "reply")
    membership.finish(layla, office.folder / "reply")
    tell(office)
    no_key_is_lost_or_with_who_went(desk)
    case_access.hand_over(omar, case, case_access.find(omar, "Layla Sample"), "a new note")
    tell(office)
    assert case_state_of(layla, bytes.fromhex(case)).handovers
    thief = unlock.unlock(office.folder / "stolen", person.vault_id, PHRASE, clock=person.clock)
    post.collect(thief, office.stick)
    assert "a new note" not in str(case_state_of(thief, bytes.fromhex(case)).timeline)
    thief.close()


def test_a_desk_that_lost_its_laptop_lets_itself_in_again(office: Office):
    from app.casework.organisation import membership
    from tests.people import CHEAP, OTHER_PHRASE

    office.joins("Layla Sample")
    person = office.people["Huda Desk"]
    office.leaves("Huda Desk")
    desk = unlock.recover(
        person.home, person.vault_id, " ".join(person.card), OTHER_PHRASE, cost=CHEAP, clock=person.clock
    ).session
    office.sessions["Huda Desk"] = desk
    assert desk_work.membership_status(desk).renew
    desk_work.invite(desk, office.folder / "way", "Headquarters desk")
    membership.answer(desk, office.folder / "way", office.folder / "answer")
    desk_work.admit(desk, office.folder / "answer", office.folder / "reply")
    membership.finish(desk, office.folder / "reply")
    assert not desk_work.membership_status(desk).renew
    tell(office)
    no_key_is_lost_or_with_who_went(desk)
    layla = office.sessions["Layla Sample"]
    case = keeps_a_case(layla, "Maya Sample")
    tell(office)
    assert queries.case(desk, case).name == "Maya Sample"


# -- nothing in the clear --------------------------------------------------------------------


def test_nothing_of_a_case_or_a_colleague_stands_in_any_file(office: Office, caplog: pytest.LogCaptureFixture):
    from app.casework.session.registrar import KEY
    from tests.people import PHRASE

    layla = office.joins("Layla Sample", home="laptop")
    office.joins("Omar Sample", "supervisor", home="laptop")
    case = keeps_a_case(layla, "Maya Verysecret")
    told = queries.case(layla, case)
    case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"), "Unutterable note")
    desk = office.sessions["Huda Desk"]
    seed = setting(desk.vault.database, KEY) or b""
    secrets = [
        b"Verysecret", b"Unutterable", PHRASE.encode(), told.reference.encode(),
        told.reference.replace("-", "").encode(), b"Sample Committee", b"Farwaniya", seed, key_of(desk),
        bytes.fromhex(case), bytes(layla.vault.team.key), bytes(layla.vault.device.signing),
        " ".join(office.founded.second_words).encode(), " ".join(office.founded.root_words).encode(),
    ]  # fmt: skip
    tell(office)
    for name in list(office.sessions):
        office.leaves(name)
    found = []
    in_the_clear = {"way"}  # an invitation names its organisation and team: it must be read by all
    for file in office.folder.rglob("*"):
        if file.is_file() and file.name not in in_the_clear:
            raw = file.read_bytes()
            found += [(file.name, each) for each in secrets if each in raw]
    assert found == []
    assert "Verysecret" not in caplog.text


def test_a_file_of_many_refused_records_is_looked_at_no_further_and_named_once(office: Office):
    """A colleague sends ten thousand records that nobody signed."""
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Omar Sample")
    id_, evil = bytes.fromhex(case), office.folder / "evil"
    evil.mkdir()
    (sealed,) = list(audit.envelopes(layla.vault.database, "case_id = ?", (id_,)))[-1:]
    assert isinstance(sealed, Envelope)

    def unsigned(number: int) -> Envelope:
        header = replace(sealed.header, body_hash=number.to_bytes(32, "big"))
        return Envelope(header, header.to_bytes(), bytes(64), b"nothing")

    to = {id_: (omar.vault.stream,)}
    posts(layla, evil, *map(unsigned, range(10_000)), to=to)
    (refused,) = post.collect(omar, evil).refused
    assert 100 < refused.number < 200
    assert refused.reason.kind() == EnvelopeRefused.kind()
    assert queries.case(omar, case).name == "Maya Sample"
