"""`vault`: an officer's encrypted records on this computer."""

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import settings
from app.cli.output import (
    PLAIN,
    Json,
    Language,
    Who,
    ask_passphrase,
    at_work,
    in_words,
    language_of,
    look_at_clock,
    refused,
    role_of,
    secret,
    show,
    vault_id_of,
    whole,
)

if TYPE_CHECKING:
    from app.casework.records.health import Health
    from app.casework.records.unlock import NewVault

vault = typer.Typer(help="An officer's encrypted records on this computer.", **PLAIN)


@vault.command("create")
def vault_create(
    officer: Annotated[str, typer.Option("--officer", help="Whose records these will be.")],
    language: Language = "ar",
    role: Annotated[
        str, typer.Option(help="inspector, shelter, supervisor or desk.")
    ] = "inspector",
    as_json: Json = False,
) -> None:
    """Set an officer up on this computer."""
    from app.casework.questionnaires import forms
    from app.casework.records import unlock

    chosen = language_of(language)
    if os.environ.get("SANAD_PASSPHRASE_FILE") or (sys.stdin and sys.stdin.isatty()):
        passphrase, suggested = ask_passphrase(twice=True), {}
    else:
        passphrase = unlock.suggest(chosen)
        suggested = {"passphrase": passphrase}
    made = unlock.create(settings.home(), officer, role_of(role), chosen, passphrase)
    with closing(made.session):
        look_at_clock(made.session)
        forms.offer_shipped(made.session)
        show({**_opened(made), **suggested})


@vault.command("list")
def vault_list(as_json: Json = False) -> None:
    """Who is set up on this computer."""
    from app.casework.records import unlock

    rows = unlock.vaults(settings.home())
    show(
        {
            "vaults": [
                {"id": row.id, "officer": row.name, "role": row.role, "language": row.language,
                 "problem": row.problem.kind() if row.problem else None}
                for row in rows
            ]
        },
        as_json,
        lambda told: "\n".join(each["officer"] or each["problem"] for each in told["vaults"]),
    )  # fmt: skip


@vault.command("check")
def vault_check(
    officer: Who = "",
    accept_older: Annotated[
        bool, typer.Option(help="Open records that are older than the last work, knowingly.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read and verify every page, signature and event."""
    from app.casework.records import unlock
    from app.casework.records.health import Health

    vault_id = vault_id_of(officer)
    try:
        health = unlock.inspect(
            settings.home(), vault_id, ask_passphrase(), accept_older=accept_older
        )
    except unlock.Damaged as error:
        health = Health(0, 0, (error.kind(),), error=error)
    told = _health(health)
    if health.error is not None:
        for line in _health_lines(told)[1:]:
            print(line, file=sys.stderr)
        raise typer.Exit(refused(health.error, told))
    show(told, as_json, lambda told: "\n".join(_health_lines(told)))


def _health(health: "Health") -> dict[str, Any]:
    damaged = [{"id": each.id, "reference": each.reference} for each in health.damaged]
    return {
        "ok": health.ok, "cases": health.cases, "events": health.events,
        "problems": list(health.problems), **({"withdrawn": True} if health.withdrawn else {}), **({} if health.ok else {"damaged_cases": damaged}),
    }  # fmt: skip


def _health_lines(told: dict[str, Any]) -> list[str]:
    lines = [f"{told['cases']} cases, {told['events']} events: every page and signature holds"]
    lines += [f"problem: {each}" for each in told["problems"]]
    return lines + [
        f"damaged: {each['reference'] or each['id']}" for each in told.get("damaged_cases", ())
    ]


@vault.command("clock")
def vault_clock(
    right: Annotated[
        bool, typer.Option("--right", help="You looked at another clock: this one is right.")
    ] = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Is this computer's clock in doubt? What is written meanwhile is marked."""
    from app.casework.session import clock_check

    with at_work(officer) as session:
        if right:
            clock_check.say_right(session)
            look_at_clock(session)
        told = clock_check.doubt(session)
        shown = {
            "in_doubt": told is not None, "kind": told.kind if told else None,
            "now": session.clock().isoformat(),
            "newest": told.newest.isoformat() if told else None,
            "may_be_right": told.may_be_right if told else True,
        }  # fmt: skip
    show(
        shown, as_json,
        lambda _told: in_words(told) if told else "Nothing speaks against the clock.",
    )  # fmt: skip


@vault.command("passphrase")
def vault_passphrase(
    officer: Who = "",
    new_file: Annotated[
        str | None, typer.Option("--new-passphrase-file", help="A file with the new passphrase.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Change the passphrase; the old one and the old recovery card open nothing from then on."""
    from app.casework.records import unlock

    with at_work(officer) as session:
        new = secret(new_file, "New passphrase", twice=True)
        again, card = unlock.change_passphrase(session, ask_passphrase(), new)
        again.close()
        show({"ok": True, "recovery_card": " ".join(card)})


@vault.command("recover")
def vault_recover(
    officer: Who = "",
    card_file: Annotated[
        str | None, typer.Option("--card-file", help="A file with the card's 24 words.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Open with the recovery card and choose a new passphrase (SANAD_PASSPHRASE_FILE or asked)."""
    from app.casework.records import unlock

    vault_id = vault_id_of(officer)
    card = whole(card_file) if card_file else secret(None, "The 24 words")
    made = unlock.recover(settings.home(), vault_id, card, ask_passphrase(twice=True))
    with closing(made.session):
        show(_opened(made))


def _opened(made: "NewVault") -> dict[str, str]:
    return {
        "vault": str(made.session.vault.file),
        "officer": made.session.officer.name,
        "recovery_card": " ".join(made.card),
    }


@vault.command("backup")
def vault_backup(file: Path, officer: Who = "", as_json: Json = False) -> None:
    """Write everything, still sealed, into one file."""
    from app.casework.records import unlock

    with at_work(officer) as session:
        unlock.backup(session, file.absolute())
    show({"backup": str(file.absolute())}, as_json, lambda told: str(told["backup"]))


@vault.command("restore")
def vault_restore(file: Path, as_json: Json = False) -> None:
    """Lay a backup's records here; what was here is set aside, not removed."""
    from app.casework.records import unlock

    row = unlock.restore(settings.home(), file.absolute())
    show({"id": row.id, "officer": row.name}, as_json, lambda told: str(told["officer"]))
