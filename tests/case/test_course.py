"""The course of a case: what may be said when, by whom, on what its author had seen."""

import itertools
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.case import built_in_profiles, events, profile, refusal
from app.case.consent import Consent
from app.case.event_log import merge
from app.case.profile import Need
from app.case.profile_file import read
from app.case.projection import fold
from app.case.retention import held, keep_until
from tests.case.colleagues import CASE, TALK, Colleague

KW = {"profile": ["kw-2019", 2]}
R1, R2 = b"1" * 16, b"2" * 16


class Officer(Colleague):
    """A colleague who knows the words of the course."""

    def moves(self, to: str, reason: str = "", **more: object):
        return self.says(events.STAGE, **{"to": to, "reason": reason, **KW, **more})

    def asks(self, answer: str, agency: str = "shelter", purpose: str = "share", **more: object):
        told = {"language": "ne", "mode": "signature", **KW, **more}
        return self.says(events.CONSENT, purpose=purpose, agency=agency, answer=answer, **told)

    def refers(self, id_: bytes = R1, agency: str = "shelter", **more: object):
        told = {"service": "accommodation", "reason": "no place to sleep", "urgency": "3h", **KW}
        return self.says(events.REFERRAL, referral=id_, agency=agency, **{**told, **more})

    def answers(self, status: str, id_: bytes = R1, reason: str = ""):
        return self.says(events.REFERRED, referral=id_, status=status, reason=reason, **KW)

    def decides(self, status: str, **more: object):
        told = {"body": "Committee of the Sample", "reason": "passport held, no wages", **KW, **more}
        return self.says(events.STATUS, status=status, **told)

    def confirms(self, decision):
        return self.says(events.CONFIRMED, of=decision.id)

    def begins(self) -> "Officer":
        self.says(events.OPENED, reference="KW-1", profile="kw-2019", officer=self.name)
        self.finishes({"/data/a": "yes"}, facts={"age": "31"})
        self.says(events.ASSESSED, interview=TALK, assessment={"n": 1})
        return self

    def reason(self, event) -> str:
        told = self.case.refused.get(event.id)
        return told.reason if told else ""


@pytest.fixture
def layla() -> Officer:
    return Officer("layla").begins()


@pytest.fixture
def omar(layla: Officer) -> Officer:
    return Officer("omar", "supervisor", list(layla.log))


def test_a_case_goes_through_all_its_stages(layla: Officer, omar: Officer):
    assert layla.case.stage == "identification"
    layla.moves("documentation")
    layla.asks("yes", "prosecution")
    layla.moves("referral")
    layla.refers(agency="prosecution", service="investigation")
    layla.meets(omar)
    omar.decides("presumed")
    omar.moves("lawsuit")
    omar.says(events.CHECKED, check="risk-review", answer="yes", **KW)
    omar.moves("reintegration")
    assert omar.case.stage == "reintegration"
    assert omar.case.refused == {}
    assert [each.text for each in omar.case.history(("stage",))] == [
        "documentation",
        "referral",
        "lawsuit",
        "reintegration",
    ]


def test_a_step_is_neither_left_out_nor_taken_without_what_it_needs(layla: Officer):
    assert layla.reason(layla.moves("lawsuit")) == refusal.SKIPPED
    assert layla.reason(layla.moves("trial")) == refusal.STAGE
    assert layla.reason(layla.moves("identification")) == refusal.HERE
    assert layla.reason(layla.moves("documentation", profile=["xx", 1])) == refusal.PROFILE
    layla.moves("documentation")
    refused = layla.moves("referral")
    assert layla.reason(refused) == refusal.NEEDS
    assert [str(need) for need in layla.case.refused[refused.id].needs] == ["allowed:share:prosecution,interior"]
    assert layla.case.stage == "documentation"
    assert refused in layla.case.timeline


