"""`form`: questionnaires, looked over and played without keeping an answer."""

from pathlib import Path
from typing import Annotated

from typer import BadParameter, Option

from app.casework.questionnaires import answer_player, forms, packs, step_player, wording
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_work, with_session
from app.cli.options import FormLanguage, Language, Officer
from app.cli.output import indented
from app.language import Words, strip_marks

_LENGTH = JsonView(wording.Length, "questions words minutes")
_PACK = JsonView(packs.WrittenPack, "sha256=digest media missing")


@command(succeeded=lambda document: all(form["ok"] for form in document["forms"]))
def form_check(
    files: list[Path],
    against: Annotated[Path | None, Option("--against", help="The form's last version, to compare with.")] = None,
    records: Annotated[
        bool, Option("--records", help="Compare with the last version in the officer's records.")
    ] = False,
    language: Language = "en",
    officer: Officer = "",
) -> Document:
    if records and against:
        raise BadParameter("Give --against or --records, but not both.")
    if records:
        with at_work(officer) as session:
            forms.offer_shipped(session)
            results = [forms.check(file, records=session) for file in files]
    else:
        results = [forms.check(file, against) for file in files]
    w = Words("ar" if language == "ar" else "en")
    return {"forms": [_checked(checked, w) for checked in results]}


def _checked(checked: forms.CheckedForm, w: Words) -> Document:
    form = checked.form
    return {
        "file": checked.file, "ok": form is not None, "id": form.id if form else None,
        "version": form.version if form else None, "against": checked.against,
        "languages": forms.languages(form) if form else [],
        "length": _LENGTH(wording.length(form)) if form else None,
        "problems": [
            {"level": problem.level, "sheet": problem.sheet, "row": problem.row,
             "column": problem.column, "line": problem.line,
             "says": strip_marks(w.told(problem.says))}
            for problem in checked.problems
        ],
    }  # fmt: skip


@command()
def form_play(
    file: Path,
    answers: Annotated[Path | None, Option("--answers", help="JSON: refs and values.")] = None,
    steps: Annotated[Path | None, Option("--steps", help="JSON: a list of operations and observations.")] = None,
    language: FormLanguage = "",
) -> Document | None:
    if (answers is None) == (steps is None):
        raise BadParameter("Give --answers or --steps with a file, but not both.")
    if steps is not None:
        return step_player.play_steps(file, step_player.read_steps(steps))
    assert answers is not None
    form, _, _ = forms.read_file(file)
    return answer_player.play(form, answer_player.read_answers(answers), language)


@command(text=indented)
def form_pack(
    file: Path,
    out_file: Annotated[Path, Option("-o", "--out", help="The pack: NAME.sanadform.")],
    media: Annotated[Path | None, Option("--media", help="The folder of its pictures and sounds.")] = None,
    unsigned: Annotated[bool, Option("--unsigned", help="Sign with no key.")] = False,
    officer: Officer = "",
) -> Document:
    if unsigned:
        pack = packs.make(file, out_file, media)
    else:
        with at_work(officer) as session:
            pack = packs.make(file, out_file, media, session.vault.device)
    return {"pack": str(out_file), **_PACK(pack)}


@with_session(text=indented)
def form_install(
    session: Session,
    file: Path,
    trust: Annotated[str, Option("--trust", help="SHA-256 of a pack that nobody certified signed.")] = "",
) -> Document:
    look = packs.look(session, file)
    row = packs.install(session, file, trust)
    return {
        "form": row.hash,
        "id": row.id,
        "version": row.version,
        "signed": look.signer,
        "by": look.name,
        "sha256": look.pack.digest,
        "media": sorted(look.pack.media),
    }
