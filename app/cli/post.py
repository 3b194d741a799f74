"""`post`: what colleagues should have, into a folder; and what they left in one."""

from pathlib import Path

import typer

from app.cli.output import (
    PLAIN,
    Json,
    Who,
    at_work,
    show,
)

post = typer.Typer(help="Carry cases by a folder or a stick.", **PLAIN)


@post.command("export")
def post_export(folder: Path, officer: Who = "", as_json: Json = False) -> None:
    """Write into a folder what colleagues have not confirmed and what doesn't lie there already."""
    from app.casework.exchange import post

    with at_work(officer) as session:
        told = post.export(session, folder.absolute())
    show({"files": told.files, "records": told.records, "cases": told.cases})


@post.command("import")
def post_import(folder: Path, officer: Who = "", as_json: Json = False) -> None:
    """Take in what colleagues left in a folder; its files stay as they are."""
    from app.casework.exchange import post
    from app.language import Words

    says = Words("en")
    with at_work(officer) as session:
        told = post.collect(session, folder.absolute())
    show(
        {
            "files": told.files, "new": told.new, "known": told.known, "waiting": told.waiting,
            "refused": [
                {"file": each.file, "kind": each.why.kind(), "says": says.say(each.why)}
                for each in told.refused
            ],
            "cases": list(told.cases), "records": told.records,
        }
    )  # fmt: skip


@post.command("forward")
def post_forward(folder: Path, officer: Who = "", as_json: Json = False) -> None:
    """Pass a folder's post on to headquarters for those without a network, and lay headquarters'
    receipts into the folder for them."""
    from app.casework.exchange import post_relay, sync

    with at_work(officer) as session, sync.connect(session) as line:
        told = post_relay.forward(session, folder.absolute(), line.carry)
    show(
        {
            "files": told.files, "records": told.records, "refused": told.refused,
            "receipts": told.streams, "bytes_sent": told.bytes_sent,
            "bytes_received": told.bytes_received,
        }
    )  # fmt: skip
