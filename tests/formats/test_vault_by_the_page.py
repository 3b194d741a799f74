"""A vault, its head, its note of drafts and a backup, read by the page alone; a bundle and a pack too."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest
from shamir_mnemonic.wordlist import WORDLIST

from app.bundle import pack as sanads_pack
from app.casework.export import bundle_export
from app.seal import passphrase
from tests.by_the_page import bundle, envelope, events, pack, slip39, slot, vault
from tests.by_the_page.primitives import Refused, hpke_opened, key_id, receiving_public, sha256
from tests.formats.conftest import OF_TODAY, TODAY, Written
from tests.hq_people import DESK, LAYLA

pytestmark = pytest.mark.xdist_group("formats")  # the office of today is founded once
ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors"
MIGRATIONS, PAGE = ROOT / "app" / "vault" / "migrations", ROOT / "docs" / "formats" / "vault.md"
VAULTS = sorted(folder.name for folder in (VECTORS / "vaults").iterdir() if int(folder.name) >= vault.OLDEST)


@dataclass(frozen=True)
class Home:
    folder: Path
    phrase: str
    card: list[str]
    vault: str

    @property
    def records(self) -> Path:
        return self.folder / "vaults" / self.vault

    def master(self) -> bytes:
        secret = vault.device_secret((self.folder / "device.key").read_bytes())
        keys = slot.read((self.records / "keys").read_bytes())
        return keys.by_phrase(slot.folded(self.phrase), secret)


@pytest.fixture(params=[OF_TODAY, *VAULTS])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A copy: SQLite writes beside what it reads."""
    if request.param == TODAY:
        today: Written = request.getfixturevalue("of_today")
        assert today.work
        about, keys = today.facts["vaults"][LAYLA], today.facts["key file"]
        shutil.copytree(today.work / about["home"], tmp_path / "home")
        return Home(tmp_path / "home", keys["phrase"], keys["card"], about["vault"])
    shutil.copytree(VECTORS / "vaults" / request.param, tmp_path / "home")
    facts = json.loads((tmp_path / "home" / "told.json").read_text("utf-8"))
    return Home(tmp_path / "home", facts["phrase"], facts["card"].split(), facts["vault"])


@pytest.fixture
def records(home: Home) -> Any:
    opened = vault.Vault(home.records, home.master())
    yield opened
    opened.close()


def test_phrase_and_card_open_the_same(home: Home):
    keys = slot.read((home.records / "keys").read_bytes())
    words = [slot.folded(word) for word in home.card]
    entropy = slot.card_entropy(words, list(passphrase.card_list("en")))
    assert keys.by_card(entropy) == home.master()
    assert keys.vault.hex() == home.vault


@pytest.mark.parametrize("folder", sorted((VECTORS / "holders").glob("*")), ids=lambda file: file.name)
def test_holders_cards_open_the_key_file(folder: Path):
    facts = json.loads((folder / "cards.json").read_text("utf-8"))
    cards = [slip39.card(card.split(), list(WORDLIST)) for card in facts["cards"]]
    keys = slot.read((folder / "keys").read_bytes())
    for order in (cards, cards[::-1]):
        assert keys.by_holders(order).hex() == facts["master"]
    with pytest.raises(Refused):
        keys.by_holders(cards[:-1])
    with pytest.raises(Refused):
        keys.by_holders([cards[0], *cards[:-1]])
    words = facts["cards"][0].split()
    for place in (0, 16, 32):
        slip = [*words[:place], "academic" if words[place] != "academic" else "acid", *words[place + 1 :]]
        with pytest.raises(Refused):
            slip39.card(slip, list(WORDLIST))


def test_page_and_reader_know_the_number_of_the_last_script():
    """A new script in app/vault/migrations makes vaults that an older reader refuses."""
    newest = max(int(file.stem) for file in MIGRATIONS.glob("[0-9]*.sql"))
    assert newest == vault.VERSION, (
        f"app/vault/migrations ends with {newest:04}.sql: VERSION in tests/by_the_page/vault.py says "
        f"{vault.VERSION}; make it {newest}"
    )
    named = int(re.findall(r"(\d+) now", PAGE.read_text("utf-8"))[0])
    assert newest == named, (
        f"app/vault/migrations ends with {newest:04}.sql: docs/formats/vault.md says “{named} now” "
        f"under Schema; make it {newest}"
    )


