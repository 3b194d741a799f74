"""`vault`: an officer's encrypted records on this computer."""

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from typer import BadParameter, Option

from app import settings
from app.casework.questionnaires import forms
from app.casework.records import copies_elsewhere, holder_cards, safe_copies, unlock
from app.casework.records.health import DamagedCase, Health
from app.casework.session import clock_check
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_work, in_words, look_at_clock, vault_id_of, with_session
from app.cli.options import Json, Language, Officer, language_of, role_of
from app.cli.output import refused, show, value_of
from app.cli.secrets import ask_passphrase, secret, text_of, words_of_sheet
from app.disk import write_whole
from app.vault.salvage import SalvagedTable

_VAULT = JsonView(
    unlock.VaultRow,
    "id officer=name role language problem recovered?",
    problem=lambda row: row.problem.kind() if row.problem else None,
)
_HEALTH = JsonView(Health, "ok cases events problems withdrawn?")
_SAFE = JsonView(
    safe_copies.SafeState,
    "place at tried held due late_days holding_erased",
    place=lambda state: str(state.place) if state.place else "",
    holding_erased=lambda state: [str(place) for place in state.holding_erased],
)
_DAMAGED = JsonView(DamagedCase, "id reference")


@command()
def vault_create(
    officer: Annotated[str, Option("--officer", help="Whose records these will be.")],
    language: Language = "ar",
    role: Annotated[str, Option(help="inspector, shelter, supervisor or desk.")] = "inspector",
) -> None:
    code = language_of(language)
    suggested: Document = {}
    if os.environ.get("SANAD_PASSPHRASE_FILE") or (sys.stdin and sys.stdin.isatty()):
        passphrase = ask_passphrase(twice=True)
    else:
        passphrase = unlock.suggest(code)
        suggested = {"passphrase": passphrase}
    created = unlock.create(settings.home(), officer, role_of(role), code, passphrase)
    with closing(created.session):
        look_at_clock(created.session)
        forms.offer_shipped(created.session)
        show({**_opened(created), **suggested})


def _officers(document: Document) -> str:
    return "\n".join(row["officer"] or row["problem"] for row in document["vaults"])


@command(text=_officers)
def vault_list() -> Document:
    return {"vaults": _VAULT.each(unlock.vaults(settings.home()))}


def _health_in_lines(document: Document) -> str:
    return "\n".join(
        [
            f"{document['cases']} cases, {document['events']} events: every page and signature holds",
            *_problems(document),
        ]
    )


def _problems(document: Document) -> list[str]:
    return [
        *(f"problem: {problem}" for problem in document["problems"]),
        *(f"damaged: {case['reference'] or case['id']}" for case in document.get("damaged_cases", ())),
    ]


@command(text=_health_in_lines)
def vault_check(
    officer: Officer = "",
    accept_older: Annotated[bool, Option(help="Open records that are older than the last work, knowingly.")] = False,
) -> Document:
    vault_id = vault_id_of(officer)
    try:
        health = unlock.inspect(settings.home(), vault_id, ask_passphrase(), accept_older=accept_older)
    except unlock.Damaged as error:
        health = Health(0, 0, (error.kind(),), error=error)
    document = _HEALTH(health)
    if not health.ok:
        document["damaged_cases"] = _DAMAGED.each(health.damaged)
    if health.error is not None:
        for line in _problems(document):
            print(line, file=sys.stderr)
        raise typer.Exit(refused(health.error, document))
    return document


@command()
def vault_clock(
    right: Annotated[bool, Option("--right", help="You looked at another clock: this one is right.")] = False,
    officer: Officer = "",
    as_json: Json = False,
) -> None:
    with at_work(officer) as session:
        if right:
            clock_check.say_right(session)
            look_at_clock(session)
        doubt = clock_check.doubt(session)
        now = session.clock()
    document = {
        "in_doubt": doubt is not None,
        "kind": doubt.kind if doubt else None,
        "now": now,
        "newest": doubt.newest if doubt else None,
        "may_be_right": doubt.may_be_right if doubt else True,
    }
    sentence = in_words(doubt) if doubt else "Nothing speaks against the clock."
    show(document, as_json, lambda _document: sentence)


