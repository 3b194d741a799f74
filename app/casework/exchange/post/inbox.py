"""The files of a folder that are under way into these records, and what comes of them."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from app.broker.client import Child, ChildFailed
from app.broker.rooms import UNPACKER
from app.casework.exchange.post.files import LARGEST, SUFFIX, key_of
from app.casework.session.session import Session
from app.disk import condition
from app.errors import SanadError
from app.seal import parcel
from app.seal.envelope import EnvelopeRefused
from app.seal.parcel import LARGEST_BODY, Parcel, ParcelRefused
from app.vault.files import content

# -- unpacker client ---------------------------------------------------------------------------
# Files of the post decompressed by a child that can reach nothing.
# One child serves the files of a folder: what it gives is signed by whoever wrote it, as a whole
# and in its parts, so a file that took it over could make others unreadable, and nothing false of
# them.

_LONGEST_S = 60


class Unpacker:
    """Its child is started with the first file."""

    def __init__(self) -> None:
        self._child = Child(UNPACKER, longest_s=_LONGEST_S, largest=LARGEST_BODY)

    def unpack(self, padded: bytes, largest: int) -> bytes:
        """As `app.seal.envelope.unpack` does it. EnvelopeRefused."""
        try:
            header, content = self._child.ask({"largest": largest}, padded)
        except ChildFailed as error:
            raise EnvelopeRefused from error
        if header.get("refused") is not False or len(content) > largest:
            raise EnvelopeRefused
        return content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()


# -- inbox --------------------------------------------------------------------------------------

_AT_ONCE = 64 << 20


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file, or records in it, that were not used; `reason` says what it means, `number` of how
    many."""

    file: str
    reason: SanadError
    number: int = 1


@dataclass(slots=True)
class IncomingFile:
    """A file under way. `spoilt`: something in it was refused, so it isn't confirmed; `refusals`:
    how many times."""

    file: str
    id: bytes
    parcel: Parcel
    spoilt: bool = False
    refusals: int = 0
    items: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    new: int = 0
    known: int = 0
    by_case: Counter[bytes] = field(default_factory=Counter)  # new envelopes
    refusals: dict[tuple[str, str, str], RefusedFile] = field(default_factory=dict)
    touched: set[bytes] = field(default_factory=set)
    cases: set[bytes] = field(default_factory=set)
    early: set[str] = field(default_factory=set)  # files with chunks that nothing names yet

    @property
    def refused(self) -> tuple[RefusedFile, ...]:
        return tuple(self.refusals.values())

    def refuse(self, file: str, reason: SanadError) -> None:
        """Counted, not listed one by one: a file may hold a hundred thousand."""
        at = file, reason.kind(), str(getattr(reason, "problem", ""))
        earlier = self.refusals.get(at)
        number = earlier.number + 1 if earlier else 1
        self.refusals[at] = RefusedFile(file, earlier.reason if earlier else reason, number)


def read(
    session: Session, folder: Path, tally: Tally, only: Set[str] | None = None
) -> Iterator[list[IncomingFile] | None]:
    """The files of a folder, or `only` these, as many at once as a small computer's memory can hold; once nothing,
    where there is none: what waited is tried again all the same. None after each: let others in."""
    own_ids = {row[0] for row in session.vault.database.rows("SELECT id FROM parcel")}
    key, size = key_of(session), 0
    incoming_files: list[IncomingFile] = []
    try:
        files = sorted(folder.glob(f"*{SUFFIX}"))
    except OSError as error:
        raise condition(error) from error
    with Unpacker() as unpacker:
        for file in (path for path in files if only is None or path.name in only):
            try:
                raw = content(file, LARGEST)
                id_ = parcel.parcel_id(raw)
                if id_ in own_ids:
                    continue
                incoming_file = IncomingFile(file.name, id_, parcel.read(raw, key, unpacker.unpack))
            except OSError:
                tally.refuse(file.name, ParcelRefused())
            except SanadError as error:
                tally.refuse(file.name, error)
            else:
                if incoming_files and size + len(incoming_file.parcel.body) > _AT_ONCE:
                    yield incoming_files
                    incoming_files, size = [], 0
                incoming_files.append(incoming_file)
                size += len(incoming_file.parcel.body)
            yield None
    yield incoming_files