def test_back_only_with_a_reason(layla: Officer):
    layla.moves("documentation")
    assert layla.reason(layla.moves("identification")) == refusal.REASON
    assert layla.reason(layla.moves("identification", "another interview is wanted")) == ""
    assert layla.case.stage == "identification"


def test_an_interview_that_the_author_had_not_seen_opens_no_stage():
    layla, sara = Officer("layla"), Officer("sara", "shelter")
    layla.says(events.OPENED, reference="KW-1", profile="kw-2019")
    sara.log = list(layla.log)
    moved = sara.moves("documentation")
    layla.finishes({"/data/a": "yes"})
    layla.meets(sara)
    assert sara.reason(moved) == refusal.NEEDS
    assert layla.case.stage == "identification"


def test_what_was_lawful_when_it_was_signed_stays_so_whatever_arrives_later(layla, omar):
    layla.asks("yes")
    layla.meets(omar)
    omar.asks("withdrawn")
    sent = layla.refers()  # she could not know
    layla.meets(omar)
    assert layla.reason(sent) == ""
    (to_tell,) = layla.case.to_tell
    assert (to_tell.agency, to_tell.purpose) == ("shelter", "share")
    omar.says(events.TOLD, of=to_tell.consent, agency="shelter")
    assert omar.case.to_tell == []


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({}, ""),
        ({"mode": "spoken", "witness": "Sara"}, ""),
        ({"mode": "spoken"}, refusal.WITNESS),
        ({"mode": "spoken", "witness": " "}, refusal.WITNESS),
        ({"mode": "thumb"}, refusal.MODE),
        ({"mode": "telepathy"}, refusal.MODE),
        ({"language": ""}, refusal.LANGUAGE),
        ({"agency": "mars"}, refusal.AGENCY),
        ({"agency": "manpower"}, refusal.AGENCY),
        ({"agency": ""}, refusal.AGENCY),
        ({"purpose": "record"}, refusal.AGENCY),
        ({"purpose": "record", "agency": ""}, ""),
        ({"purpose": "fun", "agency": ""}, refusal.NOTHING),
        ({"answer": "perhaps"}, refusal.NOTHING),
        ({"answer": "withdrawn"}, refusal.NOT_GIVEN),
    ],
)
def test_how_a_consent_must_be_recorded(layla: Officer, how, why):
    assert layla.reason(layla.asks(**{"answer": "yes", **how})) == why


def test_a_withdrawal_is_always_possible(layla: Officer):
    layla.asks("yes")
    assert layla.reason(layla.asks("withdrawn", language="", mode="")) == ""


def test_nothing_goes_to_an_agency_without_consent_basis_or_a_reasoned_override(layla: Officer):
    assert layla.reason(layla.refers()) == refusal.CONSENT
    layla.asks("yes", "embassy")
    assert layla.reason(layla.refers()) == refusal.CONSENT  # of another agency
    layla.asks("no")
    assert layla.reason(layla.refers()) == refusal.CONSENT
    assert layla.reason(layla.refers(override="she is in danger tonight")) == ""
    assert layla.case.referrals[R1].override
    layla.says(events.BASIS, purpose="share", agency="shelter", basis="duty", reason="Art. 7", **KW)
    assert layla.reason(layla.refers(R2)) == ""
    assert layla.case.shown(("consent", "share", "shelter")) == "no"  # her no stays a no


def test_consent_that_is_over_or_differs_between_colleagues_lets_nothing_go(layla, omar):
    layla.asks("yes", expires=100)
    assert (
        layla.reason(
            layla.says(events.REFERRAL, 99, referral=R1, agency="shelter", service="s", reason="r", urgency="1d", **KW)
        )
        == ""
    )
    assert layla.reason(layla.refers(R2, at=100)) == refusal.CONSENT
    layla.meets(omar)
    layla.asks("yes")
    omar.asks("no")
    layla.meets(omar)
    assert layla.reason(layla.refers(R2)) == refusal.CONSENT
    assert layla.reason(layla.moves("documentation")) == refusal.CONFLICT
    (conflict,) = layla.case.conflicts
    assert conflict.field == ("consent", "share", "shelter")
    layla.resolves(conflict.field, "no")
    assert layla.reason(layla.moves("documentation")) == ""
    assert layla.reason(layla.refers(R2)) == refusal.CONSENT


