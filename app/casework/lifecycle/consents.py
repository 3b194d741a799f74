"""What a person agreed to, as a grid of purposes and agencies; and the legal bases beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.case import events
from app.case.consent import NO, WITHDRAWN, YES, Consent
from app.case.profile import PURPOSES
from app.case.projection import Case
from app.casework.cases.attachment_reader import named
from app.casework.cases.event_writer import say, under
from app.casework.cases.field_labels import PURPOSE
from app.casework.cases.queries import case_of
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc, utc_or_none
from app.language import Name, Sentence
from app.seal.canonical import nfc

NOT_ASKED = "not_asked"
_BEFORE_ALL = ("interview", "record")  # what nothing is written down without


@dataclass(frozen=True, slots=True)
class ConsentDetails:
    """How an answer was given. `expires`: its last moment, None for never. `giver`: "" for the
    person, else who spoke in her or his place. `picture`: with the mode "thumb", the id of the file of
    the case that shows its print."""

    language: str = ""
    mode: str = "signature"
    witness: str = ""
    interpreter: str = ""
    giver: str = ""
    wording: str = ""
    expires: datetime | None = None
    note: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A cell of the grid. `answer`: yes, no, withdrawn, not_asked. `differs`: colleagues recorded
    different answers, so that none counts. `given.mode` "interview": asked in the interview itself.
    `basis`: a legal basis beside it, "" for none. `allowed`: may it be done now?"""

    purpose: str
    purpose_says: Sentence
    agency: str
    agency_name: Name
    answer: str
    differs: bool
    over: bool
    basis: str
    allowed: bool
    given: ConsentDetails
    at: datetime | None
    author: str
    event: str


@dataclass(frozen=True, slots=True)
class PendingNoticeView:
    """Somebody who must hear of a withdrawal."""

    consent: str
    purpose: str
    agency: str
    agency_name: Name
    at: datetime


def record(
    session: Session, case_id: str, purpose: str, answer: str, consent_details: ConsentDetails, agency: str = ""
) -> str:
    """Record an answer; the event's id. NoCase, NoAgency, NoAttachment, ConsentIncomplete,
    NothingSaid."""
    content = content_of(session, case_id, purpose, answer, consent_details, agency)
    return say(session, case_id, events.CONSENT, content)


def answer_agency(session: Session, case_id: str, agency: str, answer: str, consent_details: ConsentDetails) -> str:
    """Record what the person says now (yes, no) to whether an agency may know; the event's id. As `record`."""
    case = case_of(session, case_id)
    content = said_to_agency(session, case, agency, answer, consent_details)
    return say(session, case_id, events.CONSENT, content)


def said_to_agency(
    session: Session, case: Case, agency: str, answer: str, consent_details: ConsentDetails
) -> dict[str, Any]:
    """What the event says of it; a no takes back what was agreed before."""
    past_answers = (write.text for write in case.standing(("consent", "share", agency)))
    new_answer = WITHDRAWN if answer == NO and YES in past_answers else answer
    return content_of(session, case.id.hex(), "share", new_answer, consent_details, agency)


def content_of(
    session: Session, case_id: str, purpose: str, answer: str, consent_details: ConsentDetails, agency: str
) -> dict[str, Any]:
    """What the event of an answer says. NoAttachment."""
    return {
        "purpose": purpose,
        "agency": agency,
        "answer": answer,
        "language": nfc(consent_details.language.strip()),
        "mode": consent_details.mode,
        "witness": nfc(consent_details.witness.strip()),
        "interpreter": nfc(consent_details.interpreter.strip()),
        "giver": nfc(consent_details.giver.strip()),
        "wording": nfc(consent_details.wording.strip()),
        "expires": int(consent_details.expires.timestamp()) if consent_details.expires else 0,
        "reason": nfc(consent_details.note.strip()),
        **({"picture": _file(session, case_id, consent_details.picture)} if consent_details.picture else {}),
        **under(session),
    }