def test_every_table_is_named_on_the_page(records: vault.Vault):
    page = PAGE.read_text("utf-8")
    tables = {
        name
        for (name,) in records.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "case_search_"))
    }
    unnamed = sorted(name for name in tables if f"`{name}`" not in page)
    assert not unnamed, f"tables that docs/formats/vault.md doesn't name: {unnamed}"


def test_the_own_keys_are_those_of_the_own_directory(records: vault.Vault):
    own = records.own_directory
    assert key_id(own.root) == records.person
    device = own.devices[records.stream]
    assert not device.revoked
    assert (records.signing_public, receiving_public(records.receiving)) == (device.public, device.receiving)
    assert records.own_team[0] == sha256(b"sanad-own-team-1", records.stream)[:16]
    for team in records.organisation.teams.values():
        for number, sealed in team.keys.items():
            for stream, raw in sealed:
                if stream == records.stream:
                    key = hpke_opened(records.receiving, raw, b"sanad-team-1" + team.team)
                    assert key in records.team_keys()[team.team, number]


def test_every_envelope_holds_and_every_chain_is_whole(records: vault.Vault):
    places = {}
    for signed in records.envelopes():
        places[signed.stream, signed.header[4]] = signed
        before = places.get((signed.stream, signed.header[4] - 1))
        if before is not None:
            assert signed.header[5] == before.id
    own = {seq: place.id for (stream, seq), place in places.items() if stream == records.stream}
    assert set(own) == set(range(1, len(own) + 1))
    head = records.head
    assert head[records.stream] == (max(own), own[max(own)])
    assert {stream: max(seq for who, seq in places if who == stream) for stream, _ in places} == {
        stream: seq for stream, (seq, _) in head.items()
    }


def test_every_case_of_the_list_can_be_read(records: vault.Vault):
    listed = dict(records.rows("SELECT case_id, reference FROM case_row"))
    assert listed
    for case, reference in listed.items():
        opened = [events.read(one.id, one.stream, body) for one, body in records.events(case)]
        assert {event.content["reference"] for event in opened if event.what == "opened"} == {reference}
        assert all(event.what in events.KINDS and not event.beyond for event in opened)
    (case,) = [
        case
        for case in listed
        if any(body["what"] == "answers given" and "form" in body for _, body in records.events(case))
    ]
    opened = [events.read(one.id, one.stream, body) for one, body in records.events(case)]
    fields = events.fields(opened)
    (name,) = records.rows("SELECT name FROM case_row WHERE case_id = ?", case)[0]
    assert fields.shown(("fact", "name")) == name


def test_the_journal_and_what_the_team_shares(records: vault.Vault):
    journal = [body["what"] for _, body in records.events(records.keys.vault)]
    assert "organisation joined" in journal
    shared = records.events(records.settings["home team"])
    assert all(body["what"] in events.KINDS for _, body in shared)


def test_unfinished_interviews_are_as_they_were_last_kept(records: vault.Vault):
    kept = records.drafts
    rows = records.rows("SELECT id, number FROM draft")
    assert rows
    for draft, number in rows:
        answers = records.draft_answers(draft)
        assert (kept[draft].number, kept[draft].answers) == (number, len(answers))
        assert kept[draft].digest == vault.answers_digest(answers)


@pytest.mark.slow
def test_what_is_left_of_an_erased_case(of_today: Written, tmp_path: Path):
    """On the desk's computer, where the certificate is made."""
    assert of_today.work
    about = of_today.facts["vaults"][DESK]
    folder = of_today.work / about["home"] / "vaults" / about["vault"]
    shutil.copytree(folder, tmp_path / "vault")
    records = vault.Vault(tmp_path / "vault", bytes.fromhex(about["master"]))
    (row,) = records.rows("SELECT case_id, reference, order_id FROM erasure")
    assert row[0].hex() == of_today.facts["erasing"]["gone"]
    assert [copy[0] for copy in records.copies(row[2])] == ["print"]
    left = records.envelopes(row[0])
    assert {one.kind for one in left if one.body} == {envelope.ERASE}
    assert records.case_keys(row[0]) == {}
    records.close()


@pytest.mark.slow
def test_a_backup(of_today: Written):
    assert of_today.work
    keys, head, database = vault.backup((of_today.work / "layla.backup").read_bytes())
    about = of_today.facts["key file"]
    master = slot.read(keys).by_card(slot.card_entropy(about["card"], list(passphrase.card_list("en"))))
    assert master.hex() == about["master"]
    read = slot.read(keys)
    assert vault.head(head, slot.keys_of(master)[1], read.vault, read.generation)
    assert len(database) % 4096 == 0


