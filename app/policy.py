"""What the administrator of this computer sets for everybody who uses it: a file that only an
administrator may write, policy.toml. docs/policy.md has every line of it.

A line that makes no sense allows the least. A file that can't be read does so for what protects (saving
without a password, unreviewed translations, how long a screen stays open), and leaves the rest as it is
without a file: nobody's work stops for a slip of the pen. A file that somebody else may have written is
not followed.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from app.errors import N_

Source = Literal["default", "policy", "refused", "unknown"]
OFF = "off"
UNKNOWN = N_("This version of Sanad does not know this line; it has no effect")
_LONGEST_NAME = 60
LONGEST_S = 900  # that a screen may stay open by itself


@dataclass(frozen=True, slots=True)
class Policy:
    """`cover_after_s`, `lock_after_s`: at most so many seconds. `languages`: codes of the persons'
    languages that may be used, () for all. `headquarters`: the only address that is spoken with, `proxy`:
    how, `trust`: a PEM file of the authority that certifies it; "" for what the organisation says.
    `transfer_folders`: where files may be written and read, () for everywhere. `backup_place`: where
    automatic copies go, "" for where the officer chooses. `profile`: id of the referral system that came with
    Sanad and is used where the organisation has given none, "" for the first. `update_root`: a file that says who may sign
    updates, "" for the one that came with the program. `update_channel`: a folder in which updates are
    looked for beside sticks, "off" where none are taken at all. `time_stamps`: the authority (RFC 3161) that is
    asked when the office signs a paper, "" for none."""

    plain_files: bool = True
    unreviewed_languages: bool = True
    cover_after_s: int = LONGEST_S
    lock_after_s: int = LONGEST_S
    languages: tuple[str, ...] = ()
    headquarters: str = ""
    proxy: str = ""
    trust: str = ""
    transfer_folders: tuple[str, ...] = ()
    backup_place: str = ""
    profile: str = ""
    update_root: str = ""
    update_channel: str = ""
    time_stamps: str = ""

    def may_hold(self, path: Path) -> bool:
        """May a file be written to, or read from, this place?"""
        if not self.transfer_folders:
            return True
        place = path.absolute().resolve()
        return any(place.is_relative_to(Path(folder).resolve()) for folder in self.transfer_folders)

    def may_speak(self, language: str) -> bool:
        """May a person be asked in this language?"""
        return not self.languages or language.partition("-")[0] in self.languages


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A setting with where it comes from. `refused`: it made no sense, so the least is allowed;
    `unknown`: no line of ours is called so."""

    name: str
    says: str
    value: Any
    source: Source


@dataclass(frozen=True, slots=True)
class _Rule:
    """`takes`: the value as it is used; ValueError for what makes no sense. `least`: then. `protects`:
    also where the whole file can't be read."""

    says: str
    takes: Callable[[Any], Any]
    least: Any
    protects: bool = False


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _seconds(shortest: int) -> Callable[[Any], int]:
    def takes(value: Any) -> int:
        if type(value) is not int or value < shortest:
            raise ValueError
        return min(value, LONGEST_S)

    return takes


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError
    return tuple(value)


def _identifier(value: Any) -> str:
    """As a file of resources/profiles is named."""
    if not isinstance(value, str) or not value.replace("-", "").isalnum():
        raise ValueError
    return value


def _folders(value: Any) -> tuple[str, ...]:
    folders = _texts(value)
    if not all(Path(folder).is_absolute() for folder in folders):
        raise ValueError
    return folders


def _folder(value: Any) -> str:
    return _folders([value])[0]


def _channel(value: Any) -> str:
    return OFF if value == OFF else _folder(value)


def _address(*schemes: str) -> Callable[[Any], str]:
    def takes(value: Any) -> str:
        parts = urlsplit(value) if isinstance(value, str) else None
        if parts is None or parts.scheme not in schemes or not parts.hostname:
            raise ValueError
        return str(value).rstrip("/")

    return takes


_NOWHERE = "https://nowhere.invalid"  # RFC 6761: no server is ever called so
_NO_FOLDER = str(Path("/").absolute() / "no folder of files" / "that come and go")
_RULES: dict[str, _Rule] = {
    "plain_files": _Rule(N_("Records may be saved without a password"), _flag, least=False, protects=True),
    "unreviewed_languages": _Rule(
        N_("Translations that nobody reviewed may be used"), _flag, least=False, protects=True
    ),
    "cover_after_s": _Rule(N_("Longest time before the screen is hidden"), _seconds(30), least=60, protects=True),
    "lock_after_s": _Rule(N_("Longest time before Sanad locks"), _seconds(180), least=180, protects=True),
    "languages": _Rule(N_("Languages in which persons may be asked"), _texts, least=("ar", "en")),
    "headquarters": _Rule(N_("The only server that is used"), _address("https"), least=_NOWHERE),
    "proxy": _Rule(N_("Proxy"), _address("http", "https"), least=""),
    "trust": _Rule(N_("Certificates for checking the server"), _folder, least=""),
    "transfer_folders": _Rule(N_("Folders for imported and exported files"), _folders, least=(_NO_FOLDER,)),
    "backup_place": _Rule(N_("Place for the automatic copies"), _folder, least=""),
    "profile": _Rule(N_("Referral system, if user management has set none"), _identifier, least=""),
    "update_root": _Rule(N_("File that says who may sign updates"), _folder, least=_NO_FOLDER),
    "update_channel": _Rule(N_("Folder where Sanad looks for updates"), _channel, least=OFF),
    "time_stamps": _Rule(N_("Time-stamp authority for signed papers"), _address("https", "http"), least=""),
}
assert set(_RULES) == {field.name for field in fields(Policy)}


def of(document: dict[str, Any] | None) -> tuple[Policy, tuple[PolicyLine, ...]]:
    """A policy and where each of its lines comes from; None for a file that can't be read."""
    default, values, lines = Policy(), dict[str, Any](), []
    for name, rule in _RULES.items():
        value: Any = getattr(default, name)
        source: Source = "default"
        if document is None:
            if rule.protects:
                value, source = rule.least, "refused"
        elif name in document:
            try:
                value, source = rule.takes(document[name]), "policy"
            except ValueError:
                value, source = rule.least, "refused"
        values[name] = value
        lines.append(PolicyLine(name, rule.says, value, source))
    # a slip of the pen in a name would protect nobody, and nobody would know
    unknown_names = [name for name in document or {} if name not in _RULES]
    lines += [PolicyLine(name[:_LONGEST_NAME], UNKNOWN, name[:_LONGEST_NAME], "unknown") for name in unknown_names]
    return Policy(**values), tuple(lines)


def read(file: Path) -> dict[str, Any] | None:
    """What the file says; {} where there is none, None where it can't be read."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return None
