"""A small fictional bundle, made without a vault, and the same taken apart and put together wrongly."""

import io
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from app.bundle import contents, files
from app.bundle.archive import Source
from app.bundle.keys import Lock, Opener, lock_for, opener_from
from app.bundle.manifest import Author, CaseEntry, Manifest, Recipient, as_json
from app.seal.keys import DeviceKeys

CASE, DEVICE, BUNDLE = "c5" * 16, "d1" * 16, "b7" * 16
REFERENCE = "KW-2026-SMPL-0001"
RECORD = b"%PDF-1.7 the record of Maya Sample Gurung, who is nobody\n"
MADE = datetime(2026, 11, 24, 7, 42, tzinfo=UTC)
PHRASE = "walnut granite kettle seven moon orbit"


class Prosecutor:
    """Someone with an age key."""

    def __init__(self) -> None:
        self.key = pyrage.x25519.Identity.generate()

    @property
    def public(self) -> str:
        return str(self.key.to_public())

    @property
    def file(self) -> bytes:
        return f"# created: 2026-11-24\n# public key: {self.public}\n{self.key}\n".encode()

    @property
    def opener(self) -> Opener:
        return opener_from(self.file)

    @property
    def lock(self) -> Lock:
        return lock_for([self.public])


def entry() -> CaseEntry:
    return CaseEntry(
        case=CASE,
        reference=REFERENCE,
        counter=1,
        contains={"restricted_answers": 1},
        held_back=(),
        heads=("4a" * 32,),
        envelopes=4,
        doubts={},
    )


def manifest(recipients: tuple[Recipient, ...], cases: tuple[CaseEntry, ...] = ()) -> Manifest:
    return Manifest(
        bundle=BUNDLE,
        made=MADE,
        language="en",
        purpose="Prosecution",
        recipients=recipients,
        author=Author("ليلى السالم", "inspector", DEVICE, "", ""),
        program="Sanad 0.1.0",
        cases=cases or (entry(),),
        files=(),
    )


def answers() -> bytes:
    return as_json({"case": CASE, "reference": REFERENCE, "interviews": []})


def signed(lock: Lock, keys: DeviceKeys | None = None) -> contents.SignedFiles:
    return contents.put_together_all(manifest(lock.recipients), papers(RECORD, answers()), keys or DeviceKeys.fresh())


def papers(record: bytes, answers: bytes) -> dict[str, Source]:
    """Of one case."""
    return {contents.RECORD: Source.of(record), contents.ANSWERS: Source.of(answers)}


def sealed(lock: Lock, folder: Path) -> Path:
    file = folder / "CASE.sanad.age"
    files.seal(signed(lock), lock, file)
    return file


def inside(tar: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        return {member.name: taken.read() for member in archive if (taken := archive.extractfile(member)) is not None}


def packed(*members: tuple[str, bytes] | tarfile.TarInfo, at: int | None = None) -> bytes:
    """An archive of anything, as no honest Sanad writes it."""
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            told = tarfile.TarInfo(member[0])
            told.size, told.mode = len(member[1]), 0o644
            told.mtime = int(MADE.timestamp()) if at is None else at
            archive.addfile(told, io.BytesIO(member[1]))
    return memory.getvalue()


def repacked(files: Mapping[str, bytes]) -> bytes:
    return packed(*files.items())
