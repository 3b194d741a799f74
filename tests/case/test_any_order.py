"""The same events, told in any order, twice, by halves or from two sides, are the same case."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.case import events
from app.case.built_in_profiles import built_in
from app.case.duplicates import keys
from app.case.event_log import CausalPast, in_order, merge
from app.case.events import Event
from app.case.fields import CHOSEN
from app.case.kinds.groups import groups
from app.case.kinds.links import links
from app.case.kinds.people import people, proceedings
from app.case.kinds.support_services import recovery, services
from app.case.kinds.table import OF_CASES
from app.case.progress import road
from app.case.projection import fold
from app.case.retention import keep_until
from app.case.tasks import tasks
from tests.case.colleagues import CASE, Colleague

TALKS = [b"1" * 16, b"2" * 16]
PATHS = ["/data/a", "/data/b", "/data/w[k3f9]", "/data/w[k3f9]/c"]
FIELDS = [
    ["answer", TALKS[0], "/data/a"],
    ["fact", "name"],
    ["view", TALKS[0]],
    ["review"],
    ["stage"],
    ["consent", "share", "shelter"],
    ["status"],
    ["referral", TALKS[0]],
    ["group", TALKS[0], "kind"],
    ["hearing", TALKS[0], "date"],
]
TEXTS = ["", "x", "y", "x y", "y x"]
TO = [["person", b"o" * 16], ["team", b"n" * 16]]
ROLES = ["inspector", "shelter", "supervisor", "desk", "", "later"]
KINDS = [*OF_CASES, "of a later version"]


def something(rng: random.Random, known: list[bytes]) -> tuple[str, dict[str, object]]:
    """A sensible event, now and then with a key that holds something odd."""
    what = rng.choice(KINDS)
    told: dict[str, object] = {
        "interview": rng.choice(TALKS), "field": rng.choice(FIELDS), "value": rng.choice(TEXTS),
        "answers": [[path, rng.choice(TEXTS)] for path in rng.sample(PATHS, rng.randrange(5))],
        "facts": {
            "name": rng.choice(TEXTS), "court": rng.choice(TEXTS),
            "date": rng.choice(["", "2026-12-01", "2026-W49-1", "odd"]),
        }, "both": rng.randrange(2),
        "about": rng.choice(["view", "view", "shift", "shift taken"]),
        "text": rng.choice(TEXTS), "decision": rng.choice(["approved", "returned"]),
        "to": rng.choice([*TO, "documentation", "referral"]), "name": "Omar", "of": rng.choice(known or [b""]),
        "reference": "KW-1", "assessment": {"n": rng.randrange(9)}, "several": PATHS[:1],
        "computed": rng.sample(PATHS, rng.randrange(2)), "hash": b"h" * 32, "xml": b"x",
        "person": b"o" * 16, "from": 1, "until": 2, "restricted": rng.randrange(2),
        "profile": ["kw-2019", 1], "reason": "r", "purpose": "share", "agency": "shelter",
        "answer": rng.choice(["yes", "no", "withdrawn"]), "language": "ne", "mode": "signature",
        "referral": rng.choice(TALKS), "urgency": "1d", "body": "b", "on": 1,
        "status": rng.choice(["sent", "accepted", "possible", "identified"]), "basis": "duty",
        "check": "risk-review", "kinds": ["smuggling"], "draft": rng.randrange(2),
        "service": rng.choice(TALKS) if what == events.SERVICE else "s", "gave": "food",
        "given": rng.randrange(2), "days": rng.choice([20, 45, 60]),
        "other": rng.choice(TALKS), "as": rng.choice(["same", "family", "", "odd"]),
        "group": rng.choice([*TALKS, b""]), "kind": rng.choice(["site", "investigation", ""]),
        "others": rng.randrange(9), "hearing": rng.choice(TALKS), "proceeding": rng.choice(TALKS),
        "form": {"id": "f", "hash": b"h" * 32}, "values": rng.choice([[], TEXTS[:2]]),
    }  # fmt: skip
    if told["about"] == "shift taken":
        told["of"] = [*rng.sample(known, len(known) // 2), "odd", [1]]
    for key in rng.sample(list(told), rng.choice([0, 0, 0, 1, 3])):
        told[key] = rng.choice([None, -1, 2**63, "odd", b"odd", [], [1, ["a"]], {"a": 1}, {1: ""}])
    return what, told


def life(rng: random.Random, size: int) -> list[Colleague]:
    """Colleagues who write and meet, some of them only half."""
    them = [Colleague(name, rng.choice(ROLES)) for name in ("layla", "omar", "desk")]
    for n in range(size):
        one, other = rng.sample(them, 2)
        if rng.random() < 0.3:
            part = rng.sample(other.log, rng.randrange(len(other.log) + 1))
            one.log = merge(one.log, part)
        else:
            what, told = something(rng, [each.id for each in one.log])
            one.says(what, at=n, **told)
    return them


lives = st.builds(lambda seed, size: life(random.Random(seed), size), st.integers(0, 2**32), st.integers(1, 40))


@given(lives, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_any_order_doubled_by_halves_and_from_two_sides(them: list[Colleague], rng):
    everything = [event for each in them for event in each.log]
    whole = fold(CASE, everything)
    rng.shuffle(everything)
    assert fold(CASE, everything) == whole
    assert fold(CASE, everything + everything[::-1]) == whole
    half = len(everything) // 2
    first, second = fold(CASE, everything[:half]), everything[half:]
    assert fold(CASE, merge(first.timeline, second)) == whole
    sides = [merge(*(other.log for other in order)) for order in (them, them[::-1])]
    assert sides[0] == sides[1] == whole.timeline
    assert [conflict.id for conflict in fold(CASE, sides[0]).conflicts] == [e.id for e in whole.conflicts]
    assert {each.id for each in whole.timeline} == {each.id for each in everything}


@given(lives)
def test_whoever_resolves_everything_ends_everything_on_every_side(them: list[Colleague]):
    them[0].meets(*them[1:])
    supervisor = Colleague("noura", "supervisor", list(them[0].log))
    for _ in range(30):  # a fact may appear once its answer is settled
        if not (conflicts := supervisor.case.conflicts):
            break
        for conflict in conflicts:
            texts = [value.text for value in conflict.values]
            chosen = "withdrawn" if "withdrawn" in texts else texts[-1]
            if conflict.field[0] not in CHOSEN:
                chosen = chosen or "returned"  # of the course "" is a value, such as no basis
            supervisor.resolves(conflict.field, chosen)
    them[0].meets(supervisor, *them[1:])
    assert all(each.case.conflicts == [] for each in them)


@given(lives)
def test_who_had_seen_what_is_the_same_as_walking_the_graph(them: list[Colleague]):
    order = in_order(event for each in them[:2] for event in each.log)
    place = {event.id: n for n, event in enumerate(order)}
    past = CausalPast(order)
    walked: list[set[int]] = []
    for event in order:
        direct = {place[each] for each in event.seen if each in place}
        walked.append(direct.union(*(walked[each] for each in direct)))
    for later, before in enumerate(walked):
        assert {n for n in range(len(order)) if past.saw(later, n)} == before


@given(lives, st.integers(0, 39))
def test_nothing_is_lost_when_events_are_missing_and_nothing_stays_wrong_when_they_come(them, n):
    everything = merge(*(each.log for each in them))
    missing = everything[: n % (len(everything) or 1)]
    rest = everything[len(missing) :]
    assert {each.id for each in fold(CASE, rest).timeline} == {each.id for each in rest}
    assert fold(CASE, [*rest, *missing]) == fold(CASE, everything)


def junk() -> st.SearchStrategy[object]:
    leaf = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=17)
    return st.recursive(leaf, lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.dictionaries(
                st.sampled_from(
                    ["interview", "answers", "facts", "form", "field", "value", "both", "values",
                     "to", "of", "at", "seen", "text", "about", "several", "computed", "agreement",
                     "assessment", "person", "from", "until", "hash", "xml", "decision", "profile", "purpose", "agency",
                     "answer", "referral", "status", "urgency", "expires", "attached", "kinds", "group", "kind",
                     "others", "hearing", "proceeding", "other", "as", "role", "given", "gave", "days", "service",
                     "need", "note", "on", "held"]
                ),
                junk()
                | st.sampled_from([*TALKS, *FIELDS, *TO, "view", "approved", ["kw-2019", 1], "share",
                                   "shelter", "yes", "sent", "possible", "1d"]),
            ),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_nothing_that_anybody_writes_closes_a_case(told):
    log = [
        events.read(bytes([n]) * 32, b"s" * 16, {**content, "what": what}, "desk")
        for n, (what, content) in enumerate(told)
    ]
    case = fold(CASE, log)
    assert len(case.timeline) == len(log)
    for of in case.registers:
        case.history(of)
    profile = built_in()["kw-2019", 1]
    tasks(case, profile), road(case, profile, 9), keep_until(case, profile)
    people(case), proceedings(case), groups(case), links(case), services(case), recovery(case, 30)
    keys(case.facts)


def test_an_event_that_two_directories_know_differently_is_one_and_the_same_everywhere():
    known = Event(b"1" * 32, b"s" * 16, events.REVIEWED, 1, (), {"decision": "approved"}, "desk")
    unknown = Event(known.id, known.stream, known.what, 1, (), known.content)
    assert merge([known], [unknown]) == merge([unknown], [known]) == [known]
