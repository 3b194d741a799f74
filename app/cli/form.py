"""`form`: questionnaires, looked over and played without keeping an answer."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import (
    PLAIN,
    Json,
    Language,
    Who,
    at_work,
    show,
)

form = typer.Typer(help="Questionnaires.", **PLAIN)


@form.command("check")
def form_check(
    files: list[Path],
    against: Annotated[
        Path | None, typer.Option("--against", help="The form's last version, to compare with.")
    ] = None,
    records: Annotated[
        bool,
        typer.Option("--records", help="Compare with the last version in the officer's records."),
    ] = False,
    language: Language = "en",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Look questionnaires over: what is wrong, where, and what to do."""
    from app.casework.questionnaires import forms
    from app.language import Words, strip_marks

    if records and against:
        raise typer.BadParameter("Give --against or --records, but not both.")
    words = Words("ar" if language == "ar" else "en")
    if records:
        with at_work(officer) as session:
            forms.offer_shipped(session)
            told = [forms.check(file, records=session) for file in files]
    else:
        told = [forms.check(file, against) for file in files]
    show(
        {
            "forms": [
                {
                    "file": each.file,
                    "ok": each.form is not None,
                    "id": each.form.id if each.form else None,
                    "version": each.form.version if each.form else None,
                    "against": each.against,
                    "languages": forms.languages(each.form) if each.form else [],
                    "problems": [
                        {"level": p.level, "sheet": p.sheet, "row": p.row, "column": p.column,
                         "line": p.line,
                         "says": strip_marks(words.told(p.says))}
                        for p in each.problems
                    ],
                }
                for each in told
            ]
        },
    )  # fmt: skip
    if any(each.form is None for each in told):
        raise typer.Exit(1)


@form.command("play")
def form_play(
    file: Path,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="JSON: refs and values.")
    ] = None,
    steps: Annotated[
        Path | None, typer.Option("--steps", help="JSON: a list of operations and observations.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="A language of the form.")] = "",
    as_json: Json = False,
) -> None:
    """Give answers to a questionnaire without keeping them, and show what it makes of them."""
    from app.casework.questionnaires import answer_player, forms, step_player

    if (answers is None) == (steps is None):
        raise typer.BadParameter("Give --answers or --steps with a file, but not both.")
    if steps is not None:
        show(step_player.play_steps(file, step_player.read_steps(steps)))
        return
    assert answers is not None
    opened, _, _ = forms.read_file(file)
    show(answer_player.play(opened, answer_player.read_answers(answers), language))


@form.command("pack")
def form_pack(
    file: Path,
    out: Annotated[Path, typer.Option("-o", "--out", help="The pack: NAME.sanadform.")],
    media: Annotated[
        Path | None, typer.Option("--media", help="The folder of its pictures and sounds.")
    ] = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Sign with no key.")] = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Write a questionnaire with its pictures and sounds into one file, signed by this computer."""
    from app.casework.questionnaires import packs

    if unsigned:
        made = packs.make(file, out, media)
    else:
        with at_work(officer) as session:
            made = packs.make(file, out, media, session.vault.device)
    show(
        {"pack": str(out), "sha256": made.digest, "media": list(made.media),
         "missing": list(made.missing)},
        as_json,
    )  # fmt: skip


@form.command("install")
def form_install(
    file: Path,
    trust: Annotated[
        str, typer.Option("--trust", help="SHA-256 of a pack that nobody certified signed.")
    ] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Install a form pack, whole or not at all."""
    from app.casework.questionnaires import packs

    with at_work(officer) as session:
        looked = packs.look(session, file)
        row = packs.install(session, file, trust)
    show(
        {"form": row.hash, "id": row.id, "version": row.version, "signed": looked.standing,
         "by": looked.name, "sha256": looked.pack.digest, "media": sorted(looked.pack.media)},
        as_json,
    )  # fmt: skip
