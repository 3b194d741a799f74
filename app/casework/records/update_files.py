"""The files of two administrators who give updates out: keys, lists of who may sign, updates. Without a
network, and without anybody's records."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from tuf.api.metadata import Root

from app import disk
from app.casework.records.unlock import check_strength
from app.errors import N_
from app.seal import signing_key
from app.seal.file_marker import ForeignFile
from app.update import maker
from app.update.check import ROOT_MAGIC, read_roots
from app.update.conditions import BadUpdatePlan
from app.update.manifest import Manifest
from app.update.root import KeyList, key_id, name_of, root_keys, update_keys
from app.update.update_file import opened_update
from app.vault.copies import AlreadyThere

Facts = dict[str, Any]
_LARGEST = 1 << 20  # of a key or a list
_KEY_MAGIC = b"SANAD-UPDATE-KEY "


def make_key(file: Path, name: str, phrase: str) -> Facts:
    """A new key under a passphrase. PassphraseTooWeak, AlreadyThere, the conditions of `app.disk`."""
    check_strength(phrase, name)
    _refuse_overwriting(file)
    key = signing_key.fresh_key(name)
    with disk.in_words():
        disk.write_whole(file, signing_key.write(key, phrase))
    return describe(file)


def make_root(
    file: Path,
    name: tuple[str, str],
    root: tuple[int, Sequence[str]],
    update: tuple[int, Sequence[str]],
    until: int,
    former: Path | None = None,
) -> Facts:
    """A list of who may sign, which nobody has signed yet. `root`, `update`: how many have to sign, and
    NAME=PUBLIC of each key. `until`: when it expires, seconds since 1970. BadUpdatePlan, UpdateRootRefused, AlreadyThere."""
    _refuse_overwriting(file)
    former_lists = _small(former) if former else b""
    raw = maker.begin_root(name, _keys(*root), _keys(*update), until, former_lists)
    with disk.in_words():
        disk.write_whole(file, raw)
    return describe(file)


def make_update(
    folder: Path, file: Path, root: Path, *, follows: str, days: tuple[int, int], news: Path, organisation: str = ""
) -> Facts:
    """An update of a packaged folder, which nobody has signed yet. `days`: signed on, expires, in seconds
    since 1970. `organisation`: the hex of its root's id, "" for every one. As `maker.make`, AlreadyThere."""
    _refuse_overwriting(file)
    try:
        owner = bytes.fromhex(organisation)
    except ValueError:
        owner = b"?"
    if len(owner) not in (0, 16):
        raise BadUpdatePlan(N_("An organisation’s id has 32 letters and digits."))
    plan = maker.Plan(follows, days[0], days[1], maker.news_of(news), owner)
    maker.make(folder, plan, read_roots(_small(root)), file)
    return describe(file)


def sign(file: Path, key_file: Path, phrase: str) -> Facts:
    """Add a signature to an update or a list. WrongPassphrase, MayNotSign, AlreadySigned."""
    key = signing_key.read(_small(key_file), phrase)
    if _begins(file).startswith(ROOT_MAGIC):
        signed = maker.sign_root(_small(file), key)
        with disk.in_words():
            disk.write_whole(file, signed)
    else:
        maker.sign(file, key)
    return describe(file)


def describe(file: Path) -> Facts:
    """What a key, a list or an update says of itself. ForeignFile for anything else."""
    beginning = _begins(file)
    if beginning.startswith(_KEY_MAGIC):
        name, public = signing_key.public_of(_small(file))
        return {"kind": "key", "name": name, "public": public.hex(), "listed": f"{name}={public.hex()}"}
    if beginning.startswith(ROOT_MAGIC):
        chain = read_roots(_small(file))
        return {
            "kind": "root",
            "lists": len(chain),
            **_of_root(chain[-1].signed),
            "signed_by": sorted(chain[-1].signatures),
        }
    if not beginning.startswith(b"SANAD-UPDATE "):
        raise ForeignFile
    with opened_update(file) as update:
        manifest = Manifest.of(update.head.targets.signed)
        names = {
            key_id(public).hex(): name for link in update.head.roots for public, name in update_keys(link.signed).keys
        }
        signers = {names.get(id_, id_) for id_ in update.head.targets.signatures}
        signed_part = sha256(update.head.targets.signed_bytes).hexdigest()
    return {
        "kind": "update", "version": manifest.version, "number": manifest.number,
        "follows": manifest.follows, "records": manifest.records, "system": manifest.system,
        "signed": manifest.signed_at, "until": manifest.until,
        "organisation": manifest.organisation.hex(), "files": len(manifest.files),
        "size": manifest.size, "manifest": signed_part,
        "signed_by": sorted(signers),
    }  # fmt: skip


def _of_root(root: Root) -> Facts:
    return {
        "number": root.version,
        "name": {"en": name_of(root)[0], "ar": name_of(root)[1]},
        "until": root.expires,
        "root_keys": _listed(root_keys(root)),
        "update_keys": _listed(update_keys(root)),
    }


def _listed(keys: KeyList) -> Facts:
    return {
        "threshold": keys.threshold,
        "keys": [{"name": name, "id": key_id(public).hex()} for public, name in keys.keys],
    }


def _keys(threshold: int, named: Sequence[str]) -> KeyList:
    publics = []
    for text in named:
        name, _, public = text.rpartition("=")
        try:
            publics.append((bytes.fromhex(public), name))
        except ValueError:
            publics.append((b"", name))
    if not all(len(public) == 32 and name for public, name in publics):
        raise BadUpdatePlan(N_("Write a key as NAME=PUBLIC, as `update show` prints it."))
    return maker.key_list(threshold, publics)


def _refuse_overwriting(file: Path) -> None:
    if file.exists():
        raise AlreadyThere


def _begins(file: Path) -> bytes:
    with disk.in_words(), file.open("rb") as opened:
        return opened.read(32)


def _small(file: Path) -> bytes:
    with disk.in_words(), file.open("rb") as opened:
        return opened.read(_LARGEST)
