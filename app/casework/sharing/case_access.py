"""A case given to a colleague or a team, handed over, accepted."""

from collections.abc import Generator

from app.case import events, roles
from app.casework.cases.case_rows import responsible
from app.casework.cases.open_handovers import may_answer
from app.casework.cases.queries import case_of
from app.casework.cases.reviews import NotYours
from app.casework.questionnaires import form_files, form_inbox, form_wants, forms
from app.casework.session import freshness, profiles
from app.casework.session.colleagues import ColleagueOrTeam, NoRecipient, addressed, find, recipients
from app.casework.session.session import EventAppender, Session, case_state_of
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.vault import forms as kept
from app.vault import inbox as rows
from app.vault import log, stand_ins
from app.vault.database import Writer

__all__ = ["ColleagueOrTeam", "NoRecipient", "NotYours", "find", "recipients"]


class NoHandover(SanadError):
    says = N_("This case was not handed over to you, or somebody has already answered. Nothing was changed.")


class WithThemAlready(SanadError):
    says = N_("This officer already has the case. Nothing was changed.")


# -- giving ----------------------------------------------------------------------------------


def give(session: Session, writer: Writer, case: bytes, recipient: ColleagueOrTeam) -> bool:
    """The case's keys for a recipient, and the questionnaires that its team doesn't share; False
    where it could read the case already. NotJoined, NoRecipient; of a restricted case also
    DirectoryOld, DirectoryBehind."""
    if case_state_of(session, case).restricted:
        freshness.check_fresh(session)
    teams, people = addressed(session, recipient), set[bytes]()
    if recipient.kind == "person":
        people.add(bytes.fromhex(recipient.id))
    stand_ins.give_again(writer, case, people, {team.id for team in teams})
    grant = log.grant(writer, session.vault, case, teams)
    carry(session, writer, case)  # also where an interview came since it was given
    return grant


def give_kept_back(session: Session, writer: Writer) -> None:
    """To the home team, where a fresh list of colleagues has come: cases that began while there was none, but
    for those that were restricted since."""
    vault, kept_cases = session.vault, freshness.kept_back(session)
    if not kept_cases or freshness.freshness(session).kind != "fresh":
        return
    home = vault.directory.organisation.teams.get(vault.home_team)
    for case in kept_cases:
        if home and not case_state_of(session, case).restricted:
            log.grant(writer, vault, case, [home])
            carry(session, writer, case)
    freshness.none_kept_back(writer)


def carry(session: Session, writer: Writer, case: bytes) -> None:
    """Lay the questionnaires of a case's interviews into it, with what they show, where somebody reads
    it who doesn't share the home team's, and was given none of them with another case."""
    vault = session.vault
    readers = log.readers(vault.database, vault, case).keys() - {vault.home_team, vault.team.team}
    if not readers:
        return
    case_state = case_state_of(session, case)
    used = forms.to_carry(session, forms.used(session, case_state))
    lacking = [
        form_hash
        for form_hash in used
        if form_hash not in case_state.forms
        and not form_files.covers(session, form_wants.were_given(writer, form_hash), readers)
    ]
    forms.lay(session, EventAppender(session, writer, case), lacking)
    form_wants.note_given(session, writer, case, lacking)
    form_files.carry(session, writer, case_state, used)


def grant(session: Session, case_id: str, recipient: ColleagueOrTeam) -> bool:
    """Let a colleague or a team read a case, from its beginning. NoCase, NotJoined, NoRecipient."""
    case = case_of(session, case_id).id
    with session.vault.transaction() as writer:
        is_granted = give(session, writer, case, recipient)
        if is_granted:
            EventAppender(session, writer, case).say(events.ACCESS, {"to": _to(recipient), "name": nfc(recipient.name)})
    return is_granted


def hand_over(session: Session, case_id: str, recipient: ColleagueOrTeam, note: str = "") -> str:
    """Offer the case's responsibility to a colleague or a team, who can read it from now on; the
    id of the handover. NoCase, NotJoined, NoRecipient."""
    case = case_of(session, case_id).id
    with session.vault.transaction() as writer:
        give(session, writer, case, recipient)
        id_ = EventAppender(session, writer, case).say(
            events.HANDED, {"to": _to(recipient), "name": nfc(recipient.name), "note": nfc(note)}
        )
    return id_.hex()


