"""What an agreement allows, and which message of a partner comes next: what is refused before anything is made of
it. docs/formats/matching.md
"""

from app.case.match_keys import KINDS
from app.casework.exchange import match_partners
from app.casework.exchange.match_partners import Agreement, Terms
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import fold
from app.seal.matching import SLOTS, MatchFileRefused, MatchingAnswer, MatchingRequest, MatchingResult, Message
from app.vault import matching as match_table
from app.vault.matching import ANSWERED, ANSWERING, ASKED, ENDED, FINISHED, FINISHING, MatchRun

__all__ = ["KINDS"]

DAY_S, RUN_DAYS = 86_400, 14
_LEAST = 64  # persons that a side seems to have at least


class MatchAgreementOver(SanadError):
    partner: str
    says = N_(
        "The agreement on matching with “{partner}” has ended. Nothing was matched. End it here, and enter"
        " the new one once both offices have signed it."
    )


class RunsSpent(SanadError):
    partner: str
    number: int
    says = N_(
        "The agreement allows {number} matchings with “{partner}” in 30 days, and that many have been started. Nothing "
        "was matched. Wait until the first of them is 30 days old."
    )


class MatchTooMany(SanadError):
    persons: int
    says = N_(
        "More persons would take part than the agreement allows ({persons}). Nothing was matched. Agree on a larger "
        "number, or ask the partner for a file with fewer persons."
    )


class MatchTermsDiffer(SanadError):
    says = N_(
        "The partner’s file names another agreement, or kinds of keys that were not agreed. Nothing was"
        " matched. Compare the agreement of both offices: its reference and what is compared."
    )


class RunIsOver(SanadError):
    says = N_(
        "This matching has ended: its time is over, or this file was already used. Nothing was matched. Begin a new "
        "one."
    )


class OtherRun(SanadError):
    says = N_(
        "This file belongs to another matching, or is not the one that comes next. Nothing was matched."
        " Choose the partner’s answer to the file that was made here last."
    )


def guesses(terms: Terms) -> dict[str, int]:
    """How many keys of each kind a partner that lies can try in 30 days."""
    return {kind: filled_up(terms.persons) * SLOTS[kind] * terms.runs for kind in terms.kinds}


def filled_up(persons: int) -> int:
    """As how many they appear: a power of two, so that little is told of how many there are."""
    return max(_LEAST, 1 << (persons - 1).bit_length())


def in_force(session: Session, agreement: Agreement, *, begins: bool = True) -> Agreement:
    """`begins`: another matching, and not one that goes on. MatchAgreementOver, RunsSpent."""
    if agreement.is_over:
        raise MatchAgreementOver(agreement.partner)
    since = session.now() - match_partners.PERIOD_DAYS * DAY_S
    if begins and match_table.since(session.reading(), agreement.id, since) >= agreement.terms.runs:
        raise RunsSpent(agreement.partner, agreement.terms.runs)
    return agreement


def request_of(session: Session, agreement: Agreement, message: Message) -> MatchingRequest:
    """A first file that may be answered, or whose answer was broken off. OtherRun, RunIsOver, MatchTermsDiffer,
    MatchTooMany, MatchAgreementOver, RunsSpent."""
    request, now, terms = message.head, session.now(), agreement.terms
    if not isinstance(request, MatchingRequest):
        raise OtherRun
    run = match_table.run_of(session.reading(), request.run)
    if run is not None and not _goes_on(run, agreement, message):
        raise RunIsOver  # answered once: a second answer under another number would tell more
    in_force(session, agreement, begins=run is None)
    if not request.made - DAY_S <= now <= request.expires:
        raise RunIsOver
    if request.expires - request.made > RUN_DAYS * DAY_S:
        raise MatchTermsDiffer
    if fold(request.reference) != fold(terms.reference) or not set(request.kinds) <= set(terms.kinds):
        raise MatchTermsDiffer
    _refuse_too_many(agreement, request.persons)
    return request


def _goes_on(run: MatchRun, agreement: Agreement, message: Message) -> bool:
    """Is it the very file whose answer was broken off?"""
    return (run.state, run.agreement, run.asked) == (ANSWERING, agreement.id, message.id)


def refuse_unfitting(session: Session, agreement: Agreement, message: Message, run: MatchRun | None) -> None:
    """Is it the message that comes next? OtherRun, RunIsOver, MatchTooMany, MatchAgreementOver."""
    head = message.head
    if run is None or run.agreement != agreement.id:
        raise OtherRun
    if run.state in (FINISHED, ENDED) or run.expires < session.now():
        raise RunIsOver
    if agreement.is_over:
        raise MatchAgreementOver(agreement.partner)
    if head.answers != run.message:
        raise OtherRun
    if isinstance(head, MatchingAnswer) and run.began and run.state in (ASKED, FINISHING):
        if head.marked != run.points or head.kinds != agreement.terms.kinds:
            raise MatchFileRefused
        _refuse_too_many(agreement, head.persons)
    elif not (isinstance(head, MatchingResult) and not run.began and run.state in (ANSWERED, FINISHING)):
        raise OtherRun
    elif head.marked != run.points:
        raise MatchFileRefused


def _refuse_too_many(agreement: Agreement, persons: int) -> None:
    """Filled up as it should be, and no more than was agreed. MatchTooMany, MatchFileRefused."""
    if persons > filled_up(agreement.terms.persons):
        raise MatchTooMany(agreement.terms.persons)
    if persons != filled_up(persons):
        raise MatchFileRefused
