"""The desk and its headquarters, and joining over the network: a real server on a socket."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509

from app.casework.cases import issued_papers, queries, reviews
from app.casework.exchange import headquarters, lost_computer, sync
from app.casework.organisation import administration, membership
from app.casework.session.colleagues import membership_status
from app.casework.session.session import Session
from app.casework.sharing import case_access
from app.headquarters import backup_plan, setup
from app.headquarters.backup_plan import BackupPlan
from app.seal import enrolment
from app.sync import conditions, wire
from tests.casework.test_posting import Office
from tests.hq_people import DESK, LAYLA, OMAR, Hq
from tests.people import keeps_a_case


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, tmp_path / "stick")
    desk = office.sets_up(DESK, "desk")
    administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
    wrist = office.people[DESK].clock
    hq = Hq.made(tmp_path / "hq", lambda: int(wrist().timestamp()))
    hq.start()
    office.hq = hq  # type: ignore[attr-defined]
    yield office
    for session in office.sessions.values():
        session.close()
    hq.stop()


def card(office: Office) -> Path:
    return office.folder / "hq" / "card"


def invited(office: Office, team: str = "") -> Path:
    headquarters.claiming(office.sessions[DESK], card(office)).whole()
    administration.invite(office.sessions[DESK], office.folder / "invitation", team)
    return office.folder / "invitation"


def syncs(session: Session) -> sync.SyncSummary:
    with sync.connect(session) as line:
        return sync.sync(session, line.carry, wait=lambda _: None)


def test_the_desk_names_a_server_once_and_everybody_joins_over_it(office: Office):
    desk, layla = office.sessions[DESK], office.sets_up(LAYLA, "inspector")
    case = keeps_a_case(layla, "Maya Sample")
    invitation = invited(office)
    headquarters.alone(invitation)  # its server is on this very computer
    asks = headquarters.asking(layla, invitation).whole()
    assert headquarters.replying(layla).whole() is None
    (waiting,) = headquarters.answers(desk)
    assert (waiting.device, waiting.applicant.name) == (asks.device, LAYLA)
    assert (waiting.words, waiting.words_other) == (asks.words, asks.words_other)
    let_in = headquarters.confirming(desk, asks.device, " ".join(asks.words)).whole()
    assert (let_in.name, let_in.team) == (LAYLA, "Farwaniya")
    with pytest.raises(headquarters.WordsNotCompared):
        headquarters.replying(layla).whole()
    headquarters.words_are_same(layla)
    headquarters.words_are_same(layla, are_same=False)
    with pytest.raises(headquarters.WordsNotCompared):
        headquarters.replying(layla).whole()
    assert not membership_status(layla).joined
    assert not headquarters.asked(layla).compared
    headquarters.words_are_same(layla)
    assert headquarters.asked(layla).compared
    joined = headquarters.replying(layla).whole()
    assert joined is not None
    assert (joined.organisation, joined.cases) == ("Sample Committee", 1)
    assert syncs(layla).finished
    assert sync.state(layla, case) == "held"
    # what the desk has not fetched yet: one case, and its own journal is none
    assert {state.row.person: state.missing_count for state in headquarters.states(desk)}[DESK] == 1
    case_access.hand_over(layla, case, case_access.find(layla, DESK), "for you")
    assert syncs(layla).finished
    assert syncs(desk).finished
    assert queries.case(desk, case).name == "Maya Sample"
    (came,) = headquarters.inbox(desk)
    assert (came.what.author, came.verified.ok) == (LAYLA, True)
    assert syncs(layla).finished
    assert sync.state(layla, case) == "read"
    office.people[DESK].clock.pass_(seconds=60)  # calls are noted now and then
    assert syncs(layla).finished
    state = {state.row.person: state for state in headquarters.states(desk)}
    assert state[LAYLA].last_seen is not None
    assert (state[LAYLA].missing_count, state[LAYLA].forked) == (0, False)


def test_the_desk_learns_the_servers_certificate_and_backup_and_no_more_than_is_known(office: Office):
    desk, folder = office.sessions[DESK], office.folder / "hq"
    headquarters.claiming(desk, card(office)).whole()
    found = headquarters.condition(desk)
    files = setup.certificate(folder)
    assert files
    shown = x509.load_pem_x509_certificate(files[0].read_bytes())
    assert found.certificate == shown.not_valid_after_utc
    assert (found.backup, found.plans_backups, found.failed) == (None, False, False)
    assert (found.ends_soon, found.is_backup_amiss) == (False, True)
    (office.folder / "disk").mkdir()
    backup_plan.choose(folder, BackupPlan(str(office.folder / "disk")))
    backup_plan.make_now(folder, found.at)
    after = headquarters.condition(desk)
    assert (after.backup, after.plans_backups, after.is_backup_amiss) == (found.at, True, False)
    for late in (timedelta(hours=27), timedelta(days=-400)):  # the second by a clock that ran ahead
        assert replace(after, at=after.at + late).is_backup_amiss
    ended = replace(after, at=after.certificate + timedelta(days=1))  # type: ignore[operator]
    assert (ended.ends_soon, ended.days_left) == (True, -1)


def test_of_a_server_that_says_nothing_of_its_backups_nothing_is_known(office: Office, monkeypatch):
    desk = office.sessions[DESK]
    headquarters.claiming(desk, card(office)).whole()
    monkeypatch.setattr(wire.AskBackup, "path", "/v1/unheard")  # as a server of before answers
    found = headquarters.condition(desk)
    assert found.certificate is not None
    assert (found.backup, found.plans_backups, found.is_backup_amiss) == (None, None, False)


def test_a_laptop_takes_no_reply_over_the_network_before_its_officer_has_compared(office: Office):
    """Whoever wrote the invitation could answer it at once. What `laptop_compares` is for."""
    mallory, layla = office.sets_up("Mallory Sample", "desk"), office.sets_up(LAYLA, "inspector")
    administration.create_organisation(mallory, "Sample Committee", "Badr Second", "Farwaniya")
    keeps_a_case(layla, "Maya Sample")
    server = Hq.made(office.folder / "mallory", lambda: 1_795_500_000, "http")
    server.start()
    try:
        headquarters.claiming(mallory, office.folder / "mallory" / "card").whole()
        administration.invite(mallory, office.folder / "swapped")
        asks = headquarters.asking(layla, office.folder / "swapped").whole()
        headquarters.confirming(mallory, asks.device, " ".join(asks.words)).whole()
        with pytest.raises(headquarters.WordsNotCompared):
            headquarters.pick_up(layla)
        assert not membership_status(layla).joined
    finally:
        server.stop()


def test_claiming_again_changes_nothing_and_another_organisation_is_refused(office: Office):
    desk = office.sessions[DESK]
    assert headquarters.claiming(desk, card(office)).whole() == office.hq.url  # type: ignore[attr-defined]
    entries = list(desk.vault.directory.organisation.entries)
    headquarters.claiming(desk, card(office)).whole()
    assert desk.vault.directory.organisation.entries == entries
    other = office.sets_up("Salma Desk", "desk")
    administration.create_organisation(other, "Another Committee", "Other Second", "Ahmadi")
    with pytest.raises(headquarters.CardUsed):
        headquarters.claiming(other, card(office)).whole()


def test_other_words_let_nobody_in(office: Office):
    desk, layla = office.sessions[DESK], office.sets_up(LAYLA, "inspector")
    omar = office.sets_up(OMAR, "supervisor")
    invitation = invited(office)
    first, second = (headquarters.asking(layla, invitation).whole(), headquarters.asking(omar, invitation).whole())
    assert first.words != second.words
    for words in (" ".join(second.words), " ".join(first.words[:5]), ""):
        with pytest.raises(headquarters.WordsDiffer):
            headquarters.confirming(desk, first.device, words).whole()
    assert headquarters.replying(layla).whole() is None
    with pytest.raises(headquarters.NoAnswer):
        headquarters.confirming(desk, "0" * 32, " ".join(first.words)).whole()
    headquarters.confirming(desk, LAYLA, "  ".join(first.words_other).upper()).whole()
    headquarters.words_are_same(layla)
    assert headquarters.replying(layla).whole() is not None


def test_asking_again_after_a_power_cut_gives_the_same_words(office: Office):
    layla = office.sets_up(LAYLA, "inspector")
    invitation = invited(office)
    first = headquarters.asking(layla, invitation).whole()
    office.leaves(LAYLA)
    layla = office.comes(LAYLA)
    assert headquarters.asked(layla) == first == headquarters.asking(layla, invitation).whole()
    assert len(headquarters.answers(office.sessions[DESK])) == 1


def test_who_waits_hears_of_it_at_once(office: Office):
    desk, layla = office.sessions[DESK], office.sets_up(LAYLA, "inspector")
    asks = headquarters.asking(layla, invited(office)).whole()
    headquarters.words_are_same(layla)
    done: list[object] = []

    def waits() -> None:
        with suppress(Exception):
            session = office.people[LAYLA].unlocks()
            done.append(headquarters.replying(session, wait_s=20).whole())
            session.close()

    office.leaves(LAYLA)
    thread = Thread(target=waits)
    thread.start()
    headquarters.confirming(desk, asks.device, " ".join(asks.words)).whole()
    thread.join(30)
    assert isinstance(done[0], membership.JoinSummary)


def test_an_invitation_without_a_server_goes_by_files(office: Office):
    layla = office.sets_up(LAYLA, "inspector")
    administration.invite(office.sessions[DESK], office.folder / "invitation")
    with pytest.raises(headquarters.NoServerNamed):
        headquarters.asking(layla, office.folder / "invitation").whole()
    assert membership.pending(layla) is None


def test_what_a_stranger_leaves_there_takes_no_place_and_hides_nobody(office: Office):
    desk, layla = office.sessions[DESK], office.sets_up(LAYLA, "inspector")
    invitation = invited(office)
    told = enrolment.read_invitation(invitation.read_bytes())
    with headquarters._to(layla, told) as line:
        for odd in (b"", b"SANAD-ANSWER 1\n", b"x" * 5000):
            line.carry(headquarters.wire.Enrol(told.id, odd))
    asks = headquarters.asking(layla, invitation).whole()
    assert [answer.device for answer in headquarters.answers(desk)] == [asks.device]
    assert desk.reading().rows("SELECT count(*) FROM admission") == [(0,)]


def test_an_absent_server_is_named_and_the_answer_is_kept(office: Office):
    layla = office.sets_up(LAYLA, "inspector")
    invitation = invited(office)
    with office.hq.offline(), pytest.raises(conditions.NobodyThere):  # type: ignore[attr-defined]
        headquarters.asking(layla, invitation).whole()
    here = headquarters.asked(layla)
    assert here is not None
    assert headquarters.asking(layla, invitation).whole() == here


def test_the_sheet_of_a_lost_computer_says_what_was_on_it_and_no_name(office: Office):
    desk, layla = office.sessions[DESK], office.sets_up(LAYLA, "inspector")
    asks = headquarters.asking(layla, invited(office)).whole()
    headquarters.confirming(desk, asks.device, " ".join(asks.words)).whole()
    headquarters.words_are_same(layla)
    assert headquarters.replying(layla).whole()
    locked = office.people[LAYLA].clock()
    office.leaves(LAYLA)
    layla = office.comes(LAYLA)
    case = keeps_a_case(layla, "Maya Sample")
    own = keeps_a_case(layla, "Hidden Sample", restricted=True)
    for session in (layla, desk):
        assert syncs(session).finished
    administration.revoke(desk, asks.device)
    told = lost_computer.about(desk, asks.device)
    assert [each.id for each in told.on_it] == [case]
    assert own not in [row.id for row in queries.cases(desk)]
    assert told.device.revoked
    assert told.asked
    assert told.last_call is not None
    assert told.locked == locked
    assert told.last_record is not None
    for language in ("ar", "en"):
        assert issued_papers.preview(desk, lost_computer.paper(desk, told), language).startswith(b"%PDF")  # type: ignore[arg-type]
    with pytest.raises(administration.NoRecipient):
        lost_computer.about(desk, "0" * 32)


def test_a_colleagues_part_that_another_brought_is_held_under_its_own_receipt(office: Office):
    """Omar has no network: what he wrote in the case comes to headquarters through Layla."""
    desk, layla = office.sessions[DESK], office.sets_up(LAYLA, "inspector")
    invited(office)
    office.stick.mkdir()
    for name, role in ((LAYLA, "inspector"), (OMAR, "supervisor")):
        office.joins(name, role)
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    keeps_a_case(omar, "Hidden Sample", restricted=True)  # so that his stream has holes there
    case = keeps_a_case(layla, "Maya Sample")
    office.carry(LAYLA, OMAR)
    reviews.review(omar, case, reviews.APPROVED)
    office.carry(OMAR, LAYLA)
    assert syncs(desk).finished
    assert syncs(layla).finished
    assert sync.state(layla, case) == "held"
    assert sync.states(layla)[case] == "held"
    assert syncs(desk).finished
    assert queries.case(desk, case).reviews[0].author == OMAR


def test_a_sync_picks_the_reply_up_and_says_what_it_waits_for_until_then(office: Office):
    layla = office.sets_up(LAYLA, "inspector")
    case = keeps_a_case(layla, "Maya Sample")
    assert headquarters.pick_up(layla) is None  # it asked for nothing
    asks = headquarters.asking(layla, invited(office)).whole()
    with pytest.raises(headquarters.NotLetIn) as waits:
        headquarters.pick_up(layla)
    assert waits.value.words == " ".join(asks.words)
    headquarters.confirming(office.sessions[DESK], asks.device, " ".join(asks.words)).whole()
    headquarters.words_are_same(layla)
    assert headquarters.pick_up(layla) is not None
    assert headquarters.pick_up(layla) is None
    assert syncs(layla).finished
    assert sync.state(layla, case) == "held"


def test_a_team_that_nobody_is_in_yet_can_be_joined_and_is_given_no_case(office: Office):
    desk = office.sessions[DESK]
    assert "Farwaniya" in [team.name for team in administration.teams(desk)]
    assert "Farwaniya" not in [recipient.name for recipient in case_access.recipients(desk)]
    office.joins(LAYLA)
    assert "Farwaniya" in [recipient.name for recipient in case_access.recipients(desk)]
