"""Bundles that earlier versions wrote are opened and verified for ever."""

import hashlib
import json
from pathlib import Path

import pytest

from app.casework.export import bundle_export

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "bundle"


@pytest.mark.parametrize("version", sorted(folder.name for folder in VECTORS.iterdir()))
@pytest.mark.parametrize("how", ["with-key", "with-passphrase"])
def test_a_bundle_of_an_earlier_version_opens(version: str, how: str):
    folder = VECTORS / version
    told = json.loads((folder / "told.json").read_text("utf-8"))
    opener = (
        bundle_export.key_file(folder / "key.txt")
        if how == "with-key"
        else bundle_export.opener_with(told["phrase"])
    )
    opened = bundle_export.open_bundle(folder / f"{how}.sanad.age", opener)
    manifest = opened.manifest
    assert (manifest.case, manifest.reference) == (told["case"], told["reference"])
    assert (manifest.author.name, manifest.purpose) == (told["author"], told["purpose"])
    assert manifest.author.fingerprint == told["fingerprint"]
    assert manifest.made.isoformat() == told["made"]
    found = {name: hashlib.sha256(each).hexdigest() for name, each in opened.files.items()}
    assert found == told[how]
