"""A questionnaire that came with Sanad is named by its hash and not carried: whoever has the same version
of Sanad, or had it, has it. Who lacks one asks for it in a case that was taken with it, once, and who
took it so lays it where those who asked read it; anybody else who has it only hours later, each at a
time of their own, so that no whole office brings it at once.
"""

from collections.abc import Collection

from app.case import events
from app.case.projection import Case
from app.casework.questionnaires import form_files, forms
from app.casework.session.session import EventAppender, Session, case_state_of
from app.seal.keys import digest
from app.vault import forms as kept
from app.vault import log
from app.vault import sync_state as tables
from app.vault.database import Writer

_LACKED, _WANTED = "lacked", "wanted"  # with a hash; with a case and a hash
_GIVEN = "given"  # with a hash and a team
_AGAIN_S = 30 * 86400  # nobody answered: perhaps those who read another case have it
_TURN_S, _TURNS = 3600, 24  # between those who may answer in another's place


def note(session: Session, writer: Writer, case_state: Case) -> None:
    """Remember what a case was taken with and isn't here, and what others ask for in it."""
    hashes = {talk.form.get("hash") for talk in case_state.interviews.values()}
    hashes |= {talk.form for talk in case_state.unfinished}
    for form_hash in hashes - kept.known(session.vault.database) - case_state.form_files.keys():
        if not isinstance(form_hash, bytes) or len(form_hash) != 32:
            continue
        if not forms.keep_shipped(session, writer, form_hash):
            name = f"{_LACKED} {form_hash.hex()}"
            asked_at = tables.state(writer, name)[16:]
            tables.put(writer, name, case_state.id + asked_at)
    if case_state.forms:
        note_given(session, writer, case_state.id, case_state.forms)
    for form_hash in case_state.wanted.keys() - case_state.forms.keys():
        name = f"{_WANTED} {case_state.id.hex()} {form_hash.hex()}"
        since = tables.state(writer, name) or session.now().to_bytes(8, "big")
        tables.put(writer, name, since)


def note_given(session: Session, writer: Writer, case: bytes, form_hashes: Collection[bytes]) -> None:
    """Who reads a case has the questionnaires in it, for each other case too."""
    for team in log.readers(session.vault.database, session.vault, case):
        for form_hash in form_hashes:
            name = f"{_GIVEN} {form_hash.hex()} {team.hex()}"
            if not tables.state(writer, name):
                tables.put(writer, name, case)


def were_given(writer: Writer, form_hash: bytes) -> set[bytes]:
    """The teams that read a case with this questionnaire in it."""
    names = tables.named(writer, f"{_GIVEN} {form_hash.hex()}")
    return {bytes.fromhex(name.rpartition(" ")[2]) for name in names}


def settle(session: Session, writer: Writer) -> None:
    """Answer what others asked for, and ask for what is lacked."""
    known_hashes = kept.known(session.vault.database)
    for name in tables.named(writer, _WANTED):
        case, form_hash = map(bytes.fromhex, name.split(" ")[1:])
        waited = session.now() - int.from_bytes(tables.state(writer, name), "big")
        if form_hash in known_hashes and not 0 <= waited < _turn(session, case, form_hash):
            tables.drop(writer, name)
            _answer(session, writer, case, form_hash)
    for name in tables.named(writer, _LACKED):
        lacked, value = bytes.fromhex(name.split(" ")[1]), tables.state(writer, name)
        if lacked in known_hashes:
            tables.drop(writer, name)
        elif not 0 <= session.now() - int.from_bytes(value[16:], "big") < _AGAIN_S:
            tables.put(writer, name, value[:16] + session.now().to_bytes(8, "big"))
            case_state = case_state_of(session, value[:16])
            talks = case_state.interviews or case_state.unfinished  # none where it was erased
            if talks and lacked not in case_state.wanted:
                pen = EventAppender(session, writer, case_state.id)
                pen.say(events.FORM_WANTED, {"hash": lacked})


def _turn(session: Session, case: bytes, form_hash: bytes) -> int:
    """Seconds after which this computer may answer: none where the case was first taken with it here."""
    stream, timeline = session.vault.stream, case_state_of(session, case).timeline
    authors = [
        event.stream
        for event in timeline
        if isinstance(form := event.content.get("form"), dict) and form.get("hash") == form_hash
    ]
    if authors[:1] == [stream]:
        return 0
    return _TURN_S * (1 + digest(stream, form_hash)[0] % _TURNS)


def _answer(session: Session, writer: Writer, case: bytes, form_hash: bytes) -> None:
    """In what the home team shares where who asks reads that, else in the case."""
    case_state = case_state_of(session, case)
    want = case_state.wanted.get(form_hash)
    if want is None or form_hash in case_state.forms:
        return
    organisation, home = session.vault.directory.organisation, session.vault.home_team
    device, team = organisation.devices.get(want.stream), organisation.teams.get(home)
    is_of_team = device is not None and team is not None and device.person in team.members
    place = home if is_of_team else case
    if form_hash not in case_state_of(session, place).forms:
        forms.lay(session, EventAppender(session, writer, place), [form_hash])
        form_files.lay(session, writer, place, [form_hash])
