"""`desk server|answers|confirm|inbox|devices`: the desk's words with headquarters; and joining over
the network."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.organisation import Role, Team, desk, six
from app.cli.output import (
    Json,
    Language,
    Who,
    at_work,
    issued_in_json,
    language_of,
    show,
    spoken,
)

if TYPE_CHECKING:
    from app.casework.exchange.headquarters import DeviceState, IncomingSummary, PendingComputer
    from app.casework.session.colleagues import DeviceRow
    from app.casework.session.session import Session

__all__ = ["desk", "join"]

_WAIT_S = 25  # of one call; then it is asked again


@desk.command("server")
def desk_server(
    card: Annotated[Path, typer.Argument(help="The card that ./run hq init wrote.")],
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Name the organisation's headquarters to all colleagues, and make it yours."""
    from app.casework.exchange import headquarters

    with at_work(officer) as session:
        url = headquarters.claim(session, card.absolute())
    show({"headquarters": url})


@desk.command("answers")
def desk_answers(officer: Who = "", as_json: Json = False) -> None:
    """The computers that ask headquarters to be let in, and their six words."""
    from app.casework.exchange import headquarters

    with at_work(officer) as session:
        rows = [_waiting(session, each) for each in headquarters.answers(session)]
    show({"answers": rows}, as_json, _answers)


