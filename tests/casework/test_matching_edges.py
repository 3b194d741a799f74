"""Of matchings what whole runs do not look at: the last day of something, how many, in which order, in which words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.bundle import keys as bundle_keys
from app.bundle import sealer
from app.bundle.keys import lock_for
from app.case import events, match_keys
from app.casework.cases.refusals import NoAgency
from app.casework.exchange import match_overview, match_partakers, match_partners, match_runs, match_terms
from app.casework.exchange.match_partakers import CAREFUL, NO_CONSENT, RESTRICTED
from app.casework.exchange.match_partners import Agreement, Card, NotMatching, Terms
from app.casework.lifecycle import consents
from app.casework.session import profiles
from app.casework.session.session import Session, case_state_of
from app.casework.session.stepped_work import carried_out
from app.clock import utc
from app.seal import matching
from app.seal.keys import DeviceKeys, fresh, fresh_id
from app.seal.matching import MatchFileRefused, MatchingAnswer, MatchingRequest, Message
from app.vault import cases as case_table
from app.vault import matching as match_table
from app.vault.cases import IndexRow
from app.vault.matching import ASKED, BEGUN, FINISHING, MatchRun
from tests.casework.test_work_list import keeps
from tests.people import Person

AGENCY = "shelter"
TERMS = Terms(agency=AGENCY, reference="MoU 12/2026", purpose="Whom both shelter", persons=64)
SITA = {"passport": "N 1234567", "nationality": "NP", "birth_date": "1999-03-02"}
NEPALI = consents.ConsentDetails(language="ne", mode="signature")
DAY_S = 86_400


@dataclass
class Partner:
    """The keys of another office, of which no records are here."""

    keys: DeviceKeys
    age: str

    @classmethod
    def made(cls) -> "Partner":
        return cls(DeviceKeys.fresh(), bundle_keys.fresh_identity()[1])

    def agreement(self, session: Session, **changes: object) -> Agreement:
        agreement = Agreement(
            id=fresh_id().hex()[:16],
            partner="Huda",
            public=self.keys.public,
            age=self.age,
            terms=TERMS,
            added=session.clock(),
            by="Omar Sample",
            until=session.clock() + timedelta(days=180),
        )
        return replace(agreement, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def omar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A supervisor's records: each test has agreements and cases of its own there."""
    home = tmp_path_factory.mktemp("omar")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("state")))
        session = Person("Omar Sample", home, "supervisor", "en").sets_up()
        yield session
    session.close()


@pytest.fixture
def partner() -> Partner:
    return Partner.made()


def run_of(session: Session, agreement: Agreement, **changes: object) -> MatchRun:
    now = session.now()
    run = MatchRun(
        run=bytes(fresh()), agreement=agreement.id, began=True, made=now, expires=now + DAY_S, state=BEGUN,
        persons=0, message=b"", secret=matching.fresh_secret(), places=b"", marks=b"", points=0,
        purpose="Those of May",
    )  # fmt: skip
    return replace(run, **changes)  # type: ignore[arg-type]


def put(session: Session, *runs: MatchRun) -> None:
    with session.vault.transaction() as writer:
        for run in runs:
            match_table.put(writer, run)


def request(session: Session, partner: Partner, **changes: object) -> Message:
    now = session.now()
    head = MatchingRequest(
        bytes(fresh()), b"", partner.keys.public, match_partners.own_keys(session).public, now, now + 1000,
        TERMS.reference, "x", match_keys.KINDS, 64,
    )  # fmt: skip
    return Message(replace(head, **changes), ((), (), ()), bytes(32))  # type: ignore[arg-type]


# -- agreements


def test_nobody_agrees_with_an_agency_of_their_own(omar, partner):
    own = next(row.id for row in profiles.in_use(omar).agencies if row.own)
    card = Card("Huda", partner.keys.public, partner.age)
    with pytest.raises(NoAgency):
        match_partners.add(omar, card, "", replace(TERMS, agency=own))


def test_agreements_stand_by_their_names_and_hold_to_their_last_moment(home, partner):
    session = Person("Omar Sample", home, "supervisor", "en").sets_up()
    rows = [
        partner.agreement(session, id="b", partner="Zahra", until=session.clock()),
        Partner.made().agreement(session, id="a", partner="Amal"),
    ]
    match_partners._keep(session, rows, rows[0], "agreed")
    assert [row.partner for row in match_partners.known(session)] == ["Amal", "Zahra"]
    assert not match_partners.agreement_of(session, "Zahra").is_over
    session.clock.pass_(seconds=1)  # type: ignore[attr-defined]
    assert match_partners.agreement_of(session, "Zahra").is_over
    assert not match_partners.agreement_of(session, "Amal").is_over
    session.close()


def test_terms_are_kept_as_they_were_agreed():
    for terms in (replace(TERMS, restricted=True), replace(TERMS, careful=True)):
        assert match_partners._whole(terms) == terms


