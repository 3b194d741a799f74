"""What is known of a case's files: their names, what of them is here, what goes out, and what was noted in a picture."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import settings
from app.case import events
from app.casework.cases import attachment_copy, attachments, index
from app.casework.cases.attachment_reader import FileHeld, NoAttachment, NotHereYet
from app.casework.cases.attachments import AttachmentView, CopyForbidden
from app.casework.interviews import answer_files
from app.casework.pages import attachment_list
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.session.stepped_work import carried_out
from app.seal.budgets import CaseBudget
from app.seal.keys import fresh_id
from app.vault import chunks
from app.vault.draft_files import DraftFile
from tests.people import Person, keeps_a_case

TWO_CHUNKS = os.urandom(300_000)


@pytest.fixture(scope="module")
def layla(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Her records: each test has cases of its own there."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("state")))
        session = Person("Layla Sample", tmp_path_factory.mktemp("layla"), "inspector", "en").sets_up()
        yield session
    session.close()


@pytest.fixture
def case(layla: Session) -> str:
    return keeps_a_case(layla, "Maya Sample")


def attaches(session: Session, case: str, folder: Path, content: bytes = TWO_CHUNKS, name: str = "scan.pdf") -> str:
    file = folder / name
    file.write_bytes(content)
    return attachments.add(session, case, file)


def refs_of(session: Session, case: str, file_id: str) -> list[bytes]:
    attached = case_state_of(session, bytes.fromhex(case)).attached
    return [id_ for id_, _ in attached[bytes.fromhex(file_id)].chunks]


def goes(session: Session, case: str, id_: bytes, *, is_held: bool) -> None:
    """As where a chunk did not come along."""
    with session.vault.transaction() as writer:
        writer.run(
            "UPDATE chunk SET content = NULL, held = ? WHERE case_id = ? AND id = ?",
            (int(is_held), bytes.fromhex(case), id_),
        )


def test_of_a_long_name_its_end_stays_by_which_the_kind_is_known(layla, case, tmp_path):
    attaches(layla, case, tmp_path, b"x", "a" * 220 + ".pdf")
    [view] = attachments.of(layla, case)
    assert (len(view.name), view.name[-4:], view.type) == (200, ".pdf", "application/pdf")


def test_two_files_of_one_name_are_two_and_one_file_of_two_names_is_kept_once(layla, case, tmp_path):
    first, other = (attaches(layla, case, tmp_path, content) for content in (b"one", b"two"))
    again = attaches(layla, case, tmp_path, b"one", "another name.pdf")
    assert first == again != other
    assert [attachments.read(layla, case, id_) for id_ in (first, other)] == [b"one", b"two"]


def test_a_file_is_here_once_all_of_it_is_and_waits_if_some_of_it_does(layla, case, tmp_path):
    file_id = attaches(layla, case, tmp_path)
    refs = refs_of(layla, case, file_id)
    assert len(refs) > 1

    def view() -> AttachmentView:
        return attachments.of(layla, case)[0]

    assert (view().here, view().held) == (True, False)
    goes(layla, case, refs[0], is_held=False)
    assert (view().here, view().held) == (False, False)
    with pytest.raises(NotHereYet) as refused:
        attachments.read(layla, case, file_id)
    assert type(refused.value) is NotHereYet
    goes(layla, case, refs[1], is_held=True)
    assert (view().here, view().held) == (False, True)
    goes(layla, case, refs[0], is_held=True)
    with pytest.raises(FileHeld):
        attachments.read(layla, case, file_id)


def test_whoever_asks_for_one_file_asks_for_no_other(layla, case, tmp_path):
    files = [attaches(layla, case, tmp_path, content) for content in (b"one", b"two", b"three")]
    for file_id in files[:2]:
        goes(layla, case, refs_of(layla, case, file_id)[0], is_held=True)
    assert attachments.fetch(layla, case, files[0]) == 1
    assert [view.held for view in attachments.of(layla, case)] == [False, True, False]
    assert attachments.fetch(layla, case) == 1
    assert not any(view.held for view in attachments.of(layla, case))


def test_an_id_that_two_files_begin_with_names_none(layla, case, tmp_path):
    files = {attaches(layla, case, tmp_path, os.urandom(4), f"{n}.pdf") for n in range(17)}
    shared = next(start for start in "0123456789abcdef" if sum(id_.startswith(start) for id_ in files) > 1)
    with pytest.raises(NoAttachment):
        attachments.read(layla, case, shared)


AT = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("is_here", "held", "named", "waits", "where"),
    [
        (True, False, False, True, "here"),
        (True, False, True, True, "waiting"),
        (True, False, True, False, "there too"),
        (False, False, True, False, "away"),
        (False, False, False, False, "elsewhere"),
        (False, True, True, False, "held"),
        (False, True, False, False, "held"),
    ],
)
def test_where_a_file_is(is_here: bool, held: bool, named: bool, waits: bool, where: str):
    view = AttachmentView("f", "scan.pdf", "application/pdf", 1, "", "Layla", AT, "", is_here, held)
    assert attachment_list._where(view, named=named, waits=waits) == where


def test_what_a_picture_notes_can_not_be_taken_out_of_is_known_by_the_whole_of_it(layla, case, tmp_path):
    content = b"\xff\xd8\xff no picture that can be read"
    file_id = attaches(layla, case, tmp_path, content, "scan.jpg")
    attached = case_state_of(layla, bytes.fromhex(case)).attached[bytes.fromhex(file_id)]
    with pytest.raises(attachments.PlaceStays):
        attachment_copy.outgoing("image/jpeg", content)
    assert attachment_copy.hash_outgoing(layla, case, attached) == hashlib.sha256(content).digest()


@pytest.mark.parametrize(
    ("kind", "is_cleared"),
    [("image/jpeg", True), ("image/webp", True), ("image/heic", True), ("image/gif", False), ("image/svg+xml", False), ("video/mp4", False)],
)  # fmt: skip
def test_notes_are_taken_out_of_what_cameras_write(kind: str, is_cleared: bool):
    assert attachment_copy.is_cleared(kind) == is_cleared


@pytest.mark.parametrize("place", [False, True])
def test_the_history_says_whether_a_copy_went_with_its_place(layla, case, tmp_path, place: bool):
    file_id = attaches(layla, case, tmp_path, b"a letter", "letter.txt")
    carried_out(attachments.saving(layla, case, file_id, tmp_path / "copy.txt", place=place))
    content = case_state_of(layla, bytes.fromhex(case)).timeline[-1].content
    assert content["place"] == int(place)
    assert content["hash"] == content["original"] == hashlib.sha256(b"a letter").digest()


def test_where_the_administrator_allows_no_readable_file_none_is_written(
    layla, case, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    rules = tmp_path / "policy.toml"
    rules.write_text("plain_files = false")
    monkeypatch.setattr(settings, "policy_file", lambda: rules)
    file_id = attaches(layla, case, tmp_path, b"a letter", "letter.txt")
    number = len(case_state_of(layla, bytes.fromhex(case)).timeline)
    with pytest.raises(CopyForbidden):
        carried_out(attachments.saving(layla, case, file_id, tmp_path / "copy.txt"))
    assert not (tmp_path / "copy.txt").exists()
    assert len(case_state_of(layla, bytes.fromhex(case)).timeline) == number


def test_what_was_noted_in_a_picture_that_is_an_answer_goes_into_the_case(layla, case):
    photo = {"place": "29.37586,47.97740", "camera": "Sample"}
    named, other = (
        DraftFile(name, fresh_id(), bytes(32), "image/jpeg", 0, bytes(32), (), photo) for name in ("a.jpg", "b.jpg")
    )
    draft = fresh_id()
    with layla.vault.transaction() as writer:
        writer.run("PRAGMA defer_foreign_keys = ON")
        for draft_file in (named, other):
            answer_files.draft_files.name_it(writer, draft, draft_file)
        pen = EventAppender(layla, writer, bytes.fromhex(case))
        answer_files.lay(writer, pen, draft.hex(), {"a.jpg": "A photograph"}, bytes.fromhex(case))
        writer.run("DELETE FROM draft_file WHERE draft = ?", (draft,))
    attached = [event for event in case_state_of(layla, bytes.fromhex(case)).timeline if event.what == events.ATTACHED]
    assert [(event.content["name"], event.content["note"]) for event in attached] == [("a.jpg", "A photograph")]
    assert attached[0].content["photo"] == photo


def test_what_colleagues_attach_waits_beyond_their_quota_and_ones_own_does_not(layla, case, tmp_path):
    sizes = [len(os.urandom(n)) for n in (100, 100)]
    files = [attaches(layla, case, tmp_path, os.urandom(size), f"{size}.bin") for size in sizes]
    state, session = case_state_of(layla, bytes.fromhex(case)), layla
    refs = [refs_of(layla, case, file_id)[0] for file_id in files]
    budget, stored = (
        session.vault.budget,
        sum(size for attached in state.attached.values() for _, size in attached.chunks),
    )
    own = session.vault.directory.own.devices
    try:
        session.vault.budget = CaseBudget(files=stored - 1)  # either of them, and not both
        for is_own in (True, False):
            stream = session.vault.stream if is_own else fresh_id()
            assert (stream in own) == is_own
            for attached in state.attached.values():
                object.__setattr__(attached, "stream", stream)
            with session.vault.transaction() as writer:
                writer.run("DELETE FROM chunk WHERE case_id = ?", (state.id,))
                index.want_files(session, writer, state)
                assert chunks.held(writer, state.id) == (set() if is_own else {refs[1]})
    finally:
        session.vault.budget = budget