def test_a_legal_basis_that_ended_or_differs_between_colleagues_lets_nothing_go(layla, omar):
    basis = {"purpose": "share", "agency": "shelter", "reason": "Art. 7", **KW}
    layla.says(events.BASIS, basis="duty", **basis)
    assert layla.reason(layla.refers()) == ""
    layla.says(events.BASIS, basis="", **basis)
    assert layla.reason(layla.refers(R2)) == refusal.CONSENT
    layla.meets(omar)
    layla.says(events.BASIS, basis="duty", **basis)
    omar.says(events.BASIS, basis="order", **basis)
    layla.meets(omar)
    assert layla.reason(layla.refers(R2)) == refusal.CONSENT


def test_a_withdrawal_is_taken_back_by_the_person_alone(layla: Officer, omar: Officer):
    layla.asks("yes")
    layla.meets(omar)
    omar.asks("withdrawn")
    layla.asks("yes", expires=10**10)
    layla.meets(omar)
    of = ("consent", "share", "shelter")
    assert layla.reason(layla.resolves(of, "yes")) == refusal.CONSENT
    assert layla.case.conflicts
    layla.resolves(of, "withdrawn")
    assert layla.case.conflicts == []
    layla.asks("yes")
    assert layla.case.shown(of) == "yes"


def test_a_withdrawal_that_was_seen_can_not_be_decided_away_though_it_was_replaced_meanwhile(
    layla: Officer, omar: Officer
):
    layla.asks("yes")
    layla.meets(omar)
    omar.asks("withdrawn")
    layla.asks("yes", expires=10**10)
    layla.meets(omar)
    desk = Officer("desk", "desk", list(layla.log))
    decided = desk.resolves(("consent", "share", "shelter"), "yes")
    layla.asks("no")  # apart, replacing both
    layla.meets(omar, desk)
    assert layla.reason(decided) == refusal.CONSENT


def test_deciding_between_values_is_no_way_around_a_condition(layla, omar):
    for of, value in [
        (("stage",), "lawsuit"),
        (("status",), "identified"),
        (("consent", "share", "shelter"), "yes"),
        (("closed",), "closed"),
    ]:
        for each in (layla, omar):
            event = each.resolves(of, value)
            assert event.id in each.case.without_effect
    assert (omar.case.stage, omar.case.shown(("status",))) == ("identification", "")


def test_a_referral_goes_its_way_and_no_other(layla: Officer):
    layla.asks("yes")
    layla.refers(draft=1)
    assert layla.reason(layla.answers("accepted")) == refusal.STEP
    for status in ("sent", "received", "accepted", "in-progress", "done"):
        assert layla.reason(layla.answers(status)) == ""
    assert layla.reason(layla.answers("revoked", reason="r")) == refusal.STEP
    layla.refers(R2)
    assert layla.reason(layla.answers("rejected", R2)) == refusal.REASON
    assert layla.reason(layla.answers("rejected", R2, "no room")) == ""
    assert layla.reason(layla.answers("sent", b"3" * 16)) == refusal.NOTHING
    assert layla.reason(layla.refers(R2)) == refusal.NOTHING  # the same one twice


def test_a_draft_is_no_way_around_consent(layla: Officer):
    layla.refers(draft=1)
    assert layla.reason(layla.answers("sent")) == refusal.CONSENT
    layla.asks("yes")
    assert layla.reason(layla.answers("sent")) == ""


