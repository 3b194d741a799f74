"""What a headquarters can do that withholds, forges, mixes, forgets or lies: each has a name, and
nothing is lost."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.exchange import sync
from app.casework.session.session import EventAppender, Session
from app.errors import SanadError
from app.headquarters import feed, setup
from app.headquarters.organisation_calls import new_epoch
from app.seal import receipt
from app.seal.keys import DeviceKeys, fresh_id
from app.sync import conditions, wire
from app.sync.engine import NoAnswer
from app.vault import audit, log
from tests.hostile import Alter, Hostile, Item, flipped, losing, pulling
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import keeps_a_case


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path, "http") as told:
        told.syncs(DESK)
        yield told


def lied_to(office: Committee, name: str, alter: Alter, times: int = 1 << 30) -> sync.SyncSummary:
    with office.line(name) as line:
        return office.syncs(name, Hostile(line.carry, alter, times))


def kinds(told: sync.SyncSummary) -> list[str]:
    return [problem.kind() for problem in told.problems]


def quiet(office: Committee, *names: str) -> None:
    """Honest syncs end without a word."""
    for name in names:
        assert kinds(office.syncs(name)) == []


def envelopes(session: Session) -> set[bytes]:
    return {row[0] for row in session.vault.database.rows("SELECT id FROM envelope")}


def events_of(session: Session, case: str) -> int:
    return len(log.events(session.vault.database, session.vault, bytes.fromhex(case)))


# -- what is lost on the way -----------------------------------------------------------------


@pytest.mark.parametrize("kind", [wire.SayHello, wire.Directory, wire.Have, wire.Push, wire.Feed, wire.Pull])
def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_there_twice(
    office: Committee, kind: type[wire.Request]
):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    assert lied_to(office, LAYLA, losing(kind), 2).problems == ()
    assert lied_to(office, OMAR, losing(kind), 2).problems == ()
    assert queries.case(office.sessions[OMAR], case).name == "Maya Sample"
    quiet(office, LAYLA, OMAR)
    assert sync.state(office.sessions[LAYLA], case) == "held"


def test_a_line_that_loses_every_answer_ends_with_its_name_and_the_next_sync_finishes(office: Committee):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    told = lied_to(office, LAYLA, losing(wire.Push, wire.Have))
    assert (kinds(told), told.finished) == (["network_lost"], False)
    assert sync.state(office.sessions[LAYLA], case) == "kept"
    told = office.syncs(LAYLA)
    assert (kinds(told), told.waiting) == ([], 0)
    assert sync.state(office.sessions[LAYLA], case) == "held"


def test_whether_a_batch_arrived_is_asked_before_it_goes_again(office: Committee):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    with office.sessions[LAYLA].vault.transaction() as writer:
        pen = EventAppender(office.sessions[LAYLA], writer, bytes.fromhex(case))
        pen.say(events.NOTE, {"about": "view", "text": os.urandom(9_000)})
    asked: list[type] = []

    def alter(request: wire.Request, answer: wire.Message) -> wire.Message | NoAnswer:
        asked.append(type(request))
        return losing(wire.Push)(request, answer) if asked.count(wire.PushBrief) == 1 else answer

    told = lied_to(office, LAYLA, alter)
    assert (kinds(told), told.finished) == ([], True)
    assert asked.count(wire.PushBrief) == 1
    assert sync.state(office.sessions[LAYLA], case) == "held"


@pytest.mark.parametrize("names", [1, 9])
def test_names_of_what_is_not_there_are_named_and_the_rest_goes_on(office: Committee, names: int):
    cases = [keeps_a_case(office.sessions[LAYLA], name) for name in ("Maya Sample", "Zain Sample")]
    office.syncs(LAYLA)

    def lies(case: bytes, items: tuple[Item, ...], state: int) -> tuple[tuple[Item, ...], int]:
        if case != bytes.fromhex(cases[0]):
            return items, state
        made_up = [(at, wire.name_of(bytes([at] * 32))) for at, _ in items]
        return tuple(made_up[:names]), state

    told = lied_to(office, OMAR, pulling(lies))
    assert conditions.RecordWithheld.kind() in kinds(told)
    assert events_of(office.sessions[OMAR], cases[1]) == events_of(office.sessions[LAYLA], cases[1])
    quiet(office, OMAR)
    assert events_of(office.sessions[OMAR], cases[0]) == events_of(office.sessions[LAYLA], cases[0])


@pytest.mark.parametrize(
    "spoils",
    [
        lambda piece: wire.Piece(piece.size, flipped(piece.content)),
        lambda piece: wire.Piece(piece.size + 1, piece.content),
        lambda piece: wire.Piece(piece.size, b""),
        lambda piece: wire.Piece(6 << 20, piece.content),
        lambda _: wire.Refusal("not_there", 0, 0),
    ],
    ids=["altered", "longer", "empty", "huge", "refused"],
)
def test_pieces_that_lie_are_named_the_rest_goes_on_and_the_truth_is_taken_later(
    office: Committee, spoils: Callable[[wire.Piece], wire.Message]
):
    long, short = (keeps_a_case(office.sessions[LAYLA], name) for name in ("Maya S.", "Zain S."))
    with office.sessions[LAYLA].vault.transaction() as writer:
        pen = EventAppender(office.sessions[LAYLA], writer, bytes.fromhex(long))
        pen.say(events.NOTE, {"about": "view", "text": os.urandom(90_000)})
    office.syncs(LAYLA)

    def alter(_: wire.Request, answer: wire.Message) -> wire.Message:
        return spoils(answer) if isinstance(answer, wire.Piece) else answer

    told = lied_to(office, OMAR, alter)
    assert set(kinds(told)) & {"answer_odd", "record_forged", conditions.RecordWithheld.kind()}
    assert events_of(office.sessions[OMAR], short) == events_of(office.sessions[LAYLA], short)
    assert events_of(office.sessions[OMAR], long) < events_of(office.sessions[LAYLA], long)
    for _ in range(2):
        office.syncs(OMAR)
    assert events_of(office.sessions[OMAR], long) == events_of(office.sessions[LAYLA], long)


# -- withheld, forged, mixed -----------------------------------------------------------------


def test_a_record_withheld_from_the_middle_is_named_and_comes_later(office: Committee):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.syncs(LAYLA)
    told = lied_to(office, OMAR, pulling(lambda _, items, state: (items[:1] + items[2:], state)))
    assert kinds(told) == [conditions.RecordWithheld.kind()]
    quiet(office, OMAR)
    assert events_of(office.sessions[OMAR], case) == events_of(office.sessions[LAYLA], case)


def test_a_last_record_withheld_is_named_and_comes_later(office: Committee):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.syncs(LAYLA)
    told = lied_to(office, OMAR, pulling(lambda _, items, state: (items[:-1], state)))
    assert kinds(told) == ["record_withheld"]
    quiet(office, OMAR)
    assert events_of(office.sessions[OMAR], case) == events_of(office.sessions[LAYLA], case)


def test_a_case_that_is_not_ours_any_more_is_not_asked_for_at_each_sync(office: Committee):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.syncs(LAYLA)
    told = lied_to(office, OMAR, pulling(lambda *_: ((), wire.NOT_YOURS)))
    assert (kinds(told), events_of(office.sessions[OMAR], case)) == ([], 0)
    with office.line(OMAR) as line:
        listening = Hostile(line.carry, lambda _, answer: answer)
        office.syncs(OMAR, listening)
    assert not [request for request in listening.asked if isinstance(request, wire.Pull)]


def test_records_that_headquarters_numbers_as_if_nothing_were_missing_are_missed(office: Committee):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.syncs(LAYLA)

    def closing(_: bytes, items: tuple[Item, ...], state: int) -> tuple[tuple[Item, ...], int]:
        left = items[:1] + items[2:]
        return tuple((n, raw) for n, (_, raw) in enumerate(left, 1)), state

    told = lied_to(office, OMAR, pulling(closing))
    assert kinds(told) == ["record_withheld"]
    quiet_after = office.syncs(OMAR)
    assert events_of(office.sessions[OMAR], case) == events_of(office.sessions[LAYLA], case)
    assert kinds(quiet_after) == []


@pytest.mark.parametrize("at", [-1, 40, 300])
def test_a_record_with_one_bit_changed_is_named_not_used_and_fetched_again(office: Committee, at: int):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.syncs(LAYLA)

    def forging(_: bytes, items: tuple[Item, ...], state: int) -> tuple[tuple[Item, ...], int]:
        return tuple((n, flipped(raw, at) if n == 2 and len(raw) > 32 else raw) for n, raw in items), state

    told = lied_to(office, OMAR, pulling(forging))
    assert set(kinds(told)) & {conditions.RecordForged.kind(), conditions.RecordWithheld.kind()}
    assert events_of(office.sessions[OMAR], case) < events_of(office.sessions[LAYLA], case)
    quiet(office, OMAR)
    assert events_of(office.sessions[OMAR], case) == events_of(office.sessions[LAYLA], case)
    assert audit.verify(office.sessions[OMAR].vault.database, office.sessions[OMAR].vault, bytes.fromhex(case))[1] == []


def test_a_record_of_another_case_is_named_and_the_right_one_fetched(office: Committee):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    one, two = keeps_a_case(layla, "Maya Sample"), keeps_a_case(layla, "Rima Sample")
    office.syncs(LAYLA)
    seen: dict[bytes, bytes] = {}

    def mixing(case: bytes, items: tuple[Item, ...], state: int) -> tuple[tuple[Item, ...], int]:
        others = [raw for other, raw in seen.items() if other != case]
        if items and case.hex() in (one, two):
            seen.setdefault(case, items[-1][1])
        if others and len(items) > 1:
            return (items[0], (items[1][0], others[0]), *items[2:]), state
        return items, state

    assert conditions.RecordOfAnotherCase.kind() in kinds(lied_to(office, OMAR, pulling(mixing)))
    quiet(office, OMAR)
    for case in (one, two):
        assert events_of(omar, case) == events_of(layla, case)


def test_records_in_another_order_come_to_the_same(office: Committee):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    case = keeps_a_case(layla, "Maya Sample")
    office.syncs(LAYLA)

    def turning(_: bytes, items: tuple[Item, ...], state: int) -> tuple[tuple[Item, ...], int]:
        raws = [raw for _, raw in reversed(items)]
        return tuple(zip([n for n, _ in items], raws, strict=True)), state

    lied_to(office, OMAR, pulling(turning))
    quiet(office, OMAR)
    assert queries.case(omar, case).heads == queries.case(layla, case).heads


# -- receipts --------------------------------------------------------------------------------


def test_a_record_that_headquarters_says_to_have_and_threw_away_is_never_called_held(office: Committee):
    layla = office.sessions[LAYLA]
    quiet(office, LAYLA)
    case = keeps_a_case(layla, "Maya Sample")

    with office.line(LAYLA) as line:

        def lying(request: wire.Request) -> object:
            if isinstance(request, wire.Push):  # never sent on
                result = line.carry(wire.SayHello())
                assert isinstance(result.answer, wire.Hello)
                from app.seal import envelope

                ids = [envelope.peek_unverified(raw).id for raw in request.envelopes]
                return replace(
                    result, answer=wire.Pushed(result.answer.epoch, tuple((id_, wire.NEW) for id_ in ids), ())
                )
            return line.carry(request)

        summary = office.syncs(LAYLA, lying)  # type: ignore[arg-type]
    assert kinds(summary) == [conditions.ReceiptMissing.kind()]
    assert sync.state(layla, case) == "sent"
    quiet(office, LAYLA)
    assert sync.state(layla, case) == "held"
    quiet(office, OMAR)
    assert queries.case(office.sessions[OMAR], case).name == "Maya Sample"


def test_receipts_that_nobody_certified_or_for_something_else_count_for_nothing(office: Committee):
    layla = office.sessions[LAYLA]
    case, others = keeps_a_case(layla, "Maya Sample"), DeviceKeys.fresh()

    def forging(_: wire.Request, answer: wire.Message) -> wire.Message:
        if not isinstance(answer, (wire.Hello, wire.Pushed, wire.Receipts)):
            return answer
        told = [receipt.peek_unverified(raw) for raw in answer.receipts]
        made = [receipt.sign(others, each.stream, each.seq, each.tip, each.at) for each in told]
        return replace(answer, receipts=tuple(made))

    told = lied_to(office, LAYLA, forging)
    assert set(kinds(told)) == {"receipt_refused", "receipt_missing"}
    assert sync.state(layla, case) == "sent"
    quiet(office, LAYLA)
    assert sync.state(layla, case) == "held"


# -- the directory ---------------------------------------------------------------------------


def test_a_part_of_the_directory_that_is_withheld_is_named(office: Committee):
    def withholding(_: wire.Request, answer: wire.Message) -> wire.Message:
        return replace(answer, entries=()) if isinstance(answer, wire.DirectoryNews) else answer

    office.joins("Rima Sample", news=False)
    office.syncs(DESK)
    assert conditions.DirectoryWithheld.kind() in kinds(lied_to(office, LAYLA, withholding))
    quiet(office, LAYLA)


def test_a_directory_that_is_older_than_before_is_named_and_not_followed(office: Committee):
    heads: list[tuple[bytes, ...]] = []

    def older(_: wire.Request, answer: wire.Message) -> wire.Message:
        if not isinstance(answer, wire.Hello):
            return answer
        heads.append(answer.heads)
        return replace(answer, heads=heads[0])

    with office.line(LAYLA) as line:
        quiet(office, LAYLA)
        before = Hostile(line.carry, older)
        assert kinds(office.syncs(LAYLA, before)) == []
        office.joins("Rima Sample")
        office.syncs(DESK)
        quiet(office, LAYLA)
        assert kinds(office.syncs(LAYLA, before)) == [conditions.DirectoryRolledBack.kind()]
    quiet(office, LAYLA)


def test_an_entry_that_no_registrar_signed_is_refused(office: Committee):
    def forging(_: wire.Request, answer: wire.Message) -> wire.Message:
        if isinstance(answer, wire.DirectoryNews) and answer.entries:
            return replace(answer, entries=tuple(flipped(raw) for raw in answer.entries))
        return answer

    office.joins("Rima Sample", news=False)
    office.syncs(DESK)
    told = lied_to(office, LAYLA, forging)
    assert "directory_refused" in kinds(told)
    people = office.sessions[LAYLA].vault.directory.organisation.versions
    quiet(office, LAYLA)
    assert len(office.sessions[LAYLA].vault.directory.organisation.versions) == len(people) + 1


# -- histories -------------------------------------------------------------------------------


def restored(office: Committee, yesterday: Path, *, silently: bool = False) -> None:
    """Yesterday's database in the place of today's."""
    for file in office.hq.folder.glob("headquarters.sqlite*"):
        file.unlink()
    for file in yesterday.glob("headquarters.sqlite*"):
        shutil.copy(file, office.hq.folder)
    if not silently:
        database = setup.open_database(office.hq.folder)
        database.change(new_epoch)
        database.close()


def backup(office: Committee, to: Path) -> None:
    to.mkdir()
    with office.hq.offline():
        for file in office.hq.folder.glob("headquarters.sqlite*"):
            shutil.copy(file, to)


@pytest.mark.parametrize("silently", [False, True])
def test_a_headquarters_restored_from_yesterday_is_filled_again_by_whoever_holds_what_it_lost(
    office: Committee, tmp_path: Path, *, silently: bool
):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    old = keeps_a_case(layla, "Maya Sample")
    quiet(office, LAYLA, OMAR)
    backup(office, tmp_path / "yesterday")
    new = keeps_a_case(layla, "Rima Sample")
    queries.set_view(omar, old, queries.case(omar, old).interviews[0].id, "seen")
    quiet(office, LAYLA, OMAR, DESK)
    with office.hq.offline():
        restored(office, tmp_path / "yesterday", silently=silently)
    # Omar fills in what Layla wrote; of the desk's nobody else has everything
    lost = [conditions.HistoryLost.kind()] if silently else []
    assert [kinds(office.syncs(name)) for name in (OMAR, LAYLA, DESK)] == [lost, [], lost]
    late = office.joins("Rima Late")
    quiet(office, DESK, "Rima Late", OMAR, LAYLA)
    for case in (old, new):
        assert queries.case(late, case).heads == queries.case(layla, case).heads
        assert sync.state(layla, case) in ("held", "read")


def test_a_copied_vault_is_noticed_both_are_kept_and_one_gets_new_keys(office: Committee, tmp_path: Path):
    layla = office.sessions[LAYLA]
    case = keeps_a_case(layla, "Maya Sample")
    quiet(office, LAYLA)
    office.leaves(LAYLA)
    person = office.people[LAYLA]
    twin_home = tmp_path / "twin"
    shutil.copytree(person.home, twin_home)
    layla = office.comes(LAYLA)
    case_id = keeps_a_case(layla, "Rima Sample")
    quiet(office, LAYLA)
    office.people["Twin"] = replace(person, home=twin_home)
    twin = office.comes("Twin")
    two = keeps_a_case(twin, "Salma Sample")
    summary = office.syncs("Twin")
    assert kinds(summary) == [conditions.StreamForked.kind()]
    assert summary.new_device
    stream = twin.vault.stream
    assert stream != layla.vault.stream
    assert kinds(office.syncs(LAYLA)) == ["stream_forked"]
    office.syncs(OMAR)
    for found in (case, case_id, two):
        assert queries.case(office.sessions[OMAR], found).name


def test_a_headquarters_that_is_another_at_each_answer_is_left_by_name(office: Committee):
    def changing(_: wire.Request, answer: wire.Message) -> wire.Message:
        return replace(answer, epoch=fresh_id()) if hasattr(answer, "epoch") else answer

    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    summary = lied_to(office, LAYLA, changing)
    assert (conditions.EpochUnsteady.kind() in kinds(summary), summary.finished) == (True, False)
    quiet(office, LAYLA)
    assert sync.state(office.sessions[LAYLA], case) == "held"


@pytest.mark.parametrize(
    ("kind", "condition"), [("full", conditions.HeadquartersFull), ("not_claimed", conditions.NotClaimedYet)]
)
def test_what_headquarters_refuses_has_its_name_and_everything_is_kept(
    office: Committee, kind: str, condition: type[SanadError]
):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    summary = lied_to(office, LAYLA, lambda *_: wire.Refusal(kind, 60, office.sessions[LAYLA].now()))
    assert ([type(error) for error in summary.problems], summary.finished) == ([condition], False)
    assert sync.state(office.sessions[LAYLA], case) == "kept"
    quiet(office, LAYLA)
    assert sync.state(office.sessions[LAYLA], case) == "held"


def test_a_record_that_headquarters_refuses_is_named_and_never_called_held(office: Committee):
    def refusing(_: wire.Request, answer: wire.Message) -> wire.Message:
        if isinstance(answer, (wire.Hello, wire.Receipts)):
            return replace(answer, receipts=())
        if not isinstance(answer, wire.Pushed):
            return answer
        return replace(answer, outcomes=tuple((id_, "odd") for id_, _ in answer.outcomes), receipts=())

    quiet(office, LAYLA)
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    assert conditions.RecordRefused.kind() in kinds(lied_to(office, LAYLA, refusing))
    assert sync.state(office.sessions[LAYLA], case) != "held"


def test_a_true_receipt_at_the_place_of_another_record_counts_for_nothing(office: Committee):
    layla, keys = office.sessions[LAYLA], setup.receipt_keys(office.hq.folder)

    def misplacing(_: wire.Request, answer: wire.Message) -> wire.Message:
        if not isinstance(answer, (wire.Hello, wire.Pushed, wire.Receipts)):
            return answer
        true_receipts = [receipt.peek_unverified(raw) for raw in answer.receipts]
        misplaced = [receipt.sign(keys, true.stream, true.seq + 1, true.tip, true.at) for true in true_receipts]
        return replace(answer, receipts=tuple(misplaced))

    case = keeps_a_case(layla, "Maya Sample")
    assert conditions.ReceiptElsewhere.kind() in kinds(lied_to(office, LAYLA, misplacing))
    assert sync.state(layla, case) == "sent"
    quiet(office, LAYLA)
    assert sync.state(layla, case) == "held"


@pytest.mark.parametrize("named", ["nobody's", "her own"])
def test_a_feed_without_end_is_left_after_a_round_that_brings_nothing(office: Committee, named: str):
    layla = office.sessions[LAYLA]
    case = bytes.fromhex(keeps_a_case(layla, "Maya Sample"))
    quiet(office, LAYLA)
    rounds = list[int]()

    def endless(_: wire.Request, answer: wire.Message) -> wire.Message:
        if not isinstance(answer, wire.Fed):
            return answer
        assert len(rounds) < 12
        rounds.append(1)
        id_ = case if named == "her own" else fresh_id()
        return replace(answer, cases=((id_, 0, 1 << 20, len(rounds)),), more=1)

    before = envelopes(layla)
    summary = lied_to(office, LAYLA, endless)
    assert conditions.FeedWithoutEnd.kind() in kinds(summary)
    assert len(rounds) <= 3  # once from the beginning, as it has less than before
    assert envelopes(layla) == before
    later = keeps_a_case(layla, "Amal Sample")
    office.syncs(LAYLA)
    assert sync.state(layla, later) == "held"


def test_an_honest_feed_of_many_pages_comes_to_its_end(office: Committee, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feed, "_LISTED", 1)
    layla = office.sessions[LAYLA]
    cases = [keeps_a_case(layla, f"Maya {n} Sample") for n in range(5)]
    quiet(office, LAYLA, OMAR)
    omar = office.sessions[OMAR]
    assert [queries.case(omar, case).id for case in cases] == cases
    with omar.vault.transaction() as writer:  # everything is listed anew, and is here
        writer.run("UPDATE cursor SET pos = 0, next = 0")
    quiet(office, OMAR)