@desk.command("confirm")
def desk_confirm(
    device: Annotated[str, typer.Argument(help="The computer's id, or its officer's name.")],
    words: Annotated[str, typer.Option("--words", help="The six words on its screen.")],
    role: Role = "",
    team: Team = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Let in a computer that asks headquarters, if the six words on its screen are these."""
    from app.casework.exchange import headquarters

    with at_work(officer) as session:
        told = headquarters.confirm(session, device, words, role, team)
        shown = {"name": told.name, "role": told.role, "team": told.team, "admitted": told.admitted}
    show(shown, as_json, lambda told: f"{told['name']}: {told['role']}, {told['team']}")


@desk.command("inbox")
def desk_inbox(officer: Who = "", as_json: Json = False) -> None:
    """What colleagues sent, whether every signature holds, and who asks to be let in."""
    from app.casework.exchange import headquarters, sync
    from app.casework.session.colleagues import is_withdrawn
    from app.errors import SanadError

    with at_work(officer) as session:
        rows = [_came(each) for each in headquarters.inbox(session)]
        told: dict[str, Any] = {
            "inbox": rows, "answers": [], "reached": False, "withdrawn": is_withdrawn(session),
        }  # fmt: skip
        if sync.address(session):
            try:
                found = headquarters.answers(session)
                told |= {"answers": [_waiting(session, each) for each in found], "reached": True}
            except SanadError as error:  # what came in is here all the same
                told["problem"] = {"kind": error.kind(), "says": spoken().say(error)}
    show(told, as_json, _inbox)


@desk.command("devices")
def desk_devices(officer: Who = "", as_json: Json = False) -> None:
    """The computers that were let in; how far each is, where headquarters can be asked."""
    from app.casework.exchange import headquarters, sync
    from app.casework.organisation import administration
    from app.casework.session.colleagues import is_desk
    from app.errors import SanadError

    with at_work(officer) as session:
        rows = [_device(row) for row in administration.devices(session)]
        told: dict[str, Any] = {"devices": rows, "reached": False}
        if sync.address(session) and is_desk(session):
            try:
                states = headquarters.states(session)
                told |= {"devices": [_state(each) for each in states], "reached": True}
            except SanadError as error:
                told["problem"] = {"kind": error.kind(), "says": spoken().say(error)}
    show(told, as_json, _devices)


def join(session: "Session", invitation: Path, *, goes: bool, as_json: bool) -> None:
    """Ask headquarters to be let in, show the six words, and wait for the desk. `goes`: not to wait."""
    from app.casework.exchange import headquarters

    if goes:
        headquarters.alone(invitation)
    here = headquarters.ask(session, invitation)
    told = {
        "waits": True, "device": here.device, "organisation": here.organisation, "team": here.team,
        **six(session, here.words, here.words_other),
    }  # fmt: skip
    show(told, as_json, _asks)
    while not goes:
        if done := headquarters.reply(session, wait_s=_WAIT_S):
            show(
                {"waits": False, "device": here.device, "organisation": done.organisation,
                 "team": done.team, "role": done.role, "cases": done.cases},
                as_json,
                lambda told: f"{told['organisation']}: {told['role']}, {told['team']}",
            )  # fmt: skip
            return


# -- how it is shown -------------------------------------------------------------------------


def _waiting(session: "Session", each: "PendingComputer") -> dict[str, Any]:
    return {
        "device": each.device, "name": each.who.name, "role": each.who.role, "team": each.who.team,
        "again": each.who.again,
        **six(session, each.words, each.words_other),
    }  # fmt: skip


def _came(each: "IncomingSummary") -> dict[str, Any]:
    return {
        "case": each.what.case_id, "reference": each.what.reference, "name": each.what.name,
        "kind": each.what.kind, "who": each.what.who, "at": each.what.at.isoformat(),
        "note": each.what.note, "events": each.verified.events, "verified": each.verified.ok,
        "problems": [{"kind": one.kind, "who": one.who} for one in each.verified.problems],
    }  # fmt: skip


def _device(row: "DeviceRow") -> dict[str, Any]:
    return {
        "id": row.id, "person": row.person, "role": row.role, "teams": list(row.teams),
        "before": row.before, "until": row.until, "revoked": row.revoked, "own": row.own,
        "forked": row.forked, "version": row.version or None, "last_seen": None, "last_locked": None, "behind": None, "held": None,
    }  # fmt: skip


def _state(each: "DeviceState") -> dict[str, Any]:
    return {
        **_device(each.row), "forked": each.forked, "behind": each.behind, "held": each.held,
        "last_seen": each.seen.isoformat() if each.seen else None,
        "last_locked": each.locked.isoformat() if each.locked else None,
    }  # fmt: skip


def _answers(told: dict[str, Any]) -> str:
    return "\n".join(
        f"{each['device']}  {each['name']} ({each['role']}, {each['team']})"
        f"\n  {' '.join(each['words'])}\n"
        f"  {' '.join(each['words_ar'])}"
        for each in told["answers"]
    )


def _inbox(told: dict[str, Any]) -> str:
    lines = [
        f"{each['reference']}  {each['kind']}  {each['who']}  "
        f"{'every signature holds' if each['verified'] else 'NOT EVERY SIGNATURE HOLDS'}"
        for each in told["inbox"]
    ]
    return "\n".join([*lines, _answers(told), told.get("problem", {}).get("says", "")]).strip()


def _devices(told: dict[str, Any]) -> str:
    lines = []
    for each in told["devices"]:
        marks = [mark for mark in ("revoked", "forked", "own") if each[mark]]
        seen = (
            f"last seen {each['last_seen']}, behind by {each['behind']}"
            if each["last_seen"]
            else ""
        )
        version = each["version"] or ""
        lines.append(
            f"{each['id']}  {each['person']}  {version}  {' '.join(marks)}  {seen}".rstrip()
        )
    return "\n".join([*lines, told.get("problem", {}).get("says", "")]).strip()


def _asks(told: dict[str, Any]) -> str:
    return (
        f"{told['organisation']}, {told['team']}\n{' '.join(told['words'])}\n"
        f"{' '.join(told['words_ar'])}\nRead these words to the desk; it lets this computer in."
    )


@desk.command("lost")
def desk_lost(
    device: Annotated[str, typer.Argument(help="The computer's id, or its officer's name.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the sheet as a PDF.")
    ] = None,
    language: Language = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """What was on a computer that is lost, and when it was last heard of."""
    from app.casework.cases import issued_papers
    from app.casework.exchange import lost_computer
    from app.casework.organisation import administration

    with at_work(officer) as session:
        told = lost_computer.about(session, administration.device_of(session, device))
        issued = {}
        if out is not None:
            chosen = language_of(language or session.officer.language)
            paper = lost_computer.paper(session, told)
            issued = issued_in_json(issued_papers.save(session, paper, chosen, out.absolute()))
    show(
        {
            "device": told.device.id, "person": told.device.person, "revoked": told.device.revoked,
            "last_record": told.last_record.isoformat() if told.last_record else None,
            "last_seen": told.last_call.isoformat() if told.last_call else None,
            "last_locked": told.locked.isoformat() if told.locked else None,
            "reached": told.asked, "pdf": str(out.absolute()) if out else None,
            "cases": [
                {"id": each.id, "reference": each.reference, "updated": each.updated.isoformat(),
                 "erased": each.erased}
                for each in told.on_it
            ],
            **issued,
        }
    )  # fmt: skip