@pytest.mark.parametrize("role", ["inspector", "shelter", "", "later"])
def test_only_who_decides_decides(layla: Officer, role: str):
    layla.role = role
    assert layla.reason(layla.decides("possible")) == ""
    assert layla.reason(layla.decides("presumed")) == refusal.ROLE
    assert layla.reason(layla.decides("not-identified")) == refusal.ROLE
    for what in (events.CLOSED, events.REOPENED, events.HOLD, events.CONFIRMED, events.PROFILE):
        assert layla.reason(layla.says(what, reason="r", of=b"", on=1, **KW)) == refusal.ROLE
    assert layla.case.shown(("status",)) == "possible"


def test_a_decision_names_its_body_and_its_reason(omar: Officer):
    assert omar.reason(omar.decides("presumed", body=" ")) == refusal.NOTHING
    assert omar.reason(omar.decides("presumed", reason="")) == refusal.NOTHING
    assert omar.reason(omar.decides("certain")) == refusal.NOTHING


def test_two_people_where_the_profile_asks_for_two(omar: Officer):
    desk = Officer("desk", "desk")
    decision = omar.decides("identified")
    assert omar.case.shown(("status",)) == ""
    assert omar.reason(omar.confirms(decision)) == refusal.SECOND
    desk.meets(omar)
    assert desk.reason(desk.confirms(decision)) == ""
    assert desk.case.shown(("status",)) == "identified"
    assert desk.reason(desk.confirms(decision)) == refusal.DECIDED
    (told,) = desk.case.decisions
    assert told.confirmed


def test_one_person_with_two_computers_is_one_person():
    one, two = Officer("one", "supervisor"), Officer("two", "supervisor")
    event = one.decides("identified")
    two.meets(one)
    again = two.confirms(event)
    both = [type(each)(*(getattr(each, name) for name in each.__slots__[:-1]), b"p" * 16) for each in two.log]
    assert fold(CASE, both).refused[again.id].reason == refusal.SECOND


def test_closing_reopening_and_the_gate_of_a_voluntary_return(omar: Officer):
    why = omar.reason(omar.says(events.CLOSED, reason="she flew home", result="voluntary-return", **KW))
    assert why == refusal.NOT_VOLUNTARY
    omar.asks("yes", "", "return")
    for check in ("risk-review", "claims", "documents"):
        omar.says(events.CHECKED, check=check, answer="yes", **KW)
    assert not omar.case.closed
    closed = omar.says(events.CLOSED, reason="she flew home", result="voluntary-return", **KW)
    assert (omar.reason(closed), omar.case.closed) == ("", True)
    assert omar.reason(omar.moves("documentation")) == refusal.WAS_CLOSED
    assert omar.reason(omar.asks("withdrawn", "", "return")) == ""
    assert omar.reason(omar.says(events.REOPENED, reason=" ")) == refusal.REASON
    assert omar.reason(omar.says(events.REOPENED, reason="she came back")) == ""
    assert not omar.case.closed


def test_the_persons_own_language_is_the_persons(omar: Officer):
    omar.finishes({"/data/a": "no"}, facts={"language": "hi"})
    for check in ("risk-review", "claims", "documents"):
        omar.says(events.CHECKED, check=check, answer="yes", **KW)
    omar.asks("yes", "", "return")  # in Nepali
    event = omar.says(events.CLOSED, reason="r", result="voluntary-return", **KW)
    assert [str(need) for need in omar.case.refused[event.id].needs] == ["own-language:return"]
    omar.asks("yes", "", "return", language="hi")
    assert omar.reason(omar.says(events.CLOSED, reason="r", result="voluntary-return", **KW)) == ""


def test_what_was_asked_in_no_language_that_anybody_named_was_in_nobodys_own(omar: Officer):
    for language, own in (("", set()), ("hi", {"", "hi"})):
        consent = Consent.of(omar.asks("yes", "", "return", language=language))
        assert consent is not None
        assert {person for person in ("", "hi", "ne") if consent.in_own(person)} == own


