"""`profile`: referral systems as files."""

from pathlib import Path

import typer

from app.cli.telling import PLAIN, Json, Who, at_work, refused, show, spoken

profile = typer.Typer(help="Referral systems: stages, agencies, conditions.", **PLAIN)


@profile.command("check")
def profile_check(file: Path, as_json: Json = False) -> None:
    """Look a referral system over: what is wrong, in which line, and what to do."""
    from app.casework import profiles
    from app.language import strip_marks

    told = profiles.check(file)
    if told.profile is None:
        say = spoken()
        found = [(each.line, profiles.words(each, say)) for each in told.faults]
        problems = [
            {
                "line": line,
                "says": strip_marks(say("Line {line}: {problem}", line=line, problem=wrong)),
            }
            for line, wrong in found
        ]
        error = profiles.ProfileRefused(tuple(told.faults), *found[0])
        raise typer.Exit(refused(error, {"ok": False, "file": told.file, "problems": problems}))
    of = told.profile
    show(
        {
            "ok": True, "file": told.file, "id": of.id, "version": of.version,
            "stages": [each.id for each in of.stages],
            "agencies": [each.id for each in of.agencies],
            "kinds": [each.id for each in of.kinds], "problems": [],
        },
        as_json,
        lambda shown: f"{shown['id']} {shown['version']}",
    )  # fmt: skip


@profile.command("adopt")
def profile_adopt(file: Path, officer: Who = "", as_json: Json = False) -> None:
    """Give a referral system to everybody: the desk."""
    from app.casework import profiles

    with at_work(officer) as session:
        told = profiles.adopt(session, file)
    show({"id": told.id, "version": told.version})


@profile.command("show")
def profile_show(officer: Who = "", as_json: Json = False) -> None:
    """The referral system in use here."""
    from app.casework import profiles

    with at_work(officer) as session:
        told = profiles.in_use(session)
    show(
        {
            "id": told.id, "version": told.version, "stages": [each.id for each in told.stages],
            "agencies": [each.id for each in told.agencies],
        }
    )  # fmt: skip
