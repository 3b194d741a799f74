"""A headquarters as whoever looks after it sees it: what is set up, what is still to be done, how it is."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from app.headquarters import backup_plan, kept_problems, setup
from app.headquarters.backup_plan import BackupOutcome, BackupPlan
from app.headquarters.kept_problems import KeptProblem

SERVICE = "sanad-headquarters"


@dataclass(frozen=True, slots=True)
class InstallationState:
    """`database`: where it keeps its records. `card`: while it lies in the folder. `backup_late`: no whole
    backup since yesterday, or none that is planned."""

    url: str
    database: Literal["file", "postgresql"]
    own_authority: bool
    certificate_ends: datetime | None
    card: Path | None
    plan: BackupPlan | None
    last_backup: BackupOutcome | None
    backup_late: bool
    problems: tuple[KeptProblem, ...]


def read(folder: Path, now: datetime) -> InstallationState:
    """NoHeadquarters."""
    settings = setup.settings(folder)
    card = folder / "card"
    return InstallationState(
        url=settings.url,
        database="postgresql" if settings.database else "file",
        own_authority=settings.trust == "own",
        certificate_ends=setup.certificate_ends(folder),
        card=card if card.exists() else None,
        plan=backup_plan.plan(folder),
        last_backup=backup_plan.last(folder),
        backup_late=backup_plan.is_late(folder, now),
        problems=tuple(kept_problems.problems_of(folder)),
    )


def suggested_hosts() -> list[str]:
    """Names by which others may reach this computer, the likeliest first, then its address, which may
    change."""
    names = [name for name in (socket.getfqdn(), socket.gethostname()) if _may_be_known(name)]
    hosts = sorted(names, key=lambda name: "." not in name)
    with_address = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        with_address.connect(("192.0.2.1", 9))  # nothing is sent: which of its addresses would be used
        hosts.append(str(with_address.getsockname()[0]))
    except OSError:
        pass
    finally:
        with_address.close()
    return list(dict.fromkeys(hosts))


def _may_be_known(name: str) -> bool:
    return bool(name) and not name.startswith("localhost")


def writable(folder: Path) -> bool:
    """Could a headquarters be made here by this user?"""
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
