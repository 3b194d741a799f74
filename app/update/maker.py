"""Making an update of a packaged program, and signing it: for administrators, without a network.

The same folder, days and words give the same bytes, whoever makes them: a second person can make the file
again, compare, and sign what the first one signed."""

import hashlib
import json
import os
import stat
import tomllib
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from securesystemslib.signer import Signature
from tuf.api.metadata import Metadata, Root

from app import disk
from app.errors import N_
from app.seal import canonical
from app.seal.signing_key import SigningKey
from app.update.check import read_roots, write_roots
from app.update.conditions import AlreadySigned, BadUpdatePlan, MayNotSign, NoPackagedProgram, UnsafeUpdateName
from app.update.manifest import MOST_LINES, Manifest, ProgramFile, is_version, numbers_of, require_safe
from app.update.root import KeyList, day, first, key_id, new_root, read_root, root_keys, update_keys, written
from app.update.update_file import CHUNK, Head, opened_update, write

RELEASE = "_internal/release.json"  # which build.spec writes: what this folder is


@dataclass(frozen=True, slots=True)
class Release:
    """What a packaged folder says of itself. As of `Manifest`."""

    version: str
    number: int
    records: int
    system: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What its makers decide. As of `Manifest`."""

    follows: str
    signed: int
    expires: int
    news: tuple[tuple[str, str], ...]
    organisation: bytes = b""


def release_of(folder: Path) -> Release:
    """NoPackagedProgram."""
    try:
        document = json.loads((folder / RELEASE).read_text("utf-8"))
        release = Release(document["version"], document["number"], document["records"], document["system"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoPackagedProgram from error
    numbers = type(release.number), type(release.records)
    if not is_version(release.version) or numbers != (int, int) or type(release.system) is not str:
        raise NoPackagedProgram
    return release


def news_of(file: Path) -> tuple[tuple[str, str], ...]:
    """What is new, of a TOML file with the lists `en` and `ar`. BadUpdatePlan."""
    try:
        document = tomllib.loads(file.read_text("utf-8"))
        english, arabic = document["en"], document["ar"]
        news = tuple(
            (canonical.nfc(line), canonical.nfc(arabic_line)) for line, arabic_line in zip(english, arabic, strict=True)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadUpdatePlan(N_("Describe what is new in 1 to 40 lines, in English and in Arabic.")) from error
    return news


def make(folder: Path, plan: Plan, roots: Sequence[Metadata[Root]], file: Path) -> Manifest:
    """Write the update of a packaged folder, without a signature. `roots`: the chain of lists of keys.
    NoPackagedProgram, BadUpdatePlan, UnsafeUpdateName, UpdateTooLarge, the conditions of `app.disk`."""
    release = release_of(folder)
    _require_plan(plan, release)
    with disk.in_words():
        files = tuple(_program_files(folder))
    require_safe(file.name for file in files)
    manifest = Manifest(
        version=release.version, number=release.number, follows=plan.follows, records=release.records,
        system=release.system, signed=plan.signed, expires=plan.expires,
        organisation=plan.organisation, news=plan.news, files=files,
    )  # fmt: skip
    head = Head.of(roots, manifest)
    Head.from_bytes(head.to_bytes())  # what no computer would take is not written
    Manifest.of(head.targets.signed)
    with disk.in_words(), disk.written_whole(file) as opened:
        write(opened, head, _bytes_of(folder, manifest))
    return manifest


def _require_plan(plan: Plan, release: Release) -> None:
    if not is_version(plan.follows) or numbers_of(plan.follows) >= numbers_of(release.version):
        raise BadUpdatePlan(N_("An update must follow a version that is older than itself."))
    if not plan.signed < plan.expires:
        raise BadUpdatePlan(N_("An update must expire after the day on which it is signed."))
    if not 0 < len(plan.news) <= MOST_LINES:
        raise BadUpdatePlan(N_("Describe what is new in 1 to 40 lines, in English and in Arabic."))


def _program_files(folder: Path) -> Iterator[ProgramFile]:
    """By name. A link is written as the file that it leads to, where that lies in the folder."""
    root = folder.resolve()
    names: list[str] = []
    for place, folders, files in os.walk(folder):
        if any(Path(place, name).is_symlink() for name in folders):
            raise UnsafeUpdateName
        names += [Path(place, name).relative_to(folder).as_posix() for name in files]
    for name in sorted(names):
        path = folder / name
        if not path.resolve().is_relative_to(root):
            raise UnsafeUpdateName
        with path.open("rb") as opened:
            state = hashlib.file_digest(opened, "sha256")
            status = os.fstat(opened.fileno())
        # packaged for Windows on another system, a program has no such bit
        runs = bool(status.st_mode & stat.S_IXUSR) or name.lower().endswith(".exe")
        yield ProgramFile(name, status.st_size, state.digest(), runs)


def _bytes_of(folder: Path, manifest: Manifest) -> Iterator[bytes]:
    for file in manifest.files:
        size = 0
        with (folder / file.name).open("rb") as opened:
            while content := opened.read(CHUNK):
                size += len(content)
                yield content
        if size != file.size:  # changed while it was read
            raise NoPackagedProgram


def sign(file: Path, key: SigningKey) -> Head:
    """Add a signature to an update; the rest stays to the byte. AlreadySigned, MayNotSign, what reading
    it refuses, the conditions of `app.disk`."""
    # the update is closed before it is replaced: Windows replaces no open file
    with disk.in_words(), disk.written_whole(file) as opened, opened_update(file) as update:
        root = first(update.head.roots) if update.head.roots else None
        if root is None or key.public not in dict(update_keys(root).keys):
            raise MayNotSign
        if key_id(key.public).hex() in update.head.targets.signatures:
            raise AlreadySigned
        manifest = Manifest.of(update.head.targets.signed)
        update.verify_contents(manifest)  # nobody signs what is damaged
        head = signed_by(update.head, key)
        chunks = (chunk for _, content in update.contents(manifest) for chunk in content)
        write(opened, head, chunks)
    return head


def signed_by(unsigned: Head, key: SigningKey) -> Head:
    """The same with one more signature."""
    head = deepcopy(unsigned)
    for part in (head.timestamp, head.snapshot, head.targets):
        _add_signature(part, key)
    return head


def key_list(threshold: int, publics: Sequence[tuple[bytes, str]]) -> KeyList:
    """`publics`: (public key(32), name). BadUpdatePlan where they are too few or one stands twice."""
    keys = KeyList(threshold, tuple(sorted(publics)))
    if not keys.holds():
        raise BadUpdatePlan(N_("Give 1 to 16 different keys, and ask for no more signatures than keys."))
    return keys


def begin_root(name: tuple[str, str], root: KeyList, update: KeyList, expires: int, former: bytes = b"") -> bytes:
    """A root file with a list that nobody has signed yet: the first, or the next one after those in
    `former`. UpdateRootRefused, BadUpdatePlan."""
    chain = read_roots(former) if former else ()
    number = chain[-1].signed.version + 1 if chain else 1
    link = Metadata(new_root(number, name, root, update, day(expires)))
    return write_roots([*chain, read_root(written(link))])


def sign_root(raw: bytes, key: SigningKey) -> bytes:
    """The same file with a signature on its last list: by a key of that list, or of the one before.
    AlreadySigned, MayNotSign, UpdateRootRefused."""
    *former, link = read_roots(raw)
    allowed = [link.signed, *(link_before.signed for link_before in former[-1:])]
    if all(key.public not in dict(root_keys(root).keys) for root in allowed):
        raise MayNotSign
    if key_id(key.public).hex() in link.signatures:
        raise AlreadySigned
    _add_signature(link, key)
    return write_roots([*former, link])


def _add_signature(metadata: Metadata[Any], key: SigningKey) -> None:
    id_ = key_id(key.public).hex()
    metadata.signatures[id_] = Signature(id_, key.sign(metadata.signed_bytes).hex())