@command()
def vault_passphrase(
    officer: Officer = "",
    new_file: Annotated[str | None, Option("--new-passphrase-file", help="A file with the new passphrase.")] = None,
) -> None:
    with at_work(officer) as session:
        new = secret(new_file, "New passphrase", twice=True)
        reopened, card = unlock.change_passphrase(session, ask_passphrase(), new)
        reopened.close()
        show({"ok": True, "recovery_card": " ".join(card)})


@command()
def vault_recover(
    officer: Officer = "",
    card_file: Annotated[str | None, Option("--card-file", help="A file with the card's 24 words.")] = None,
    holder_cards_files: Annotated[
        list[str] | None, Option("--holder-card", help="A file with a holder's 33 words; once for each card.")
    ] = None,
) -> None:
    vault_id = vault_id_of(officer)
    if holder_cards_files:
        cards = [text_of(file) for file in holder_cards_files]
        created = holder_cards.recover(settings.home(), vault_id, cards, ask_passphrase(twice=True))
    else:
        card = text_of(card_file) if card_file else words_of_sheet(None)
        created = unlock.recover(settings.home(), vault_id, card, ask_passphrase(twice=True))
    with closing(created.session):
        show(_opened(created))


def _opened(created: unlock.NewVault) -> Document:
    return {
        "vault": str(created.session.vault.file),
        "officer": created.session.officer.name,
        "recovery_card": " ".join(created.card),
    }


@with_session(text=value_of("backup"))
def vault_backup(session: Session, file: Path) -> Document:
    unlock.backup(session, file.absolute())
    return {"backup": str(file.absolute())}


def _safe(document: Document) -> str:
    parts = (document["place"], document["at"], document["tried"])
    return " · ".join(str(part) for part in parts if part)


@with_session(view=_SAFE, text=_safe)
def vault_safe(
    session: Session,
    *,
    place: Annotated[Path | None, Option("--place", help="A folder, a stick or a share: copies go there.")] = None,
    end: Annotated[bool, Option("--end", help="No further copies.")] = False,
    make: Annotated[bool, Option("--now", help="Make one now.")] = False,
    trial: Annotated[bool, Option("--try", help="Open the newest one again.")] = False,
) -> safe_copies.SafeState:
    if end and place is not None:
        raise BadParameter("--end and --place exclude each other.")
    if end or place is not None:
        safe_copies.choose(session, place)
    if make or trial:
        folder = safe_copies.find(session)
        if folder is None:
            raise safe_copies.NoSafeCopy
        if make:
            safe_copies.make_now(session, folder)
        if trial:
            safe_copies.try_newest(session, folder)
    copies_elsewhere.settle(session, safe_copies.find(session))
    return safe_copies.state(session)


@command(text=value_of("officer"))
def vault_restore(file: Path) -> Document:
    row = unlock.restore(settings.home(), file.absolute())
    return {"id": row.id, "officer": row.name}


_SALVAGED = JsonView(SalvagedTable, "table=name copied lost all_named")


def _salvage_in_lines(document: Document) -> str:
    counts = [
        f"{row['table']}: {row['copied']} copied, {len(row['lost'])}{'' if row['all_named'] else ' or more'} lost"
        for row in document["tables"]
        if row["lost"] or not row["all_named"]
    ]
    return "\n".join([document["salvaged"], *counts])


@command(text=_salvage_in_lines)
def vault_salvage(file: Path, officer: Officer = "") -> Document:
    file, vault_id = file.absolute(), vault_id_of(officer)
    tables = unlock.salvage(settings.home(), vault_id, ask_passphrase(), file)
    document = {"salvaged": str(file), "tables": _SALVAGED.each(tables)}
    write_whole(file.with_name(f"{file.name}.lost.json"), json.dumps(document["tables"], indent=1).encode())
    return document
