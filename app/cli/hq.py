"""`hq`: the headquarters server, which stores and orders what it cannot read."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import PLAIN, Json, show
from app.errors import N_, SanadError

hq = typer.Typer(help="The headquarters server.", **PLAIN)
Data = Annotated[Path, typer.Option("--data", help="The folder of this headquarters.")]


class NoServerParts(SanadError):
    """What the server needs isn't installed."""

    says = N_(
        "What the headquarters server needs is not installed here. Nothing was changed. "
        "Start it with ./run hq, which installs it."
    )


def _here() -> None:
    from importlib.util import find_spec

    if not all(map(find_spec, ("alembic", "psycopg", "sqlalchemy", "starlette", "uvicorn"))):
        raise NoServerParts


@hq.command("init")
def hq_init(
    data: Data,
    url: Annotated[str, typer.Option("--url", help="Where computers will find it.")],
    database: Annotated[
        str, typer.Option("--database", help="PostgreSQL's address; else a file in the folder.")
    ] = "",
    trust: Annotated[
        str, typer.Option("--trust", help="own: an authority of its own; system: a public one.")
    ] = "own",
    as_json: Json = False,
) -> None:
    """Make a headquarters: its folder, keys and tables, and the card for the desk."""
    _here()
    from app.headquarters import setup

    if trust not in ("own", "system"):
        raise typer.BadParameter("--trust is own or system.")
    made = setup.init(data.absolute(), url, database, "own" if trust == "own" else "system")
    show({"url": made.url, "card": str(made.card), "data": str(data.absolute())})


@hq.command("serve")
def hq_serve(
    data: Data,
    host: Annotated[str, typer.Option("--host", help="Which address to listen at.")] = "",
    port: Annotated[
        int | None, typer.Option("--port", help="0: any that is free; else that of the URL.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Without TLS, behind a proxy that ends it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Serve until stopped. Prints one line with its address once it answers."""
    _here()
    from app.headquarters import server_process

    server_process.serve(data.absolute(), host, port, plain=plain)


@hq.command("backup")
def hq_backup(file: Path, data: Data, as_json: Json = False) -> None:
    """Everything that this headquarters holds, with its keys, into one file. It may go on serving."""
    _here()
    from app.headquarters import backup

    told = backup.backup(data.absolute(), file.absolute())
    show({"backup": str(file.absolute()), "envelopes": told.envelopes, "entries": told.entries})


@hq.command("restore")
def hq_restore(
    file: Path,
    data: Data,
    database: Annotated[
        str, typer.Option("--database", help="PostgreSQL's address; else a file in the folder.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Make a headquarters again from a backup, in an empty folder and database."""
    _here()
    from app.headquarters import backup

    told = backup.restore(file.absolute(), data.absolute(), database)
    show({"data": str(data.absolute()), "envelopes": told.envelopes, "entries": told.entries})
