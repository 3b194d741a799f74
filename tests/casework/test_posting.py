"""Cases between colleagues: by a folder, by the common folder of one computer."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.exchange import post, sync
from app.casework.organisation import absences, administration, membership
from app.casework.records import unlock
from app.casework.session.colleagues import own_id
from app.casework.session.session import Session, case_state_of
from app.casework.sharing import case_access, inbox
from app.seal.envelope import AuthorWithdrawn, CertificateExpired, CheckedEnvelope, Kind
from app.vault import audit, case_keys, intake, log
from tests.people import Person, keeps_a_case


@dataclass
class Office:
    """A desk and colleagues, each on a computer of their own."""

    folder: Path
    stick: Path
    sessions: dict[str, Session] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    founded: administration.FoundingSecrets = field(default_factory=lambda: administration.FoundingSecrets((), ()))

    def sets_up(self, name: str, role: str, home: str = "") -> Session:
        person = Person(name, self.folder / (home or name), role=role, language="en")
        self.people[name] = person
        self.sessions[name] = person.sets_up()
        return self.sessions[name]

    def joins(
        self, name: str, role: str = "inspector", team: str = "", home: str = "", *, news: bool = True
    ) -> Session:
        session = self.sessions.get(name) or self.sets_up(name, role, home)
        desk, way = self.sessions["Huda Desk"], self.folder / "way"
        administration.invite(desk, way, team)
        membership.answer(session, way, self.folder / "answer")
        administration.admit(desk, self.folder / "answer", self.folder / "reply", role=role)
        membership.finish(session, self.folder / "reply")
        if news:
            self.news(*self.sessions)
        return session

    def news(self, *names: str) -> None:
        """The desk tells colleagues who has come and gone."""
        folder = self.folder / "news"
        folder.mkdir(exist_ok=True)
        post.export(self.sessions["Huda Desk"], folder)
        for name in names:
            post.collect(self.sessions[name], folder)

    def carry(self, one: str, *others: str) -> None:
        post.export(self.sessions[one], self.stick)
        for other in others:
            post.collect(self.sessions[other], self.stick)

    def leaves(self, name: str) -> None:
        self.sessions.pop(name).close()

    def comes(self, name: str) -> Session:
        self.sessions[name] = self.people[name].unlocks()
        return self.sessions[name]


def away(session: Session, substitute: str, first: date, last: date) -> absences.AbsenceSummary:
    """The officer is away, and somebody stands in."""
    return absences.set_absence(session, own_id(session), first_day=first, last_day=last, substitute_id=substitute)


@contextmanager
def office_of_a_page(tmp_path_factory: pytest.TempPathFactory, roles: Mapping[str, str]) -> Iterator[Office]:
    """One that all tests of a page share: a desk, and colleagues by their names, each with a role."""
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("state")))
        office = Office(folder, folder / "stick")
        office.stick.mkdir()
        desk = office.sets_up("Huda Desk", "desk")
        office.founded = administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
        for name, role in roles.items():
            office.joins(name, role)
        yield office
    for session in office.sessions.values():
        session.close()


def key_numbers(session: Session, case: str) -> list[int]:
    items = case_keys.items(session.reading(), bytes.fromhex(case))
    return sorted({item.number for item in items})


def test_a_colleague_reads_a_case_that_came_by_a_stick_and_answers(office: Office):
    layla = office.joins("Layla Sample")
    omar = office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Omar Sample")
    assert queries.case(omar, case).name == "Maya Sample"
    assert [row.name for row in queries.cases(omar, "maya")] == ["Maya Sample"]
    assert inbox.came_in(omar) == []  # nobody has to answer it
    case_access.hand_over(omar, case, case_access.find(omar, "Layla Sample"), "yours again")
    office.carry("Omar Sample", "Layla Sample")
    (came,) = inbox.came_in(layla)
    assert (came.kind, came.author, came.note) == ("handed over", "Omar Sample", "yours again")
    case_access.accept(layla, case)
    assert inbox.came_in(layla) == []
    office.carry("Layla Sample", "Omar Sample")
    for session in (layla, omar):
        assert [each.what for each in queries.case(session, case).timeline][-2:] == ["handed over", "accepted"]
        assert unlock.check(session).ok
        assert audit.verify(session.vault.database, session.vault, bytes.fromhex(case))[1] == []
    assert case_state_of(layla, bytes.fromhex(case)) == case_state_of(omar, bytes.fromhex(case))


def test_a_colleague_who_joined_later_reads_what_a_team_wrote_before_it_knew_of_him(office: Office):
    layla = office.joins("Layla Sample", news=False)
    case = keeps_a_case(layla, "Maya Sample")
    omar = office.joins("Omar Sample", news=False)
    assert case_access.recipients(layla)[0].name == "Huda Desk"
    office.carry("Layla Sample", "Omar Sample")
    assert queries.case(omar, case).name == "Maya Sample"


def test_who_carries_the_folder_reads_nothing_of_it(office: Office):
    layla = office.joins("Layla Sample")
    office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    post.export(layla, office.stick)
    files = list(office.stick.iterdir())
    assert files
    for file in files:
        raw = file.read_bytes()
        for secret in (b"Maya", b"Layla", b"Committee", b"Farwaniya", bytes.fromhex(case), layla.vault.stream):
            assert secret not in raw


def test_a_restricted_case_is_its_officers_alone_until_it_is_given(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Rima Sample", restricted=True)
    office.carry("Layla Sample", "Omar Sample", "Huda Desk")
    for session in (omar, office.sessions["Huda Desk"]):
        with pytest.raises(queries.NoCase):
            queries.case(session, case)
    case_access.grant(layla, case, case_access.find(layla, "Omar Sample"))
    office.carry("Layla Sample", "Omar Sample", "Huda Desk")
    assert queries.case(omar, case).name == "Rima Sample"
    with pytest.raises(queries.NoCase):
        queries.case(office.sessions["Huda Desk"], case)


def test_a_case_of_another_team_comes_whole_when_it_is_granted_late(office: Office):
    layla = office.joins("Layla Sample")
    sara = office.joins("Sara Shelter", "shelter", team="Shelter")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Sara Shelter")
    with pytest.raises(queries.NoCase):
        queries.case(sara, case)
    office.carry("Huda Desk", "Layla Sample")
    case_access.grant(layla, case, case_access.find(layla, "Shelter"))
    office.carry("Layla Sample", "Sara Shelter")
    assert queries.case(sara, case).name == "Maya Sample"


def test_nothing_is_written_twice_and_confirmed_files_go(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    keeps_a_case(layla, "Maya Sample")
    assert post.waiting(layla) > 0
    assert post.export(layla, office.stick).records
    assert post.export(layla, office.stick) == post.DeliverySummary()
    everyone = ["Omar Sample", "Huda Desk"]
    for name in everyone:
        post.collect(office.sessions[name], office.stick)
        post.export(office.sessions[name], office.stick)
    before = set(office.stick.iterdir())
    post.collect(layla, office.stick)
    post.export(layla, office.stick)
    post.collect(omar, office.stick)
    assert post.waiting(layla) == 0
    assert post.waiting(omar) == 0
    assert len(list(office.stick.iterdir())) <= len(before)


def test_what_waits_what_is_written_and_what_is_taken_count_the_same_cases(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    office.carry("Layla Sample", "Omar Sample", "Huda Desk")
    office.carry("Omar Sample", "Layla Sample")
    office.carry("Huda Desk", "Layla Sample")
    assert post.waiting(layla) == 0
    for number in range(5):
        keeps_a_case(layla, f"Maya Sample {number}")
    office.joins("Badr Sample", news=False)  # news of the list of colleagues goes along, and counts for no case
    assert post.waiting(layla) == 5
    sent = post.export(layla, office.stick)
    taken = post.collect(omar, office.stick)
    assert (sent.cases, len(taken.cases)) == (5, 5)
    assert sent.records == taken.records == 15  # a grant and two events each
    assert taken.new == taken.records
    office.carry("Huda Desk", "Omar Sample")
    office.joins("Salma Sample", news=False)
    news = post.export(office.sessions["Huda Desk"], office.stick)
    collected = post.collect(omar, office.stick)
    assert (news.cases, collected.records, collected.cases) == (0, 0, ())
    assert collected.new > 0
    assert post.waiting(layla) == 5  # until it comes back that they have them


def test_a_stick_that_was_lost_is_written_again(office: Office, tmp_path: Path):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    post.export(layla, office.stick)
    other = tmp_path / "other stick"
    other.mkdir()
    assert post.export(layla, other).records
    post.collect(omar, other)
    assert queries.case(omar, case).name == "Maya Sample"


def test_flipped_cut_and_foreign_files_are_named_and_lose_nothing(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    post.export(layla, office.stick)
    (office.stick / "x.post").write_bytes(b"not ours")
    rng = random.Random(4)
    for file in [file for file in office.stick.iterdir() if file.name != "x.post"]:
        whole = file.read_bytes()
        for _ in range(40):
            place = rng.randrange(len(whole))
            broken = bytearray(whole)
            broken[place] ^= 1 << rng.randrange(8)
            for raw in (bytes(broken), whole[:place]):
                file.write_bytes(raw)
                collected = post.collect(omar, office.stick)
                assert {each.file for each in collected.refused} >= {file.name, "x.post"}
        file.write_bytes(whole)
    with pytest.raises(queries.NoCase):
        queries.case(omar, case)
    assert post.collect(omar, office.stick).new
    assert queries.case(omar, case).name == "Maya Sample"
    assert (office.stick / "x.post").read_bytes() == b"not ours"


def test_a_damaged_file_of_ones_own_is_written_again_beside_it(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    post.export(layla, office.stick)
    for file in office.stick.iterdir():
        file.write_bytes(file.read_bytes()[:-20])
    assert post.export(layla, office.stick).records
    post.collect(omar, office.stick)
    assert queries.case(omar, case).name == "Maya Sample"


def test_whoever_works_alone_has_lost_no_access(tmp_path: Path):
    alone = Person("Layla Sample", tmp_path).sets_up()
    page = queries.case(alone, keeps_a_case(alone, "Maya Sample"))
    assert (page.responsible, page.responsible_left) == ("Layla Sample", False)


def test_after_a_computer_is_withdrawn_its_later_records_are_refused_and_named(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    desk = office.sessions["Huda Desk"]
    before = keeps_a_case(layla, "Before Sample")
    office.carry("Layla Sample", "Omar Sample", "Huda Desk")
    assert not queries.case(omar, before).responsible_left
    told = administration.revoke(desk, layla.vault.stream.hex())
    assert told.person == "Layla Sample"
    assert told.teams == ("Farwaniya",)
    late = keeps_a_case(layla, "Late Sample")
    case_access.grant(layla, before, case_access.find(layla, "Omar Sample"))
    post.export(layla, office.stick)
    office.carry("Huda Desk", "Omar Sample")
    received = post.collect(omar, office.stick)
    page = queries.case(omar, before)
    assert (page.name, page.responsible_left) == ("Before Sample", True)
    with pytest.raises(queries.NoCase):
        queries.case(omar, late)
    assert {each.reason.kind() for each in received.refused} == {AuthorWithdrawn.kind()}
    assert unlock.check(omar).ok


def test_after_a_withdrawal_cases_have_new_keys_that_the_withdrawn_does_not_get(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    desk = office.sessions["Huda Desk"]
    case = keeps_a_case(omar, "Maya Sample")
    office.carry("Omar Sample", "Layla Sample", "Huda Desk")
    assert queries.case(layla, case).name == "Maya Sample"
    administration.revoke(desk, layla.vault.stream.hex())
    office.carry("Huda Desk", "Omar Sample")
    assert key_numbers(omar, case) == [1]
    case_access.grant(omar, case, case_access.find(omar, "Headquarters desk"))
    case_access.hand_over(omar, case, case_access.find(omar, "Farwaniya"), "night shift")
    assert key_numbers(omar, case) == [1, 2]
    office.carry("Omar Sample", "Huda Desk", "Layla Sample")
    assert [each.what for each in queries.case(desk, case).timeline][-1] == "handed over"
    assert "handed over" not in [each.what for each in queries.case(layla, case).timeline]


def test_two_on_one_computer_share_by_unlocking_and_locking(office: Office):
    office.joins("Layla Sample", home="laptop")
    office.joins("Omar Sample", "supervisor", home="laptop")
    office.leaves("Omar Sample")
    case = keeps_a_case(office.sessions["Layla Sample"], "Maya Sample")
    office.leaves("Layla Sample")
    omar = office.comes("Omar Sample")
    assert queries.case(omar, case).name == "Maya Sample"
    case_access.hand_over(omar, case, case_access.find(omar, "Layla Sample"))
    office.leaves("Omar Sample")
    layla = office.comes("Layla Sample")
    assert [row.kind for row in inbox.came_in(layla)] == ["handed over"]


def test_a_copied_vault_forks_and_both_branches_are_kept_and_shown(office: Office, tmp_path: Path):
    import shutil

    from tests.people import PHRASE

    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Omar Sample")
    office.leaves("Layla Sample")
    person = office.people["Layla Sample"]
    shutil.copytree(person.home, tmp_path / "clone")
    layla = office.comes("Layla Sample")
    clone = unlock.unlock(tmp_path / "clone", person.vault_id, PHRASE, clock=person.clock)
    to = case_access.find(layla, "Omar Sample")
    case_access.hand_over(layla, case, to, "from the one")
    case_access.hand_over(clone, case, to, "from the other")
    post.export(layla, office.stick)
    post.export(clone, office.stick)
    clone.close()
    post.collect(omar, office.stick)
    id_ = bytes.fromhex(case)
    assert [handover.note for handover in case_state_of(omar, id_).handovers if handover.note.startswith("from")]
    assert audit.forks(omar.vault.database, id_) == [layla.vault.stream]
    kinds = {each.kind for each in audit.verify(omar.vault.database, omar.vault, id_)[1]}
    assert kinds == {"fork"}
    stream = layla.vault.stream
    post.collect(layla, office.stick)
    assert layla.vault.stream != stream
    assert administration.membership_status(layla).renew
    assert len(case_state_of(layla, id_).handovers) == 2


def test_halves_doubles_and_any_order_give_the_same_case(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    sara = office.joins("Sara Sample")
    case = keeps_a_case(layla, "Maya Sample")
    id_ = bytes.fromhex(case)
    office.carry("Huda Desk", "Layla Sample", "Omar Sample")
    for number in range(3):
        case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"), f"note {number}")
        post.export(layla, office.stick)
    files = sorted(office.stick.iterdir())
    rng = random.Random(1)
    for session in (omar, sara):
        rng.shuffle(files)
        for file in files:
            half = office.folder / f"half-{session.officer.name}"
            half.mkdir(exist_ok=True)
            (half / file.name).write_bytes(file.read_bytes())
            post.collect(session, half)
            post.collect(session, half)
    assert case_state_of(omar, id_) == case_state_of(layla, id_) == case_state_of(sara, id_)


def test_what_a_withdrawn_computer_wrote_before_arrives_late_once_the_desk_vouches(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    desk = office.sessions["Huda Desk"]
    case = keeps_a_case(layla, "Late Sample")
    administration.revoke(desk, layla.vault.stream.hex())
    post.export(layla, office.stick)
    for session in (desk, omar):
        office.carry("Huda Desk", "Omar Sample")
        post.collect(session, office.stick)
        with pytest.raises(queries.NoCase):
            queries.case(session, case)
    # of the case its key, its beginning and its interview; of what the computer says of itself as many
    assert administration.accept_late(desk, layla.vault.stream.hex()) == 6
    post.collect(desk, office.stick)
    assert queries.case(desk, case).name == "Late Sample"
    office.carry("Huda Desk", "Omar Sample")
    assert queries.case(omar, case).name == "Late Sample"


def test_an_event_after_its_authors_certificate_waits_until_the_desk_renews_it(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Omar Sample")
    for name in ("Layla Sample", "Omar Sample"):
        office.people[name].clock.pass_(days=730, hours=1)  # of 730 days
    queries.set_view(layla, case, "00" * 16, "seen late")
    post.export(layla, office.stick)
    collected = post.collect(omar, office.stick)
    assert {each.reason.kind() for each in collected.refused} == {CertificateExpired.kind()}
    assert events_of(omar, case) == events_of(layla, case) - 1
    office.people["Huda Desk"].clock.pass_(days=800)
    office.carry("Huda Desk", "Omar Sample")
    assert events_of(omar, case) == events_of(layla, case)


def test_an_event_of_a_computer_whose_clock_ran_ten_years_ahead_is_read_at_once(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    office.people["Layla Sample"].clock.pass_(days=3652)
    queries.set_view(layla, case, "00" * 16, "seen late")
    office.carry("Layla Sample", "Omar Sample")
    assert events_of(omar, case) == events_of(layla, case)


def events_of(session: Session, case: str) -> int:
    return len(log.events(session.reading(), session.vault, bytes.fromhex(case)))


def test_a_folder_is_taken_in_by_pieces_and_what_was_cut_short_goes_on(office: Office):
    layla = office.joins("Layla Sample")
    omar = office.joins("Omar Sample", "supervisor")
    names = [f"Maya {word}" for word in ("First", "Second", "Third")]
    for name in names:
        keeps_a_case(layla, name)
    post.export(layla, office.stick)
    pieces = sum(1 for _ in post.collecting(omar, office.stick))
    assert pieces > 3
    again = office.joins("Nora Sample")
    post.export(layla, office.stick)
    for most in range(pieces + 2):  # wherever it is left
        script = post.collecting(again, office.stick)
        for _ in range(most):
            next(script, None)
        script.close()
    post.collect(again, office.stick)
    assert sorted(row.name for row in queries.cases(again)) == names


def test_who_stands_in_does_so_from_a_day_to_a_later_one_and_nobody_takes_what_was_not_offered(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = keeps_a_case(layla, "Maya Sample")
    stands_in = case_access.find(layla, "Omar Sample")
    with pytest.raises(absences.DatesRefused):
        away(layla, stands_in.id, date(2026, 12, 2), date(2026, 12, 1))
    assert away(layla, stands_in.id, date(2026, 12, 1), date(2026, 12, 1)).later == 1
    for answer in (case_access.accept, lambda *of: case_access.decline(*of, "not mine")):
        with pytest.raises(case_access.NoHandover):
            answer(layla, case)
    case_access.hand_over(layla, case, stands_in)
    for answer in (case_access.accept, lambda *of: case_access.decline(*of, "not mine")):
        with pytest.raises(case_access.NoHandover):  # nor what was offered to a colleague
            answer(layla, case)
    office.carry("Layla Sample", "Omar Sample")
    with pytest.raises(case_access.NoHandover):
        case_access.accept(omar, case, "ffff")
    case_access.accept(omar, case)
    with pytest.raises(case_access.NoHandover):  # somebody has answered already
        case_access.accept(omar, case)


def test_an_office_without_a_headquarters_syncs_with_nobody(office: Office):
    with pytest.raises(sync.NoHeadquarters):
        sync.connect(office.joins("Layla Sample"))


def test_a_proxy_is_an_address_and_nothing_else_is_kept(office: Office):
    layla = office.sets_up("Layla Sample", "inspector")
    sync.set_proxy(layla, " http://proxy.example.org:3128 ")
    for odd in ("proxy", "proxy:3128", "socks5://proxy", "http://proxy:port", "http://proxy/path"):
        with pytest.raises(sync.ProxyOdd):
            sync.set_proxy(layla, odd)
        assert sync.proxy(layla) == "http://proxy.example.org:3128"
    sync.set_proxy(layla, "")
    assert sync.proxy(layla) == ""


def test_an_event_of_a_case_whose_key_has_not_come_waits(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = bytes.fromhex(keeps_a_case(layla, "Maya Sample", restricted=True))
    office.carry("Layla Sample", "Omar Sample")
    database = layla.vault.database
    event = next(
        record.to_bytes()
        for record in audit.envelopes(database, "case_id = ? ORDER BY n", (case,))
        if record.header.kind == Kind.EVENT
    )
    with pytest.raises(case_keys.NoKeyYet), omar.vault.transaction() as writer:
        intake.receive(writer, omar.vault, event, lambda _event: 0)
    assert case not in log.cases(omar.vault.database, omar.vault)


def test_a_record_that_stands_twice_in_one_page_is_taken_in_once(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    case = bytes.fromhex(keeps_a_case(layla, "Maya Sample"))
    raws = [record.to_bytes() for record in audit.envelopes(layla.vault.database, "case_id = ? ORDER BY n", (case,))]
    records = [CheckedEnvelope.at(raw, omar.vault.directory) for raw in raws for _ in range(2)]
    with omar.vault.transaction() as writer:
        taking = intake.Intake(writer, omar.vault, lambda _event: 0, [record.id for record in records])
        assert [taking.receive(record) for record in records] == [True, False] * len(raws)
        taking.flush()
    assert omar.vault.database.row("SELECT count(*) FROM envelope WHERE case_id = ?", (case,)) == (len(raws),)