def test_whose_role_does_not_match_ends_no_agreement(at_work):
    with pytest.raises(NotMatching):
        match_partners.end(at_work, "Huda")


def test_a_card_names_its_key_in_one_spelling(partner):
    card = Card("Huda", partner.keys.public, partner.age)
    assert match_partners.card_of_file(card.to_bytes()) == card
    with pytest.raises(MatchFileRefused):
        match_partners.card_of_file(replace(card, age=f" {partner.age}").to_bytes())


# -- what an agreement allows


def test_runs_of_thirty_days_count_whoever_began_them(omar, partner):
    agreement, now = partner.agreement(omar), omar.now()
    put(omar, *(run_of(omar, agreement, began=n % 2 == 0, made=now - 29 * DAY_S) for n in range(3)))
    put(omar, run_of(omar, agreement, made=now - 31 * DAY_S))
    assert match_terms.in_force(omar, agreement) is agreement
    put(omar, run_of(omar, agreement, made=now - 30 * DAY_S))
    with pytest.raises(match_terms.RunsSpent) as refused:
        match_terms.in_force(omar, agreement)
    assert (refused.value.number, refused.value.partner) == (TERMS.runs, "Huda")
    assert match_terms.in_force(omar, agreement, begins=False) is agreement


@pytest.mark.parametrize(("persons", "seem"), [(0, 64), (1, 64), (64, 64), (65, 128), (128, 128), (200_000, 262_144)])
def test_few_persons_seem_as_many_as_others(persons: int, seem: int):
    assert match_terms.filled_up(persons) == seem


def test_a_request_holds_from_a_day_before_it_was_made_to_its_last_moment(omar, partner):
    agreement, now = partner.agreement(omar), omar.now()

    def asks(**changes: int) -> None:
        match_terms.request_of(omar, agreement, request(omar, partner, **changes))

    asks(made=now + DAY_S, expires=now + 2 * DAY_S)
    asks(made=now - DAY_S, expires=now)
    asks(expires=now + 14 * DAY_S)
    for made, expires, refusal in (
        (now + DAY_S + 1, now + 2 * DAY_S, match_terms.RunIsOver),
        (now - DAY_S, now - 1, match_terms.RunIsOver),
        (now, now + 14 * DAY_S + 1, match_terms.MatchTermsDiffer),
    ):
        with pytest.raises(refusal):
            asks(made=made, expires=expires)


def test_an_answer_comes_in_time_and_under_an_agreement_that_holds(omar, partner):
    agreement, now = partner.agreement(omar), omar.now()
    run = run_of(omar, agreement, state=ASKED, expires=now, message=b"m" * 32, points=384)
    head = MatchingAnswer(
        run.run, run.message, partner.keys.public, match_partners.own_keys(omar).public, now, match_keys.KINDS, 64, 384
    )
    message = Message(head, ((), (), (), ()), bytes(32))
    match_terms.refuse_unfitting(omar, agreement, message, run)
    for error, changed_agreement, changed_run in (
        (match_terms.RunIsOver, agreement, replace(run, expires=now - 1)),
        (match_terms.MatchAgreementOver, replace(agreement, is_over=True), run),
    ):
        with pytest.raises(error):
            match_terms.refuse_unfitting(omar, changed_agreement, message, changed_run)


def test_a_partners_request_says_how_many_persons_it_is_of(omar, partner, tmp_path):
    match_partners._keep(omar, [agreement := partner.agreement(omar)], agreement, "agreed")
    own = match_partners.own_card(omar)
    head = replace(request(omar, partner).head, kinds=("passport", "name"))  # type: ignore[call-arg]
    content, _ = matching.sign(partner.keys, head, *(sorted(matching.dummies(number)) for number in (64, 256)))
    with (tmp_path / "asked").open("wb") as opened:
        sealer.seal_into(opened, [content], lock_for([own.age]))
    asked = match_runs.look(omar, tmp_path / "asked")
    assert (asked.persons, asked.kinds) == (64, ("passport", "name"))


# -- who takes part, and what is said of it


def test_who_was_left_out_is_counted_by_why_and_the_purpose_is_of_this_run(omar, partner):
    agency = "ngo"
    agreement = partner.agreement(omar, terms=replace(TERMS, agency=agency))

    def knows(name: str, answer: str = "yes", **facts: object) -> bytes:
        case = keeps(omar, name, **facts)  # type: ignore[arg-type]
        consents.record(omar, case, "share", "yes", NEPALI, agency)
        if answer != "yes":
            consents.record(omar, case, "share", answer, NEPALI, agency)
        return bytes.fromhex(case)

    sita = knows("Sita", **SITA)
    knows("R", restricted=True, **SITA)
    for name in ("D", "E"):
        knows(name, risk_level="high", **SITA)
    for name in ("N", "O", "P"):
        knows(name, "withdrawn", **SITA)
    left_out, run = Counter[str](), run_of(omar, agreement)
    steps = match_partakers.partakers(omar, agreement, run, match_keys.KINDS, left_out)
    assert [matched.case for matched in carried_out(steps)] == [sita]
    assert left_out == {RESTRICTED: 1, CAREFUL: 2, NO_CONSENT: 3}
    [exported] = [event for event in case_state_of(omar, sita).timeline if event.what == events.EXPORTED]
    assert exported.content["purpose"] == "Those of May"


