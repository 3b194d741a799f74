"""What a questionnaire shows and plays goes with it, to whoever reads a case that was taken with it."""

import json
import os
from pathlib import Path

import pytest

from app.bundle import pack
from app.case import events
from app.case.form_files import OFFERS, WHOLE
from app.casework.cases import attachments, queries
from app.casework.exchange import post
from app.casework.interviews import interview
from app.casework.questionnaires import answer_player, form_files, form_inbox, form_media, forms, packs
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access
from app.seal import parcel
from app.seal.attachment import FileKey, chunk_sizes, sealed
from app.seal.keys import digest
from app.sync import wire
from app.sync.engine import CallResult
from app.vault import chunks, media
from app.vault import forms as kept
from tests.by_the_page import canonical as cbor
from tests.by_the_page import events as page
from tests.by_the_page.attachment import opened
from tests.casework.test_posting import Office
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee

VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "form-files" / "1"
PICTURE, SOUND = b"\x89PNG" + os.urandom(700_000), b"OggS" + bytes(90_000)
FORM = """
| survey   |            |         |                     |                            |                            |
|          | type       | name    | label::English (en) | media::image::English (en) | media::audio::English (en) |
|          | text       | who     | Who                 | site.png                   | who.ogg                    |
| settings |            |         |                     |                            |                            |
|          | form_title | form_id | version             | default_language           |                            |
|          | Packed     | packed  | 3                   | English (en)               |                            |
"""


def packed(session: Session, folder: Path, picture: bytes = PICTURE) -> str:
    """The questionnaire with a picture and a sound, installed; its hash."""
    file, out = folder / "packed.md", folder / "packed.sanadform"
    file.write_text(FORM, "utf-8")
    (folder / "packed-media").mkdir(exist_ok=True)
    (folder / "packed-media" / "site.png").write_bytes(picture)
    (folder / "packed-media" / "who.ogg").write_bytes(SOUND)
    packs.make(file, out, keys=session.vault.device)
    return packs.install(session, out).hash


def talked(session: Session, form: str, name: str = "Maya Sample", case: str = "") -> str:
    """A case with a finished interview of this questionnaire."""
    live = interview.start(session, form, case_id=case)
    interview.keep(session, live.draft_id, answer_player.give(live.interview, "/data/who", name))
    return interview.finish(session, live.draft_id).case_id


def shows(session: Session, form: str) -> dict[str, bytes]:
    return media.all_of(session.reading(), bytes.fromhex(form))


WHOLE_SET = {"site.png": PICTURE, "who.ogg": SOUND}


