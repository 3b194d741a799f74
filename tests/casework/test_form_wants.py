"""A questionnaire that came with Sanad is named, not carried; who lacks a version asks for it, once."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.case import events
from app.casework.exchange import post
from app.casework.export import bundle_sources
from app.casework.interviews import interview
from app.casework.questionnaires import forms
from app.casework.session.session import EventAppender, Session, case_state_of, events_of
from app.casework.sharing import case_access
from app.vault import forms as kept
from app.vault import sync_state as tables
from tests.casework.test_form_files import FORM, packed, talked
from tests.casework.test_interview import DEMO, begins, gives
from tests.casework.test_posting import Office
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.sync.badline import Line
from tests.sync.test_thin_line import crosses

SARA = "Sara Shelter"
DAY_S = 86_400


def came_with_an_earlier_sanad(session: Session, folder: Path, version: str = "1") -> str:
    """A questionnaire that this computer has of the version of Sanad before; its hash."""
    file = folder / f"earlier-{version}.md"
    file.write_text(FORM.replace("packed  | 3 ", f"earlier | {version} "), "utf-8")
    added = forms.add(session, file).row
    with session.vault.transaction() as writer:
        row = kept.row(session.vault.database, bytes.fromhex(added.hash))
        xml = kept.packed(kept.xml(session.vault.database, row.hash))
        kept.keep(writer, replace(row, shipped=True), xml, session.now())
    return added.hash


def said(session: Session, log: str | bytes, kind: str) -> list[bytes]:
    """The hashes that events of this kind name in a log."""
    id_ = log if isinstance(log, bytes) else bytes.fromhex(log)
    return [event.content["hash"] for event in events_of(session, id_) if event.what == kind]


def home(session: Session) -> bytes:
    return session.vault.home_team


def test_what_came_with_sanad_is_laid_nowhere_and_what_was_added_once(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    for session in (layla, omar):
        assert len(forms.forms(session)) > 15
    (tmp_path / "own.md").write_text(FORM.replace("packed  | 3", "own     | 1"), "utf-8")
    own = bytes.fromhex(forms.add(layla, tmp_path / "own.md").row.hash)
    office.carry(LAYLA, OMAR)
    forms.add(omar, tmp_path / "own.md")  # he has it from elsewhere, too
    office.carry(OMAR, LAYLA)
    assert said(layla, home(layla), events.FORM) == [own]
    assert not [event for event in events_of(omar, home(omar)) if event.what == events.FORM_WANTED]


def test_a_case_given_to_another_team_brings_no_questionnaire_of_sanad(office: Office):
    layla, sara = office.joins(LAYLA), office.joins(SARA, "shelter", team="Shelter")
    case = _a_case(layla)
    form = form_of(layla, case)
    case_access.hand_over(layla, case, case_access.find(layla, "Shelter"))
    forms.forms(sara)
    office.carry(LAYLA, SARA)
    office.carry(SARA, LAYLA)
    assert said(layla, case, events.FORM) == said(layla, case, events.FORM_WANTED) == []
    assert forms.load(sara, form).hash == form


def test_who_lacks_a_version_asks_once_and_the_team_has_it_from_then_on(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    noor = office.joins("Noor Sample")
    form = came_with_an_earlier_sanad(layla, tmp_path)
    cases = [talked(layla, form, name) for name in ("Maya Sample", "Zain Sample", "Lulu Sample")]
    office.carry(LAYLA, OMAR, "Noor Sample")
    with pytest.raises(forms.NoForm):
        forms.load(omar, form)
    office.carry(OMAR, LAYLA, "Noor Sample")
    asked = [case for case in cases if said(layla, case, events.FORM_WANTED)]
    assert len(asked) == 1
    office.carry("Noor Sample", LAYLA)  # she lacks it too, and sees that somebody asked
    assert sum(len(said(layla, case, events.FORM_WANTED)) for case in cases) == 1
    office.carry(LAYLA, OMAR, "Noor Sample")
    office.carry(OMAR, LAYLA, "Noor Sample")
    assert said(layla, home(layla), events.FORM) == [bytes.fromhex(form)]
    assert not any(said(layla, case, events.FORM) for case in cases)
    for session in (omar, noor):
        assert forms.load(session, form).id == "earlier"
    office.carry("Noor Sample", LAYLA, OMAR)  # who had it before she could ask asks no more
    assert sum(len(said(layla, case, events.FORM_WANTED)) for case in cases) == 1
    assert tables.named(omar.vault.database, "lacked") == []
    assert tables.named(layla.vault.database, "wanted") == []


def test_who_reads_only_the_case_is_answered_there(office: Office, tmp_path: Path):
    layla, sara = office.joins(LAYLA), office.joins(SARA, "shelter", team="Shelter")
    form = came_with_an_earlier_sanad(layla, tmp_path)
    case = talked(layla, form)
    case_access.hand_over(layla, case, case_access.find(layla, "Shelter"))
    office.carry(LAYLA, SARA)
    office.carry(SARA, LAYLA)
    office.carry(LAYLA, SARA)
    assert said(sara, case, events.FORM) == [bytes.fromhex(form)]
    assert said(layla, home(layla), events.FORM) == []
    assert forms.load(sara, form).id == "earlier"


def test_another_team_is_given_an_office_s_own_questionnaire_with_one_case_and_not_with_each(
    office: Office, tmp_path: Path
):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    sara = office.joins(SARA, "shelter", team="Shelter")
    (tmp_path / "own.md").write_text(FORM.replace("packed  | 3", "own     | 1"), "utf-8")
    form = forms.add(layla, tmp_path / "own.md").row.hash
    cases = [talked(layla, form, name) for name in ("Maya Sample", "Zain Sample", "Lulu Sample")]
    with layla.vault.transaction() as writer:  # as many are handed over at once
        for case in cases[:2]:
            shelter = case_access.find(layla, "Shelter")
            case_access.give(layla, writer, bytes.fromhex(case), shelter)
    office.carry(LAYLA, SARA, OMAR)
    office.carry(OMAR, LAYLA)
    case_access.hand_over(omar, cases[2], case_access.find(omar, "Shelter"))  # a colleague knows
    office.carry(OMAR, SARA)
    laid = [case for case in cases if said(omar, case, events.FORM)]
    assert laid == cases[:1]
    assert forms.load(sara, form).id == "own"
    noor = office.joins("Noor Sample", team="Police")  # another team has none yet
    case_access.hand_over(layla, cases[1], case_access.find(layla, "Police"))
    office.carry(LAYLA, "Noor Sample")
    assert said(layla, cases[1], events.FORM) == [bytes.fromhex(form)]
    assert forms.load(noor, form).id == "own"


def test_whoever_has_it_may_answer_though_another_wrote_the_case(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    noor = office.joins("Noor Sample")
    form = came_with_an_earlier_sanad(layla, tmp_path)
    came_with_an_earlier_sanad(noor, tmp_path)
    talked(layla, form)
    office.carry(LAYLA, OMAR, "Noor Sample")  # and is never seen again
    office.carry(OMAR, "Noor Sample")
    office.carry("Noor Sample", OMAR)
    with pytest.raises(forms.NoForm):  # she waits whether Layla does
        forms.load(omar, form)
    office.people["Noor Sample"].clock.pass_(hours=25)
    office.carry("Noor Sample", OMAR)
    assert forms.load(omar, form).id == "earlier"


def test_of_a_whole_office_that_has_it_only_who_took_the_case_brings_it(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    others = [f"Noor {n}" for n in range(4)]
    for name in others:
        office.joins(name)
    form = came_with_an_earlier_sanad(layla, tmp_path)
    for name in others:
        came_with_an_earlier_sanad(office.sessions[name], tmp_path)
    talked(layla, form)
    office.carry(LAYLA, OMAR, *others)
    office.carry(OMAR, LAYLA, *others)
    for name in (LAYLA, *others):  # at the same time: none of them has heard of another's answer
        stick = tmp_path / f"stick of {name}"
        stick.mkdir()
        post.export(office.sessions[name], stick)
    for name in (LAYLA, *others):
        post.collect(omar, tmp_path / f"stick of {name}")
    assert said(omar, home(omar), events.FORM) == [bytes.fromhex(form)]
    for name in others:  # nor later, once they have heard of hers
        post.collect(office.sessions[name], tmp_path / f"stick of {LAYLA}")
        office.people[name].clock.pass_(days=2)
        office.carry(name, OMAR)
    assert said(omar, home(omar), events.FORM) == [bytes.fromhex(form)]


def test_after_thirty_days_without_an_answer_another_case_is_asked_in(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    form = came_with_an_earlier_sanad(layla, tmp_path)
    first = talked(layla, form)
    office.carry(LAYLA, OMAR)
    post.export(omar, office.stick)
    second = talked(layla, form, "Zain Sample")
    office.carry(LAYLA, OMAR)
    office.people[OMAR].clock.pass_(days=29)
    post.export(omar, office.stick)
    assert said(omar, first, events.FORM_WANTED) == [bytes.fromhex(form)]
    assert said(omar, second, events.FORM_WANTED) == []
    office.people[OMAR].clock.pass_(days=2)
    for _ in range(2):
        post.export(omar, office.stick)
    assert said(omar, second, events.FORM_WANTED) == [bytes.fromhex(form)]


def test_what_is_no_hash_asks_for_nothing(office: Office):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    case = bytes.fromhex(_a_case(layla))
    with layla.vault.transaction() as writer:
        for odd in (b"short", "text", 7):
            EventAppender(layla, writer, case).say(events.FORM_WANTED, {"hash": odd})
        EventAppender(layla, writer, case).say(events.FORM_WANTED, {"hash": bytes(32)})
    office.carry(LAYLA, OMAR)
    office.carry(OMAR, LAYLA)
    assert case_state_of(omar, case).wanted.keys() == {bytes(32)}
    assert said(omar, case, events.FORM) == []  # nobody has one


def _a_case(session: Session) -> str:
    """Of a whole interview with a questionnaire of Sanad."""
    live = begins(session)
    gives(session, live, DEMO)
    return interview.finish(session, live.draft_id).case_id


def test_a_sealed_file_holds_the_questionnaire_of_an_earlier_sanad_and_not_today_s(office: Office, tmp_path: Path):
    layla = office.joins(LAYLA)
    today, earlier = forms.forms(layla)[0].hash, came_with_an_earlier_sanad(layla, tmp_path)
    told = [{"form": {"sha256": today}}, {"form": {"sha256": earlier}}]
    assert list(bundle_sources.questionnaires(layla, told)) == ["forms/01.sanadform"]
    assert [talk["form"].get("pack") for talk in told] == [None, "forms/01.sanadform"]


def test_one_that_a_colleague_brought_before_the_update_counts_as_sanad_s_after_it(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    packed(layla, tmp_path)
    (tmp_path / "own.md").write_text(FORM.replace("packed  | 3", "own     | 1"), "utf-8")
    own = bytes.fromhex(forms.add(layla, tmp_path / "own.md").row.hash)
    office.carry(LAYLA, OMAR)
    row = kept.row(omar.vault.database, own)
    assert forms.to_carry(omar, [own]) == [own]
    with omar.vault.transaction() as writer:
        xml = kept.packed(kept.xml(omar.vault.database, own))
        kept.keep(writer, replace(row, shipped=True, offered=True), xml, omar.now())
    assert forms.to_carry(omar, [own]) == []


# -- over the network ------------------------------------------------------------------------


@pytest.fixture
def net(tmp_path: Path):
    (tmp_path / "net").mkdir()
    with committee(tmp_path / "net") as told:
        for session in told.sessions.values():
            forms.forms(session)
        told.syncs(DESK)
        yield told


def test_the_first_sync_with_one_short_case_costs_at_most_40_kb(net: Committee):
    layla = net.sessions[LAYLA]
    case = _a_case(layla)
    line = Line(net.hq.port)
    assert crosses(net, LAYLA, line).problems == ()
    assert line.carried <= 40_000
    second = Line(net.hq.port)
    assert crosses(net, OMAR, second).problems == ()
    assert second.carried <= 40_000
    assert forms.load(net.sessions[OMAR], form_of(net.sessions[OMAR], case)).id == "rapid-screening"


def form_of(session: Session, case: str) -> str:
    (talk,) = case_state_of(session, bytes.fromhex(case)).interviews.values()
    return talk.form["hash"].hex()


def test_a_version_is_asked_for_and_fetched_over_the_network(net: Committee, tmp_path: Path):
    layla, omar = net.sessions[LAYLA], net.sessions[OMAR]
    form = came_with_an_earlier_sanad(layla, tmp_path)
    talked(layla, form)
    for name in (LAYLA, OMAR, LAYLA, OMAR):
        assert net.syncs(name).problems == ()
    assert forms.load(omar, form).id == "earlier"
    assert said(layla, home(layla), events.FORM) == [bytes.fromhex(form)]