def test_a_visit_takes_no_part(omar):
    case = fresh_id()
    with omar.vault.transaction() as writer:
        row = IndexRow(case=case, reference="V", name="A site", stage="", changed=1, visit=True)
        for is_visit in (True, False):
            case_table.keep(writer, replace(row, visit=is_visit), "")
            match_table.keep(writer, case, "visited", [("civil_id", "299030212345")])
            listed = [matched.case for page in match_table.pages(writer, "visited") for matched in page]  # type: ignore[arg-type]
            assert listed == ([] if is_visit else [case])
        case_table.remove(writer, case)


def test_a_run_ends_with_its_agreement_and_goes_on_though_all_are_spent(omar, partner, tmp_path):
    agreement = partner.agreement(omar, partner="Short", until=omar.clock() + timedelta(days=3))
    match_partners._keep(omar, [agreement], agreement, "agreed")
    steps = match_runs.starting(omar, "Short", tmp_path / "asked")
    case = keeps(omar, "Sita", **SITA)
    consents.record(omar, case, "share", "yes", NEPALI, AGENCY)
    for step in steps:
        if step.done:  # some cases said that they take part
            break
    steps.close()
    runs = [run for run in match_table.runs(omar.reading()) if run.agreement == agreement.id]
    assert [utc(run.expires) for run in runs] == [agreement.until]
    put(omar, *(run_of(omar, agreement) for _ in range(TERMS.runs)))
    with pytest.raises(match_terms.RunsSpent):
        next(match_runs.starting(omar, "Short", tmp_path / "asked"))
    going_on = match_runs.going_on(omar, runs[0].run.hex(), tmp_path / "asked")
    next(going_on)
    with pytest.raises(match_runs.RunUnderWay), match_runs._under_way(omar, runs[0]):
        pass
    going_on.close()


def test_the_journal_says_each_step_of_a_run(omar, partner, tmp_path):
    agreement = partner.agreement(omar, partner="Journal")

    def said_of(run: MatchRun) -> list[tuple[str, object]]:
        return [
            (event.content["step"], event.content.get("persons", event.content.get("common")))
            for event in case_state_of(omar, omar.vault.id).timeline
            if event.what == events.MATCH_STEP and event.content.get("run") == run.run
        ]

    asked, ended, told = (run_of(omar, agreement, persons=3) for _ in range(3))
    put(omar, asked, *(replace(run, state=FINISHING) for run in (ended, told)))
    match_runs._hand_out(omar, agreement, asked, tmp_path / "1", b"x", becomes=ASKED)
    match_runs._end(omar, agreement, ended, {}, None, b"")
    match_runs._end(omar, agreement, told, {}, tmp_path / "3", b"x")
    assert [said_of(run) for run in (asked, ended, told)] == [
        [(ASKED, 3)],
        [("finished", 0)],
        [("finished and given back", 0)],
    ]
    assert (tmp_path / "3").exists()


def test_a_common_case_names_nobody_who_is_restricted_and_says_what_was_assumed(omar):
    facts = {**SITA, "passport_country": "IN"}
    cases = {
        keeps(omar, "Sita", **SITA): ("passport", "name"),
        keeps(omar, "Rani", restricted=True, **facts): ("passport",),
        keeps(omar, "Maya", **SITA): ("name",),
    }
    kinds_of = {bytes.fromhex(case): kinds for case, kinds in cases.items()}
    by_id = {case.case_id: case for case in match_overview.common(omar, kinds_of)}
    assert [(by_id[id_].name, by_id[id_].assumes_country) for id_ in cases] == [
        ("Sita", True),
        ("", False),
        ("Maya", False),
    ]


def test_the_last_run_stands_first_and_one_under_way_is_not_broken_off(omar, partner):
    agreement, now = partner.agreement(omar), omar.now()
    former, last = (run_of(omar, agreement, made=now - n) for n in (50, 40))
    put(omar, former, last)
    order = [run.run for run in match_table.runs(omar.reading()) if run.agreement == agreement.id]
    assert order == [last.run, former.run]
    with match_runs._under_way(omar, last):
        views = [match_overview._view(omar, run, "Huda") for run in (former, last)]
    assert [view.is_broken_off for view in views] == [True, False]
