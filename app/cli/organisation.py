"""`org`, `desk`, `enrol`: found an organisation, let computers in, withdraw them, join."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import (
    PLAIN,
    Json,
    Who,
    at_work,
    secret,
    show,
)

if TYPE_CHECKING:
    from app.casework.session.session import Session

org = typer.Typer(help="The organisation.", **PLAIN)
desk = typer.Typer(help="The desk: who may come in, and who must go.", **PLAIN)
Out = Annotated[Path, typer.Option("-o", "--out", help="The file to write.")]
Root = Annotated[
    str | None, typer.Option("--root-file", help="A file with the root's 24 words; asked else.")
]
Role = Annotated[str, typer.Option("--role", help="Another role than asked for.")]
Team = Annotated[str, typer.Option("--team", help="Another team than invited to.")]
_NAMES = {"ar": ("المنظمة", "أمين المكتب الثاني"), "en": ("Organisation", "Second desk holder")}


@org.command("init")
def org_init(
    name: Annotated[str, typer.Option("--name", help="The organisation's name.")] = "",
    second: Annotated[str, typer.Option("--second", help="Who holds the second sheet.")] = "",
    team: Annotated[str, typer.Option("--team", help="The first team; else as the name.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Found an organisation: this vault becomes its desk. Prints the two sheets to be kept."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        names = _NAMES[session.officer.language]
        made = administration.create_organisation(
            session, name or names[0], second or names[1], team
        )
        told = administration.membership_status(session)
    show(
        {
            "organisation": told.organisation,
            "root_words": " ".join(made.root_words),
            "second_words": " ".join(made.second_words),
        }
    )


@org.command("holder")
def org_holder(name: str, root_file: Root = None, officer: Who = "", as_json: Json = False) -> None:
    """Name one more desk holder, with the root's words; prints the holder's sheet."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        words = administration.add_registrar(session, _words(root_file), name)
    show({"name": name, "words": " ".join(words)})


@org.command("withdraw")
def org_withdraw(
    name: str, root_file: Root = None, officer: Who = "", as_json: Json = False
) -> None:
    """Withdraw a desk holder, with the root's words."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        administration.withdraw_registrar(session, _words(root_file), name)
    show({"withdrawn": name})


def _words(file: str | None) -> str:
    return secret(file, "The 24 words")


@org.command("show")
def org_show(officer: Who = "", as_json: Json = False) -> None:
    """Where this vault stands, and who else is in the organisation."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        told = administration.membership_status(session)
        rows = administration.recipients(session) if told.joined else []
    show(
        {
            "joined": told.joined, "organisation": told.organisation, "teams": list(told.teams),
            "role": told.role, "desk": told.desk, "renew": told.renew,
            "recipients": [
                {"kind": row.kind, "id": row.id, "name": row.name, "role": row.role}
                for row in rows
            ],
        }
    )  # fmt: skip


@desk.command("invite")
def desk_invite(
    out: Out,
    team: Annotated[str, typer.Option("--team", help="Which team; made if it is new.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=365)] = 30,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Write one invitation for many computers."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        told = administration.invite(session, out.absolute(), team, days)
    show(
        {"invitation": str(out.absolute()), "team": told.team, "until": told.until.isoformat(),
         "places": told.places}
    )  # fmt: skip


@desk.command("admit")
def desk_admit(
    answer: Path,
    out: Out,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Only what shows the six words; admit later.")
    ] = False,
    role: Role = "",
    team: Team = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Let a computer in. Compare the six words: if they differ, revoke it at once."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        if words_only:
            told = administration.write_words(session, answer.absolute(), out.absolute())
        else:
            told = administration.admit(session, answer.absolute(), out.absolute(), role, team)
        shown = {
            "name": told.name, "role": told.role, "team": told.team, "again": told.again,
            "admitted": told.admitted, **six(session, told.words, told.words_other),
        }  # fmt: skip
    show(shown, as_json, admitted)


def six(session: "Session", mine: tuple[str, ...], other: tuple[str, ...]) -> dict[str, list[str]]:
    """The same on both computers, whatever language each speaks."""
    arabic, english = (mine, other) if session.officer.language == "ar" else (other, mine)
    return {"words": list(english), "words_ar": list(arabic)}


def admitted(told: dict[str, Any]) -> str:
    return (
        f"{told['name']} ({told['role']}, {told['team']})\n"
        f"{' '.join(told['words'])}\n{' '.join(told['words_ar'])}\n"
        "Do both screens show the same words? If not: ./run desk revoke, at once."
    )


@desk.command("revoke")
def desk_revoke(
    device: Annotated[str, typer.Argument(help="Its id, or its person's name.")],
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Withdraw a computer: its teams have new keys at once, its cases at their next writing."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        id_ = administration.device_of(session, device)
        told = administration.revoke(session, id_)
    show({"revoked": id_, "person": told.person, "teams": list(told.teams), "cases": told.cases})


@desk.command("accept-late")
def desk_accept_late(
    device: Annotated[str, typer.Argument(help="The withdrawn computer's id.")],
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Vouch for records that a withdrawn computer wrote before, and that came in afterwards."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        held = administration.accept_late(session, device)
    show({"device": device, "accepted": held})


@desk.command("take-over")
def desk_take_over(
    sheet_file: Annotated[
        str | None, typer.Option("--sheet-file", help="A file with the sheet's 24 words.")
    ] = None,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """A desk holder's sheet makes this vault a desk."""
    from app.casework.organisation import administration

    with at_work(officer) as session:
        administration.take_over(session, _words(sheet_file))
    show({"desk": True})


def enrol(
    invitation: Annotated[Path | None, typer.Argument(help="The desk's invitation.")] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Where to write the answer.")
    ] = None,
    finish: Annotated[Path | None, typer.Option("--finish", help="The desk's reply.")] = None,
    words: Annotated[
        Path | None, typer.Option("--words", help="Only show the six words of the desk's file.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Don't wait for the desk; on this computer alone.")
    ] = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Join an organisation: over the network (FILE), or by files: answer (FILE -o), --finish."""
    from app.casework.organisation import membership

    if [invitation is not None, finish is not None, words is not None].count(True) != 1:
        raise typer.BadParameter("Give FILE, or FILE -o ANSWER, or --words FILE, or --finish FILE.")
    with at_work(officer) as session:
        if invitation is not None and out is None:
            from app.cli.headquarters import join

            join(session, invitation.absolute(), goes=yes, as_json=as_json)
            return
        if invitation is not None and out is not None:
            seen = membership.answer(session, invitation.absolute(), out.absolute())
            told: dict[str, Any] = {
                "answer": str(out.absolute()), "organisation": seen.organisation, "team": seen.team,
            }  # fmt: skip
        elif words is not None:
            reply = membership.reply(session, words.absolute())
            told = {
                "organisation": reply.organisation, "admitted": reply.admitted,
                **six(session, reply.words, reply.words_other),
            }  # fmt: skip
        elif finish is not None:
            done = membership.finish(session, finish.absolute())
            told = {
                "organisation": done.organisation, "team": done.team, "role": done.role,
                "cases": done.cases, **six(session, done.words, done.words_other),
            }  # fmt: skip
    show(told)
