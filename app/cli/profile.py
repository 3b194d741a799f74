"""`profile`: referral systems as files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import (
    PLAIN,
    Json,
    Who,
    at_work,
    refused,
    show,
    spoken,
)

if TYPE_CHECKING:
    from app.casework.lifecycle.agency_directory import Entry

profile = typer.Typer(help="Referral systems: stages, agencies, conditions.", **PLAIN)


@profile.command("check")
def profile_check(file: Path, as_json: Json = False) -> None:
    """Look a referral system over: what is wrong, in which line, and what to do."""
    from app.casework.session import profiles
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
    from app.casework.organisation import referral_system

    with at_work(officer) as session:
        told = referral_system.adopt(session, file)
    show({"id": told.id, "version": told.version})


@profile.command("show")
def profile_show(officer: Who = "", as_json: Json = False) -> None:
    """The referral system in use here."""
    from app.casework.session import profiles

    with at_work(officer) as session:
        told = profiles.in_use(session)
    show(
        {
            "id": told.id, "version": told.version, "stages": [each.id for each in told.stages],
            "agencies": [each.id for each in told.agencies],
        }
    )  # fmt: skip


@profile.command("directory")
def profile_directory(
    search: Annotated[str, typer.Option("--search", help="Words, in either language.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Where people can be referred: agencies, services and places, without a network."""
    from app.casework.lifecycle import agency_directory

    with at_work(officer) as session:
        found = agency_directory.find(agency_directory.entries(session), search)
    show({"services": [_service(each) for each in found]}, as_json, _listed)


def _service(each: "Entry") -> dict[str, Any]:
    return {
        "agency": each.agency, "name": each.agency_name, "service": each.service,
        "service_name": each.service_name, "hours": each.hours, "agreement": each.agreement,
        "agreement_until": each.until.date().isoformat() if each.until else None,
        "agreement_over": each.over,
        "places": [
            {"id": one.id, "name": one.name, "where": one.where, "phone": one.phone,
             "hours": one.hours, "languages": list(one.languages), "who": one.who,
             "as_of": one.as_of.date().isoformat()}
            for one in each.places
        ],
    }  # fmt: skip


def _listed(told: dict[str, Any]) -> str:
    lines = []
    for each in told["services"]:
        lines.append(f"{each['name']} · {each['service_name']}")
        for one in each["places"]:
            parts = [one["name"], one["where"], one["phone"], one["hours"], *one["languages"]]
            lines.append("   " + " · ".join(part for part in (*parts, one["as_of"]) if part))
    return "\n".join(lines)
