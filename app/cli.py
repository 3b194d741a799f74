"""The same use cases without a screen: the words of the command line. docs/cli.md

With --json a command prints one JSON document and nothing else on standard output. It ends with 0
when done, 1 when refused ({"error": {"kind", "says"}} on standard output, the sentence on standard
error), 2 for a wrong use. Never a traceback.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import settings
from app.errors import N_, SanadError

if TYPE_CHECKING:
    from app.casework.interview import Live
    from app.casework.session import Session

_plain: dict[str, Any] = {
    "no_args_is_help": True,
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}
app = typer.Typer(help="Sanad: identify and document victims of trafficking, offline.", **_plain)
vault = typer.Typer(help="An officer's encrypted records on this computer.", **_plain)
form = typer.Typer(help="Questionnaires.", **_plain)
draft = typer.Typer(help="Unfinished interviews.", **_plain)
case = typer.Typer(help="Cases.", **_plain)
for name, group in {"vault": vault, "form": form, "draft": draft, "case": case}.items():
    app.add_typer(group, name=name)

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Who = Annotated[str, typer.Option("--officer", help="Whose records, where several are here.")]
Language = Annotated[str, typer.Option("--language", help="ar or en.")]


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


def main(words: Sequence[str]) -> int:
    """Run one command; its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        told = app(list(words), standalone_mode=False, prog_name="./run")
    except SanadError as error:
        return _refused(error)
    except typer.Exit as left:
        return left.exit_code
    except typer.TyperException as wrong:
        show = getattr(wrong, "show", None)
        show(file=sys.stderr) if show else print(wrong, file=sys.stderr)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except Exception as bug:  # a bug has a place but must not show what was in its variables
        return _broken(bug)
    return told if isinstance(told, int) else 0


def _refused(error: SanadError) -> int:
    from app.language import Words, strip_marks

    ref = getattr(error, "ref", "")
    error = getattr(error, "why", error)
    says = strip_marks(
        Words(settings.preferences().language if sys.stderr.isatty() else "en").say(error)
    )
    told: dict[str, Any] = {"kind": error.kind(), "says": says}
    if ref:
        told["ref"] = ref
    for extra in ("refs", "seconds"):
        if hasattr(error, extra):
            told[extra] = getattr(error, extra)
    print(json.dumps({"error": told}, ensure_ascii=False))
    print(f"{ref}: {says}" if ref else says, file=sys.stderr)
    return 1


def _broken(bug: Exception) -> int:
    place = bug.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    says = f"Something unexpected happened ({type(bug).__name__}, {where}). What was kept before is still kept."
    print(json.dumps({"error": {"kind": "unexpected", "says": says}}))
    print(says, file=sys.stderr)
    return 1


def _show(told: Any, as_json: bool = True, text: Callable[[Any], str] | None = None) -> None:
    if as_json or text is None:
        print(json.dumps(told, ensure_ascii=False, indent=None if as_json else 1))
    else:
        print(text(told))


# ---- who is at work -------------------------------------------------------------------------


def _secret(file: str | None, question: str, *, twice: bool = False) -> str:
    if file:
        try:
            return Path(file).read_text("utf-8-sig").strip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise NoPassphrase from None
    if not sys.stdin.isatty():
        raise NoPassphrase
    told: str = typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return told


def _passphrase(*, twice: bool = False) -> str:
    return _secret(os.environ.get("SANAD_PASSPHRASE_FILE"), "Passphrase", twice=twice)


def _vault_id(officer: str) -> str:
    from app.casework import unlock
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
def _at_work(officer: str, *, accept_older: bool = False) -> "Iterator[Session]":
    from app.casework import unlock

    vault_id = _vault_id(officer)
    session = unlock.unlock(settings.home(), vault_id, _passphrase(), accept_older=accept_older)
    try:
        yield session
    finally:
        session.close()


# ---- vault ----------------------------------------------------------------------------------


