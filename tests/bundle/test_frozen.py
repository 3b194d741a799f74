"""Frozen bundles are opened and verified."""

import hashlib
import json
from pathlib import Path

import pytest

from app.bundle.manifest import Manifest, NotAManifest, as_json, from_json
from app.casework.export import bundle_export
from tests.bundle.small import manifest

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "bundle"


@pytest.mark.parametrize("version", sorted(folder.name for folder in VECTORS.iterdir()))
@pytest.mark.parametrize("how", ["with-key", "with-passphrase"])
def test_a_frozen_bundle_opens(version: str, how: str):
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


def test_frozen_parts_open_by_any_of_them():
    folder = VECTORS / "4"
    told = json.loads((folder / "told.json").read_text("utf-8"))
    for name in told["parts"]:
        opened = bundle_export.open_bundle(
            folder / name, bundle_export.key_file(folder / "key.txt")
        )
        assert opened.manifest.reference == told["reference"]


@pytest.mark.parametrize("key", ["held_back", "contains", "doubts"])
def test_a_manifest_that_does_not_say_what_is_missing_is_none(key: str):
    document = from_json(manifest(()).to_bytes())
    assert Manifest.read(as_json(document)).held_back == {}
    del document[key]
    with pytest.raises(NotAManifest):
        Manifest.read(as_json(document))
