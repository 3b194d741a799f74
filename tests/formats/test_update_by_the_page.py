"""The frozen update is read for ever: by Sanad, and by a stranger who follows docs/formats/update.md."""

from pathlib import Path

import pytest

from app import settings
from app.seal import signing_key
from app.update import steps
from app.update.check import read_roots, trust
from app.update.programs import InUseVersion
from tests.by_the_page import update as page
from tests.by_the_page.primitives import Refused
from tests.update.freeze import PHRASE
from tests.update.signers import Signers, computer, signer

VECTORS = settings.ROOT / "tests" / "vectors" / "update" / "2"
FILE, ROOT = VECTORS / "sanad-2.4.0.update", VECTORS / "update.root"


def test_the_frozen_update_is_read_by_both_readers_alike(tmp_path: Path):
    facts = page.read(FILE.read_bytes(), ROOT.read_bytes())
    here = computer("2.3.1", 1, system="linux-x86_64")
    checked = steps.look(FILE, trust(ROOT, tmp_path), here)
    manifest = checked.manifest
    assert checked.root.version == 2
    assert facts["version"] == manifest.version == "2.4.0"
    for name in ("number", "follows", "records", "system", "signed", "expires", "organisation"):
        assert facts[name] == getattr(manifest, name)
    assert [tuple(line) for line in facts["news"]] == list(manifest.news)
    files = [(file.name, file.size, file.sha256, int(file.runs)) for file in manifest.files]
    assert [tuple(file) for file in facts["files"]] == files


def test_the_frozen_lists_and_key_are_read():
    chain = read_roots((VECTORS / "second.root").read_bytes())
    assert [link.signed.version for link in chain] == [1, 2]
    assert page.lists((VECTORS / "second.root").read_bytes()) == [link.to_dict() for link in chain]
    key = signing_key.read((VECTORS / "signer.key").read_bytes(), PHRASE)
    assert key.public == signer(2).public
    raw = InUseVersion("2.4.0", "", "2.3.1", 40, 5, 6, opened=True).to_bytes()
    assert page.decode(raw) == ["2.4.0", ["", "2.3.1", 40], 5, 6, 1]


def test_what_is_written_today_is_read_by_the_page_and_changed_bytes_are_not(tmp_path: Path):
    signers = Signers(tmp_path)
    raw = signers.update("0.3.0").read_bytes()
    assert page.read(raw, signers.roots)["version"] == "0.3.0"
    for changed in (raw[:-1], raw + b"x", raw[:-1] + bytes([raw[-1] ^ 1]), raw.replace(b"0.1.0", b"0.0.9")):
        with pytest.raises(Refused):
            page.read(changed, signers.roots)