def test_a_file_for_an_agency_needs_consent_and_is_remembered_all_the_same(layla: Officer):
    told = {"document": b"d" * 16, "language": "ar", "protected": 1}
    assert layla.reason(layla.says(events.EXPORTED, **told)) == ""
    assert layla.reason(layla.says(events.EXPORTED, agency="embassy", **told, **KW)) == refusal.CONSENT
    assert [export.agency for export in layla.case.exports] == ["embassy"]
    layla.asks("yes", "embassy")
    assert layla.reason(layla.says(events.EXPORTED, agency="embassy", **told, **KW)) == ""
    layla.asks("withdrawn", "embassy")
    assert [each.agency for each in layla.case.to_tell] == ["embassy"]


def test_an_agreement_that_is_over_blocks():
    kw = built_in_profiles.default()
    old = [
        agency if agency.id != "ngo" else type(agency)("ngo", agency.name, agreement="7", until=50)
        for agency in kw.agencies
    ]
    other = another(agencies=tuple(old))
    layla = Officer("layla").begins()
    layla.asks("yes", "ngo")
    sent = [layla.refers(id_, "ngo", at=at) for id_, at in ((R1, 50), (R2, 51))]
    folded = fold(CASE, layla.log, {kw.key: other})
    assert sent[0].id not in folded.refused
    assert folded.refused[sent[1].id].reason == refusal.AGREEMENT


def another(**of: object) -> profile.Profile:
    """Kuwait's, with something else in it."""
    kw = built_in_profiles.default()
    return type(kw)(**{n: getattr(kw, n) for n in kw.__slots__} | of)


def with_needs(stage: str, *needs: Need, **more: object) -> dict[profile.Key, profile.Profile]:
    kw = built_in_profiles.default()
    changed = [
        each
        if each.id != stage
        else type(each)(**{n: getattr(each, n) for n in each.__slots__} | {"needs": needs, **more})
        for each in kw.stages
    ]
    return {kw.key: another(stages=tuple(changed))}


def test_a_stage_that_only_some_roles_may_enter(layla: Officer, omar: Officer):
    known = with_needs("documentation", roles=("supervisor",))
    hers, his = layla.moves("documentation"), omar.moves("documentation")
    assert fold(CASE, layla.log, known).refused[hers.id].reason == refusal.ROLE
    assert his.id not in fold(CASE, omar.log, known).refused


@pytest.mark.parametrize(
    ("need", "meet"),
    [
        (Need("approved"), lambda who: who.says(events.REVIEWED, decision="approved", text="")),
        (Need("decided", "share"), lambda who: who.asks("no", "ngo")),
        (Need("decided", "share", "ngo"), lambda who: who.asks("no", "ngo")),
        (
            Need("decided", "record"),
            lambda who: who.says(events.BASIS, purpose="record", agency="", basis="order", reason="court", **KW),
        ),
        (Need("allowed", "share", "ngo"), lambda who: who.asks("yes", "ngo")),
        (Need("allowed", "record"), lambda who: who.asks("yes", "", "record")),
        (Need("referral"), lambda who: who.refers(override="danger")),
        (Need("status", "possible,presumed"), lambda who: who.decides("possible")),
        (Need("check", "claims"), lambda who: who.says(events.CHECKED, check="claims", answer="yes", **KW)),
    ],
)
def test_every_condition_is_missing_until_it_is_met(omar: Officer, need: Need, meet):
    known = with_needs("documentation", need)
    before = omar.moves("documentation")
    assert fold(CASE, omar.log, known).refused[before.id].needs == (need,)
    meet(omar)
    after = omar.moves("documentation")
    assert after.id not in fold(CASE, omar.log, known).refused


