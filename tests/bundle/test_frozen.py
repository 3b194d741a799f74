"""Frozen bundles are opened and verified."""

import hashlib
import json
import random
from pathlib import Path

import pytest

from app.bundle import receipt
from app.bundle.manifest import Manifest, NotAManifest, as_json, from_json
from app.case import events
from app.case.projection import fold
from app.casework.export import bundle_export
from app.seal import canonical
from tests.bundle.freeze_in_full import told_of
from tests.bundle.small import manifest
from tests.by_the_page import canonical as cbor
from tests.by_the_page import receipt as receipt_by_the_page

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "bundle"


@pytest.mark.parametrize("version", sorted(folder.name for folder in VECTORS.iterdir()))
@pytest.mark.parametrize("how", ["with-key", "with-passphrase"])
def test_a_frozen_bundle_opens(version: str, how: str):
    folder = VECTORS / version
    document = json.loads((folder / "told.json").read_text("utf-8"))
    opener = (
        bundle_export.key_file(folder / "key.txt")
        if how == "with-key"
        else bundle_export.opener_with(document["phrase"])
    )
    opened = bundle_export.open_bundle(folder / f"{how}.sanad.age", opener)
    manifest = opened.manifest
    assert (manifest.case, manifest.reference) == (document["case"], document["reference"])
    assert (manifest.author.name, manifest.purpose) == (document["author"], document["purpose"])
    assert manifest.author.fingerprint == document["fingerprint"]
    assert manifest.made.isoformat() == document["made"]
    found = {name: hashlib.sha256(file).hexdigest() for name, file in opened.files.items()}
    assert found == document[how]


def test_frozen_parts_open_by_any_of_them():
    folder = VECTORS / "4"
    document = json.loads((folder / "told.json").read_text("utf-8"))
    for name in document["parts"]:
        opened = bundle_export.open_bundle(folder / name, bundle_export.key_file(folder / "key.txt"))
        assert opened.manifest.reference == document["reference"]


@pytest.mark.parametrize("key", ["held_back", "contains"])
def test_a_manifest_that_does_not_say_what_is_missing_is_none(key: str):
    document = from_json(manifest(()).to_bytes())
    assert Manifest.read(as_json(document)).held_back == ()
    del document[key]
    with pytest.raises(NotAManifest):
        Manifest.read(as_json(document))


@pytest.mark.parametrize("how_many", [{"phone": 3, "intake": 1}, ["intake", "phone"]])
def test_of_what_an_earlier_manifest_counted_the_kinds_are_read(how_many: dict[str, int] | list[str]):
    document = from_json(manifest(()).to_bytes()) | {"held_back": how_many}
    assert Manifest.read(as_json(document)).held_back == ("intake", "phone")
    with pytest.raises(NotAManifest):
        Manifest.read(as_json(document | {"held_back": [7]}))


# -- several cases in one file, a receipt of it, and approvals: made once, read for ever

FIVE = VECTORS / "5"


def test_a_frozen_file_of_several_cases_names_each_and_holds_a_folder_of_each():
    told = json.loads((FIVE / "told.json").read_text("utf-8"))
    opened = bundle_export.open_bundle(FIVE / "with-key.sanad.age", bundle_export.key_file(FIVE / "key.txt"))
    document = json.loads(opened.files["manifest.json"])
    assert document["version"] == 2
    assert [[case.case, case.reference, case.envelopes] for case in opened.manifest.cases] == told["cases"]
    for number in range(1, len(told["cases"]) + 1):
        assert f"case-{number:02}/case.pdf" in opened.files


def test_a_frozen_receipt_is_of_that_file_and_an_altered_one_of_none():
    told = json.loads((FIVE / "told.json").read_text("utf-8"))["receipt"]
    raw = (FIVE / "1.sanad-receipt").read_bytes()
    read = receipt.read(receipt.take_apart(raw))
    assert (read.bundle, read.receiver, read.files) == (told["bundle"], told["by"], told["files"])
    page = receipt_by_the_page.read(raw)
    assert (page["bundle"], page["by"], page["key"]) == (read.bundle, read.receiver, read.key)
    with pytest.raises(receipt.ReceiptAltered):
        receipt.read(receipt.take_apart(raw.replace(b"Clerk", b"Clark")))


@pytest.mark.parametrize("number", [0, 1])
def test_frozen_approvals_fold_to_what_they_folded_to(number: int):
    told = json.loads((FIVE / "approvals.json").read_text("utf-8"))[number]
    order = []
    for event in told["events"]:
        raw = bytes.fromhex(event["body"])
        assert cbor.encode(cbor.decode(raw)) == raw
        id_, stream, person = (bytes.fromhex(event[key]) for key in ("id", "stream", "person"))
        order.append(events.read(id_, stream, canonical.decode(raw), event["role"], True, person))
    for seed in range(3):
        random.Random(seed).shuffle(order)
        case = fold(bytes.fromhex(told["case"]), order)
        assert told_of(list(case.releases.values())) == told["tells"]
    assert case.releases
