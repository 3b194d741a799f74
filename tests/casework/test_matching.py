"""Two offices learn which persons both know, and nothing else: by agreement, with consent, each case first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from app.bundle import sealer
from app.bundle.keys import lock_for
from app.case import events, match_keys
from app.casework.cases import history, queries
from app.casework.cases.refusals import NoAgency
from app.casework.cases.second_person import ApprovalNeeded
from app.casework.exchange import match_files, match_overview, match_partners, match_runs, match_terms
from app.casework.exchange.match_partakers import CAREFUL, NO_CONSENT, RESTRICTED, NobodyToMatch
from app.casework.lifecycle import consents
from app.casework.session import profiles
from app.casework.session.session import Session, case_state_of
from app.casework.session.stepped_work import carried_out
from app.disk import BadFolder
from app.seal import canonical, matching
from app.seal.keys import DeviceKeys
from app.seal.matching import Head, MatchFileRefused, MatchingRequest, Message
from app.vault import cases as case_table
from app.vault import matching as match_table
from tests.casework.test_work_list import keeps
from tests.people import Person

AGENCY = "shelter"
IN_NEPALI = consents.ConsentDetails(language="ne", mode="signature")
TERMS = match_partners.Terms(agency=AGENCY, reference="MoU 12/2026", purpose="Whom both shelter", persons=64)
SITA = {"passport": "N 1234567", "nationality": "NP", "birth_date": "1999-03-02"}


@dataclass
class Office:
    """A supervisor at a computer, and the folder for files of matchings."""

    person: Person
    session: Session
    folder: Path
    number: int = 0

    def file(self) -> Path:
        self.number += 1
        return self.folder / f"{self.number}.sanadmatch"

    def knows(self, name: str, *, agreed: bool = True, restricted: bool = False, **facts: str) -> str:
        case = keeps(self.session, name, restricted=restricted, **facts)
        if agreed:
            consents.record(self.session, case, "share", "yes", IN_NEPALI, AGENCY)
        return case

    def agrees(self, other: "Office", terms: match_partners.Terms = TERMS) -> match_partners.Agreement:
        card = match_partners.own_card(other.session)
        card = match_partners.card_of_file(card.to_bytes())
        read = " ".join(match_partners.words_of(card)[0])
        return match_partners.add(self.session, card, read, terms, name=other.person.name)

    def events_of(self, case: str, kind: str) -> list[events.Event]:
        return [e for e in case_state_of(self.session, bytes.fromhex(case)).timeline if e.what == kind]

    def asks(self, other: "Office") -> Path:
        file = self.file()
        carried_out(match_runs.starting(self.session, other.person.name, file))
        return file

    def answers(self, asked: Path) -> Path:
        out = self.file()
        carried_out(match_runs.answering(self.session, asked, out))
        return out

    def finishes(self, file: Path, back: Path | None = None) -> match_runs.FinishedRun:
        return carried_out(match_runs.finishing(self.session, file, back))


def steps_said(office: Office) -> list[str]:
    """In the journal of the records, of agreements and runs."""
    state = case_state_of(office.session, office.session.vault.id)
    return [event.content["step"] for event in state.timeline if event.what == events.MATCH_STEP]


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Office]:
    yield from _office(tmp_path / "ours", "Omar Sample", "en")


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Office]:
    yield from _office(tmp_path / "theirs", "هدى النموذج", "ar")


def _office(folder: Path, name: str, language: str) -> Iterator[Office]:
    (folder / "files").mkdir(parents=True)
    person = Person(name, folder / "home", "supervisor", language)  # type: ignore[arg-type]
    session = person.sets_up()
    yield Office(person, session, folder / "files")
    session.close()


@pytest.fixture
def agreed(ours: Office, theirs: Office) -> tuple[Office, Office]:
    ours.agrees(theirs)
    theirs.agrees(ours)
    return ours, theirs


# -- what comes out


def test_both_learn_whom_both_know_and_nothing_of_anybody_else(agreed):
    ours, theirs = agreed
    sita = ours.knows("Sita Gurung", **SITA)
    maria = ours.knows("Maria dela Cruz", nationality="PH", birth_date="1990-01-05")
    ours.knows("Abebe Tesfaye", nationality="ET", birth_date="1988-07-01", passport="EP1111111")
    their_sita = theirs.knows("S. Gurung", passport="n-1234567", nationality="np")
    their_maria = theirs.knows("", name_ar="ماريا ديلا كروز", nationality="PH", birth_date="1990-01-05")
    theirs.knows("Rina Begum", nationality="BD", birth_date="1991-01-05", passport="BX0000001")

    asked = ours.asks(theirs)
    (exported,) = ours.events_of(sita, events.EXPORTED)
    assert exported.content["agency"] == AGENCY  # and it is counted among what left the office
    assert (
        queries.happened(ours.session, case_state_of(ours.session, bytes.fromhex(sita)))[-1].says
        == "Took part in a matching with a partner"
    )
    look = match_runs.look(theirs.session, asked)
    assert (look.reference, look.purpose, look.persons) == (TERMS.reference, TERMS.purpose, 64)
    answered, back = theirs.answers(asked), ours.file()
    event = ours.finishes(answered, back)
    assert {(case.case_id, case.kinds) for case in event.cases} == {(sita, ("passport",)), (maria, ("name",))}
    there = theirs.finishes(back)
    assert {case.case_id for case in there.cases} == {their_sita, their_maria}

    (matched,) = ours.events_of(sita, events.MATCHED)
    assert (matched.content["partner"], matched.content["kinds"]) == (theirs.person.name, ["passport"])
    entry = next(e for e in history.entries(ours.session, sita) if e.what == events.MATCHED)
    assert (entry.after, entry.effect) == (theirs.person.name, True)
    for office, run in ((ours, event), (theirs, there)):
        (view,) = match_overview.runs(office.session)
        assert (view.run, view.state, view.common) == (run.run, "finished", 2)
        kept = match_table.run_of(office.session.reading(), bytes.fromhex(run.run))
        assert (kept.secret, kept.places, kept.marks) == (b"", b"", b"")
    assert steps_said(ours) == ["agreed", "asked", "finished and given back"]
    assert steps_said(theirs) == ["agreed", "answered", "finished"]
    # what the files hold is the same whoever is known: so many points, in no order of ours
    assert asked.stat().st_size == pytest.approx(64 * 6 * 32, abs=1000)


def test_restricted_careful_erased_and_unconsented_cases_take_no_part(agreed):
    ours, theirs = agreed
    facts = dict(SITA)
    case = ours.knows("Sita Gurung", **facts)
    others = [
        ours.knows("R", restricted=True, **facts),
        ours.knows("D", risk_level="high", **facts),
        ours.knows("N", agreed=False, **facts),
        ours.knows("W", **facts),
        ours.knows("nothing"),
    ]
    consents.record(ours.session, others[3], "share", "withdrawn", IN_NEPALI, AGENCY)
    outcome = carried_out(match_runs.starting(ours.session, theirs.person.name, ours.file()))
    assert (outcome.persons, outcome.left_out) == (1, {RESTRICTED: 1, CAREFUL: 1, NO_CONSENT: 1})
    assert [len(ours.events_of(id_, events.EXPORTED)) for id_ in (case, *others)] == [1, 0, 0, 0, 0, 0]


def test_by_choice_of_the_agreement_restricted_and_careful_cases_take_part(ours, theirs):
    ours.agrees(theirs, replace(TERMS, restricted=True, careful=True))
    secret = ours.knows("R", restricted=True, **SITA)
    ours.knows("D", risk_level="high", **SITA)
    file = ours.file()
    started = carried_out(match_runs.starting(ours.session, theirs.person.name, file, "Those of May"))
    assert started.persons == 2
    until = ours.session.clock() + timedelta(days=match_terms.RUN_DAYS)
    assert abs(started.expires - until) < timedelta(minutes=5)
    (exported,) = ours.events_of(secret, events.EXPORTED)
    assert exported.content["purpose"] == "Those of May"  # of this one, not of the agreement
    theirs.agrees(ours)
    with pytest.raises(NobodyToMatch):
        theirs.asks(ours)
    theirs.knows("Sita", **SITA)
    event = ours.finishes(theirs.answers(file))
    assert sorted(case.name for case in event.cases) == ["", "D"]  # a restricted one tells no name
    assert steps_said(theirs) == ["agreed", "answered"]


def test_where_a_second_person_approves_what_an_agency_gets_nothing_is_matched_with_it(ours, theirs):
    agency = next(row.id for row in profiles.in_use(ours.session).agencies if row.approval)
    ours.agrees(theirs, replace(TERMS, agency=agency))
    case = keeps(ours.session, "Sita", **SITA)
    consents.record(ours.session, case, "share", "yes", IN_NEPALI, agency)
    with pytest.raises(ApprovalNeeded):
        ours.asks(theirs)
    assert ours.events_of(case, events.EXPORTED) == []


def test_of_a_case_that_leaves_these_records_no_key_stays(ours):
    case = bytes.fromhex(ours.knows("Sita", **SITA))
    rows = "SELECT count(*) FROM match_key WHERE case_id = ?"
    assert ours.session.reading().row(rows, (case,)) == (1,)
    with ours.session.vault.transaction() as writer:
        case_table.remove(writer, case)
        assert writer.row(rows, (case,)) == (0,)


# -- agreements


def test_an_agreement_is_kept_once_the_words_were_read_and_only_whole(ours, theirs):
    card = match_partners.own_card(theirs.session)
    read = " ".join(match_partners.words_of(card)[1])
    for error, changed_terms, words in (
        (match_partners.MatchWordsDiffer, TERMS, "one two three four five six"),
        (NoAgency, replace(TERMS, agency="nobody"), read),
        (match_partners.AgreementIncomplete, replace(TERMS, reference=" "), read),
        (match_partners.AgreementIncomplete, replace(TERMS, kinds=()), read),
        (match_partners.AgreementIncomplete, replace(TERMS, persons=0), read),
        (match_partners.AgreementIncomplete, replace(TERMS, days=1000), read),
    ):
        with pytest.raises(error):
            match_partners.add(ours.session, card, words, changed_terms)
    assert match_partners.known(ours.session) == []
    terms = replace(TERMS, restricted=True)
    agreement = match_partners.add(ours.session, card, read, terms)
    assert agreement.until - agreement.added == timedelta(days=TERMS.days)
    assert match_partners.known(ours.session) == [agreement]  # to the last of its terms
    with pytest.raises(match_partners.KnownPartner):
        match_partners.add(ours.session, card, read, TERMS, name="Another name")
    other = match_partners.Card(card.name, match_partners.own_card(ours.session).public, card.age)
    with pytest.raises(match_partners.KnownPartner):  # nor another key under the same name
        match_partners.add(ours.session, other, " ".join(match_partners.words_of(other)[0]), TERMS)
    assert match_partners.end(ours.session, agreement.partner).id == agreement.id
    assert steps_said(ours) == ["agreed", "agreement ended"]
    with pytest.raises(match_partners.NoAgreement):
        carried_out(match_runs.starting(ours.session, agreement.partner, ours.file()))
    with pytest.raises(MatchFileRefused):
        match_partners.card_of_file(card.to_bytes()[:-1])
    with pytest.raises(match_overview.NoSuchRun):
        match_overview.end_run(ours.session, "00")


def test_past_its_day_or_its_number_of_runs_nothing_is_matched(agreed):
    ours, theirs = agreed
    ours.knows("Sita", **SITA)
    asked = [ours.asks(theirs) for _ in range(TERMS.runs)]
    with pytest.raises(match_terms.RunsSpent):
        ours.asks(theirs)
    ours.person.clock.pass_(days=31)
    ours.asks(theirs)
    ours.person.clock.pass_(days=180)
    with pytest.raises(match_terms.MatchAgreementOver):
        ours.asks(theirs)
    assert {run.state for run in match_overview.runs(ours.session)} == {"ended"}  # and nothing secret stays
    theirs.knows("Sita", **SITA)
    theirs.person.clock.pass_(days=15)
    with pytest.raises(match_terms.RunIsOver):
        theirs.answers(asked[0])


def test_a_matching_whose_days_are_past_has_no_secret_any_more_once_the_records_open(ours, theirs):
    ours.agrees(theirs)
    ours.knows("Sita", **SITA)
    ours.asks(theirs)
    ours.person.clock.pass_(days=15)
    ours.session.close()
    ours.session = ours.person.unlocks()
    (row,) = ours.session.reading().rows("SELECT state, secret, places FROM match_run")
    assert row == ("ended", b"", b"")


def test_other_roles_and_no_folder_write_nothing(home, theirs, tmp_path):
    session = Person("Layla", home, "inspector", "en").sets_up()
    for refused in (match_partners.own_card, match_overview.runs):
        with pytest.raises(match_partners.NotMatching):
            refused(session)
    session.close()
    with pytest.raises(BadFolder):
        carried_out(match_runs.starting(theirs.session, "x", tmp_path / "none" / "file"))


# -- a hostile partner


def seal(office: Office, other: Office, head: Head, *parts: list[bytes]) -> Path:
    """A file as a partner could make it who writes a program of their own."""
    keys = match_partners.own_keys(office.session)
    content, _ = matching.sign(keys.keys, head, *parts)
    return seal_bytes(office, other, content)


def seal_bytes(office: Office, other: Office, content: bytes) -> Path:
    file = office.file()
    with file.open("wb") as opened:
        sealer.seal_into(opened, [content], lock_for([match_partners.own_card(other.session).age]))
    return file


def opened(office: Office, file: Path) -> Message:
    keys = match_partners.own_keys(office.session)
    return match_files.open_message(office.session, keys, file)[1]


def request(hostile: Office, victim: Office, points: list[bytes], **changes: object) -> bytes:
    now = int(hostile.session.clock().astimezone(UTC).timestamp())
    keys, them = (match_partners.own_keys(office.session) for office in (hostile, victim))
    head = MatchingRequest(
        bytes(32),
        b"",
        keys.public,
        them.public,
        now,
        now + 1000,
        TERMS.reference,
        "x",
        match_keys.KINDS,
        len(points) // 6,
    )
    return matching.sign(keys.keys, replace(head, **changes), points)[0]  # type: ignore[arg-type]


def points_of(persons: int) -> list[bytes]:
    """Of nobody: as many as so many persons have, kind by kind, each in order."""
    return [
        point
        for number, _ in matching.points_of(match_keys.KINDS, persons)
        for point in sorted(matching.dummies(number))
    ]


def looks(victim: Office, raw: bytes) -> MatchingRequest:
    """As `answer` does with what is in a sealed file."""
    session = victim.session
    return match_terms.request_of(session, *match_files.read_message(session, match_partners.own_keys(session), raw))


SMALL_ORDER = [
    bytes(32),
    (1).to_bytes(32, "little"),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
]


def test_a_hostile_question_is_refused_and_nothing_says_that_it_was_answered(agreed):
    hostile, victim = agreed
    case = victim.knows("Sita", **SITA)
    points = points_of(64)
    twice = [points[0], *points[:-1]]
    of_another_kind = [*points[1:65], points[0], *points[65:]]  # a guess more of one kind
    late = [*points[:-1], b"\xff" * 32]  # the same as another, in another form
    for error, raw in (
        (MatchFileRefused, request(hostile, victim, twice)),
        (MatchFileRefused, request(hostile, victim, points[::-1])),
        (MatchFileRefused, request(hostile, victim, of_another_kind)),
        (MatchFileRefused, request(hostile, victim, late)),
        (MatchFileRefused, request(hostile, victim, points[:-6])),  # it would tell how many
        (MatchFileRefused, request(hostile, victim, points, persons=32)),
        (MatchFileRefused, request(hostile, victim, points_of(32))),
        (match_terms.MatchTooMany, request(hostile, victim, points_of(128))),
        (match_terms.MatchTermsDiffer, request(hostile, victim, points, reference="another")),
        (match_terms.MatchTermsDiffer, request(hostile, victim, points, expires=2_000_000_000)),
        (MatchFileRefused, request(hostile, victim, points, receiver=b"\x01" * 32)),
        (MatchFileRefused, request(hostile, victim, points, kinds=("name", "passport"))),
    ):
        with pytest.raises(error):
            looks(victim, raw)
    small = request(hostile, victim, [*sorted([SMALL_ORDER[1], *points[1:64]]), *points[64:]])
    with pytest.raises(MatchFileRefused):
        victim.answers(seal_bytes(hostile, victim, small))
    assert victim.events_of(case, events.EXPORTED) == []
    assert match_overview.runs(victim.session) == []
    fitting = seal_bytes(hostile, victim, request(hostile, victim, points))
    victim.answers(fitting)
    with pytest.raises(match_terms.RunIsOver):  # the same question again, under another secret number
        victim.answers(fitting)


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_no_point_of_small_order_is_multiplied(point: bytes):
    with pytest.raises(MatchFileRefused):
        matching.blinded(matching.fresh_secret(), [point])


def fits(office: Office, raw: bytes) -> None:
    """As `finish` does with what is in a sealed file."""
    session = office.session
    agreement, message = match_files.read_message(session, match_partners.own_keys(session), raw)
    run = match_table.run_of(session.reading(), message.head.run)
    match_terms.refuse_unfitting(session, agreement, message, run)


def test_altered_foreign_and_replayed_answers_are_refused(agreed):
    ours, theirs = agreed
    ours.knows("Sita", **SITA)
    case = theirs.knows("Sita", **SITA)
    first, second = ours.asks(theirs), ours.asks(theirs)
    answered = theirs.answers(first)
    message = opened(ours, answered)
    head, (*by_kind, marks) = message.head, message.parts
    points = [point for points in by_kind for point in points]
    other = opened(theirs, second)
    keys = match_partners.own_keys(theirs.session).keys
    fits(ours, matching.sign(keys, head, points, marks)[0])
    altered = bytearray(matching.sign(keys, head, points, marks)[0])
    altered[-1] ^= 1
    for error, raw in (
        (match_partners.NoAgreement, bytes(altered)),  # nobody's signature
        (match_terms.OtherRun, matching.sign(keys, replace(head, answers=other.id), points, marks)[0]),
        (match_terms.OtherRun, matching.sign(keys, replace(head, run=other.head.run), points, marks)[0]),
        (match_terms.OtherRun, matching.sign(keys, replace(head, run=b"\x07" * 32), points, marks)[0]),
        (MatchFileRefused, matching.sign(keys, replace(head, marked=1), points, marks[:1])[0]),
        (match_terms.MatchTooMany, _with_more(keys, head, marks)),
        (MatchFileRefused, matching.sign(keys, replace(head, kinds=head.kinds[:2]), points[:128], marks)[0]),
    ):
        with pytest.raises(error):
            fits(ours, raw)
    with pytest.raises(match_terms.OtherRun):
        theirs.finishes(first)  # a question is no answer
    back = ours.file()
    assert len(ours.finishes(answered, back).cases) == 1
    with pytest.raises(match_terms.RunIsOver):
        ours.finishes(answered)
    assert len(theirs.finishes(back).cases) == 1
    with pytest.raises(match_terms.RunIsOver):
        fits(theirs, matching.sign(match_partners.own_keys(ours.session).keys, *_said(theirs, back))[0])
    ended = match_overview.end_run(ours.session, other.head.run.hex())
    assert ended.state == "ended"
    with pytest.raises(match_terms.RunIsOver):
        fits(ours, matching.sign(keys, replace(head, run=other.head.run, answers=other.id), points, marks)[0])
    assert len(theirs.events_of(case, events.MATCHED)) == 1


def _with_more(keys: DeviceKeys, head: Head, marks: Sequence[bytes]) -> bytes:
    return matching.sign(keys, replace(head, persons=128), points_of(128), marks)[0]  # type: ignore[arg-type]


def _said(office: Office, file: Path) -> tuple[Head, tuple[bytes, ...]]:
    message = opened(office, file)
    return message.head, message.parts[0]


def test_a_third_office_can_answer_nothing_in_anothers_name(agreed, tmp_path):
    ours, theirs = agreed
    ours.knows("Sita", **SITA)
    for third in _office(tmp_path / "third", "Third", "en"):
        third.agrees(ours)
        third.knows("Sita", **SITA)
        asked = ours.asks(theirs)
        content = matching.sign(
            match_partners.own_keys(ours.session).keys, opened(theirs, asked).head, *opened(theirs, asked).parts
        )[0]
        passed_on = seal_bytes(theirs, third, content)  # a partner passes on what it got
        with pytest.raises(MatchFileRefused):
            third.answers(passed_on)
        ours.agrees(third)
        message = opened(theirs, asked)
        head = matching.MatchingAnswer(
            message.head.run,
            message.id,
            match_partners.own_keys(third.session).public,
            message.head.sender,
            message.head.made,
            match_keys.KINDS,
            64,
            384,
        )
        with pytest.raises(match_terms.OtherRun):
            ours.finishes(seal(third, ours, head, points_of(64), [bytes(16)] * 384))


@pytest.mark.parametrize(
    ("place", "kind", "is_found"), [(64, "civil_id", True), (0, "passport", False), (128, "name", False)]
)
def test_a_guess_among_keys_of_another_kind_finds_nobody(agreed, place, kind, is_found):
    """A liar who puts civil IDs where four names a person have room could try five times as many."""
    hostile, victim = agreed
    victim.knows("Sita", **SITA, civil_id="299030212345")
    secret = matching.fresh_secret()
    guess = matching.point_of(canonical.encode([bytes(32), "civil_id", "299030212345"]))
    points = points_of(64)
    number = dict(zip(match_keys.KINDS, (64, 64, 256), strict=True))[kind]
    guessed = matching.blinded(secret, [guess])[0]
    points[place : place + number] = sorted([guessed, *points[place + 1 : place + number]])
    answered = victim.answers(seal_bytes(hostile, victim, request(hostile, victim, points)))
    *by_kind, marks = opened(hostile, answered).parts
    mark_of_guess = marks[points.index(guessed)]
    known = [point for points_of_kind in by_kind for point in points_of_kind]
    assert (mark_of_guess in matching.marks(bytes(32), matching.blinded(secret, known))) == is_found


# -- to the byte


def test_keys_say_nothing_that_is_not_known_exactly():
    assert match_keys.keys({"passport": "12 34", "nationality": "NP"}, 12) == []
    assert match_keys.keys({"passport": "A1234567"}, 12) == []
    assert match_keys.keys({"name": "Sita Gurung", "nationality": "NP"}, 12) == []
    assert match_keys.keys({"name": "Sita", "nationality": "NP", "birth_date": "1999-03-02"}, 12) == []
    assert match_keys.keys({"civil_id": "٢٩٩٠٣٠٢١٢٣٤٥"}, 12) == [("civil_id", "299030212345")]


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Sunita Tamang", "سونيتا تامانغ"),
        ("Mohammed Hassan Ali", "محمد حسن علي"),
        ("Abdurrahman Khan", "عبد الرحمن خان"),
        ("Abdullah Yusuf", "عبدالله يوسف"),
        ("Fatima Al-Zahra", "فاطمة الزهراء"),
        ("Jose Fernandez", "خوسيه فرنانديز"),
    ],
)
def test_a_name_has_the_same_key_in_both_scripts(latin: str, arabic: str):
    facts = {"nationality": "NP", "birth_date": "1999-03-02"}
    here, there = ({*match_keys.keys({**facts, "name": name}, 12)} for name in (latin, arabic))
    assert here & there


RFC = b"QUUX-V01-CS02-with-curve25519_XMD:SHA-512_ELL2_NU_"


@pytest.mark.parametrize(
    ("message", "u"),
    [
        (b"", "51125222da5e763d97f3c10fcc92ea6860b9ccbbd2eb1285728f566721c1e65b"),
        (b"abc", "7d56d1e08cb0ccb92baf069c18c49bb5a0dcd927eff8dcf75ca921ef7f3e6eeb"),
        (b"abcdef0123456789", "3fbe66b9c9883d79e8407150e7c2a1c8680bee496c62fabe4619a72b3cabe90f"),
        (b"q128_" + b"q" * 128, "227e0bb89de700385d19ec40e857db6e6a3e634b1c32962f370d26f84ff19683"),
        (b"a512_" + b"a" * 512, "3bcd651ee54d5f7b6013898aab251ee8ecc0688166fce6e9548d38472f6bd196"),
    ],
)
def test_points_are_those_of_rfc_9380(message: bytes, u: str):
    """RFC 9380, J.4.2: the u-coordinate of Q."""
    assert matching.point_of(message, RFC)[::-1].hex() == u


def test_two_secret_numbers_come_to_the_same_in_either_order():
    one, other = matching.fresh_secret(), matching.fresh_secret()
    points = [matching.point_of(canonical.encode([bytes(32), "name", str(n)])) for n in range(20)]
    assert matching.blinded(one, matching.blinded(other, points)) == matching.blinded(
        other, matching.blinded(one, points)
    )
