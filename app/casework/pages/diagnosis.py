"""What whoever looks after a computer needs to know of it: versions, protections, room, the policy, and bugs.
Nothing of a case, no name of a person, no id: it can be sent by mail.

No records are opened for it, unless the way to headquarters is to be in it. The folder of the records stands as
"~" where a user has it, and a user's folder in other paths too: an account is called after a person.
"""

import json
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from app import bug_records, settings
from app.casework.pages import protections
from app.casework.pages.server_reach import ServerReach
from app.casework.records import unlock
from app.casework.session.transfer_places import refuse_unfit
from app.disk import condition, write_whole
from app.version import VERSION

_PACKAGES = (
    "PySide6", "PySide6-Essentials", "sqlcipher3", "cryptography", "reportlab", "babel", "pyrage", "pikepdf",
    "httpx2", "Pillow", "pyxform", "lxml", "regex",
)  # fmt: skip
# of an address: a name and password before its host, as a proxy may ask for
_WITH_A_PASSWORD = re.compile(r"(?<=://)[^/?#]*@")


def collect(home: Path, reach: ServerReach | None = None) -> dict[str, Any]:
    """Ready for JSON. `reach`: the way to headquarters, where the records were open."""
    usage = _usage(home)
    return {
        "program": {"version": VERSION, "packaged": hasattr(sys, "_MEIPASS"), "packages": dict(_packages())},
        "system": {
            "system": platform.system(),
            "release": platform.release(),
            "version": platform.version(),
            "machine": platform.machine(),
            "python": platform.python_version(),
            "encoding": sys.getfilesystemencoding(),
        },
        "at": datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        "records": {
            "folder": "~" if home.is_relative_to(Path.home()) else str(home),
            "sets": _sets(home),
            "bytes": usage,
            "free_bytes": shutil.disk_usage(home).free if home.is_dir() else None,
        },
        "protections": [{"name": line.name, "holds": line.holds} for line in protections.protections(home)],
        "policy": {
            "file": _without_account(str(settings.policy_file())),
            "planted": settings.planted_policy(),
            "lines": [
                {"name": line.name, "value": _shown(line.value), "source": line.source}
                for line in settings.policy_lines()
            ],
        },
        "headquarters": reach.document() if reach else None,
        "bugs": bug_records.kept(),
    }


def write(home: Path, file: Path, reach: ServerReach | None = None) -> None:
    """As a file of JSON. BadFolder, PlaceNotAllowed."""
    refuse_unfit(file)
    text = json.dumps(collect(home, reach), indent=1, ensure_ascii=False)
    try:
        write_whole(file, f"{text}\n".encode())
    except OSError as error:
        raise condition(error) from error


def _packages() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue


def _sets(home: Path) -> list[dict[str, Any]]:
    """Of the sets of records: whether each could be opened, and the kind of what stands against it."""
    return [{"problem": row.problem.kind() if row.problem else ""} for row in unlock.vaults(home)]


def _usage(home: Path) -> int:
    total = 0
    for path in home.rglob("*") if home.is_dir() else ():
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def _without_account(path: str) -> str:
    return path.replace(str(Path.home()), "~")


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return _WITH_A_PASSWORD.sub("", _without_account(value))
    if isinstance(value, tuple):
        return [_without_account(item) for item in value]
    return value
