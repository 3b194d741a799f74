"""`profile`: referral systems as files."""

from pathlib import Path

import typer

from app.cli.telling import PLAIN, Json, refused, show, spoken

profile = typer.Typer(help="Referral systems: stages, agencies, conditions.", **PLAIN)


@profile.callback()
def _words() -> None:
    """Referral systems: stages, agencies, conditions."""


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