@vault.command("create")
def vault_create(
    officer: Annotated[str, typer.Option("--officer", help="Whose records these will be.")],
    language: Language = "ar",
    role: Annotated[
        str, typer.Option(help="inspector, shelter, supervisor or desk.")
    ] = "inspector",
    as_json: Json = False,
) -> None:
    """Set an officer up on this computer."""
    from app.casework import forms, unlock

    chosen = _language(language)
    if os.environ.get("SANAD_PASSPHRASE_FILE") or sys.stdin.isatty():
        passphrase, suggested = _passphrase(twice=True), {}
    else:
        passphrase = unlock.suggest(chosen)
        suggested = {"passphrase": passphrase}
    made = unlock.create(settings.home(), officer, _role(role), chosen, passphrase)
    try:
        forms.offer_shipped(made.session)
        _show(
            {
                "vault": str(made.session.vault.file),
                "officer": made.session.officer.name,
                "recovery_card": " ".join(made.card),
                **suggested,
            },
            as_json or True,
        )
    finally:
        made.session.close()


@vault.command("list")
def vault_list(as_json: Json = False) -> None:
    """Who is set up on this computer."""
    from app.casework import unlock

    rows = unlock.vaults(settings.home())
    _show(
        {
            "vaults": [
                {"id": row.id, "officer": row.name, "role": row.role, "language": row.language,
                 "problem": row.problem.kind() if row.problem else None}
                for row in rows
            ]
        },
        as_json,
        lambda told: "\n".join(each["officer"] or each["problem"] for each in told["vaults"]),
    )  # fmt: skip