def may_reassign(session: Session) -> bool:
    """May this officer say who has a case? Screens offer it only then."""
    return session.officer.role in roles.DECIDING


def reassign(session: Session, case_id: str, officer: ColleagueOrTeam, note: str = "") -> str:
    """Give a case to a colleague, who has it from now on, is told, and may decline; the id of the handover.
    NotYours, NoCase, NotJoined, NoRecipient, WithThemAlready; of a restricted case also DirectoryOld,
    DirectoryBehind."""
    if not may_reassign(session):
        raise NotYours
    if officer.kind != "person":
        raise NoRecipient
    case_state = case_of(session, case_id)
    if responsible(session, case_state)[0] == bytes.fromhex(officer.id):
        raise WithThemAlready
    with session.vault.transaction() as writer:
        give(session, writer, case_state.id, officer)
        id_ = EventAppender(session, writer, case_state.id).say(
            events.HANDED, {"to": _to(officer), "name": nfc(officer.name), "note": nfc(note.strip()), "assigned": 1}
        )
    return id_.hex()


def accept(session: Session, case_id: str, handover_id: str = "") -> None:
    """Take a case on. NoHandover where none is open for this officer."""
    _answer(session, case_id, handover_id, events.ACCEPTED, {})


def decline(session: Session, case_id: str, reason: str, handover_id: str = "") -> None:
    """Leave it with whoever has it; one offered to a team waits for the others of it. NoHandover."""
    _answer(session, case_id, handover_id, events.DECLINED, {"reason": nfc(reason)})


def _answer(session: Session, case_id: str, handover_id: str, kind: str, also: dict[str, str]) -> None:
    case_state = case_of(session, case_id)
    handovers = [
        handover
        for handover in case_state.handovers
        if may_answer(session, handover) and handover.event.hex().startswith(handover_id)
    ]
    if not handovers:
        raise NoHandover
    with session.vault.transaction() as writer:
        for answered_handover in handovers:
            EventAppender(session, writer, case_state.id).say(kind, {"of": answered_handover.event, **also})
        if kind == events.ACCEPTED:
            log.grant(writer, session.vault, case_state.id, [session.vault.own_team()])
        rows.answered(writer, case_state.id, (events.HANDED,))


def _to(recipient: ColleagueOrTeam) -> list[str | bytes]:
    return [recipient.kind, bytes.fromhex(recipient.id)]


# -- questionnaires --------------------------------------------------------------------------


def share_forms(session: Session) -> None:
    """Let the home team have the questionnaires that are used here and came with no Sanad, each once: a
    case can be read only with its own. What a team shares is kept like a case whose id is the team's."""
    for _ in sharing_forms(session):
        pass


def sharing_forms(session: Session) -> Generator[None]:
    """The same a little at a time, for a thread that others wait for."""
    vault = session.vault
    if not vault.home_team or vault.home_team not in vault.directory.organisation.teams:
        return
    with vault.transaction() as writer:
        form_wants.settle(session, writer)
    case_state = case_state_of(session, vault.home_team)
    unshared_hashes = kept.known(vault.database) - _shared_with(session, vault.home_team)
    missing = sorted(forms.to_carry(session, unshared_hashes))
    if session.officer.role == roles.DESK and (missing or profiles.texts(session.reading())):
        with vault.transaction() as writer:
            profiles.share(session, writer)
    files = form_files.unshared(session, case_state, missing)
    if missing or form_files.is_new(session, case_state):
        form_inbox.look_ahead(session, vault.home_team)
        with vault.transaction() as writer:
            forms.lay(session, EventAppender(session, writer, vault.home_team), missing)
            form_files.take_in(session, writer, case_state)
    yield from form_files.laying(session, vault.home_team, files)


def _shared_with(session: Session, team: bytes) -> set[bytes]:
    """The questionnaires in what teams share and this team reads."""
    vault, database = session.vault, session.vault.database
    return {
        form_hash
        for log_id in log.shares(vault)
        if log_id == team or team in log.readers(database, vault, log_id)
        for form_hash in case_state_of(session, log_id).forms
    }
