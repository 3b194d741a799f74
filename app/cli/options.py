"""Options that several commands have, and what their values may be."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Language as LanguageCode

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Officer = Annotated[str, typer.Option("--officer", help="Whose records, where several are here.")]
Language = Annotated[str, typer.Option("--language", help="ar or en.")]
FormLanguage = Annotated[str, typer.Option("--language", help="A language of the form.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]
Note = Annotated[str, typer.Option("--note")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="How many at most.")]
Out = Annotated[Path, typer.Option("-o", "--out", help="The file to write.")]
PasswordFile = Annotated[str | None, typer.Option("--password-file")]
Unsigned = Annotated[
    bool, typer.Option("--unsigned", help="Without the office's signature inside the PDF.")
]
Interview = Annotated[
    str, typer.Option("--interview", help="Which interview, where a case has several.")
]
Referral = Annotated[str, typer.Argument(metavar="REFERRAL", help="Its id or its number.")]
Facts = Annotated[
    list[str] | None, typer.Option("--set", help="A fact: name=..., phone=...; several.")
]
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
        help="What stays here: phone, identity_numbers, restricted_answers, interviewer_only, a kind "
        "of information such as health, or a part of the work such as intake; several.",
    ),
]
Give = Annotated[
    list[str] | None,
    typer.Option("--give", help="What goes along though it would be held back; several."),
]
ForRecipient = Annotated[
    str,
    typer.Option(
        "--recipient", help="For whom it is where no agency is: person, whom the case is about."
    ),
]
LeaveUnreviewed = Annotated[
    bool,
    typer.Option(
        "--leave-unreviewed", help="Texts that nobody has read over for this recipient stay here."
    ),
]
Role = Annotated[str, typer.Option("--role", help="Another role than asked for.")]
Team = Annotated[str, typer.Option("--team", help="Another team than invited to.")]
Computer = Annotated[str, typer.Argument(help="The computer's id, or its officer's name.")]


def language_of(code: str) -> LanguageCode:
    if code == "ar":
        return "ar"
    if code == "en":
        return "en"
    raise typer.BadParameter("--language is ar or en.")


def role_of(role: str) -> str:
    if role not in ("inspector", "shelter", "supervisor", "desk"):
        raise typer.BadParameter("--role is inspector, shelter, supervisor or desk.")
    return role


def facts_of(options: list[str] | None, names: tuple[str, ...]) -> dict[str, str]:
    """`--set NAME=TEXT` as a map; wrong use for a name that is not among these."""
    facts = {}
    for option in options or []:
        name, sign, text = option.partition("=")
        if not sign or name not in names:
            raise typer.BadParameter(f"--set is NAME=TEXT, with one of {', '.join(names)}.")
        facts[name] = text
    return facts


def end_of_day(day: datetime | None) -> datetime | None:
    """The last second of a day that was named without a time, where this computer is."""
    return (day + timedelta(days=1, seconds=-1)).astimezone() if day else None
