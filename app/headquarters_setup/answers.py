"""What was answered in the steps, and what comes of it. Nothing is made before the certificate is sure."""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app import settings
from app.disk import in_words, write_whole
from app.errors import N_, SanadError
from app.headquarters import backup_plan, installation, problems, server_process, setup
from app.headquarters.backup_plan import BackupOutcome, BackupPlan
from app.headquarters.setup import NewHeadquarters
from app.language import ascii_digits

# -- known folder ------------------------------------------------------------------------------
# Which folder this computer's headquarters lies in, so that the window opened again finds it.

_FILE = "headquarters.json"


def known_folder() -> Path | None:
    """The folder that was chosen last and still holds one; else one at the usual places."""
    try:
        chosen_folder = Path(json.loads((settings.home() / _FILE).read_text("utf-8"))["folder"])
    except (OSError, ValueError, TypeError, KeyError):
        chosen_folder = None
    candidates = [chosen_folder, *usual_folders()] if chosen_folder is not None else usual_folders()
    return next((folder for folder in candidates if (folder / "settings.json").is_file()), None)


def keep_folder(folder: Path) -> None:
    """The conditions of `app.disk`."""
    file = settings.home() / _FILE
    with in_words():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps({"folder": str(folder)}).encode())


def usual_folders() -> list[Path]:
    """Where one would look for it, the first that this user may write first."""
    everybodys = Path(os.environ.get("PROGRAMDATA", "/srv"))
    places = [everybodys / "sanad-headquarters", Path.home() / "sanad-headquarters"]
    return sorted(places, key=lambda folder: not installation.writable(folder))


# -- answers ------------------------------------------------------------------------------------

_NAME = "sanad-headquarters"


class FolderNotWritable(SanadError):
    says = N_(
        "This user has no permission to write there. Nothing was made. Choose another folder, or open this program as "
        "an administrator."
    )


class FilesNotChosen(SanadError):
    says = N_("Choose the certificate and its private key first. Nothing was made.")


class BackupFolderNotChosen(SanadError):
    says = N_("Choose a folder for the backups first. Nothing was changed.")


class PortRefused(SanadError):
    says = N_("A port is a number from 1 to 65535. Nothing was changed. Enter 8443 unless you were told another one.")


class PortInUse(SanadError):
    """Another program listens there, or this user may not. `port`."""

    port: str
    says = N_(
        "Another program on this computer uses port {port}, or this user may not use it. Nothing was made. Enter "
        "another port, such as 8443, or close the other program."
    )


@dataclass(slots=True)
class SetupAnswers:
    folder: Path
    database: str = field(default="", repr=False)  # may hold a password
    host: str = ""
    port: int = 8443
    brings_certificate: bool = False
    certificate: Path | None = None
    key: Path | None = None
    backup_place: Path | None = None
    backup_hour: int = 2

    def __post_init__(self) -> None:
        self.host = next(iter(installation.suggested_hosts()), "")
        current = backup_plan.plan(self.folder)
        if current is not None:
            self.backup_place, self.backup_hour = Path(current.place), current.hour

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.port}"

    def take_folder(self, folder: Path) -> None:
        """One of its own inside a folder that holds other things already."""
        holds_others = folder.is_dir() and any(folder.iterdir())
        is_one = (folder / "settings.json").is_file()
        self.folder = folder / _NAME if holds_others and not is_one else folder

    def take_certificate(self, file: Path) -> None:
        self.certificate = file

    def take_key(self, file: Path) -> None:
        self.key = file

    def take_address(self, host: str, port: str) -> None:
        """AddressRefused, PortRefused, PortInUse."""
        number = ascii_digits(port).strip()
        if not number.isdecimal() or not 0 < int(number) < 65536:
            raise PortRefused
        self.host, self.port = ascii_digits(host).strip().strip("[]").casefold(), int(number)
        setup.host_of(self.url)
        if not server_process.port_is_free(self.port):
            raise PortInUse(str(self.port))

    def check_place(self) -> None:
        """HeadquartersThere, FolderNotWritable; where another database was named, what
        `setup.check_database` refuses."""
        if (self.folder / "settings.json").exists():
            raise problems.HeadquartersThere
        if not installation.writable(self.folder):
            raise FolderNotWritable
        if self.database:
            setup.check_database(self.folder, self.database)

    def make(self, now: datetime) -> NewHeadquarters:
        """The headquarters, with the certificate that was chosen. As `setup.init`, `setup.check_certificate`;
        FilesNotChosen."""
        if self.brings_certificate:
            if self.certificate is None or self.key is None:
                raise FilesNotChosen
            setup.check_certificate(self.certificate, self.key, setup.host_of(self.url), now)
        trust: setup.Trust = "system" if self.brings_certificate else "own"
        new = setup.init(self.folder, self.url, self.database, trust)
        if self.certificate is not None and self.key is not None and self.brings_certificate:
            setup.take_certificate(self.folder, self.certificate, self.key, now)
        keep_folder(self.folder)
        return new

    def back_up(self, now: datetime) -> BackupOutcome:
        """Choose the place, and make the first. BackupFolderNotChosen; as `backup_plan.choose` and
        `make_now`."""
        if self.backup_place is None:
            raise BackupFolderNotChosen
        backup_plan.choose(self.folder, BackupPlan(str(self.backup_place), self.backup_hour))
        return backup_plan.make_now(self.folder, now)