def test_a_colleague_sees_and_hears_what_the_interview_was_taken_with(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    form = packed(layla, tmp_path)
    case = talked(layla, form)
    office.carry(LAYLA, OMAR)
    assert shows(omar, form) == WHOLE_SET
    assert queries.case(omar, case).interviews[0].form_hash == form
    assert form_media.one(omar, form, "jr://images/site.png") == PICTURE
    assert form not in {form.hash for form in forms.forms(omar)}  # nobody offers it there
    for file in office.stick.iterdir():
        assert PICTURE[1000:1032] not in file.read_bytes()


def test_a_shelter_s_team_gets_them_with_the_first_case_and_once(office: Office, tmp_path: Path):
    layla, sara = office.joins(LAYLA), office.joins("Sara Shelter", "shelter", team="Shelter")
    form = packed(layla, tmp_path)
    first, second = talked(layla, form), talked(layla, form, "Noor Sample")
    to = case_access.find(layla, "Shelter")
    case_access.hand_over(layla, first, to)
    office.carry(LAYLA, "Sara Shelter")
    assert shows(sara, form) == WHOLE_SET
    before = sum(file.stat().st_size for file in office.stick.iterdir())
    case_access.hand_over(layla, second, to)
    office.carry(LAYLA, "Sara Shelter")
    assert sum(file.stat().st_size for file in office.stick.iterdir()) - before < 20_000
    assert queries.case(sara, second).name == ""  # no fact of this questionnaire
    assert case_state_of(layla, bytes.fromhex(first)).form_files
    assert not case_state_of(layla, bytes.fromhex(second)).form_files


def test_a_later_interview_in_a_case_that_another_team_reads_brings_its_questionnaire(office: Office, tmp_path: Path):
    layla, sara = office.joins(LAYLA), office.joins("Sara Shelter", "shelter", team="Shelter")
    case = talked(layla, packed(layla, tmp_path))
    case_access.hand_over(layla, case, case_access.find(layla, "Shelter"))
    office.carry(LAYLA, "Sara Shelter")
    (tmp_path / "other.md").write_text(FORM.replace("packed  | 3", "other   | 1"), "utf-8")
    other = forms.add(layla, tmp_path / "other.md").row.hash
    talked(layla, other, case=case)
    office.carry(LAYLA, "Sara Shelter")
    assert forms.load(sara, other).id == "other"


def test_an_unfinished_interview_brings_its_questionnaire_to_who_goes_on_with_it(office: Office, tmp_path: Path):
    layla, sara = office.joins(LAYLA), office.joins("Sara Shelter", "shelter", team="Shelter")
    (tmp_path / "plain.md").write_text(FORM.replace("packed  | 3", "plain   | 1"), "utf-8")
    case = talked(layla, forms.add(layla, tmp_path / "plain.md").row.hash)
    to = case_access.find(layla, "Shelter")
    case_access.hand_over(layla, case, to)
    form = packed(layla, tmp_path)
    live = interview.start(layla, form, case_id=case)
    interview.keep(layla, live.draft_id, answer_player.give(live.interview, "/data/who", "Maya"))
    interview.hand_on(layla, live.draft_id, to)
    office.carry(LAYLA, "Sara Shelter")
    (waits,) = queries.case(sara, case).unfinished
    taken = interview.take_up(sara, case, waits.interview_id)
    assert taken.form.hash == form
    assert shows(sara, form) == WHOLE_SET


def test_a_restricted_case_given_to_one_colleague_brings_them_to_that_one(office: Office, tmp_path: Path):
    layla, sara = office.joins(LAYLA), office.joins("Sara Shelter", "shelter", team="Shelter")
    case = talked(layla, packed(layla, tmp_path))
    case_access.grant(layla, case, case_access.find(layla, "Sara Shelter"))
    office.carry(LAYLA, "Sara Shelter")
    (told,) = queries.case(sara, case).interviews
    assert shows(sara, told.form_hash) == WHOLE_SET


def test_a_colleague_of_the_same_team_who_is_given_a_restricted_case_has_them_from_the_team(
    office: Office, tmp_path: Path
):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    case = talked(layla, packed(layla, tmp_path))
    case_access.grant(layla, case, case_access.find(layla, OMAR))
    office.carry(LAYLA, OMAR)
    (told,) = queries.case(omar, case).interviews
    assert shows(omar, told.form_hash) == WHOLE_SET
    assert not case_state_of(layla, bytes.fromhex(case)).form_files


def test_halves_on_two_sticks_change_nothing_until_both_are_there(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    form = packed(layla, tmp_path)
    post.export(layla, office.stick)
    half, key = tmp_path / "half", post.files.key_of(omar)
    half.mkdir()
    later = [f for f in office.stick.iterdir() if parcel.read(f.read_bytes(), key).chunks]
    assert later
    later[0].rename(half / later[0].name)
    post.collect(omar, office.stick)
    assert shows(omar, form) == {}
    post.collect(omar, half)
    assert shows(omar, form) == WHOLE_SET


def test_files_of_text_hold_no_chunk_so_that_an_older_sanad_confirms_them(office: Office, tmp_path: Path):
    layla = office.joins(LAYLA)
    talked(layla, packed(layla, tmp_path))
    post.export(layla, office.stick)
    key = post.files.key_of(layla)
    parcels = [parcel.read(file.read_bytes(), key) for file in office.stick.iterdir()]
    assert [parcel for parcel in parcels if parcel.chunks]
    assert [parcel for parcel in parcels if parcel.envelopes]
    assert not [parcel for parcel in parcels if parcel.chunks and parcel.envelopes]


def test_who_installed_the_pack_already_fetches_nothing(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    packed(layla, tmp_path)
    packs.install(omar, tmp_path / "packed.sanadform")
    post.export(layla, office.stick)
    key = post.files.key_of(omar)
    for file in office.stick.iterdir():
        if parcel.read(file.read_bytes(), key).chunks:
            file.unlink()
    post.collect(omar, office.stick)
    assert chunks.wanted(omar.reading(), frozenset(), 100) == []


LONG = """
| survey   |                   |         |                     |
|          | type              | name    | label::English (en) |
|          | text              | who     | Who                 |
|          | select_one places | place   | Place               |
| choices  |                   |         |                     |
|          | list_name         | name    | label::English (en) |
{rows}
| settings |                   |         |                     |
|          | form_title        | form_id | version             |
|          | Long              | long    | 1                   |
"""


def test_a_questionnaire_longer_than_a_record_goes_too(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    rows = "\n".join(f"| | places | p{n} | Place {n} {'x' * 200} |" for n in range(8000))
    (tmp_path / "long.md").write_text(LONG.format(rows=rows), "utf-8")
    form = forms.add(layla, tmp_path / "long.md").row.hash
    assert len(kept.xml(layla.vault.database, bytes.fromhex(form))) > forms.LARGEST_CARRIED
    case = talked(layla, form)
    office.carry(LAYLA, OMAR)
    assert forms.load(omar, form).hash == form
    assert queries.case(omar, case).interviews[0].form_hash == form
    # it came after the case, whose answers are read since
    assert [row.id for row in queries.cases(omar, "Maya Sample")] == [case]
    assert WHOLE in case_state_of(omar, layla.vault.home_team).form_files[bytes.fromhex(form)][0].files
    post.export(layla, office.stick)
    assert len(case_state_of(layla, layla.vault.home_team).form_files) == 1


def test_a_long_questionnaire_is_opened_once_and_not_in_a_transaction(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    rows = "\n".join(f"| | places | p{n} | Place {n} {'x' * 2000} |" for n in range(1200))
    (tmp_path / "long.md").write_text(LONG.format(rows=rows), "utf-8")
    form = bytes.fromhex(forms.add(layla, tmp_path / "long.md").row.hash)
    talked(layla, form.hex())
    post.export(layla, office.stick)
    opened = [
        form in kept.known(omar.vault.database) for _ in post.collecting(omar, office.stick) if form in omar.brought
    ]
    assert not opened[0]
    assert form in kept.known(omar.vault.database)


def test_what_is_no_questionnaire_is_looked_at_once(office: Office):
    omar = office.joins(OMAR)
    raw = b"<html>" + b" " * forms.LARGEST_CARRIED
    with omar.vault.transaction() as writer:
        for text in (raw, raw + b" "):
            assert not form_inbox.keep(omar, writer, digest(raw), text.decode())
    assert omar.brought == {digest(raw): None}


@pytest.mark.long
def test_more_than_is_read_at_once_comes_with_one_collecting(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    form = packed(layla, tmp_path, os.urandom(70 << 20))
    office.carry(LAYLA, OMAR)
    assert len(shows(omar, form)) == 2


# -- hostile colleagues ----------------------------------------------------------------------


def said(session: Session, log: bytes, form: str, files: dict[str, bytes], **changed: object) -> None:
    """An offer as a colleague with another program could make it."""
    listed = []
    with session.vault.transaction() as writer:
        for name, content in files.items():
            key = FileKey()
            parts = list(sealed(key, [content[at : at + 262144] for at in range(0, len(content), 262144)]))
            for id_, chunk in parts:
                chunks.put(writer, log, id_, chunk)
            listed.append(
                {"name": name, "file": key.file, "key": bytes(key.key), "size": len(content),
                 "hash": digest(content), "chunks": [[i, len(c)] for i, c in parts], **changed}
            )  # fmt: skip
        told = {"form": bytes.fromhex(form), "files": listed}
        EventAppender(session, writer, log).say(events.FORM_FILES, told)


@pytest.mark.parametrize(
    ("files", "changed"),
    [
        ({"site.png": b"another picture"}, {"hash": bytes(32)}),
        ({"site.png": b"another picture"}, {"size": 14}),
        ({"site.png": b"another picture"}, {"key": bytes(32)}),
        ({"site.png": b"another picture"}, {"size": 1 << 40}),
        ({"of-another-form.png": b"a picture"}, {}),
        ({"../site.png": b"a picture"}, {}),
        ({"site.png": b"a", "SITE.PNG": b"b"}, {}),
        ({"": b"<h:html/>"}, {}),
        ({"site.png": b"a", "con": b"b"}, {}),
    ],
)
def test_what_a_hostile_colleague_says_of_a_questionnaire_changes_nothing(
    office: Office, tmp_path: Path, files: dict[str, bytes], changed: dict[str, object]
):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    (tmp_path / "packed.md").write_text(FORM, "utf-8")
    form = forms.add(layla, tmp_path / "packed.md").row.hash  # without its pictures
    office.carry(LAYLA, OMAR)
    assert forms.load(omar, form)
    said(layla, layla.vault.home_team, form, files, **changed)
    office.carry(LAYLA, OMAR)
    assert shows(omar, form) == {}
    if not changed:  # by the names alone
        assert chunks.wanted(omar.reading(), frozenset(), 100) == []
        assert len(chunks.ids_of(omar.reading(), layla.vault.home_team)) == 0
        if "" not in files:  # what has no effect at all is its maker's alone
            office.carry(OMAR, LAYLA)
            rows = layla.vault.database.rows("SELECT item FROM delivered WHERE device = ?", (omar.vault.stream,))
            sent = set(chunks.ids_of(layla.reading(), layla.vault.home_team))
            assert sent <= {item for (item,) in rows}  # passed over, and confirmed
    case = talked(layla, form)
    office.carry(LAYLA, OMAR)
    assert queries.case(omar, case).id == case


def test_pictures_that_a_case_was_taken_with_are_never_replaced(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    form = packed(layla, tmp_path)
    office.carry(LAYLA, OMAR)
    said(layla, layla.vault.home_team, form, {"site.png": b"another", "who.ogg": SOUND})
    office.carry(LAYLA, OMAR)
    assert shows(omar, form) == shows(layla, form) == WHOLE_SET
    named = case_state_of(omar, layla.vault.home_team).form_files[bytes.fromhex(form)]
    listed = set(chunks.ids_of(omar.reading(), layla.vault.home_team))
    assert [each.chunks.keys() <= listed for each in named] == [True, False]  # nor fetched


def test_more_than_a_pack_holds_is_not_fetched(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    (tmp_path / "packed.md").write_text(FORM, "utf-8")
    form = forms.add(layla, tmp_path / "packed.md").row.hash
    most = pack.LARGEST // 262144 + 1
    listed = {
        "name": "site.png",
        "file": bytes(16),
        "key": bytes(32),
        "size": most * 262144,
        "hash": bytes(32),
        "chunks": [[os.urandom(32), 262144 + 16] for _ in range(most)],
    }
    with layla.vault.transaction() as writer:
        told = {"form": bytes.fromhex(form), "files": [listed]}
        EventAppender(layla, writer, layla.vault.home_team).say(events.FORM_FILES, told)
    office.carry(LAYLA, OMAR)
    assert chunks.wanted(omar.reading(), frozenset(), 2000) == []


def test_the_right_files_are_used_although_wrong_ones_came_before(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    form = packed(layla, tmp_path)
    said(layla, layla.vault.home_team, form, {"site.png": b"another"}, hash=bytes(32))
    office.carry(LAYLA, OMAR)
    assert shows(omar, form) == WHOLE_SET


def test_laid_half_way_and_left_it_is_laid_whole_by_the_next(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    form, home = packed(layla, tmp_path, os.urandom(12 << 20)), layla.vault.home_team
    some = case_access.sharing_forms(layla)
    next(some)
    next(some)
    assert 0 < len(chunks.ids_of(layla.reading(), home)) < 48
    assert not case_state_of(layla, home).form_files
    case_access.share_forms(layla)  # as a post does meanwhile
    for _ in some:
        pass
    (told,) = case_state_of(layla, home).form_files[bytes.fromhex(form)]
    assert told.chunks.keys() == set(chunks.ids_of(layla.reading(), home))
    office.carry(LAYLA, OMAR)
    assert len(shows(omar, form)) == 2


def test_a_step_of_laying_leaves_room_for_who_types(office: Office, tmp_path: Path):
    layla = office.joins(LAYLA)
    packed(layla, tmp_path, os.urandom(12 << 20))
    steps = sum(1 for _ in case_access.sharing_forms(layla))
    assert steps >= 4  # 4 MB each, then that it was laid


# -- the page, and what was frozen ------------------------------------------------------------


def test_a_stranger_reads_a_frozen_offer_by_the_page():
    document = json.loads((VECTOR / "told.json").read_text("utf-8"))
    body = cbor.decode((VECTOR / "event.cbor").read_bytes())
    event = page.read(bytes(32), bytes(16), body)
    assert (event.what, event.content["form"].hex()) == ("questionnaire files", document["form"])
    hashes = {}
    for file in event.content["files"]:
        chunks_ = {id_: (VECTOR / f"{id_.hex()}.chunk").read_bytes() for id_, _ in file["chunks"]}
        content = opened(file["file"], file["key"], file["size"], file["hash"], file["chunks"], chunks_)
        hashes[file["name"]] = digest(content).hex()
    assert hashes == document["files"]


# -- headquarters ----------------------------------------------------------------------------


def calls(office: Committee, name: str) -> list[wire.Request]:
    asked: list[wire.Request] = []
    with office.line(name) as line:

        def carry(request: wire.Request) -> CallResult:
            asked.append(request)
            return line.carry(request)

        office.syncs(name, carry)
    return asked


def test_headquarters_passes_them_on_in_pieces_and_once(tmp_path: Path):
    with committee(tmp_path) as office:
        layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
        office.syncs(DESK)
        form = packed(layla, tmp_path)
        case = talked(layla, form)
        brought = [call for call in calls(office, LAYLA) if isinstance(call, wire.PutChunk)]
        assert sum(len(each.piece) for each in brought) < (
            sum(chunk_sizes(len(PICTURE))) + sum(chunk_sizes(len(SOUND))) + 200
        )
        office.syncs(OMAR)
        assert shows(omar, form) == WHOLE_SET
        assert queries.case(omar, case).id == case
        talked(layla, form, "Noor Sample")
        assert not any(isinstance(call, wire.PutChunk) for call in calls(office, LAYLA))
        assert not any(isinstance(call, wire.GetChunk | wire.GetPiece) for call in calls(office, OMAR))
        office.syncs(DESK)
        assert shows(office.sessions[DESK], form) == WHOLE_SET


def test_files_are_asked_for_again_after_an_attachment_is_tidied(office: Office, tmp_path: Path):
    layla, sara = office.joins(LAYLA), office.joins("Sara Shelter", "shelter", team="Shelter")
    form = packed(layla, tmp_path)
    case = talked(layla, form)
    case_access.hand_over(layla, case, case_access.find(layla, "Shelter"))
    (tmp_path / "note.txt").write_text("a note", "utf-8")
    attachments.add(layla, case, tmp_path / "note.txt")
    attachments.tidy(layla, case)
    office.carry(LAYLA, "Sara Shelter")
    assert shows(sara, form) == WHOLE_SET
    assert form_files.awaited(sara, bytes.fromhex(case)) == []


def test_a_chunk_of_a_case_is_laid_beside_nothing_by_who_names_it_without_its_key(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    office.carry(LAYLA, OMAR)
    case, share = talked(omar, packed(omar, tmp_path)), omar.vault.home_team
    [(id_, content)] = sealed(FileKey(), [b"what she said"])
    with omar.vault.transaction() as writer:
        chunks.put(writer, bytes.fromhex(case), id_, content)
    listed = {
        "name": "",
        "file": bytes(16),
        "key": bytes(32),
        "size": len(content) - 16,
        "hash": bytes(32),
        "chunks": [[id_, len(content)]],
    }
    with layla.vault.transaction() as writer:
        told = {"form": bytes(32), "files": [listed]}
        EventAppender(layla, writer, share).say(events.FORM_FILES, told)
    office.carry(LAYLA, OMAR)
    assert case_state_of(omar, share).form_files[bytes(32)]
    assert chunks.logs_of(omar.reading(), id_) == {bytes.fromhex(case)}


def test_of_one_questionnaire_a_log_tells_so_often_and_no_more(office: Office, tmp_path: Path):
    layla = office.joins(LAYLA)
    form = packed(layla, tmp_path)
    for _ in range(OFFERS + 3):
        said(layla, layla.vault.home_team, form, {"site.png": b"another"})
    case_state = case_state_of(layla, layla.vault.home_team)
    assert len(case_state.form_files[bytes.fromhex(form)]) == OFFERS
