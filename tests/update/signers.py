"""Two administrators with keys, the lists of keys they wrote, and folders that stand for packaged programs."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.platform import system
from app.seal.keys import DeviceKeys, Secret
from app.seal.signing_key import SigningKey
from app.update import maker
from app.update.check import Here, Trust, read_roots, trust
from app.update.maker import Plan
from app.update.manifest import Manifest
from app.update.programs import Programs

DAY = 86_400
PROGRAM = "sanad.exe" if system.program_kind().startswith("windows") else "sanad"
SIGNED = 1_795_000_000  # 18 November 2026
NAME = ("IT department", "إدارة نظم المعلومات")
NEWS = (("Automatic backups", "نسخ احتياطية تلقائية"),)


def signer(number: int) -> SigningKey:
    """The same each time."""
    return SigningKey(f"Signer {number}", DeviceKeys(Secret(bytes([number]) * 32), Secret()))


def roots_file(
    threshold: int = 2,
    update: tuple[int, ...] = (1, 2, 3),
    root: tuple[int, ...] = (8, 9),
    former: bytes = b"",
    signed_by: tuple[int, ...] = (8, 9),
    expires: int = SIGNED + 900 * DAY,
) -> bytes:
    """A root file: `update` and `root` are numbers of signers."""
    raw = maker.begin_root(
        NAME,
        maker.key_list(min(2, len(root)), [(signer(n).public, signer(n).name) for n in root]),
        maker.key_list(threshold, [(signer(n).public, signer(n).name) for n in update]),
        expires,
        former,
    )
    for number in signed_by:
        raw = maker.sign_root(raw, signer(number))
    return raw


def program(
    folder: Path, version: str, number: int, *, records: int = 40, starts: str = "", kind: str = "",
    more: dict[str, bytes] | None = None,
) -> Path:  # fmt: skip
    """What stands for a packaged program. `starts`: what its program is, a script; `more`: other files."""
    files = {
        PROGRAM: starts or f'#!/bin/sh\necho {version} "$@"\n',
        "_internal/base.py": f"VERSION = {version!r}\n" * 50,
        "_internal/forms/rapid.xlsx": "x" * 4000,
        "_internal/empty": "",
        maker.RELEASE: json.dumps(
            {"version": version, "number": number, "records": records, "system": kind or system.program_kind()}
        ),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name, content in (more or {}).items():
        (folder / name).write_bytes(content)
    (folder / PROGRAM).chmod(0o755)
    return folder


@dataclass
class Signers:
    """An office that gives updates out. `work`: a folder of its own."""

    work: Path
    roots: bytes = field(default_factory=roots_file)
    system: str = ""  # for which computers; this kind where it is not said
    plan: Plan = field(default_factory=lambda: Plan("0.1.0", SIGNED, SIGNED + 90 * DAY, NEWS))

    @property
    def trusted(self) -> Trust:
        file = self.work / "update.root"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.write_bytes(self.roots)
        return trust(file, self.work / "lists")

    def unsigned(self, version: str, number: int = 0, **program_options: object) -> Path:
        """An update file of a program of that version."""
        folder = program(
            self.work / f"dist-{version}",
            version,
            number or _number(version),
            kind=self.system,
            **program_options,  # type: ignore[arg-type]
        )
        file = self.work / f"sanad-{version}.update"
        maker.make(folder, self.plan, read_roots(self.roots), file)
        return file

    def update(self, version: str, number: int = 0, by: tuple[int, ...] = (1, 2), **program_options: object) -> Path:
        file = self.unsigned(version, number, **program_options)
        for each in by:
            maker.sign(file, signer(each))
        return file


def _number(version: str) -> int:
    return int("".join(part.rjust(2, "0") for part in version.split(".")))


def computer(version: str = "0.2.0", number: int = 0, **changes: object) -> Here:
    """Where an update is held against."""
    here = Here(version, number or _number(version), system.program_kind(), b"", SIGNED + DAY, clock_in_doubt=False)
    return replace(here, **changes)  # type: ignore[arg-type]


def installed(programs: Programs, file: Path, trusted: Trust, here: Here, former: str = "") -> Manifest:
    """All steps of an installation."""
    from app.update import steps

    checked = steps.lay(programs, file, trusted, here)
    steps.use(programs, checked, trusted, here, former, records=40)
    return checked.manifest
