"""`profile`: referral systems as files."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from typer import BadParameter, Option

from app.case.profile import Agency, Profile
from app.casework.lifecycle import agency_directory, rights_sheet
from app.casework.organisation import foreign_authority, referral_system
from app.casework.session import profiles
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Out
from app.cli.output import refused, rows, value_of, words
from app.clock import utc
from app.language import strip_marks
from app.settings import Language

_ADOPTED = JsonView(Profile, "id version")
_AUTHORITY = JsonView(
    Agency,
    "id name country agreement agreement_until approval",
    agreement_until=lambda agency: utc(agency.until).date(),
)
_IN_USE = JsonView(
    Profile,
    "id version stages agencies",
    stages=lambda profile: [stage.id for stage in profile.stages],
    agencies=lambda profile: [agency.id for agency in profile.agencies],
)
_SERVICE = JsonView(
    agency_directory.ServiceEntry,
    "agency name=agency_name service service_name hours agreement agreement_until agreement_over=over places",
    agreement_until=lambda entry: entry.until.date() if entry.until else None,
    places=JsonView(
        agency_directory.PlaceView,
        "id name where phone hours languages who as_of source",
        as_of=lambda place: place.as_of.date(),
    ),
)
_LANGUAGE = JsonView(rights_sheet.SheetLanguage, "code autonym reviewed missing")
_BESIDE: dict[str, Language | None] = {"ar": "ar", "en": "en", "none": None}


@command(text="{id} {version}".format_map)
def profile_check(file: Path) -> Document:
    checked = profiles.check(file)
    profile = checked.profile
    if profile is None:
        w = words()
        faults = [(fault.line, profiles.words(fault, w)) for fault in checked.faults]
        problems = [
            {"line": line, "says": strip_marks(w("Line {line}: {problem}", line=line, problem=problem))}
            for line, problem in faults
        ]
        error = profiles.ProfileRefused(tuple(checked.faults), *faults[0])
        document = {"ok": False, "file": checked.file, "problems": problems}
        raise typer.Exit(refused(error, document))
    return {
        "ok": True,
        "file": checked.file,
        **_IN_USE(profile),
        "kinds": [kind.id for kind in profile.kinds],
        "problems": [],
    }


@with_session(view=_ADOPTED)
def profile_adopt(session: Session, file: Path) -> Profile:
    return referral_system.adopt(session, file)


@with_session(view=_AUTHORITY)
def profile_authority(
    session: Session,
    english: Annotated[str, Option("--english", help="Its name in Latin letters.")],
    arabic: Annotated[str, Option("--arabic", help="Its name in Arabic letters.")],
    country: Annotated[str, Option("--country", help="Two letters, as PH.")],
    agreement: Annotated[str, Option("--agreement", help="Number or title of the agreement.")],
    until: Annotated[str, Option("--until", help="Its last day, as 2027-12-31.")],
) -> Agency:
    return foreign_authority.add(
        session,
        foreign_authority.ForeignAuthority(
            english=english, arabic=arabic, country=country, agreement=agreement, until=_day("--until", until)
        ),
    )


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadParameter(f"{option} is a day such as 2027-12-31.") from error


@with_session(text=rows("facts", "{state} · {fact} · {as_of} · {source}"))
def profile_facts(session: Session) -> Document:
    now = session.now()
    return {
        "facts": [
            {
                "fact": name,
                "state": fact.state_at(now),
                "source": fact.source,
                "reviewed": fact.reviewed,
                "as_of": utc(fact.as_of).date().isoformat() if fact.as_of else "",
                "check_by": utc(fact.check_by).date().isoformat() if fact.check_by else "",
            }
            for name, fact in (referral_system.facts(session) | rights_sheet.facts(session)).items()
        ]
    }


@with_session(view=_ADOPTED)
def profile_confirm(
    session: Session,
    fact: str,
    *,
    source: Annotated[str, Option("--source", help="Who said so.")],
    until: Annotated[str, Option("--until", help="When it is asked again, as 2027-12-31.")],
    day: Annotated[str, Option("--day", help="When it was said; today.")] = "",
    phone: Annotated[str, Option("--phone", help="The number, where it is another.")] = "",
) -> Profile:
    asked_on = _day("--day", day) if day else utc(session.now()).date()
    confirmation = referral_system.Confirmation(source=source, day=asked_on, until=_day("--until", until), phone=phone)
    return referral_system.confirm(session, fact, confirmation)


@with_session(view=_IN_USE)
def profile_show(session: Session) -> Profile:
    return profiles.in_use(session)


def _in_lines(document: Document) -> str:
    lines = []
    for service in document["services"]:
        lines.append(f"{service['name']} · {service['service_name']}")
        for place in service["places"]:
            parts = [place["name"], place["where"], place["phone"], place["hours"], *place["languages"]]
            lines.append("   " + " · ".join(part for part in (*parts, place["as_of"]) if part))
    return "\n".join(lines)


@with_session(text=_in_lines)
def profile_directory(
    session: Session, search: Annotated[str, Option("--search", help="Words, in either language.")] = ""
) -> Document:
    entries = agency_directory.find(agency_directory.entries(session), search)
    return {"services": _SERVICE.each(entries)}


@with_session(text=rows("languages", "{code}"))
def profile_languages(session: Session) -> Document:
    return {"languages": _LANGUAGE.each(rights_sheet.languages(session))}


@with_session(text=value_of("sheet"))
def profile_rights(
    session: Session,
    language: str,
    out_file: Out,
    *,
    beside: Annotated[str, Option("--beside", help="ar or en: in a second column; none.")] = "none",
    small: Annotated[bool, Option("--small", help="Cards with the numbers alone.")] = False,
) -> Document:
    if beside not in _BESIDE:
        raise BadParameter("--beside is ar, en or none.")
    file = out_file.absolute()
    rights_sheet.save(session, language, file, _BESIDE[beside], small=small)
    return {"sheet": str(file)}