def _file(session: Session, case_id: str, file_id: str) -> bytes:
    return named(case_of(session, case_id), file_id).file


def base(session: Session, case_id: str, purpose: str, basis: str, reason: str, agency: str = "") -> str:
    """Record a legal basis (duty, order, vital; "" ends it) beside what the person says.
    NoCase, NoAgency, ReasonWanted, NothingSaid."""
    content = {"purpose": purpose, "agency": agency, "basis": basis, "reason": nfc(reason.strip())}
    return say(session, case_id, events.BASIS, {**content, **under(session)})


def told(session: Session, case_id: str, consent: str, agency: str, note: str = "") -> str:
    """Record that somebody heard of a withdrawal. NoCase."""
    return say(
        session, case_id, events.TOLD, {"of": bytes.fromhex(consent), "agency": agency, "reason": nfc(note.strip())}
    )


def said_of(session: Session, case_id: str, *, whole: bool) -> list[ConsentView]:
    """What a paper or a file says of it: talking and recording always, also where they were not asked.
    `whole`: all else that was answered too, which an agency that gets a part has no need of. NoCase."""
    return [
        cell
        for cell in grid(session, case_id)
        if cell.purpose in _BEFORE_ALL or (whole and (cell.answer != NOT_ASKED or cell.basis))
    ]


def grid(session: Session, case_id: str) -> list[ConsentView]:
    """Every purpose, and sharing with every agency, in the order of the profile. NoCase."""
    return grid_of(session, case_of(session, case_id))


def grid_of(session: Session, case: Case) -> list[ConsentView]:
    """The same of a case that is at hand, also with what another referral system asked before."""
    profile = profiles.in_use(session)
    names = profiles.agency_names(profile)
    agencies = [agency.id for agency in profile.agencies if not agency.own]
    cells = [(purpose, agency) for purpose in PURPOSES for agency in (agencies if purpose == "share" else [""])]
    cells += [  # of a referral system that was in use before
        (str(register[1]), str(register[2])) for register in case.looked_over if register[0] in ("consent", "basis")
    ]
    return [
        _cell(session, case, purpose, agency, names.get(agency, Name({}, agency)))
        for purpose, agency in dict.fromkeys(cells)
    ]


def _cell(session: Session, case: Case, purpose: str, agency: str, name: Name) -> ConsentView:
    field, ground = ("consent", purpose, agency), case.ground(session.now())
    consents = [consent for consent in (ground.consent(field, write) for write in case.standing(field)) if consent]
    last = consents[-1] if consents else None
    return ConsentView(
        purpose=purpose,
        purpose_says=Sentence(PURPOSE[purpose]),
        agency=agency,
        agency_name=name,
        answer=last.answer if last else NOT_ASKED,
        differs=len({consent.answer for consent in consents}) > 1,
        over=last is not None and 0 < last.expires <= session.now(),
        basis=ground.only(("basis", purpose, agency)),
        allowed=ground.allowed(purpose, agency),
        given=_given(last),
        at=utc(last.at) if last else None,
        author=session.vault.directory.name_of(last.stream) if last else "",
        event=last.event.hex() if last else "",
    )


def to_tell(session: Session, case: Case) -> list[PendingNoticeView]:
    """Who must hear of a withdrawal and has not."""
    names = profiles.agency_names(profiles.in_use(session))
    return [
        PendingNoticeView(
            withdrawal.consent.hex(),
            withdrawal.purpose,
            withdrawal.agency,
            names.get(withdrawal.agency, Name({}, withdrawal.agency)),
            utc(withdrawal.at),
        )
        for withdrawal in case.to_tell
    ]


def _given(consent: Consent | None) -> ConsentDetails:
    if consent is None:
        return ConsentDetails(mode="")
    return ConsentDetails(
        language=consent.language, mode=consent.mode, witness=consent.witness, interpreter=consent.interpreter, giver=consent.giver, wording=consent.wording,
        expires=utc_or_none(consent.expires), note=consent.note, picture=consent.picture.hex(),
    )  # fmt: skip
