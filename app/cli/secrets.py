"""Passphrases, passwords and words of a card: from a file, or asked for in a terminal."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import PasswordFile
from app.errors import N_, SanadError


class NoPassphrase(SanadError):
    says = N_("No passphrase was given. Name a file in SANAD_PASSPHRASE_FILE, or start in a terminal.")


class PasswordOrPlain(SanadError):
    says = N_("Nothing was written. Give --password-file FILE, or --plain for a file without a password.")


@dataclass(frozen=True)
class FilePassword:
    """The options of a command that writes a file for somebody."""

    password_file: PasswordFile = None
    plain: Annotated[bool, typer.Option("--plain", help="Without a password.")] = False

    def read(self) -> str | None:
        """None where it shall have none. PasswordOrPlain, where neither or both are given."""
        if self.plain == (self.password_file is not None):
            raise PasswordOrPlain
        return None if self.plain else secret(self.password_file, "Password")


def secret(file: str | None, question: str, *, twice: bool = False) -> str:
    """The first line of a file; asked in a terminal where none is named. NoPassphrase."""
    if file:
        return text_of(file).partition("\n")[0].rstrip("\r")
    if not sys.stdin or not sys.stdin.isatty():
        raise NoPassphrase
    answer: str = typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return answer


def text_of(file: str) -> str:
    """All of a file but the ends of lines around it. NoPassphrase where it can't be read."""
    try:
        return Path(file).read_text("utf-8-sig").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise NoPassphrase from None


def ask_passphrase(*, twice: bool = False) -> str:
    return secret(os.environ.get("SANAD_PASSPHRASE_FILE"), "Passphrase", twice=twice)


def words_of_sheet(file: str | None) -> str:
    """The words of a desk holder's sheet or of a recovery card."""
    return secret(file, "The 24 words")
