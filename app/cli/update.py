"""`update`: a newer Sanad for this computer, from a signed file."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from app import disk, settings
from app.casework.records import safe_copies, server_update, unlock, update_trial, updates
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_work
from app.cli.options import Officer

_File = Annotated[Path, Argument(help="The update: sanad-VERSION.update.")]
_OFFER = JsonView(
    updates.UpdateOffer,
    "version signer signed until news size",
    signer=lambda offer: {"en": offer.signer[0], "ar": offer.signer[1]},
    news=lambda offer: {"en": [line for line, _ in offer.news], "ar": [line for _, line in offer.news]},
)
_STATUS = JsonView(
    updates.UpdateStatus,
    "version installed former back_until signer channel packaged not_started last",
    signer=lambda state: {"en": state.signer[0], "ar": state.signer[1]},
)


@contextmanager
def _records(officer: str) -> Iterator[Session | None]:
    """The officer's records, where anybody has some on this computer."""
    if not unlock.vaults(settings.home()):
        yield None
        return
    with at_work(officer) as session:
        yield session


def _counting(verb: str) -> Callable[[int, int], None]:
    """Progress on standard error, by whole percent of a long way."""
    last_part = -1

    def show(n: int, of: int) -> None:
        nonlocal last_part
        part = 100 * n // max(of, 1)
        if part != last_part and (part % 10 == 0 or of <= 100):
            last_part = part
            print(f"{verb}: {n} of {of}", file=sys.stderr)

    return show


def _offer_in_lines(document: Document) -> str:
    return "\n".join(
        [
            f"Sanad {document['version']}, signed by {document['signer']['en']}",
            f"signed {document['signed'][:10]}, valid until {document['until'][:10]}",
            *(f"- {line}" for line in document["news"]["en"]),
        ]
    )


@command(text=_offer_in_lines)
def update_check(file: _File) -> Document:
    return _OFFER(updates.look(updates.here(None), file))


@command()
def update_install(
    file: _File,
    officer: Officer = "",
    report: Annotated[
        Path | None, Option("--report", help="Where to write the trial's report; it says nothing of any person.")
    ] = None,
) -> Document:
    updates.refuse_here()
    with _records(officer) as session:
        computer = updates.here(session)
        offer = updates.look(computer, file, _counting("checked"))
        copied = ""
        if session is not None:
            place = updates.backup_place(session, offer)
            elsewhere = updates.is_elsewhere(session, place)
            copied = str(safe_copies.make_now(session, place, elsewhere=elsewhere).file)
        try:
            updates.lay(computer, offer, _counting("laid"))
            trial = None
            if session is not None:
                trial = updates.try_out(offer, update_trial.order(session), _counting("tried"))
                if report is not None:
                    with disk.in_words():
                        disk.write_whole(report, trial.report().encode())
            updates.install(session, offer, trial)
        except BaseException:
            updates.stop()
            raise
    return {
        "version": offer.version,
        "former": updates.status().version,
        "copy": copied,
        "cases": trial.cases if trial else 0,
    }


@command()
def update_fetch(officer: Officer = "") -> Document:
    with at_work(officer) as session:
        update = server_update.finding(session).whole()
        if update is None:
            return {"version": "", "file": ""}
        file = server_update.fetching(session, update, _counting("fetched")).whole()
    return {"version": update.version, "file": str(file)}


@command()
def update_back(
    officer: Officer = "",
    without_records: Annotated[
        bool, Option("--without-records", help="Open no records first: where a version doesn't start.")
    ] = False,
) -> Document:
    if without_records:
        return {"version": _named(updates.step_back(None).version)}
    with _records(officer) as session:
        return {"version": _named(updates.step_back(session).version)}


def _named(version: str) -> str:
    return version or "the one that came with this computer"


def _status_in_lines(document: Document) -> str:
    lines = [f"Sanad {document['version']}"]
    if document["former"]:
        lines.append(f"one step back: {document['former']}, until {document['back_until'][:10]}")
    if document["not_started"]:
        lines.append(
            f"{document['not_started']} is installed and was not started: it is not as it was signed, or"
            " this computer lets no program start from the user's folder"
        )
    return "\n".join(lines)


@command(text=_status_in_lines)
def update_status() -> Document:
    return _STATUS(updates.status())
