"""Where files are looked for: sticks, shares and the folders that everybody knows, by their names; and
a folder's path in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from app import folders
from app.errors import N_
from app.folders import FreeSpace
from app.language import LRM, RLM, Words, isolate
from app.platform.volumes import Volume
from app.ui import text_lines, theme
from app.ui.labels import Text, plain, said
from app.ui.parts.row_list import Shown
from app.ui.sync.states import size

_ICONS = {"stick": "usb", "share": "share", "disk": "disk"}
_NAMELESS: dict[str, str] = {"stick": N_("USB stick"), "share": N_("Shared folder"), "disk": N_("Disk")}
_Location = QStandardPaths.StandardLocation
_KNOWN = (
    (_Location.DocumentsLocation, N_("My documents"), "doc"),
    (_Location.DesktopLocation, N_("Desktop"), "desktop"),
    (_Location.DownloadLocation, N_("Downloads"), "download"),
)
_COMPUTER = N_("This computer")


@dataclass(frozen=True, slots=True)
class FilePlace:
    """One line of the places. `room`: None until it was read."""

    path: Path
    name: Text
    icon: str
    comes_and_goes: bool = False
    room: FreeSpace | None = None


def places(volumes: Sequence[Volume]) -> list[FilePlace]:
    """Sticks and shares first, then the known folders, then disks."""
    removable = [_of_volume(volume) for volume in volumes if volume.kind != "disk"]
    disks = [_of_volume(volume) for volume in volumes if volume.kind == "disk"]
    home = Path.home()
    known = [
        FilePlace(path, name, icon)
        for location, name, icon in _KNOWN
        if (path := Path(QStandardPaths.writableLocation(location))) != home and path.is_dir()
    ]
    return [*removable, *known, FilePlace(home, N_("My folder"), "home"), *disks]


def _of_volume(volume: Volume) -> FilePlace:
    letter = volume.path.drive  # of Windows
    name: Text = plain(volume.label) if volume.label else _NAMELESS[volume.kind]
    if letter and volume.label:
        name = plain(f"{volume.label} ({letter})")
    elif letter:
        name = lambda w: f"{w(_NAMELESS[volume.kind])} ({letter})"  # noqa: E731
    return FilePlace(volume.path, name, _ICONS[volume.kind], volume.kind != "disk")


def with_room(shown_places: Sequence[FilePlace], volumes: Sequence[Volume]) -> list[FilePlace]:
    """The same with their room; it may wait for a share."""
    return [replace(place, room=folders.room(place.path, volumes)) for place in shown_places]


def row(place: FilePlace) -> Shown:
    """A place as a line of the list."""
    words = theme.words()
    if place.room is None:
        return Shown(place.icon, said(place.name))
    if place.room.read_only:
        return Shown(place.icon, said(place.name), words(N_("Can only be read")), wait=True)
    free = place.room.free
    second = words(N_("{size} free"), size=size(words, free)) if free is not None else ""
    return Shown(place.icon, said(place.name), second)


def place_of(path: Path, shown_places: Sequence[FilePlace]) -> FilePlace | None:
    """The place in which a folder lies: the nearest one."""
    holding = [place for place in shown_places if path.is_relative_to(place.path)]
    return max(holding, key=lambda place: len(place.path.parts), default=None)


def in_words(words: Words, path: Path, shown_places: Sequence[FilePlace], width: int) -> str:
    """Where one is: the place, then the folders in it, as the page is read. Where they are longer than
    there is room, those in the middle go."""
    place = place_of(path, shown_places)
    if place is None:
        parts = [words(_COMPUTER), *path.parts[1:]]
    else:
        parts = [said(place.name), *path.relative_to(place.path).parts]
    text = _joined(parts)
    while len(parts) > 2 and text_lines.lay(text, "label").width > width:
        del parts[1]
        text = _joined([parts[0], "…", *parts[1:]])
    return text


def _joined(parts: Sequence[str]) -> str:
    start = RLM if theme.rtl() else LRM  # whatever script the folders are called in
    return start + " › ".join(isolate(part) for part in parts)
