"""Send and clear: what headquarters holds leaves the computer, and comes again when wanted."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.cases import attachments, queries, reviews
from app.casework.exchange import post, purge, sync
from app.casework.records import unlock
from app.casework.session import typed_text
from app.casework.session.session import Session
from app.casework.sharing import inbox
from app.cli import main
from app.headquarters import setup
from app.headquarters.organisation_calls import new_epoch
from app.vault import audit, case_keys
from tests.hostile import Hostile, flipped, pulling
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import PHRASE, keeps_a_case


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path, "http") as told:
        told.syncs(DESK)
        told.syncs(OMAR)
        yield told


def kinds(told: sync.SyncSummary) -> list[str]:
    return [problem.kind() for problem in told.problems]


def bodies(session: Session, case: str) -> int:
    (row,) = session.vault.database.rows(
        "SELECT count(*) FROM envelope WHERE case_id = ? AND body <> x''", (bytes.fromhex(case),)
    )
    return int(row[0])


def test_nothing_that_was_typed_about_a_case_stays_where_it_left_the_computer(office: Committee):
    session = office.sessions[LAYLA]
    case = keeps_a_case(session, "Maya Sample")
    typed_text.keep(session, f"CaseScreen|{case}|refer", {"reason": "Maya Sample is afraid"})
    office.syncs(LAYLA)
    assert purge.clear(session, [case]) == 1
    assert typed_text.of(session, f"CaseScreen|{case}|refer") == {}


def sent_and_cleared(office: Committee, name: str = LAYLA) -> str:
    session = office.sessions[name]
    case = keeps_a_case(session, "Maya Sample")
    office.syncs(name)
    assert purge.clearable(session) == [case]
    assert purge.clear(session, [case]) == 1
    return case


def test_a_case_that_was_cleared_is_not_found_nor_read_and_no_key_of_it_is_left(office: Committee):
    layla = office.sessions[LAYLA]
    case = sent_and_cleared(office)
    assert bodies(layla, case) == 0
    assert queries.cases(layla, "Maya") == []
    with pytest.raises(queries.NoCase):
        queries.case(layla, case)
    assert case_keys.items(layla.vault.database, bytes.fromhex(case)) == []
    (left,) = purge.purged_cases(layla)
    assert (left.case_id, left.comes_back) == (case, False)
    assert unlock.check(layla).ok
    assert kinds(office.syncs(LAYLA)) == []
    assert bodies(layla, case) == 0


def test_nothing_of_a_file_is_left_of_a_case_that_was_cleared(office: Committee, tmp_path: Path):
    """Of its sealed pieces, too: whoever learns the case's key could open them."""
    layla = office.sessions[LAYLA]
    case = keeps_a_case(layla, "Maya Sample")
    scan = tmp_path / "scan.txt"
    scan.write_text("a line")
    attachments.add(layla, case, scan)

    def pieces() -> int:
        query = "SELECT count(*) FROM chunk WHERE case_id = ?"
        [(number,)] = layla.vault.database.rows(query, (bytes.fromhex(case),))
        return int(number)

    assert pieces() > 0
    office.syncs(LAYLA)
    assert purge.clear(layla, [case]) == 1
    assert pieces() == 0


def test_it_comes_back_as_it_was(office: Committee):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    case = sent_and_cleared(office)
    office.syncs(OMAR)
    purge.fetch(layla, case)
    summary = office.syncs(LAYLA)
    assert kinds(summary) == []
    assert summary.pulled == 3
    assert queries.case(layla, case).heads == queries.case(omar, case).heads
    assert [row.name for row in queries.cases(layla, "Maya")] == ["Maya Sample"]
    assert purge.purged_cases(layla) == []
    assert sync.states(layla) == {case: "held"}
    assert audit.verify(layla.vault.database, layla.vault, bytes.fromhex(case))[1] == []
    assert kinds(office.syncs(LAYLA)) == []


