"""How an office erases: the second desk holder vouches, and everybody waits until nobody objects."""

from app.casework.cases import erasure
from app.casework.session.registrar import DirectorySigner, signing
from app.casework.session.session import Session
from app.seal import passphrase
from app.vault import erasures
from tests.casework.test_posting import Office

DESK = "Huda Desk"


def vouched(office: Office, *names: str) -> None:
    """The second holder's key certifies these people too, so that the first may confirm their word."""
    streams = [office.sessions[name].vault.stream for name in names]
    vouch(office.sessions[DESK], office.founded.second_words, streams)
    office.news(*(name for name in office.sessions if name != DESK))


def vouch(desk: Session, sheet: tuple[str, ...], streams: list[bytes]) -> None:
    """As the holder of this sheet would, on a computer of his own."""
    book = DirectorySigner.of(desk.vault, signing(passphrase.read_card(" ".join(sheet))))
    for stream in streams:
        for entries in book.directory.certificates(book.directory.devices[stream]):
            book.say(entries[-1].kind, entries[-1].content)
    with desk.vault.transaction() as writer:
        book.learn(writer)


def waits(office: Office, *, days: float = 8) -> None:
    """So many days go by for everybody, and each computer does what is due."""
    for person in office.people.values():
        person.clock.pass_(days=days)
    for session in office.sessions.values():
        erasure.settle(session)


def destroys(office: Office, session: Session, case: str) -> int:
    """Confirms what was ordered, and waits: how many records were destroyed there."""
    count = len(erasures.ids_of(session.vault.database, bytes.fromhex(case)))
    assert erasure.confirm(session, case) == 0
    waits(office)
    return count - len(erasures.ids_of(session.vault.database, bytes.fromhex(case)))
