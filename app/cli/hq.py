"""`hq`: the headquarters server, which stores and orders what it cannot read.

What the server needs may not be installed here: `app.headquarters` is imported inside the commands,
after it was looked for, so that their help is there and the lack of it is said in words."""

from dataclasses import asdict
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from typer import BadParameter, Option

from app.cli.command import command
from app.cli.json_output import Document
from app.errors import N_, SanadError

Data = Annotated[Path, Option("--data", help="The folder of this headquarters.")]
Database = Annotated[str, Option("--database", help="PostgreSQL's address; else a file in the folder.")]


class NoServerParts(SanadError):
    says = N_(
        "Components that the server needs are not installed here. Nothing was changed. "
        "Start the server with ./run hq, which installs them."
    )


def _require_server_parts() -> None:
    if not all(map(find_spec, ("alembic", "psycopg", "sqlalchemy", "starlette", "uvicorn"))):
        raise NoServerParts


server_command = partial(command, check=_require_server_parts)


@server_command()
def hq_init(
    data: Data,
    url: Annotated[str, Option("--url", help="Where computers will find it.")],
    database: Database = "",
    trust: Annotated[str, Option("--trust", help="own: an authority of its own; system: a public one.")] = "own",
) -> Document:
    from app.headquarters import setup

    if trust not in ("own", "system"):
        raise BadParameter("--trust is own or system.")
    card = setup.init(data.absolute(), url, database, "own" if trust == "own" else "system")
    return {"url": card.url, "card": str(card.card), "data": str(data.absolute())}


@server_command()
def hq_serve(
    data: Data,
    host: Annotated[str, Option("--host", help="Which address to listen at.")] = "",
    port: Annotated[int | None, Option("--port", help="0: any that is free; else that of the URL.")] = None,
    plain: Annotated[bool, Option("--plain", help="Without TLS, behind a proxy that ends it.")] = False,
) -> None:
    from app.headquarters import server_process

    server_process.serve(data.absolute(), host, port, plain=plain)


@server_command()
def hq_backup(file: Path, data: Data) -> Document:
    from app.headquarters import backup

    summary = backup.backup(data.absolute(), file.absolute())
    return {"backup": str(file.absolute()), "envelopes": summary.envelopes, "entries": summary.entries}


@server_command(succeeded=lambda document: document["works"])
def hq_check(data: Data) -> Document:
    from app.headquarters import self_check

    lines = self_check.check(data.absolute())
    return {
        "works": self_check.works(lines),
        "lines": [
            {"line": checked.line, "problem": checked.error.kind() if checked.error else None} for checked in lines
        ],
    }


@server_command()
def hq_state(data: Data) -> Document:
    from app.headquarters import installation

    state = installation.read(data.absolute(), _now())
    ends, last = state.certificate_ends, state.last_backup
    return {
        "url": state.url,
        "database": state.database,
        "certificate_ends": ends.isoformat() if ends else None,
        "backups": asdict(state.plan) if state.plan else None,
        "last_backup": asdict(last) if last else None,
        "backup_late": state.backup_late,
        "problems": [
            {"at": problem.at.isoformat(), "kind": problem.kind, "place": problem.place} for problem in state.problems
        ],
    }


@server_command()
def hq_backups(
    data: Data,
    place: Annotated[Path, Option("--to", help="A folder on another disk, or a share.")],
    hour: Annotated[int, Option("--hour", help="Of the day, 0 to 23.", min=0, max=23)] = 2,
    days: Annotated[int, Option("--days", help="How long each is kept.", min=1)] = 35,
) -> Document:
    from app.headquarters import backup_plan
    from app.headquarters.backup_plan import BackupPlan

    folder = data.absolute()
    backup_plan.choose(folder, BackupPlan(str(place.absolute()), hour, days))
    return {**asdict(backup_plan.make_now(folder, _now())), "to": str(place.absolute())}


def _now() -> datetime:
    return datetime.now().astimezone()


@server_command()
def hq_restore(file: Path, data: Data, database: Database = "") -> Document:
    from app.headquarters import backup

    summary = backup.restore(file.absolute(), data.absolute(), database)
    return {"data": str(data.absolute()), "envelopes": summary.envelopes, "entries": summary.entries}
