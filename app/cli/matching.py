"""`match`: which persons a partner knows too, by file and by agreement, and nothing else of them."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from app.case.match_keys import KINDS
from app.casework.exchange import match_overview, match_partners, match_runs
from app.casework.exchange.match_runs import FinishedRun, PartnerRequest, StartedRun
from app.casework.session.session import Session
from app.casework.session.stepped_work import carried_out
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Out
from app.cli.output import indented
from app.cli.paper_views import in_both

Partner = Annotated[str, Argument(help="The partner, by the name of the agreement.")]
File = Annotated[Path, Argument(help="The file that the partner sent.")]

_AGREEMENT = JsonView(
    match_partners.Agreement,
    "id partner agency=terms.agency reference=terms.reference purpose=terms.purpose kinds=terms.kinds "
    "persons=terms.persons runs=terms.runs restricted=terms.restricted careful=terms.careful "
    "added by until over=is_over words",
    words=lambda agreement: in_both(match_partners.words_of(agreement.card)),
)
_CASE = JsonView(match_overview.CommonCase, "case=case_id reference name kinds assumes_country")
_STARTED = JsonView(StartedRun, "run partner file persons left_out expires")
_ASKED = JsonView(PartnerRequest, "partner reference purpose kinds persons made=begun expires")
_FINISHED = JsonView(FinishedRun, "run partner cases given_back", cases=_CASE)
_RUN = JsonView(
    match_overview.RunView,
    "run partner began made=begun expires state broken_off=is_broken_off persons common cases",
    cases=_CASE,
)


@with_session()
def match_card(session: Session, target: Out) -> Document:
    card, words = match_partners.write_card(session, target.absolute())
    return {"card": str(target), "name": card.name, "words": in_both(words)}


@with_session()
def agreement_add(
    session: Session,
    card: Annotated[Path, Argument(help="The partner's card.")],
    agency: Annotated[str, Option("--agency", help="The partner in the referral system.")],
    reference: Annotated[str, Option("--reference", help="Of the agreement on paper, the same at the partner.")],
    purpose: Annotated[str, Option("--purpose", help="What it is for.")],
    words: Annotated[str, Option("--words", help="The six words, as the partner read them to you.")] = "",
    name: Annotated[str, Option("--name", help="Another name than the card's.")] = "",
    kinds: Annotated[list[str] | None, Option("--keys", help="passport, civil_id, name; all.")] = None,
    persons: Annotated[int, Option("--persons", help="Of each side in one matching, at most.")] = 1000,
    runs: Annotated[int, Option("--runs", help="Matchings in 30 days, at most.")] = 4,
    days: Annotated[int, Option("--days", help="For how long, 366 at most.")] = 180,
    restricted: Annotated[bool, Option("--restricted", help="Restricted cases take part too.")] = False,
    careful: Annotated[bool, Option("--careful", help="Cases with high danger too.")] = False,
) -> Document:
    partner = match_partners.read_card(card.absolute())
    if not words:
        return {"kept": False, "name": partner.name, "words": in_both(match_partners.words_of(partner))}
    terms = match_partners.Terms(
        agency=agency, reference=reference, purpose=purpose, kinds=tuple(kinds or KINDS), persons=persons,
        runs=runs, days=days, restricted=restricted, careful=careful,
    )  # fmt: skip
    return {"kept": True, **_AGREEMENT(match_partners.add(session, partner, words, terms, name))}


@with_session()
def agreement_list(session: Session) -> Document:
    match_partners.refuse_others(session)
    return {"agreements": _AGREEMENT.each(match_partners.known(session))}


@with_session()
def agreement_end(session: Session, partner: Partner) -> Document:
    return {"ended": _AGREEMENT(match_partners.end(session, partner))}


@with_session(text=indented)
def match_start(
    session: Session,
    partner: Partner,
    target: Out,
    purpose: Annotated[str, Option("--purpose", help="Of this matching.")] = "",
) -> Document:
    return _STARTED(carried_out(match_runs.starting(session, partner, target.absolute(), purpose)))


@with_session(text=indented)
def match_resume(session: Session, run: Annotated[str, Argument(help="The matching's id.")], target: Out) -> Document:
    return _STARTED(carried_out(match_runs.going_on(session, run, target.absolute())))


@with_session(text=indented)
def match_look(session: Session, file: File) -> Document:
    return _ASKED(match_runs.look(session, file.absolute()))


@with_session(text=indented)
def match_answer(session: Session, file: File, target: Out) -> Document:
    return _STARTED(carried_out(match_runs.answering(session, file.absolute(), target.absolute())))


@with_session(text=indented)
def match_finish(
    session: Session,
    file: File,
    give_back: Annotated[
        Path | None, Option("--give-back", help="The last file, by which the partner learns the same.")
    ] = None,
) -> Document:
    last_file = give_back.absolute() if give_back else None
    return _FINISHED(carried_out(match_runs.finishing(session, file.absolute(), last_file)))


@with_session(text=indented)
def match_list(session: Session) -> Document:
    return {"runs": _RUN.each(match_overview.runs(session))}


@with_session()
def match_end(session: Session, run: Annotated[str, Argument(help="The matching's id.")]) -> Document:
    return {"ended": _RUN(match_overview.end_run(session, run))}