def test_what_a_child_needs_is_there_only_where_somebody_said_yes():
    """A person of whom nobody ruled out that she is a child is treated as one."""
    known = with_needs("documentation", Need("child-check", "claims"))
    for facts, answers, is_met in (
        ({"age": "31"}, [], True),
        ({"age": "16"}, [], False),
        ({"age": "16"}, ["no"], False),
        ({"age": "16"}, ["no", "yes"], True),
        ({"age": "16"}, ["yes", "no"], False),
        ({"age": "31", "age_doubtful": "yes"}, ["no"], False),
        ({}, [], False),
    ):
        omar = Officer("omar", "supervisor")
        omar.says(events.OPENED, reference="KW-1", profile="kw-2019", officer="omar")
        omar.finishes({"/data/a": "yes"}, facts=facts)
        omar.says(events.ASSESSED, interview=TALK, assessment={"n": 1})
        for answer in answers:
            omar.says(events.CHECKED, check="claims", answer=answer, **KW)
        moved = omar.moves("documentation")
        refused = fold(CASE, omar.log, known).refused
        assert (moved.id not in refused) is is_met, (facts, answers, refused)


def test_a_referral_that_was_accepted_is_one_that_was_sent(omar: Officer):
    known = with_needs("documentation", Need("accepted", "shelter"))
    omar.refers(override="danger")
    early = omar.moves("documentation")
    omar.answers("accepted")
    late = omar.moves("documentation")
    told = fold(CASE, omar.log, known).refused
    assert early.id in told
    assert late.id not in told


@pytest.mark.parametrize("what", [
    events.STAGE, events.CONSENT, events.BASIS, events.CHECKED, events.REFERRAL, events.STATUS,
    events.OF_KIND, events.CLOSED,
])  # fmt: skip
def test_nothing_counts_under_a_profile_that_nobody_knows(omar: Officer, what: str):
    for unknown in (["kw-2019", 9], ["mine", 1], "kw-2019", None, [1, "kw-2019"]):
        assert omar.reason(omar.says(what, profile=unknown)) == refusal.PROFILE
    omar.refers(draft=1)
    sent = omar.says(events.REFERRED, referral=R1, status="sent", profile=["mine", 1])
    assert omar.reason(sent) == refusal.PROFILE
    gone = omar.says(events.EXPORTED, agency="embassy", profile=["mine", 1])
    assert omar.reason(gone) == refusal.PROFILE


def test_what_can_not_be_said_without_a_reason_and_what_names_nothing(omar: Officer):
    share = {"purpose": "share", "agency": "shelter"}
    for what, told in (
        (events.BASIS, {**share, "basis": "duty"}),
        (events.OF_KIND, {"kinds": ["smuggling"]}),
        (events.CLOSED, {"result": ""}),
        (events.HOLD, {"on": 1}),
        (events.REFERRAL, {"referral": R1, "agency": "shelter", "service": "s", "urgency": "1d"}),
    ):
        assert omar.reason(omar.says(what, reason=" ", **told, **KW)) == refusal.REASON
    for what, told in (
        (events.BASIS, {**share, "basis": "because"}), (events.OF_KIND, {"kinds": ["theft"]}),
        (events.OF_KIND, {}), (events.CLOSED, {"result": "lost"}), (events.HOLD, {"on": 2}),
        (events.CHECKED, {"check": "weather", "answer": "yes"}),
        (events.CHECKED, {"check": "claims", "answer": "perhaps"}), (events.REOPENED, {}),
        (events.TOLD, {"of": b"x"}), (events.TOLD, {"agency": "ngo"}), (events.PROFILE, {}),
        (events.REFERRED, {"referral": R2, "status": "done"}), (events.CONFIRMED, {"of": b"x"}),
        (events.REFERRAL, {"referral": R1, "agency": "ngo", "service": " ", "urgency": "1d"}),
        (events.REFERRAL, {"referral": R1, "agency": "ngo", "service": "s", "urgency": "2d"}),
        (events.REFERRAL, {"referral": b"1", "agency": "ngo", "service": "s", "urgency": "1d"}),
    ):  # fmt: skip
        omar.role = "desk"
        assert omar.reason(omar.says(what, reason="r", **told, **KW)) == refusal.NOTHING, what
    wrong = omar.says(events.BASIS, purpose="share", agency="mars", basis="duty", reason="r", **KW)
    assert omar.reason(wrong) == refusal.AGENCY
    assert omar.reason(omar.says(events.EXPORTED, agency="mars", **KW)) == refusal.AGENCY


