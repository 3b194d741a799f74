"""Where files live, what this computer's user prefers, and what its administrator allows.

Nothing of a case is ever written here. Preferences are a small JSON file that may be lost without
harm; the administrator's policy is read from a place that an officer can't write.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from app import policy as policies
from app.disk import write_whole
from app.platform import system
from app.policy import Policy, PolicyLine

Language = Literal["ar", "en"]
Work = Literal["inspection", "shelter", "police", "hotline", "supervision"]
Digits = Literal["arabic", "latin"]

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
RESOURCES = ROOT / "resources"
FORMS = ROOT / "forms"
CATALOGS = ROOT / "i18n"


def home() -> Path:
    """The data folder: SANAD_HOME, else the system's place for a user's application data."""
    chosen = os.environ.get("SANAD_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("sanad", appauthor=False)


def state() -> Path:
    """Where this computer counts wrong passphrases: outside the data folder, which they don't touch."""
    from platformdirs import user_state_path

    return user_state_path("sanad", appauthor=False)


def programs_folder() -> Path:
    """Where versions lie that were installed by update: SANAD_PROGRAMS, else beside the data folder. An
    officer may write there; what is started from it is looked at first (app.update.entry)."""
    chosen = os.environ.get("SANAD_PROGRAMS")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("sanad-programs", appauthor=False)


def update_root_file() -> Path:
    """The file that says who may sign updates: the administrator's, else what came with the program."""
    chosen = policy().update_root
    return Path(chosen) if chosen else RESOURCES / "update.root"


def policy_file() -> Path:
    """The administrator's file: only an administrator may write its folder."""
    return system.policy_file()


def policy(file: Path | None = None) -> Policy:
    """The policy in force; where there is no file, the defaults."""
    return policies.of(_document(file))[0]


def policy_lines(file: Path | None = None) -> tuple[PolicyLine, ...]:
    """Each of its lines, with where it comes from."""
    return policies.of(_document(file))[1]


def planted_policy() -> bool:
    """Is there a policy that somebody else than an administrator may have written? It is not followed."""
    file = system.policy_file()
    return file.exists() and not system.is_administrators(file)


def _document(file: Path | None) -> dict[str, Any] | None:
    file = file or policy_file()
    if file == system.policy_file() and planted_policy():
        return {}
    return policies.read(file)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the people at this computer prefer. `None` follows the language; of `work`, with what a case
    begins, the role."""

    language: Language = "ar"
    digits: Digits | None = None
    theme: Literal["light", "contrast"] = "light"
    cover_after_s: int = 180
    lock_after_s: int = 600
    both_languages: bool = True
    ask_before_result: bool = True
    one_question: bool = True  # a screen, in a questionnaire that is made for that
    work: Work | None = None
    address: Literal["woman"] | None = None  # how Arabic addresses the officer; None: as a man


_ALLOWED: dict[str, tuple[Any, ...]] = {
    "language": ("ar", "en"),
    "digits": (None, "arabic", "latin"),
    "theme": ("light", "contrast"),
    "cover_after_s": tuple(range(30, 901)),
    "lock_after_s": tuple(range(180, 901)),  # 3 to 15 minutes
    "both_languages": (True, False),
    "ask_before_result": (True, False),
    "one_question": (True, False),
    "address": (None, "woman"),
    "work": (None, "inspection", "shelter", "police", "hotline", "supervision"),
}


def _preferences_file(folder: Path) -> Path:
    return folder / "preferences.json"


def preferences(folder: Path | None = None) -> Preferences:
    """What was chosen; anything unreadable or out of range falls back to the default."""
    try:
        document = json.loads(_preferences_file(folder or home()).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return Preferences()
    if not isinstance(document, dict):
        return Preferences()
    valid_fields = {
        field.name: document[field.name]
        for field in fields(Preferences)
        if field.name in document
        and document[field.name] in _ALLOWED[field.name]
        and type(document[field.name]) in {type(allowed) for allowed in _ALLOWED[field.name]}
    }
    return Preferences(**valid_fields)


def restrained(chosen: Preferences, rules: Policy | None = None) -> Preferences:
    """The same, with times that are no longer than the administrator lets them be."""
    rules = rules or policy()
    return replace(
        chosen,
        cover_after_s=min(chosen.cover_after_s, rules.cover_after_s),
        lock_after_s=min(chosen.lock_after_s, rules.lock_after_s),
    )


def remember(chosen: Preferences, folder: Path | None = None) -> None:
    """Keep what was chosen."""
    file = _preferences_file(folder or home())
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, json.dumps(asdict(chosen), indent=1).encode())
