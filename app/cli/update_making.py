"""`update`, for two administrators: keys, the list of who may sign, making an update and signing it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from app import clock
from app.casework.records import update_files
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.options import Out
from app.cli.secrets import secret

_FIVE_YEARS = timedelta(days=5 * 365)
_PHRASE = "SANAD_UPDATE_PASSPHRASE_FILE"
_Key = Annotated[Path, Option("--key", help="A key's file; its passphrase is asked for.")]
_Keys = Annotated[list[str], Option(help="NAME=PUBLIC, as `update show` says it; several.")]
_Day = Annotated[datetime, Option(formats=["%Y-%m-%d"], help="Such as 2026-11-18, in UTC.")]


def _passphrase(*, twice: bool = False) -> str:
    return secret(os.environ.get(_PHRASE), "Passphrase of the update key", twice=twice)


@command()
def update_key(
    file: Annotated[Path, Argument(help="Where the new key goes.")],
    name: Annotated[str, Option("--name", help="Whose key it is.")],
) -> Document:
    return update_files.make_key(file, name, _passphrase(twice=True))


@command()
def update_root(
    out: Out,
    name: Annotated[str, Option("--name", help="Who signs, in English.")],
    name_ar: Annotated[str, Option("--name-ar", help="Who signs, in Arabic.")],
    root_key: _Keys,
    update_key: _Keys,
    root_threshold: Annotated[int, Option(min=1)] = 2,
    update_threshold: Annotated[int, Option(min=1)] = 2,
    former: Annotated[Path | None, Option("--former", help="The list until now, which this one follows.")] = None,
    until: Annotated[
        datetime | None, Option(formats=["%Y-%m-%d"], help="When it expires, in UTC; in five years.")
    ] = None,
) -> Document:
    last_day = until or clock.now() + _FIVE_YEARS
    return update_files.make_root(
        out, (name, name_ar), (root_threshold, root_key), (update_threshold, update_key), _seconds(last_day), former
    )


@command()
def update_make(
    folder: Annotated[Path, Argument(help="The packaged program: dist/sanad.")],
    out: Out,
    root: Annotated[Path, Option("--root", help="The list of who may sign, signed.")],
    follows: Annotated[str, Option("--follows", help="The oldest version it may follow.")],
    signed: _Day,
    until: _Day,
    news: Annotated[Path, Option("--news", help="TOML with the lists en and ar.")],
    organisation: Annotated[str, Option("--organisation", help="For the computers of one organisation: its id.")] = "",
) -> Document:
    days = (_seconds(signed), _seconds(until) + 86_399)  # to the end of the last day
    return update_files.make_update(folder, out, root, follows=follows, days=days, news=news, organisation=organisation)


@command()
def update_sign(file: Annotated[Path, Argument(help="An update, or a list of who may sign.")], key: _Key) -> Document:
    return update_files.sign(file, key, _passphrase())


@command()
def update_show(file: Annotated[Path, Argument(help="An update, a list, or a key.")]) -> Document:
    return update_files.describe(file)


def _seconds(day: datetime) -> int:
    return int(day.replace(tzinfo=UTC).timestamp())