def test_nothing_goes_on_in_a_closed_case(omar: Officer):
    omar.says(events.CLOSED, reason="r", result="", **KW)
    assert omar.reason(omar.refers(override="danger")) == refusal.WAS_CLOSED
    assert omar.reason(omar.decides("possible")) == refusal.WAS_CLOSED
    assert omar.reason(omar.says(events.CLOSED, reason="r", result="", **KW)) == refusal.WAS_CLOSED


def test_a_case_closed_on_the_29th_of_february_is_kept_to_the_28th(omar: Officer):
    leap = int(datetime(2028, 2, 29, 12, tzinfo=UTC).timestamp())
    omar.says(events.CLOSED, leap, reason="r", result="", **KW)
    until = datetime.fromtimestamp(keep_until(omar.case, built_in_profiles.default()), UTC)
    assert (until.year, until.month, until.day) == (2038, 2, 28)


@pytest.mark.parametrize(("ends", "sets"), [([0], [0, 1]), ([0, 1, 0], [0, 1])])
def test_a_hold_that_one_colleague_ends_and_another_sets_anew_holds(omar: Officer, ends: list[int], sets: list[int]):
    """Whichever of the two comes later in the order."""
    omar.says(events.CLOSED, reason="r", result="", **KW)
    omar.says(events.HOLD, on=1, reason="the court asks for it")
    nora = Officer("nora", "supervisor", list(omar.log))
    for who, turns in ((omar, ends), (nora, sets)):
        for on in turns:
            who.says(events.HOLD, on=on, reason="r")
    omar.meets(nora)
    assert {write.text for write in omar.case.standing(("hold",))} == {"on", "off"}
    assert held(omar.case)
    assert keep_until(omar.case, built_in_profiles.default()) == 0


def test_a_case_of_two_kinds_is_kept_as_long_as_the_longer_of_them(omar: Officer):
    """Whoever erased it after the shorter one would break the law of the other."""
    own = (profile.FOLDER / "kw-2019.toml").read_text("utf-8")
    first, second, third = own.split("\nyears = 10")
    longer = read(f"{first}\nyears = 5{second}\nyears = 20{third}".encode())
    kinds = [kind.id for kind in longer.kinds]
    closed = int(datetime(2027, 5, 4, 12, tzinfo=UTC).timestamp())
    for set_, year in ((kinds[:1], 2032), (kinds[1:], 2047), (kinds, 2047), (kinds[::-1], 2047)):
        nora = Officer("nora", "supervisor", list(omar.log))
        event = nora.says(events.OF_KIND, kinds=set_, exploitation=[], reason="as it turned out", **KW)
        assert nora.reason(event) == ""
        nora.says(events.CLOSED, closed, reason="r", result="", **KW)
        assert datetime.fromtimestamp(keep_until(nora.case, longer), UTC).year == year


def test_what_rested_on_a_record_that_is_missing_waits_for_it(layla: Officer):
    event = layla.asks("yes")
    sent = layla.refers()
    rest = [each for each in layla.log if each != event]
    assert fold(CASE, rest).refused[sent.id].reason == refusal.CONSENT
    assert fold(CASE, [*rest, event]).refused == {}


# -- any order -------------------------------------------------------------------------------