def test_what_a_colleague_writes_meanwhile_is_there_when_it_comes_back(office: Committee):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    case = sent_and_cleared(office)
    office.syncs(OMAR)
    reviews.review(omar, case, reviews.APPROVED)
    office.syncs(OMAR)
    assert kinds(office.syncs(LAYLA)) == []
    with pytest.raises(queries.NoCase):
        queries.case(layla, case)
    purge.fetch(layla, case)
    office.syncs(LAYLA)
    assert [review.decision for review in queries.case(layla, case).reviews] == [reviews.APPROVED]
    assert [each.kind for each in inbox.came_in(layla)] == ["approved"]


def test_only_what_headquarters_has_signed_for_is_cleared(office: Committee):
    layla = office.sessions[LAYLA]
    one, two = keeps_a_case(layla, "Maya Sample"), keeps_a_case(layla, "Rima Sample")
    with pytest.raises(purge.SyncFirst):
        purge.clear(layla, [one])
    office.syncs(LAYLA)
    three = keeps_a_case(layla, "Salma Sample")
    with pytest.raises(purge.NotHeldYet):
        purge.clear(layla, [one, two, three])
    assert [bodies(layla, case) for case in (one, two, three)] == [3, 3, 3]
    office.wrist(LAYLA).pass_(hours=2)
    with pytest.raises(purge.SyncFirst):
        purge.clear(layla, [one])


def test_another_body_is_not_taken_for_the_one_that_was_cleared(office: Committee):
    layla = office.sessions[LAYLA]
    case = sent_and_cleared(office)
    purge.fetch(layla, case)
    with office.line(LAYLA) as line:
        lies = pulling(lambda _, items, state: (tuple((n, flipped(raw) if n == 3 else raw) for n, raw in items), state))
        summary = office.syncs(LAYLA, Hostile(line.carry, lies))
    assert kinds(summary) == ["record_forged"]
    assert bodies(layla, case) == 2
    assert kinds(office.syncs(LAYLA)) == []
    assert bodies(layla, case) == 3


def test_a_restored_headquarters_is_not_sent_empty_records(office: Committee):
    layla = office.sessions[LAYLA]
    case = sent_and_cleared(office)
    office.syncs(OMAR)
    with office.hq.offline():
        (office.hq.folder / "headquarters.sqlite").rename(office.folder / "gone")
        for file in office.hq.folder.glob("headquarters.sqlite-*"):
            file.unlink()
        database = setup.open_database(office.hq.folder)
        from app.headquarters import organisation_calls as offices

        offices.prepare(database, office.hq.card.token)
        database.change(new_epoch)
        database.close()
    office.claims()
    summary = office.syncs(LAYLA)
    assert kinds(summary) == []
    assert summary.waiting == 3  # they are elsewhere: Omar has them
    assert kinds(office.syncs(DESK)) == []
    assert kinds(office.syncs(OMAR)) == []
    purge.fetch(layla, case)
    assert kinds(office.syncs(LAYLA)) == []
    assert queries.case(layla, case).name == "Maya Sample"


def test_a_folder_is_not_given_empty_records(office: Committee):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    sent_and_cleared(office)
    post.export(layla, office.stick)
    collected = post.collect(omar, office.stick)
    assert collected.refused == ()
    assert collected.waiting == 0


def test_the_command_line_sends_clears_and_fetches(
    office: Committee, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.leaves(LAYLA)
    (office.folder / "words").write_text(PHRASE)
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(office.folder / "words"))
    monkeypatch.setenv("SANAD_HOME", str(office.people[LAYLA].home))

    def ran(*words: str) -> dict[str, object]:
        assert main([*words, "--json"]) == 0
        document: dict[str, object] = json.loads(capsys.readouterr().out)
        return document

    assert ran("case", "clear", case) == {"cleared": 1, "cases": [case]}
    (away,) = ran("case", "away")["away"]  # type: ignore[misc]
    assert main(["case", "show", case, "--json"]) == 1
    capsys.readouterr()
    assert ran("case", "fetch", away["reference"])["pulled"] == 3
    assert ran("case", "show", case)["name"] == "Maya Sample"
