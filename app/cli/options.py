"""Options that several commands have, and what their values may be."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from typer import Argument, BadParameter, Option

from app.settings import Language as LanguageCode

Json = Annotated[bool, Option("--json", help="One JSON document on standard output.")]
Officer = Annotated[str, Option("--officer", help="Whose records, where several are here.")]
Language = Annotated[str, Option("--language", help="ar or en.")]
FormLanguage = Annotated[str, Option("--language", help="A language of the form.")]
Reason = Annotated[str, Option("--reason", help="Why.")]
Note = Annotated[str, Option("--note")]
Limit = Annotated[int, Option("--limit", min=1, help="How many at most.")]
Out = Annotated[Path, Option("-o", "--out", help="The file to write.")]
PasswordFile = Annotated[str | None, Option("--password-file")]
Unsigned = Annotated[bool, Option("--unsigned", help="Without the office's signature inside the PDF.")]
Interview = Annotated[str, Option("--interview", help="Which interview, where a case has several.")]
Referral = Annotated[str, Argument(metavar="REFERRAL", help="Its id or its number.")]
Facts = Annotated[list[str] | None, Option("--set", help="A fact: name=..., phone=...; several.")]
ToAgency = Annotated[str, Option("--to-agency", help="An agency of the referral system: consent is asked for.")]
Override = Annotated[str, Option("--override", help="Why it goes without consent or legal basis.")]
Hidden = Annotated[bool, Option("--hidden", help="Hidden answers too: that is written into the case.")]
HoldBack = Annotated[
    list[str] | None,
    Option(
        "--hold-back",
        help="What stays here: phone, identity_numbers, restricted_answers, interviewer_only, a kind "
        "of information such as health, or a part of the work such as intake; several.",
    ),
]
Give = Annotated[list[str] | None, Option("--give", help="What goes along though it would be held back; several.")]
ForRecipient = Annotated[
    str, Option("--recipient", help="For whom it is where no agency is: person, whom the case is about.")
]
LeaveUnreviewed = Annotated[
    bool, Option("--leave-unreviewed", help="Texts that nobody has read over for this recipient stay here.")
]
Role = Annotated[str, Option("--role", help="Another role than asked for.")]
Team = Annotated[str, Option("--team", help="Another team than invited to.")]
Computer = Annotated[str, Argument(help="The computer's id, or its officer's name.")]


def language_of(code: str) -> LanguageCode:
    if code == "ar":
        return "ar"
    if code == "en":
        return "en"
    raise BadParameter("--language is ar or en.")


def role_of(role: str) -> str:
    if role not in ("inspector", "shelter", "supervisor", "desk"):
        raise BadParameter("--role is inspector, shelter, supervisor or desk.")
    return role


def facts_of(options: list[str] | None, names: tuple[str, ...]) -> dict[str, str]:
    """`--set NAME=TEXT` as a map; wrong use for a name that is not among these."""
    facts = {}
    for option in options or []:
        name, sign, text = option.partition("=")
        if not sign or name not in names:
            raise BadParameter(f"--set is NAME=TEXT, with one of {', '.join(names)}.")
        facts[name] = text
    return facts


def end_of_day(day: datetime | None) -> datetime | None:
    """The last second of a day that was named without a time, where this computer is."""
    return (day + timedelta(days=1, seconds=-1)).astimezone() if day else None