def a_move(rng: random.Random, who: Officer) -> None:
    case = who.case
    stages = [stage.id for stage in built_in_profiles.default().stages]
    agencies = ["shelter", "prosecution", "embassy"]
    referrals = list(case.referrals) or [R1]
    doings = [
        lambda: who.moves(rng.choice(stages), rng.choice(["", "r"])),
        lambda: who.moves(stages[min(stages.index(case.stage) + 1, 4)], "r"),
        lambda: who.asks(rng.choice(["yes", "no", "withdrawn"]), rng.choice(agencies)),
        lambda: who.asks("yes", rng.choice(agencies), expires=rng.choice([0, 1, 10**9])),
        lambda: who.refers(rng.randbytes(16), rng.choice(agencies), draft=rng.randrange(2)),
        lambda: who.refers(rng.randbytes(16), override=rng.choice(["", "danger"])),
        lambda: who.answers(rng.choice(["sent", "accepted", "done"]), rng.choice(referrals)),
        lambda: who.answers("revoked", rng.choice(referrals), "r"),
        lambda: who.decides(rng.choice(profile.STATUSES)),
        lambda: who.says(events.CONFIRMED, of=rng.choice([e.event for e in case.decisions] or [b""])),
        lambda: who.says(events.CHECKED, check="risk-review", answer="yes", **KW),
        lambda: who.says(events.CLOSED, reason="r", result="", **KW),
        lambda: who.says(events.REOPENED, reason="r"),
        lambda: who.says(events.HOLD, on=rng.randrange(2), reason="r"),
        lambda: who.says(events.OF_KIND, kinds=["smuggling"], reason="r", **KW),
        lambda: who.says(events.EXPORTED, agency=rng.choice(agencies), **KW),
        lambda: who.says(events.TOLD, agency="shelter", of=rng.choice([e.consent for e in case.to_tell] or [b"o"])),
        lambda: who.resolves(
            *rng.choice([(c.field, rng.choice(c.values).text) for c in case.conflicts] or [(("stage",), "lawsuit")])
        ),
    ]
    rng.choice(doings)()


@given(st.integers(0, 2**32), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_whatever_officers_do_apart_any_order_of_merging_is_the_same_case(seed: int, size: int):
    rng = random.Random(seed)
    layla = Officer("layla").begins()
    them = [layla, Officer("omar", "supervisor", list(layla.log)), Officer("desk", "desk")]
    for _ in range(size):
        one, other = rng.sample(them, 2)
        if rng.random() < 0.25:
            one.log = merge(one.log, other.log)
        else:
            a_move(rng, one)
    wholes = [fold(CASE, merge(*(each.log for each in order))) for order in itertools.permutations(them)]
    everything = [event for each in them for event in each.log]
    rng.shuffle(everything)
    assert all(each == wholes[0] for each in [*wholes, fold(CASE, everything)])
    # what had an effect where it was written has it still: others' news changes no past
    for each in them:
        mine = {event.id for event in each.log if event.stream == each.name.encode().ljust(16)}
        apart, here = each.case, wholes[0]
        seen = {id_ for id_ in mine if id_ in apart.without_effect}
        assert seen == {id_ for id_ in mine if id_ in here.without_effect}
        assert {id_: apart.refused[id_] for id_ in seen} == {id_: here.refused[id_] for id_ in seen}
    once_more = Officer("noura", "supervisor", list(wholes[0].timeline))
    for _ in range(20):
        if not (conflicts := once_more.case.conflicts):
            break
        for conflict in conflicts:
            texts = [value.text for value in conflict.values]
            once_more.resolves(conflict.field, "withdrawn" if "withdrawn" in texts else texts[0])
    assert once_more.case.conflicts == []


def test_forms_of_exploitation_are_said_with_the_kind_and_stay_until_they_are_said_anew():
    layla = Colleague("layla", "inspector")
    layla.says(events.OPENED, reference="KW-1", profile="kw-2019")
    say = {"kinds": ["trafficking"], "reason": "r", **KW}
    layla.says(events.OF_KIND, exploitation=["sexual", "begging"], **say)
    layla.says(events.OF_KIND, **say)
    assert layla.case.shown(("exploitation",)) == "begging sexual"
    wrong = layla.says(events.OF_KIND, exploitation=["idleness"], **say)
    assert wrong.id in layla.case.without_effect
    layla.says(events.OF_KIND, exploitation=[], **say)
    assert layla.case.shown(("exploitation",)) == ""