@vault.command("check")
def vault_check(
    officer: Who = "",
    accept_older: Annotated[
        bool, typer.Option(help="Open records that are older than the last work, knowingly.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read and verify every page, signature and event."""
    from app.casework import unlock

    with _at_work(officer, accept_older=accept_older) as session:
        health = unlock.check(session)
    _show(
        {
            "ok": health.ok, "cases": health.cases, "events": health.events,
            "problems": list(health.problems),
        },
        as_json or True,
    )  # fmt: skip
    if not health.ok:
        raise typer.Exit(1)


@vault.command("passphrase")
def vault_passphrase(
    officer: Who = "",
    new_file: Annotated[
        str | None, typer.Option("--new-passphrase-file", help="A file with the new passphrase.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Change the passphrase; the old one and the old recovery card open nothing from then on."""
    from app.casework import unlock

    with _at_work(officer) as session:
        new = _secret(new_file, "New passphrase", twice=True)
        again, card = unlock.change_passphrase(session, _passphrase(), new)
        again.close()
        _show({"ok": True, "recovery_card": " ".join(card)}, as_json or True)


@vault.command("recover")
def vault_recover(
    officer: Who = "",
    card_file: Annotated[
        str | None, typer.Option("--card-file", help="A file with the card's 24 words.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Open with the recovery card and choose a new passphrase (SANAD_PASSPHRASE_FILE or asked)."""
    from app.casework import unlock

    vault_id = _vault_id(officer)
    card = _secret(card_file, "The 24 words")
    made = unlock.recover(settings.home(), vault_id, card, _passphrase(twice=True))
    try:
        _show(
            {
                "vault": str(made.session.vault.file),
                "officer": made.session.officer.name,
                "recovery_card": " ".join(made.card),
            },
            as_json or True,
        )
    finally:
        made.session.close()


@vault.command("backup")
def vault_backup(file: Path, officer: Who = "", as_json: Json = False) -> None:
    """Write everything, still sealed, into one file."""
    from app.casework import unlock

    with _at_work(officer) as session:
        unlock.backup(session, file.absolute())
    _show({"backup": str(file.absolute())}, as_json, lambda told: str(told["backup"]))


@vault.command("restore")
def vault_restore(file: Path, as_json: Json = False) -> None:
    """Lay a backup's records here; what was here is set aside, not removed."""
    from app.casework import unlock

    row = unlock.restore(settings.home(), file.absolute())
    _show({"id": row.id, "officer": row.name}, as_json, lambda told: str(told["officer"]))


# ---- forms ----------------------------------------------------------------------------------


@form.command("check")
def form_check(files: list[Path], as_json: Json = False) -> None:
    """Look questionnaires over: what is wrong, where, and what to do."""
    from app.casework import forms

    told = [forms.check(file) for file in files]
    _show(
        {
            "forms": [
                {
                    "file": each.file,
                    "ok": each.form is not None,
                    "id": each.form.id if each.form else None,
                    "version": each.form.version if each.form else None,
                    "languages": forms.languages(each.form) if each.form else [],
                    "problems": [
                        {"level": p.level, "sheet": p.sheet, "row": p.row, "column": p.column,
                         "says": p.says}
                        for p in each.problems
                    ],
                }
                for each in told
            ]
        },
        as_json or True,
    )  # fmt: skip
    if any(each.form is None for each in told):
        raise typer.Exit(1)


@form.command("play")
def form_play(
    file: Path,
    answers: Annotated[Path, typer.Option("--answers", help="JSON: refs and values.")],
    language: Annotated[str, typer.Option("--language", help="A language of the form.")] = "",
    as_json: Json = False,
) -> None:
    """Give answers to a questionnaire without keeping them, and show what it makes of them."""
    from app.casework import forms, play

    opened, _, _ = forms.read_file(file)
    _show(play.play(opened, play.read_answers(answers), language), as_json or True)


# ---- interviews -----------------------------------------------------------------------------


@app.command("interview")
def interview(
    file: Annotated[Path | None, typer.Argument(help="An XLSForm or XForm.")] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="JSON: refs and values.")
    ] = None,
    resume: Annotated[str, typer.Option("--resume", help="An unfinished interview's id.")] = "",
    finish: Annotated[bool, typer.Option("--finish", help="Make it a case.")] = False,
    stream: Annotated[
        bool, typer.Option("--stream", help="One answer a line on standard input.")
    ] = False,
    language: Annotated[str, typer.Option("--language", help="A language of the form.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Hold an interview: each answer is durable before it is said to be kept."""
    from app.casework import interview as at
    from app.casework import play

    if (file is None) == (not resume):
        raise typer.BadParameter("Name a questionnaire, or --resume an unfinished interview.")
    given = play.read_answers(answers) if answers else []
    with _at_work(officer) as session:
        live = at.resume(session, resume) if resume else _begun(session, file)
        play.speak(live.interview, language)
        for ref, value in given:
            at.keep(session, live.draft_id, play.give(live.interview, ref, value))
        if stream:
            _stream(session, live)
        if finish:
            done = _finished(session, live)
            told = {
                "case": done.case_id, "reference": done.reference, "interview": done.interview_id,
            }  # fmt: skip
        else:
            at.leave(session, live.draft_id)
            told = {"draft": live.draft_id}
    _show(told, as_json or True)


def _begun(session: "Session", file: Path | None) -> "Live":
    from app.casework import forms
    from app.casework import interview as at

    assert file is not None
    opened, xml, _ = forms.read_file(file)
    return at.start(session, forms.keep_for(session, opened, xml), form=opened)


def _stream(session: "Session", live: "Live") -> None:
    from app.casework import interview as at
    from app.casework import play

    number = 0
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            ref, value = play.read_line(line)
            at.keep(session, live.draft_id, play.give(live.interview, ref, value))
        except SanadError as error:
            _refused(error)
            continue
        number += 1
        print(json.dumps({"kept": number}), flush=True)


def _finished(session: "Session", live: "Live") -> Any:
    from app.casework import interview as at

    try:
        return at.finish(session, live.draft_id, language=live.interview.language)
    except at.ConsentRefused:
        at.refuse_consent(session, live.draft_id)
        raise
    except at.NotSafe:
        at.close_unsafe(session, live.draft_id, "", "", "")
        raise


@draft.command("list")
def draft_list(officer: Who = "", as_json: Json = False) -> None:
    """Unfinished interviews, the last touched first."""
    from app.casework import interview as at

    with _at_work(officer) as session:
        rows = at.drafts(session)
    _show(
        {
            "drafts": [
                {
                    "id": row.id, "form": row.form_title, "name": row.name, "site": row.site,
                    "started": row.started.isoformat(), "updated": row.updated.isoformat(),
                    "answered": row.answered, "questions": row.questions,
                    "interrupted": row.interrupted,
                }
                for row in rows
            ]
        },
        as_json,
        lambda told: "\n".join(f"{each['id']}  {each['form']}" for each in told["drafts"]),
    )  # fmt: skip


@draft.command("discard")
def draft_discard(draft_id: str, officer: Who = "", as_json: Json = False) -> None:
    """Destroy an unfinished interview for good."""
    from app.casework import interview as at

    with _at_work(officer) as session:
        at.discard(session, draft_id)
    _show({"discarded": draft_id}, as_json, lambda told: str(told["discarded"]))


# ---- cases ----------------------------------------------------------------------------------


def _rows(officer: str, text: str, as_json: bool) -> None:
    from app.casework import reading

    with _at_work(officer) as session:
        rows = reading.cases(session, text, limit=1000)
    _show(
        {
            "cases": [
                {"id": row.id, "reference": row.reference, "name": row.name, "stage": row.stage}
                for row in rows
            ]
        },
        as_json,
        lambda told: "\n".join(f"{each['reference']}  {each['name']}" for each in told["cases"]),
    )


@case.command("list")
def case_list(officer: Who = "", as_json: Json = False) -> None:
    """The cases on this computer, the latest first."""
    _rows(officer, "", as_json)


@case.command("search")
def case_search(text: str, officer: Who = "", as_json: Json = False) -> None:
    """Find cases by name in either script, number, Civil ID, passport, phone or employer."""
    _rows(officer, text, as_json)


@case.command("show")
def case_show(case_id: str, officer: Who = "", as_json: Json = False) -> None:
    """A case with its interviews and what happened."""
    from app.casework import reading

    with _at_work(officer) as session:
        page = reading.case(session, reading.resolve(session, case_id))
    _show(_page(page), as_json or True)


def _page(page: Any) -> dict[str, Any]:
    from app.casework import screening

    return {
        "id": page.id, "reference": page.reference, "name": page.name, "stage": page.stage,
        "opened": page.opened.isoformat(), "officer": page.officer, "facts": page.facts,
        "interviews": [
            {
                "id": each.id, "form": each.form_id, "title": each.form_title,
                "version": each.version, "language": each.language, "at": each.at.isoformat(),
                "values": each.values,
                "assessment": screening.stored_as_json(each.assessment) if each.assessment else None,
                "agreed": each.agreed, "corrections": each.corrections, "view": each.view,
            }
            for each in page.interviews
        ],
        "timeline": [
            {"at": each.at.isoformat(), "what": each.what, "who": each.who}
            for each in page.timeline
        ],
    }  # fmt: skip


@case.command("pdf")
def case_pdf(
    case_id: str,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write.")],
    language: Language = "ar",
    password_file: Annotated[str | None, typer.Option("--password-file")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Without a password.")] = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Save a case's record; the event is written before the file exists."""
    from app.casework import printing, reading

    if plain == (password_file is not None):
        raise PasswordOrPlain
    password = None if plain else _secret(password_file, "Password")
    with _at_work(officer) as session:
        id_ = reading.resolve(session, case_id)
        printing.save(session, id_, _language(language), out.absolute(), password)
    _show({"pdf": str(out.absolute())}, as_json, lambda told: str(told["pdf"]))


# ---- the whole main job ---------------------------------------------------------------------


@app.command("demo")
def demo(
    out: Annotated[Path | None, typer.Option("--out", help="Keep the data folder here.")] = None,
    as_json: Json = False,
) -> None:
    """The whole main job on fictional answers, without a screen."""
    from app.casework import demonstration

    told = demonstration.run(out.absolute() if out else None)
    _show(told, as_json, demonstration.as_text)
    if not all(step["ok"] for step in told["steps"]):
        raise typer.Exit(1)


@app.command("selftest")
def selftest(as_json: Json = False) -> None:
    """Does this installation work: vault, form, PDF with Arabic, fonts, translations?"""
    from app.casework import demonstration

    told = demonstration.selftest()
    _show(told, as_json, demonstration.as_text)
    if not all(step["ok"] for step in told["steps"]):
        raise typer.Exit(1)


def _language(told: str) -> settings.Language:
    if told == "ar":
        return "ar"
    if told == "en":
        return "en"
    raise typer.BadParameter("--language is ar or en.")


def _role(told: str) -> str:
    if told not in ("inspector", "shelter", "supervisor", "desk"):
        raise typer.BadParameter("--role is inspector, shelter, supervisor or desk.")
    return told