# -- bundle.md, pack.md ------------------------------------------------------------------------

BUNDLES = sorted(folder.name for folder in (VECTORS / "bundle").iterdir())
SEVERAL = "5"  # cases in one file: its manifest is of version 2


@pytest.mark.parametrize("version", [OF_TODAY, *(name for name in BUNDLES if name != SEVERAL)])
def test_a_bundle(version: str, request: pytest.FixtureRequest):
    if version == TODAY:
        today: Written = request.getfixturevalue("of_today")
        assert today.work
        file, key = today.work / "case.sanad.age", today.work / "prosecutor.txt"
    else:
        folder = VECTORS / "bundle" / version
        file, key = folder / "with-key.sanad.age", folder / "key.txt"
    (line,) = [line for line in key.read_text().splitlines() if line.startswith("AGE-SECRET")]
    identity = pyrage.x25519.Identity.from_str(line)
    read = bundle.read(pyrage.decrypt(file.read_bytes(), [identity]))
    bundle.check_recipient(read, "age", str(identity.to_public()))
    theirs = bundle_export.open_bundle(file, bundle_export.key_file(key))
    manifest = theirs.manifest
    assert read.files == dict(theirs.files)
    author = read.manifest["author"]
    assert [read.manifest[name] for name in ("bundle", "case", "reference", "counter", "purpose", "language")] == [
        manifest.bundle,
        manifest.case,
        manifest.reference,
        manifest.counter,
        manifest.purpose,
        manifest.language,
    ]
    assert (author["name"], author["device"], author["fingerprint"]) == (
        manifest.author.name,
        manifest.author.device,
        manifest.author.fingerprint,
    )
    assert sorted(read.manifest["held_back"]) == list(manifest.held_back)
    for name, content in read.files.items():
        if name.startswith("forms/"):
            assert pack.read(content).signer == read.signer
    assert {interview["form"]["sha256"] for interview in read.answers["interviews"]} >= {
        pack.read(raw).form["hash"] for name, raw in read.files.items() if name.startswith("forms/")
    }


def test_a_bundle_sealed_with_a_passphrase():
    folder = VECTORS / "bundle" / BUNDLES[-1]
    facts = json.loads((folder / "told.json").read_text("utf-8"))
    raw = (folder / "with-passphrase.sanad.age").read_bytes()
    read = bundle.read(bundle.phrase_payload(raw, facts["phrase"]))
    bundle.check_recipient(read, "passphrase", "")
    assert {name: sha256(content).hex() for name, content in read.files.items()} == (facts["with-passphrase"])


def test_a_bundle_of_several_cases():
    folder = VECTORS / "bundle" / SEVERAL
    (line,) = [row for row in (folder / "key.txt").read_text().splitlines() if row.startswith("AGE")]
    identity = pyrage.x25519.Identity.from_str(line)
    file = folder / "with-key.sanad.age"
    read = bundle.read(pyrage.decrypt(file.read_bytes(), [identity]))
    theirs = bundle_export.open_bundle(file, bundle_export.key_file(folder / "key.txt"))
    assert read.files == dict(theirs.files)
    assert read.manifest["version"] == 2
    cases = [[row["case"], row["reference"]] for row in read.manifest["cases"]]
    assert cases == [[entry.case, entry.reference] for entry in theirs.manifest.cases]


def test_a_bundle_in_parts():
    folder = VECTORS / "bundle" / "4"
    *names, listed = json.loads((folder / "told.json").read_text("utf-8"))["parts"]
    parts = [(folder / name).read_bytes() for name in names]
    raw = bundle.in_parts(parts, (folder / listed).read_bytes(), listed.removesuffix(".sha256"))
    (line,) = [line for line in (folder / "key.txt").read_text().splitlines() if line.startswith("AGE")]
    identity = pyrage.x25519.Identity.from_str(line)
    assert bundle.read(pyrage.decrypt(raw, [identity])).manifest["format"] == "sanad-bundle"
    with pytest.raises(Refused):
        bundle.in_parts([parts[0] + b"x"], (folder / listed).read_bytes(), listed.removesuffix(".sha256"))


def test_a_form_pack():
    raw = (VECTORS / "packs" / "1.sanadform").read_bytes()
    read, theirs = pack.read(raw), sanads_pack.read(raw)
    assert (read.xml.decode(), read.media) == (theirs.form, dict(theirs.media))
    assert (theirs.key, theirs.hash) == (read.signer, read.form["hash"])
