"""Holders' cards of an officer's records: any three of five open them, fewer nothing, once."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from app.case import events
from app.casework.cases import erasure, queries
from app.casework.exchange import post, sync
from app.casework.organisation import administration, founding_papers, root_cards
from app.casework.records import holder_cards, unlock
from app.casework.records.unlock import PassphraseTooWeak, WrongPassphrase
from app.casework.session import key_log
from app.casework.session.colleagues import NotTheDesk
from app.casework.session.holder_names import HolderNameMissing, HolderNameTwice
from app.casework.session.officers import vaults
from app.casework.session.session import EventAppender, Session, events_of
from app.casework.sharing import inbox, key_notices
from app.seal import case_grant
from app.seal.holders import HolderCardsDiffer, HolderCardsTooFew, HolderCardTwice, HolderPolicyRefused, HolderSetEnded
from app.settings import state
from app.vault import inbox as stored
from app.vault import log
from tests.casework.test_posting import Office
from tests.hq_people import DESK, LAYLA, OMAR, committee
from tests.people import CHEAP, OTHER_PHRASE, PHRASE, Person, keeps_a_case

HOLDERS = ("سلمى الأولى", "Basil Second", "Carla Third", "Dalal Fourth", "Emad Fifth")
THIRD_PHRASE = "marble canyon eleven thimble frost"


def cards_of(session: Session, name: str = "autumn") -> tuple[list[str], tuple[str, ...]]:
    """A set of five is made and handed out: the words of each card, and the recovery card."""
    made = holder_cards.make(session, PHRASE, HOLDERS, 3, name, cost=CHEAP)
    words = [" ".join(card.words) for card in made.card_set.waiting]
    for number in range(1, 6):
        holder_cards.handed_out(session, number)
    return words, made.recovery_card


def recovers(layla: Person, cards: list[str], phrase: str = OTHER_PHRASE) -> unlock.NewVault:
    return holder_cards.recover(layla.home, layla.vault_id, cards, phrase, cost=CHEAP, clock=layla.clock)


def test_three_of_five_open_without_passphrase_and_computer_and_the_officer_sees_who(layla: Person):
    session = layla.sets_up()
    case, stream = keeps_a_case(session, "Maya Sample"), session.vault.stream
    cards, recovery_card = cards_of(session)
    assert recovery_card == ()  # the first set ends nothing
    session.close()
    (layla.home / "device.key").unlink()
    made = recovers(layla, [cards[4], cards[0], cards[2]])
    assert queries.case(made.session, case).name == "Maya Sample"
    assert made.session.vault.stream != stream
    used = key_notices.unseen(made.session)[0]
    assert (used.kind, used.is_own, used.set_name) == ("holders' cards used", True, "autumn")
    assert used.holders == ((1, HOLDERS[0]), (3, HOLDERS[2]), (5, HOLDERS[4]))
    assert used.at == layla.clock.at
    key_notices.see(made.session, used.event)  # whoever recovered can't put the line away
    made.session.close()
    assert vaults(layla.home)[0].recovered == layla.clock.at.replace(microsecond=0)
    again = layla.unlocks(OTHER_PHRASE)
    assert key_notices.unseen(again)[0].kind == "holders' cards used"
    assert inbox.lines(again) == []
    assert inbox.how_many(again) == 0
    for line in key_notices.unseen(again):
        key_notices.see(again, line.event)
    assert key_notices.unseen(again) == []
    assert {line.kind for line in key_notices.history(again)} == {"holders' cards made", "holders' cards used"}
    assert vaults(layla.home)[0].recovered is None
    assert unlock.check(again).ok
    again.close()


def test_a_used_set_is_used_up_and_the_former_phrase_and_recovery_card_open_nothing(layla: Person):
    session = layla.sets_up()
    cards, _ = cards_of(session)
    session.close()
    made = recovers(layla, cards[:3])
    assert holder_cards.read(made.session) is None
    made.session.close()
    assert holder_cards.policy_of(layla.home, layla.vault_id) is None
    with pytest.raises(HolderSetEnded):
        recovers(layla, cards[2:], THIRD_PHRASE)
    with pytest.raises(HolderSetEnded):
        holder_cards.check_card(layla.home, layla.vault_id, cards[0])
    with pytest.raises(WrongPassphrase):
        layla.unlocks(PHRASE)
    with pytest.raises(unlock.CardRefused):
        unlock.recover(layla.home, layla.vault_id, " ".join(layla.card), THIRD_PHRASE, cost=CHEAP)


def test_too_few_doubled_and_mixed_cards_open_nothing_and_are_no_tries(layla: Person):
    session = layla.sets_up()
    first, _ = cards_of(session)
    keys = session.vault.folder.keys
    former_keys = keys.read_bytes()
    second, recovery_card = cards_of(session, "winter")
    assert len(recovery_card) == 24  # ending a set makes a new one of these
    session.close()
    before = keys.read_bytes()
    for cards, condition in (
        ([], HolderCardsTooFew),
        (second[:2], HolderCardsTooFew),
        ([second[0], second[1], second[0]], HolderCardTwice),
        ([second[0], second[1], first[2]], HolderCardsDiffer),
        (first[:3], HolderSetEnded),
    ):
        with pytest.raises(condition):
            recovers(layla, cards)
    with pytest.raises(HolderCardsTooFew) as refusal:
        recovers(layla, second[:2])
    assert (refusal.value.missing, refusal.value.needed) == (1, 3)
    with pytest.raises(PassphraseTooWeak):
        recovers(layla, second[:3], "password")
    assert keys.read_bytes() == before
    assert list(state().glob("tries-*")) == []
    keys.write_bytes(former_keys)  # an old key file and its cards open an old master key alone
    with pytest.raises(unlock.Damaged):
        recovers(layla, first[:3])
    keys.write_bytes(before)
    layla.unlocks().close()


def test_wrong_passphrases_in_a_row_dont_keep_holders_out_nor_cards_the_officer(layla: Person):
    session = layla.sets_up()
    cards, _ = cards_of(session)
    session.close()
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            layla.unlocks("wrong")
    with pytest.raises(unlock.WaitFirst):
        layla.unlocks(PHRASE)
    recovers(layla, cards[:3]).session.close()
    layla.unlocks(OTHER_PHRASE).close()


def test_cards_outlive_a_new_passphrase_and_the_use_of_the_recovery_card(layla: Person):
    session = layla.sets_up()
    cards, _ = cards_of(session)
    session, card = unlock.change_passphrase(session, PHRASE, OTHER_PHRASE, cost=CHEAP)
    session.close()
    by_card = unlock.recover(layla.home, layla.vault_id, " ".join(card), PHRASE, cost=CHEAP)
    by_card.session.close()
    recovers(layla, [cards[1], cards[3], cards[4]], THIRD_PHRASE).session.close()


def test_an_ended_set_opens_nothing_and_the_end_is_told(layla: Person):
    session = layla.sets_up()
    with pytest.raises(holder_cards.NoHolderCards):
        holder_cards.end(session, PHRASE, cost=CHEAP)
    cards, _ = cards_of(session)
    with pytest.raises(WrongPassphrase):
        holder_cards.end(session, "wrong", cost=CHEAP)
    assert len(holder_cards.end(session, PHRASE, cost=CHEAP)) == 24
    assert key_notices.unseen(session)[0].kind == "holders' cards ended"
    session.close()
    with pytest.raises(HolderSetEnded):
        recovers(layla, cards[:3])


def test_making_asks_for_the_passphrase_names_and_numbers_that_can_be(at_work: Session):
    with pytest.raises(WrongPassphrase):
        holder_cards.make(at_work, "wrong", HOLDERS)
    for threshold, count in ((1, 5), (6, 5), (2, 17), (2, 1)):
        names = [f"Holder {number}" for number in range(count)]
        with pytest.raises(HolderPolicyRefused):
            holder_cards.make(at_work, PHRASE, names, threshold)
    with pytest.raises(HolderNameMissing):
        holder_cards.make(at_work, PHRASE, ["Basil", " "], 2)
    with pytest.raises(HolderNameTwice):
        holder_cards.make(at_work, PHRASE, ["Basil", "Carla", "basil "], 2)
    assert holder_cards.read(at_work) is None
    assert key_notices.history(at_work) == []


def test_words_wait_in_the_records_until_each_card_is_with_its_holder(layla: Person):
    session = layla.sets_up()
    made = holder_cards.make(session, PHRASE, HOLDERS[:3], 2, cost=CHEAP).card_set
    assert (made.name, made.policy.threshold, made.policy.cards) == ("2026-11-24", 2, 3)
    assert "Secret" not in repr(made)
    assert made.waiting[0].words[5] not in repr(made)
    holder_cards.handed_out(session, 2)
    session.close()
    again = layla.unlocks()
    seen = holder_cards.read(again)
    assert seen is not None
    assert [(card.number, card.words) for card in seen.waiting] == [(1, ()), (3, ())]
    with pytest.raises(WrongPassphrase):
        holder_cards.reopen(again, "wrong")
    kept = holder_cards.reopen(again, PHRASE)
    assert kept is not None
    assert [card.words for card in kept.waiting] == [made.waiting[0].words, made.waiting[2].words]
    for number in (1, 3):
        holder_cards.handed_out(again, number)
    kept = holder_cards.reopen(again, PHRASE)
    assert kept is not None
    assert kept.waiting == ()
    again.close()


def test_a_set_of_which_the_key_file_knows_nothing_never_came_to_be(layla: Person):
    """A program killed between writing a set down and the key file."""
    session = layla.sets_up()
    keys = session.vault.folder.keys
    before = keys.read_bytes()
    cards, _ = cards_of(session)
    session.close()
    keys.write_bytes(before)
    with pytest.raises(HolderSetEnded):
        recovers(layla, cards[:3])
    again = layla.unlocks()
    assert holder_cards.read(again) is None
    new, _ = cards_of(again)
    again.close()
    recovers(layla, new[:3]).session.close()


def test_any_three_and_no_two(layla: Person, tmp_path: Path):
    from app.seal import holders

    cards, _ = cards_of(layla.sets_up())
    told = [holders.read_card(card) for card in cards]
    assert len({bytes(holders.combine(three)) for three in combinations(told, 3)}) == 1
    assert holders.combine(told) == holders.combine(told[:3])
    for two in combinations(told, 2):
        with pytest.raises(HolderCardsTooFew):
            holders.combine(two)


def test_a_use_that_is_cut_short_is_told_and_the_former_passphrase_goes_on(layla: Person):
    """The line comes before the new keys: who kills the program in between leaves it."""
    session = layla.sets_up()
    cards, _ = cards_of(session)
    folder = session.vault.folder
    session.close()
    in_the_way = folder.records(2)  # where the records under new keys would lie
    in_the_way.mkdir()
    with pytest.raises(OSError, match=r"directory|denied"):
        recovers(layla, cards[:3])
    in_the_way.rmdir()
    again = layla.unlocks(PHRASE)
    assert key_notices.unseen(again)[0].kind == "holders' cards used"
    assert vaults(layla.home)[0].recovered is not None
    again.close()


# -- the desk hears of it --------------------------------------------------------------------


def test_the_desk_hears_of_a_set_and_of_its_use_once_the_new_keys_were_let_in(office: Office):
    desk, layla = office.sessions["Huda Desk"], office.joins("Layla Sample")
    omar = office.joins("Omar Sample")
    cards, _ = cards_of(layla)
    office.carry("Layla Sample", "Huda Desk", "Omar Sample")
    # colleagues learn nothing of who holds cards
    assert log.event_sizes(omar.vault.database, key_log.id_of(layla.vault)) == []
    (made,) = key_notices.unseen(desk)
    assert (made.kind, made.officer, made.is_own) == ("holders' cards made", "Layla Sample", False)
    assert [name for _, name in made.holders] == list(HOLDERS)
    key_notices.see(desk, made.event)
    office.leaves("Layla Sample")
    person = office.people["Layla Sample"]
    recovered = recovers(person, cards[:3]).session
    post.export(recovered, office.stick)
    post.collect(desk, office.stick)
    assert key_notices.unseen(desk) == []  # the desk takes nothing of keys that it didn't let in
    office.sessions["Layla Sample"] = recovered
    office.joins("Layla Sample")
    office.carry("Layla Sample", "Huda Desk")
    (used,) = key_notices.unseen(desk)
    assert (used.kind, used.officer) == ("holders' cards used", "Layla Sample")
    assert [name for _, name in used.holders] == list(HOLDERS[:3])
    assert queries.cases(desk) == []
    assert inbox.lines(desk) == []
    assert (unlock.check(desk).ok, unlock.check(desk).cases) == (True, 0)
    key_log_of_hers = key_log.id_of(recovered.vault).hex()
    with pytest.raises(queries.NoCase):
        queries.case(desk, key_log_of_hers)
    with pytest.raises(queries.NoCase):  # the desk orders nothing of it to be destroyed
        erasure.order(desk, key_log_of_hers, "it never happened")
    key_notices.see(desk, used.event)
    assert key_notices.unseen(desk) == []


def test_what_was_done_before_joining_comes_to_the_desk_and_to_nobody_else(office: Office):
    layla = office.sets_up("Layla Sample", "inspector")
    cards_of(layla)
    office.joins("Layla Sample")
    omar = office.joins("Omar Sample")
    office.carry("Layla Sample", "Huda Desk", "Omar Sample")
    desk = office.sessions["Huda Desk"]
    assert [line.kind for line in key_notices.unseen(desk)] == ["holders' cards made"]
    assert administration.revoke(desk, layla.vault.stream.hex()).cases == 0
    assert log.event_sizes(omar.vault.database, key_log.id_of(layla.vault)) == []


def test_what_a_colleague_gives_away_of_a_log_of_keys_makes_no_line_but_at_the_desk(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    cards_of(layla)
    team = layla.vault.directory.organisation.teams[layla.vault.home_team]
    with layla.vault.transaction() as writer:
        log.grant(writer, layla.vault, key_log.id_of(layla.vault), [team])
    office.carry("Layla Sample", "Omar Sample")
    assert log.event_sizes(omar.vault.database, key_log.id_of(layla.vault))
    assert key_notices.history(omar) == []
    assert queries.cases(omar) == []


# -- the root --------------------------------------------------------------------------------


def test_three_holders_of_the_root_do_what_its_words_do_and_every_use_is_told(office: Office):
    desk, words = office.sessions["Huda Desk"], " ".join(office.founded.root_words)
    dealt = root_cards.deal_out(desk, words, HOLDERS, 3, "safes")
    cards = [" ".join(card.words) for card in dealt.waiting]
    for number in range(1, 6):
        root_cards.handed_out(desk, dealt.mark, number)
    assert [item.waiting for item in root_cards.sets(desk)] == [()]
    with pytest.raises(HolderCardsTooFew):
        administration.add_registrar(desk, cards[:2], "Nobody New")
    assert len(administration.add_registrar(desk, cards[1:4], "Third Holder")) == 24
    administration.withdraw_registrar(desk, words, "Third Holder")
    by_words, by_cards, given = key_notices.history(desk)
    assert (given.kind, given.set_name, len(given.holders)) == ("root given to holders", "safes", 5)
    assert (by_cards.kind, by_cards.subject) == ("root used", "Third Holder")
    assert by_cards.holders == ((2, HOLDERS[1]), (3, HOLDERS[2]), (4, HOLDERS[3]))
    assert (by_words.kind, by_words.holders) == ("root used", ())
    again = root_cards.deal_out(desk, words, HOLDERS[:2], 2)
    assert again.mark != dealt.mark
    administration.add_registrar(desk, cards[2:], "Fourth Holder")  # no set of a root can be ended
    with pytest.raises(HolderCardsDiffer):
        administration.add_registrar(desk, [cards[0], " ".join(again.waiting[0].words)], "Mixed")


def test_cards_of_another_root_or_of_records_are_no_root(office: Office):
    desk = office.sessions["Huda Desk"]
    cards, _ = cards_of(desk)
    with pytest.raises(NotTheDesk):
        administration.add_registrar(desk, cards[:3], "Nobody New")
    with pytest.raises(NotTheDesk):
        root_cards.deal_out(desk, " ".join(office.people["Huda Desk"].card), HOLDERS)
    with pytest.raises(NotTheDesk):
        root_cards.deal_out(desk, "", HOLDERS)  # its words are on paper already


def test_founders_may_have_holders_cards_only(layla: Person):
    session = layla.sets_up()
    papers = founding_papers.found(session, "Sample Committee", "Badr Second")
    dealt = root_cards.deal_out(session, "", HOLDERS[:3], 2)
    for number in (1, 2):
        root_cards.handed_out(session, dealt.mark, number)
    waiting = founding_papers.waiting(session)
    assert waiting is not None
    assert waiting.root == papers.root  # until each card is with its holder
    root_cards.handed_out(session, dealt.mark, 3)
    waiting = founding_papers.waiting(session)
    assert waiting is not None
    assert (waiting.root, waiting.second) == ((), papers.second)
    cards = [" ".join(card.words) for card in dealt.waiting[:2]]
    assert len(administration.add_registrar(session, cards, "Third Holder")) == 24
    session.close()


def test_by_a_sync_the_desk_hears_of_a_set_and_no_colleague_does(tmp_path: Path):
    with committee(tmp_path) as office:
        office.syncs(DESK)
        layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
        cards_of(layla)
        assert office.syncs(LAYLA).problems == ()
        assert sync.overview(layla) == replace(sync.overview(layla), kept_count=0, sent=0)
        for name in (OMAR, DESK, DESK):
            assert office.syncs(name).problems == ()
        assert [line.officer for line in key_notices.unseen(office.sessions[DESK])] == [LAYLA]
        assert log.event_sizes(omar.vault.database, key_log.id_of(layla.vault)) == []
        assert office.syncs(LAYLA).problems == ()
        assert sync.states(layla) == {}


def test_whose_keys_a_line_is_about_is_told_by_the_log_that_it_lies_in(layla: Person):
    session = layla.sets_up()
    cards_of(session)
    elsewhere = case_grant.key_log_id(bytes(16))
    with session.vault.transaction() as writer:
        event = EventAppender(session, writer, elsewhere, restricted=True).say(
            events.HOLDERS_ENDED, {"set": "of another"}
        )
        stored.add(writer, event, elsewhere, events.HOLDERS_ENDED, session.now())
    told = {line.kind: line.is_own for line in key_notices.history(session)}
    assert told == {events.HOLDERS_MADE: True, events.HOLDERS_ENDED: False}


def test_who_did_it_does_not_see_it_away(layla: Person):
    """The next one who opens these records finds it."""
    session = layla.sets_up()
    cards_of(session)
    (made,) = key_notices.unseen(session)
    assert not made.may_be_seen
    key_notices.see(session, made.event)
    assert key_notices.unseen(session) == [made]
    session.close()
    session = layla.unlocks()
    (made,) = key_notices.unseen(session)
    key_notices.see(session, made.event)
    assert key_notices.unseen(session) == []


def test_another_copy_of_the_same_records_shows_what_was_done_with_their_keys(layla: Person):
    session = layla.sets_up()
    cards_of(session)
    log_id = key_log.id_of(session.vault)
    told = events_of(session, log_id)
    with session.vault.transaction() as writer:
        writer.run("DELETE FROM came_in")
        key_notices.notice(session, writer, log_id, told)
    assert [line.kind for line in key_notices.history(session)] == [events.HOLDERS_MADE]


def test_the_lock_screen_says_that_cards_were_used_until_the_officer_has_seen_her_own_line(layla: Person):
    session = layla.sets_up()
    cards, _ = cards_of(session)
    session.close()
    recovers(layla, cards[:3]).session.close()
    session = layla.unlocks(OTHER_PHRASE)
    elsewhere = case_grant.key_log_id(bytes(16))
    with session.vault.transaction() as writer:  # and somebody else's cards were used, too
        event = EventAppender(session, writer, elsewhere, restricted=True).say(
            events.HOLDERS_USED, {"set": "of another"}
        )
        stored.add(writer, event, elsewhere, events.HOLDERS_USED, session.now())
    assert session.vault.folder.recovery() is not None
    for line in key_notices.unseen(session):
        if line.is_own:
            assert session.vault.folder.recovery() is not None or line.kind != events.HOLDERS_USED
            key_notices.see(session, line.event)
    assert session.vault.folder.recovery() is None
