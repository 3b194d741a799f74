"""Which folder this computer's headquarters lies in, so that the window opened again finds it."""

import json
import os
from pathlib import Path

from app import settings
from app.disk import in_words, write_whole
from app.headquarters import installation

_FILE = "headquarters.json"


def known() -> Path | None:
    """The folder that was chosen last and still holds one; else one at the usual places."""
    try:
        chosen_folder = Path(json.loads((settings.home() / _FILE).read_text("utf-8"))["folder"])
    except (OSError, ValueError, TypeError, KeyError):
        chosen_folder = None
    candidates = [chosen_folder, *usual()] if chosen_folder is not None else usual()
    return next((folder for folder in candidates if (folder / "settings.json").is_file()), None)


def keep(folder: Path) -> None:
    """The conditions of `app.disk`."""
    file = settings.home() / _FILE
    with in_words():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps({"folder": str(folder)}).encode())


def usual() -> list[Path]:
    """Where one would look for it, the first that this user may write first."""
    everybodys = Path(os.environ.get("PROGRAMDATA", "/srv"))
    places = [everybodys / "sanad-headquarters", Path.home() / "sanad-headquarters"]
    return sorted(places, key=lambda folder: not installation.writable(folder))
