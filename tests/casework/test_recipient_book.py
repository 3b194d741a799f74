"""Recipients are kept with a key whose six words were read out, for an agency, and until a day."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.bundle.problems import RecipientRefused
from app.casework.cases.refusals import NoAgency
from app.casework.export import recipient_book
from app.casework.session import profiles
from app.casework.session.session import Session
from tests.bundle.small import Prosecutor
from tests.people import Person

PROSECUTOR = "النيابة العامة"


def read(public: str, language: int = 1) -> str:
    """What the recipient reads by telephone."""
    return " ".join(recipient_book.words_of_key(recipient_book.of_key_line(public))[language])


def agencies(session: Session) -> list[str]:
    return [agency.id for agency in profiles.in_use(session).agencies if not agency.own]


def kept(session: Session, name: str, agency: str = "", **changes: int) -> Prosecutor:
    somebody = Prosecutor()
    recipient_book.add(session, name, somebody.public, read(somebody.public), agency=agency, **changes)
    return somebody


def test_a_key_is_kept_once_its_words_were_read_in_either_language(at_work: Session):
    somebody = Prosecutor()
    recipient = recipient_book.add(at_work, f"  {PROSECUTOR}  ", somebody.public, read(somebody.public, 0))
    assert (recipient.name, recipient.key, recipient.by) == (PROSECUTOR, somebody.public, at_work.officer.name)
    assert recipient.until - recipient.added == timedelta(days=365)
    again = recipient_book.add(at_work, PROSECUTOR, somebody.public, read(somebody.public), days=10)
    assert recipient_book.known(at_work) == [again]
    assert recipient_book.remove(at_work, recipient.name).id == again.id
    assert recipient_book.known(at_work) == []
    with pytest.raises(recipient_book.NoKnownRecipient):
        recipient_book.remove(at_work, PROSECUTOR)


def test_what_was_not_compared_or_makes_no_sense_is_not_kept(at_work: Session):
    somebody, other = Prosecutor(), Prosecutor()
    words = read(somebody.public)
    for text in ("", read(other.public), " ".join(words.split()[:5]), words + " and"):
        with pytest.raises(recipient_book.KeyWordsDiffer):
            recipient_book.add(at_work, "Prosecutor", somebody.public, text)
    with pytest.raises(RecipientRefused):
        recipient_book.add(at_work, "Prosecutor", "age1nothing", words)
    for name, days in (("", 365), ("x" * 121, 365), ("Prosecutor", 0), ("Prosecutor", 731)):
        with pytest.raises(recipient_book.RecipientIncomplete):
            recipient_book.add(at_work, name, somebody.public, words, days=days)
    with pytest.raises(NoAgency):
        recipient_book.add(at_work, "Prosecutor", somebody.public, words, agency="nobody")
    assert recipient_book.known(at_work) == []


def test_another_key_does_not_take_the_place_of_a_kept_one(at_work: Session):
    first = kept(at_work, "Public prosecutor")
    second = Prosecutor()
    with pytest.raises(recipient_book.KnownAlready):
        recipient_book.add(at_work, "public  Prosecutor", second.public, read(second.public))
    assert [recipient.key for recipient in recipient_book.known(at_work)] == [first.public]


def test_there_is_an_end_to_them(at_work: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recipient_book, "_MOST", 1)
    kept(at_work, "One")
    with pytest.raises(recipient_book.BookFull):
        kept(at_work, "Another")


def test_a_file_goes_to_whom_is_named_and_by_the_rules_of_their_agency(at_work: Session):
    agency, other = agencies(at_work)[:2]
    prosecutor = kept(at_work, PROSECUTOR, agency)
    colleague = kept(at_work, "Shelter desk")
    lock, for_agency = recipient_book.lock_of(at_work, [PROSECUTOR, "shelter DESK"])
    assert (lock.to, for_agency) == ((prosecutor.public, colleague.public), agency)
    assert recipient_book.lock_of(at_work, [PROSECUTOR], agency)[1] == agency
    for wrong in (other, ""):  # "": for colleagues, whom nothing is held back from
        with pytest.raises(recipient_book.RecipientOfAnother):
            recipient_book.lock_of(at_work, [PROSECUTOR], wrong)
    key = Prosecutor().public
    assert recipient_book.lock_of(at_work, [key])[0].to == (key,)
    with pytest.raises(RecipientRefused):
        recipient_book.lock_of(at_work, ["prosecutor"])


def test_nothing_is_sealed_to_a_key_whose_time_is_over(layla: Person):
    session = layla.sets_up()
    kept(session, PROSECUTOR, days=30)
    layla.clock.at += timedelta(days=29)
    assert recipient_book.lock_of(session, [PROSECUTOR])[0].to
    layla.clock.at += timedelta(days=2)
    assert recipient_book.known(session)[0].is_over
    with pytest.raises(recipient_book.RecipientOver):
        recipient_book.lock_of(session, [PROSECUTOR])
    session.close()


def signing_key() -> str:
    public = Ed25519PrivateKey.generate().public_key()
    return public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def test_a_key_for_receipts_is_kept_once_its_words_were_read_and_stays_when_the_other_is_renewed(at_work: Session):
    somebody, line = kept(at_work, PROSECUTOR, agencies(at_work)[0]), signing_key()
    with pytest.raises(recipient_book.KeyWordsDiffer):
        recipient_book.keep_receipt_key(at_work, PROSECUTOR, line, read(signing_key()))
    with pytest.raises(RecipientRefused):  # a key of age signs nothing
        recipient_book.keep_receipt_key(at_work, PROSECUTOR, somebody.public, read(somebody.public))
    assert recipient_book.known(at_work)[0].receipts == ""
    recipient_book.keep_receipt_key(at_work, PROSECUTOR, line, read(line))
    before = recipient_book.known(at_work)[0]
    renewed = recipient_book.add(
        at_work, PROSECUTOR, somebody.public, read(somebody.public), agency=before.agency, days=10
    )
    assert (renewed.agency, renewed.receipts, renewed.key) == (agencies(at_work)[0], before.receipts, somebody.public)
    assert before.receipts
    assert renewed.until - renewed.added == timedelta(days=10)


def test_nobody_is_kept_for_the_office_itself(at_work: Session):
    own = next(agency.id for agency in profiles.in_use(at_work).agencies if agency.own)
    somebody = Prosecutor()
    with pytest.raises(NoAgency):
        recipient_book.add(at_work, "Self", somebody.public, read(somebody.public), agency=own)


def test_a_key_whose_time_is_over_says_the_last_day_as_it_is_here(at_work: Session):
    kept(at_work, PROSECUTOR, days=1)
    until = recipient_book.known(at_work)[0].until
    at_work.clock.pass_(days=2)
    with pytest.raises(recipient_book.RecipientOver) as refusal:
        recipient_book.lock_of(at_work, [PROSECUTOR])
    assert refusal.value.until == until.astimezone().date().isoformat()
