"""Copies that are made by themselves: each costs what changed, each opens again, none is half there."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.records import copies_elsewhere, safe_copies, unlock
from app.casework.session.session import Session
from app.disk import BadFolder, RecordsInUse
from app.vault import safe_copies as stored
from tests.conftest import Terminal
from tests.people import PHRASE, Person, keeps_a_case


@pytest.fixture
def session(layla: Person) -> Session:
    return layla.sets_up()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def blocks(place: Path) -> set[str]:
    return {file.name for file in place.glob("sanad-safe/*/blocks/*/*")}


def kept_copies(place: Path) -> list[str]:
    return sorted(file.name for file in place.glob("sanad-safe/*/copies/*"))


def names(session: Session) -> set[str]:
    return {row.name for row in queries.cases(session)}


def test_until_somebody_chooses_a_place_nothing_is_copied(session: Session, place: Path):
    assert safe_copies.state(session).place is None
    assert safe_copies.find(session, [place]) is None
    with pytest.raises(BadFolder):
        safe_copies.choose(session, place / "nowhere")
    safe_copies.choose(session, place)
    state = safe_copies.state(session)
    assert (state.place, state.at, state.due, state.late_days) == (place, None, True, 0)
    safe_copies.choose(session, None)
    assert safe_copies.state(session).place is None


def test_a_copy_is_restored_with_everything_that_was_kept_before_it(
    session: Session, layla: Person, place: Path, tmp_path: Path
):
    keeps_a_case(session, "Maya Sample")
    safe_copies.choose(session, place)
    copy = safe_copies.make_now(session, place)
    assert copy.new_bytes == copy.size
    keeps_a_case(session, "Came Later")
    vault = session.officer.vault_id
    session.close()
    shutil.rmtree(layla.home / "vaults")
    assert unlock.restore(layla.home, place).id == vault
    assert not list(layla.home.glob("*.partial"))
    again = unlock.unlock(layla.home, vault, PHRASE)
    assert names(again) == {"Maya Sample"}
    assert unlock.check(again).ok
    again.close()


def test_of_several_copies_the_newest_is_restored(session: Session, layla: Person, place: Path):
    safe_copies.choose(session, place)
    for name in ("Maya Sample", "Rima Sample"):
        keeps_a_case(session, name)
        safe_copies.make_now(session, place)
        session.clock.pass_(days=1)
    vault = session.officer.vault_id
    session.close()
    shutil.rmtree(layla.home / "vaults")
    unlock.restore(layla.home, place)
    again = unlock.unlock(layla.home, vault, PHRASE)
    assert names(again) == {"Maya Sample", "Rima Sample"}
    again.close()


def test_a_block_that_the_stick_lost_while_it_was_written_makes_no_whole_copy(session: Session, place: Path):
    safe_copies.choose(session, place)
    work = safe_copies.begin(session)

    def lose(_done: int, _size: int) -> None:
        for block in place.glob("sanad-safe/*/blocks/*/*"):
            block.unlink()

    with pytest.raises(safe_copies.NoSafeCopy):
        safe_copies.carry_out(work, place, lose)
    safe_copies.end(session, work, None)


def test_the_next_copy_writes_what_changed_and_no_more(session: Session, place: Path):
    for number in range(40):
        keeps_a_case(session, f"Sample {number} " + "x" * 20_000)
    safe_copies.choose(session, place)
    first = safe_copies.make_now(session, place)
    before = blocks(place)
    session.clock.pass_(days=1)
    unchanged = safe_copies.make_now(session, place)
    assert unchanged.new_bytes <= 2 * stored.BLOCK  # the note of the first one
    keeps_a_case(session, "One more")
    session.clock.pass_(days=1)
    second = safe_copies.make_now(session, place)
    assert 0 < second.new_bytes < first.size / 2
    assert before & blocks(place)
    assert safe_copies.state(session).due is False


def test_five_copies_are_kept_and_only_the_blocks_that_they_need(session: Session, place: Path):
    safe_copies.choose(session, place)
    for _ in range(7):
        keeps_a_case(session, "Maya Sample")
        session.clock.pass_(days=1)
        safe_copies.make_now(session, place)
    assert len(kept_copies(place)) == stored.KEPT
    assert len(stored.safe_copies(place, session.vault.id.hex())) == stored.KEPT
    needed = set()
    for copy in stored.safe_copies(place, session.vault.id.hex()):
        needed |= {digest.hex() for digest in stored._digests(stored._read(copy.file))}
    assert blocks(place) == needed


def test_what_is_written_meanwhile_is_in_the_next_copy_and_disturbs_none(session: Session, layla: Person, place: Path):
    keeps_a_case(session, "Maya Sample")
    safe_copies.choose(session, place)
    work = safe_copies.begin(session)
    for number in range(30):
        keeps_a_case(session, f"Meanwhile {number} " + "y" * 5_000)
    copy = safe_copies.carry_out(work, place)
    safe_copies.end(session, work, copy)
    assert safe_copies.try_newest(session, place)
    vault = session.officer.vault_id
    session.close()
    shutil.rmtree(layla.home / "vaults")
    unlock.restore(layla.home, place)
    again = unlock.unlock(layla.home, vault, PHRASE)
    assert names(again) == {"Maya Sample"}
    again.close()


def test_while_another_connection_reads_an_old_state_no_copy_begins(session: Session, place: Path):
    safe_copies.choose(session, place)
    reader = session.vault.database.again()
    reader.begin_reading()
    keeps_a_case(session, "Maya Sample")
    with pytest.raises(RecordsInUse):
        safe_copies.begin(session)
    reader.close()
    safe_copies.make_now(session, place)


def test_after_an_erasure_the_copies_from_before_it_go(session: Session, place: Path):
    keeps_a_case(session, "Maya Sample")
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    session.clock.pass_(days=1)
    work = safe_copies.begin(session)
    assert not work.emptied
    safe_copies.end(session, work, None)
    erases(session)
    work = safe_copies.begin(session)
    assert work.emptied == work.at
    safe_copies.end(session, work, safe_copies.carry_out(work, place))
    assert kept_copies(place) == [str(work.at)]
    session.clock.pass_(days=1)
    again = safe_copies.begin(session)
    assert again.emptied == work.at
    safe_copies.end(session, again, None)
    assert safe_copies.state(session).at == datetime.fromtimestamp(work.at, UTC)  # of the whole one
    session.clock.pass_(days=1)
    next_copy = safe_copies.make_now(session, place)
    assert kept_copies(place) == [str(work.at), next_copy.file.name]


def erases(session: Session) -> None:
    with session.vault.transaction() as writer:
        writer.run("INSERT INTO erased VALUES (?, ?, ?)", (bytes(32), bytes(16), bytes(32)))


def test_what_lies_at_headquarters_alone_leaves_the_copies_too(session: Session, place: Path):
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    session.clock.pass_(days=1)
    with session.vault.transaction() as writer:
        writer.run("INSERT INTO away VALUES (?, ?)", (bytes(32), bytes(16)))
    copy = safe_copies.make_now(session, place)
    assert kept_copies(place) == [copy.file.name]


def test_an_erasure_is_seen_though_as_much_came_back_meanwhile(session: Session, place: Path):
    with session.vault.transaction() as writer:
        writer.run("INSERT INTO away VALUES (?, ?)", (bytes(32), bytes(16)))
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    session.clock.pass_(days=1)
    with session.vault.transaction() as writer:
        writer.run("DELETE FROM away")
    erases(session)
    copy = safe_copies.make_now(session, place)
    assert kept_copies(place) == [copy.file.name]


def test_of_two_sticks_that_are_changed_about_each_loses_what_was_erased(session: Session, place: Path, tmp_path: Path):
    other = tmp_path / "other stick"
    other.mkdir()
    safe_copies.choose(session, place)
    for stick in (place, other):
        safe_copies.make_now(session, stick)
        session.clock.pass_(days=1)
    erases(session)
    safe_copies.make_now(session, place)
    session.clock.pass_(days=1)
    copy = safe_copies.make_now(session, other)
    assert [len(kept_copies(stick)) for stick in (place, other)] == [1, 1]
    assert kept_copies(other) == [copy.file.name]


def test_a_copy_beside_an_update_is_none_that_keeps_the_records_safe(session: Session, place: Path, tmp_path: Path):
    beside = tmp_path / "update"
    beside.mkdir()
    safe_copies.choose(session, place)
    first = safe_copies.make_now(session, place)
    session.clock.pass_(days=9)
    erases(session)
    safe_copies.make_now(session, beside, elsewhere=True)
    state = safe_copies.state(session)
    assert (state.at, state.due, state.late_days) == (datetime.fromtimestamp(first.at, UTC), True, 9)
    session.clock.pass_(days=1)
    copy = safe_copies.make_now(session, place)
    assert kept_copies(place) == [copy.file.name]  # the one from before the erasure went


def test_a_clock_that_ran_ahead_stops_no_copies(session: Session, place: Path):
    safe_copies.choose(session, place)
    session.clock.pass_(days=800)
    safe_copies.make_now(session, place)
    assert safe_copies.try_newest(session, place)
    session.clock.pass_(days=-800)
    keeps_a_case(session, "Maya Sample")
    state = safe_copies.state(session)
    assert (state.due, state.to_try) == (True, True)
    session.clock.pass_(days=8)
    assert safe_copies.state(session).late_days == 8  # since the place was chosen
    copy = safe_copies.make_now(session, place)
    newest = stored.safe_copies(place, session.vault.id.hex())[0]
    assert (newest.file, newest.size) == (copy.file, copy.size)
    assert safe_copies.state(session).at == session.clock.at
    assert not safe_copies.state(session).due
    session.clock.pass_(days=1)
    erases(session)
    copy = safe_copies.make_now(session, place)
    assert kept_copies(place) == [copy.file.name]


def test_a_clock_set_back_by_seconds_asks_for_no_other_copy(session: Session, place: Path):
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    session.clock.pass_(seconds=-90)
    state = safe_copies.state(session)
    assert (state.due, state.late_days) == (False, 0)


def test_the_copy_after_a_damaged_one_is_whole_again(session: Session, layla: Person, place: Path):
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    for block in place.glob("sanad-safe/*/blocks/*/*"):
        content = bytearray(block.read_bytes())
        content[100] ^= 1
        block.write_bytes(content)
    assert not safe_copies.try_newest(session, place)
    assert not safe_copies.state(session).to_try  # until there is another
    session.clock.pass_(days=1)
    safe_copies.make_now(session, place)
    assert safe_copies.state(session).to_try
    assert safe_copies.try_newest(session, place)
    state = safe_copies.state(session)
    assert (state.held, state.to_try) == (True, False)
    session.clock.pass_(days=7, seconds=-1)
    assert not safe_copies.state(session).to_try
    session.clock.pass_(seconds=1)
    assert safe_copies.state(session).to_try


def test_a_copy_of_records_that_were_damaged_before_it_does_not_hold(session: Session, place: Path):
    keeps_a_case(session, "Maya Sample " + "x" * 90_000)
    safe_copies.choose(session, place)
    with session.vault.transaction() as writer:
        writer.run("CREATE TABLE spoilt AS SELECT randomblob(40000) AS content")
    first = safe_copies.make_now(session, place)
    assert safe_copies.try_newest(session, place)
    with session.vault.file.open("r+b") as records:  # in the pages of that table, the last ones
        records.seek(first.size - 9_000)
        records.write(bytes(64))
    session.clock.pass_(days=1)
    safe_copies.make_now(session, place)
    assert not safe_copies.try_newest(session, place)
    assert not safe_copies.state(session).held


def test_a_block_that_was_cut_short_is_written_again(session: Session, place: Path):
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    for block in place.glob("sanad-safe/*/blocks/*/*"):
        block.write_bytes(block.read_bytes()[:-1])
    session.clock.pass_(days=1)
    copy = safe_copies.make_now(session, place)
    assert copy.new_bytes == copy.size
    assert safe_copies.try_newest(session, place)


def test_a_damaged_block_is_found_by_the_trial_and_the_copy_before_is_laid(
    session: Session, layla: Person, place: Path
):
    keeps_a_case(session, "Maya Sample")
    safe_copies.choose(session, place)
    copy = safe_copies.make_now(session, place)
    assert safe_copies.try_newest(session, place)
    assert safe_copies.state(session).held
    block = next(iter(place.glob("sanad-safe/*/blocks/*/*")))
    content = bytearray(block.read_bytes())
    content[100] ^= 1
    block.write_bytes(content)
    assert not safe_copies.try_newest(session, place)
    state = safe_copies.state(session)
    assert (state.held, state.tried is not None) == (False, True)
    assert not list(session.vault.folder.path.glob("*.partial"))
    with pytest.raises(safe_copies.NoSafeCopy):
        unlock.restore(layla.home, place)
    assert not list(layla.home.glob("*.partial"))
    copy.file.write_bytes(b"SANAD-COPY 1\nnonsense")
    assert stored.safe_copies(place, session.vault.id.hex()) == []


def test_a_stick_is_found_again_under_another_name(session: Session, place: Path, tmp_path: Path):
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    moved = tmp_path / "E"
    place.rename(moved)
    assert safe_copies.find(session) is None
    assert safe_copies.find(session, [tmp_path, moved]) == moved


def test_after_days_without_a_copy_it_is_late(session: Session, place: Path):
    safe_copies.choose(session, place)
    session.clock.pass_(days=9, seconds=-1)
    assert safe_copies.state(session).late_days == 8
    session.clock.pass_(seconds=1)
    assert safe_copies.state(session).late_days == 9
    safe_copies.make_now(session, place)
    assert safe_copies.state(session).late_days == 0


def test_on_the_command_line(sanad: Terminal, session: Session, place: Path):
    session.close()
    status, document, _ = sanad("vault", "safe", "--place", place, "--now", "--try", "--json")
    assert status == 0
    assert document["place"] == str(place)
    assert (document["due"], document["held"]) == (False, True)
    status, document, _ = sanad("vault", "safe", "--end", "--json")
    assert (status, document["place"]) == (0, "")
    status, document, _ = sanad("vault", "safe", "--now", "--json")
    assert (status, document["error"]["kind"]) == (1, "no_safe_copy")
    assert sanad("vault", "restore", place, "--json")[0] == 0


def settles(session: Session) -> None:
    copies_elsewhere.settle(session, safe_copies.find(session))


def test_a_copy_beside_an_update_goes_once_something_was_erased(session: Session, place: Path, tmp_path: Path):
    beside = tmp_path / "update"
    beside.mkdir()
    safe_copies.choose(session, place)
    safe_copies.make_now(session, beside, elsewhere=True)
    settles(session)
    assert kept_copies(beside)  # nothing was erased since
    erases(session)
    assert safe_copies.state(session).holding_erased == (beside,)
    newer = safe_copies.make_now(session, beside, elsewhere=True)
    settles(session)
    assert kept_copies(beside) == [newer.file.name]
    assert stored.safe_copies(beside, session.vault.id.hex()) == [
        safe_copies.SafeCopy(newer.file, int(newer.file.name), newer.size)
    ]
    assert safe_copies.state(session).holding_erased == ()


def test_a_copy_that_cant_be_reached_is_named_until_it_comes_back_or_was_destroyed(session: Session, tmp_path: Path):
    stick, came_back = tmp_path / "stick", tmp_path / "stick1"
    stick.mkdir()
    safe_copies.make_now(session, stick, elsewhere=True)
    stick.rename(came_back)
    erases(session)
    settles(session)
    assert safe_copies.state(session).holding_erased == (stick,)
    stick.mkdir()  # another stick lies there now
    settles(session)
    assert safe_copies.state(session).holding_erased == (stick,)
    copies = copies_elsewhere.holding_erased(session, None)
    vault = session.vault.id.hex()
    assert copies_elsewhere.remove(vault, copies, came_back, [came_back]) == []  # where copies go
    assert copies_elsewhere.remove(vault, copies, None, [came_back]) == copies
    assert list(came_back.iterdir()) == []
    copies_elsewhere.forget_at(session, stick)
    assert safe_copies.state(session).holding_erased == ()


def test_copies_at_a_place_that_was_given_up_go_once_something_was_erased(
    session: Session, place: Path, tmp_path: Path
):
    other = tmp_path / "share"
    other.mkdir()
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    safe_copies.choose(session, other)
    safe_copies.make_now(session, other)
    settles(session)
    assert kept_copies(place)
    erases(session)
    settles(session)
    assert list(place.iterdir()) == []
    assert kept_copies(other)  # the next one made there takes the place of this one
    assert safe_copies.state(session).holding_erased == ()


def test_a_copy_that_was_removed_by_half_is_still_known_to_lie_there(session: Session, tmp_path: Path):
    beside = tmp_path / "update"
    beside.mkdir()
    copy = safe_copies.make_now(session, beside, elsewhere=True)
    erases(session)
    stands_in_the_way = next(beside.glob("sanad-safe/*/blocks/*")) / "folder"
    stands_in_the_way.mkdir()
    settles(session)
    assert (copy.file.is_file(), safe_copies.state(session).holding_erased) == (True, (beside,))
    stands_in_the_way.rmdir()
    settles(session)
    assert (list(beside.iterdir()), safe_copies.state(session).holding_erased) == ([], ())


def test_a_copy_in_the_records_own_folder_that_nobody_noted_goes_too(session: Session):
    work = safe_copies.begin(session, elsewhere=True)
    safe_copies.carry_out(work, session.home)
    work.source.close()  # as a version before did, which noted nothing
    settles(session)
    assert kept_copies(session.home)
    erases(session)
    settles(session)
    assert not stored.exists(session.home, session.vault.id.hex())


def test_the_command_removes_what_holds_the_erased_and_names_what_it_cant_reach(
    sanad: Terminal, session: Session, tmp_path: Path
):
    here, away = tmp_path / "here", tmp_path / "away"
    for folder in (here, away):
        folder.mkdir()
        safe_copies.make_now(session, folder, elsewhere=True)
    shutil.rmtree(away)
    erases(session)
    session.close()
    status, document, _ = sanad("vault", "safe", "--json")
    assert (status, document["holding_erased"]) == (0, [str(away)])
    assert kept_copies(here) == []
