"""How a command asks, shows and refuses; and who is at work."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import settings
from app.errors import N_, SanadError

if TYPE_CHECKING:
    from app.casework.cases.issued_papers import IssuedPaper
    from app.casework.session.clock_check import Doubt
    from app.casework.session.session import Session
    from app.language import Words

PLAIN: dict[str, Any] = {
    "no_args_is_help": True,
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Who = Annotated[str, typer.Option("--officer", help="Whose records, where several are here.")]
Language = Annotated[str, typer.Option("--language", help="ar or en.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]
ToAgency = Annotated[
    str, typer.Option("--to-agency", help="An agency of the referral system: consent is asked for.")
]
Override = Annotated[
    str, typer.Option("--override", help="Why it goes without consent or legal basis.")
]
Hidden = Annotated[
    bool, typer.Option("--hidden", help="Hidden answers too: that is written into the case.")
]
HoldBack = Annotated[
    list[str] | None,
    typer.Option(
        "--hold-back",
        help="What stays here: phone, identity_numbers, restricted_answers, interviewer_only, or a part "
        "of the work such as intake; several.",
    ),
]
Give = Annotated[
    list[str] | None,
    typer.Option("--give", help="What goes along though it would be held back; several."),
]


class WhichOfficer(SanadError):
    """Several officers and none named."""

    says = N_("Several people are set up on this computer. Name one with --officer.")


class NoPassphrase(SanadError):
    """Nobody to ask."""

    says = N_(
        "No passphrase was given. Name a file in SANAD_PASSPHRASE_FILE, or start in a terminal."
    )


class PasswordOrPlain(SanadError):
    """A file needs a password, or the word that it shall have none."""

    says = N_(
        "Nothing was written. Give --password-file FILE, or --plain for a file without a password."
    )


def spoken() -> "Words":
    """The words of whoever reads standard error: a person, or a script."""
    from app.language import Words

    return Words(settings.preferences().language if sys.stderr.isatty() else "en")


def refused(error: SanadError, also: Mapping[str, Any] | None = None) -> int:
    """Say an error; `also`: what stands beside it in the same document."""
    from app.language import strip_marks

    ref = getattr(error, "ref", "")
    error = getattr(error, "why", error)
    says = strip_marks(spoken().say(error))
    told: dict[str, Any] = {"kind": error.kind(), "says": says}
    if ref:
        told["ref"] = ref
    for extra in ("refs", "seconds", "missing"):
        if hasattr(error, extra):
            told[extra] = getattr(error, extra)
    print(json.dumps({**(also or {}), "error": told}, ensure_ascii=False))
    print(f"{ref}: {says}" if ref else says, file=sys.stderr)
    return 1


def broken(bug: Exception) -> int:
    place = bug.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    says = f"Something unexpected happened ({type(bug).__name__}, {where}). What was kept before is still kept."
    print(json.dumps({"error": {"kind": "unexpected", "says": says}}))
    print(says, file=sys.stderr)
    return 1


_doubts: list["Doubt"] = []  # of the clock, of whoever is at work


def look_at_clock(session: "Session") -> None:
    """Warn on standard error where the clock can't be relied on; what is shown then says so too."""
    from app.casework.session import clock_check

    _doubts.clear()
    if told := clock_check.doubt(session):
        _doubts.append(told)
        print(in_words(told), file=sys.stderr)


def in_words(told: "Doubt") -> str:
    from app.language import strip_marks

    w = spoken()
    return strip_marks(w(told.says, now=w.date(told.now), newest=w.date(told.newest)))


def show(told: Any, as_json: bool = True, text: Callable[[Any], str] | None = None) -> None:
    """One document; said at once, since who reads may wait for it."""
    if _doubts and isinstance(told, dict):
        told = {**told, "clock_in_doubt": _doubts[-1].kind}
    if as_json or text is None:
        print(json.dumps(told, ensure_ascii=False, indent=None if as_json else 1), flush=True)
    else:
        print(text(told), flush=True)


def issued_in_json(issued: "IssuedPaper") -> dict[str, Any]:
    """What a script is told of a paper that was issued."""
    return {
        "document": issued.document, "number": issued.number, "record": issued.record,
        "key": issued.fingerprint, "signed": issued.line, "signature": issued.signature,
    }  # fmt: skip


def secret(file: str | None, question: str, *, twice: bool = False) -> str:
    """The first line of a file; asked in a terminal where none is named."""
    if file:
        return whole(file).partition("\n")[0].rstrip("\r")
    if not sys.stdin or not sys.stdin.isatty():
        raise NoPassphrase
    told: str = typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return told


def whole(file: str) -> str:
    try:
        return Path(file).read_text("utf-8-sig").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise NoPassphrase from None


def ask_passphrase(*, twice: bool = False) -> str:
    return secret(os.environ.get("SANAD_PASSPHRASE_FILE"), "Passphrase", twice=twice)


def vault_id_of(officer: str) -> str:
    from app.casework.records import unlock
    from app.language import fold

    rows = unlock.vaults(settings.home())
    if officer:
        rows = [row for row in rows if fold(officer) == fold(row.name) or officer == row.id]
    if not rows:
        raise unlock.NoVault
    if len(rows) > 1:
        raise WhichOfficer
    if rows[0].problem:
        raise rows[0].problem
    return rows[0].id


@contextmanager
def at_work(officer: str, *, accept_older: bool = False) -> "Iterator[Session]":
    from app.casework.records import unlock

    vault_id = vault_id_of(officer)
    session = unlock.unlock(settings.home(), vault_id, ask_passphrase(), accept_older=accept_older)
    look_at_clock(session)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def at_case(officer: str, case_id: str) -> "Iterator[tuple[Session, str]]":
    """At work, with a case by its id or its reference: its id. NoCase."""
    from app.casework.cases import queries

    with at_work(officer) as session:
        yield session, queries.resolve(session, case_id)


def language_of(told: str) -> settings.Language:
    if told == "ar":
        return "ar"
    if told == "en":
        return "en"
    raise typer.BadParameter("--language is ar or en.")


def role_of(told: str) -> str:
    if told not in ("inspector", "shelter", "supervisor", "desk"):
        raise typer.BadParameter("--role is inspector, shelter, supervisor or desk.")
    return told
