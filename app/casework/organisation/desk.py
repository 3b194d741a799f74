"""What every act of a desk needs: its key, names that are names, and how it is refused."""

from pathlib import Path

from app.casework.session.colleagues import NotJoined, NotTheDesk
from app.casework.session.registrar import ORGANISATION_KEY, key_of
from app.casework.session.session import Session
from app.disk import condition, write_whole
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.seal.keys import DeviceKeys, Secret
from app.vault.vault import setting

_LONGEST_NAME = 200


class OwnDevice(SanadError):
    says = N_("You are working on this computer, so its access was not ended. The second user manager can end it.")


class NameNeeded(SanadError):
    says = N_("A name is needed. Nothing was changed.")


class OneHolder(SanadError):
    says = N_(
        "The second user manager has the same name as you. Nothing was changed. Name somebody else, who can take over when you are away."
    )


class UnknownRole(SanadError):
    says = N_("This role does not exist: use inspector, shelter, supervisor or desk. Nothing was changed.")


def registrar_key(session: Session) -> DeviceKeys:
    keys = key_of(session)
    if keys is None:
        raise NotJoined if not session.vault.directory.joined else NotTheDesk
    return keys


def organisation_key(session: Session) -> Secret:
    return Secret(setting(session.reading(), ORGANISATION_KEY) or b"")


def name_of(text: str) -> str:
    name = " ".join(nfc(text).split())[:_LONGEST_NAME]
    if not any(letter.isalnum() for letter in name):  # also marks of direction alone
        raise NameNeeded
    return name


def write(file: Path, raw: bytes) -> None:
    try:
        write_whole(file, raw)
    except OSError as error:
        raise condition(error) from error
