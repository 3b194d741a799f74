"""The frozen single files are read for ever: by Sanad, by a stranger who follows docs/formats,
and, as far as one header goes, by openssl alone."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.seal import canonical, enrolment, parcel, passphrase
from app.seal import envelope as envelopes
from app.seal.directory import Directory
from app.seal.envelope import Kind
from app.seal.keys import DeviceKeys, Secret
from app.seal.slots import KeyFile
from tests.by_the_page import canonical as cbor
from tests.by_the_page import directory as their_directory
from tests.by_the_page import enrolment as their_enrolment
from tests.by_the_page import envelope as their_envelope
from tests.by_the_page import post, slot
from tests.by_the_page.primitives import hpke_opened, key_id, sha256

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors" / "formats"


class Frozen:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: dict[str, Any] = json.loads((folder / "told.json").read_text("utf-8"))

    def file(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def secret(self, name: str) -> Secret:
        return Secret.fromhex(self.told[name])

    @property
    def entries(self) -> list[bytes]:
        value: list[bytes] = canonical.decode(self.file("directory.cbor"))
        return value

    def case_keys(self) -> list[bytes]:
        return [bytes.fromhex(key) for key in self.told["keys"]]


@pytest.fixture(params=sorted(file.parent.name for file in VECTORS.glob("*/told.json")))
def frozen(request: pytest.FixtureRequest) -> Frozen:
    return Frozen(VECTORS / request.param)


def test_one_header_is_verified_with_openssl_by_following_the_page(frozen: Frozen, tmp_path: Path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed here")
    text = (ROOT / "docs" / "formats" / "envelope.md").read_text("utf-8")
    told = text.partition("## Checking one with openssl")[2]
    script = "\n".join(re.findall(r"^    (.*)$", told, re.MULTILINE))
    for name in ("header.bin", "signature.bin", "author.pem"):
        (tmp_path / name).write_bytes(frozen.file(name))
    run = subprocess.run(["sh", "-ec", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert frozen.told["event id"] in run.stdout
    assert "Signature Verified Successfully" in run.stdout
    (tmp_path / "header.bin").write_bytes(frozen.file("header.bin")[:-1] + b"\0")
    run = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert frozen.told["event id"] not in run.stdout


def test_a_stranger_opens_an_event_by_the_page(frozen: Frozen):
    layla, case = frozen.secret("layla"), frozen.secret("case")
    grant = their_envelope.read(frozen.file("grant.env"), layla)
    assert (grant.id.hex(), grant.kind) == (frozen.told["grant id"], their_envelope.GRANT)
    keys: list[bytes] = [b""]
    for item in their_envelope.grant(grant):
        key = their_envelope.granted(case, item, frozen.secret("team key"), keys[item.number - 1])
        if len(keys) == item.number:
            keys.append(key)
        assert keys[item.number] == key
    assert keys[1:] == frozen.case_keys()
    event = their_envelope.read(frozen.file("event.env"), layla)
    assert (event.id.hex(), event.header[5].hex(), event.header[4]) == (
        frozen.told["event id"],
        frozen.told["grant id"],
        2,
    )
    opened = their_envelope.event(event, keys[event.header[9]])
    assert cbor.encode(opened).hex() == frozen.told["event"]
    assert event.stream == key_id(layla)


def test_sanad_opens_the_same_event(frozen: Frozen):
    known = Directory.read(frozen.entries)
    envelope = envelopes.peek_unverified(frozen.file("event.env"))
    envelopes.check_envelope(envelope, known)
    opened = envelopes.Opener(frozen.case_keys()[1]).open(envelope)
    assert opened.hex() == frozen.told["event"]
    grant = envelopes.peek_unverified(frozen.file("grant.env"))
    assert envelopes.check_envelope(grant, known).id == grant.header.stream
    assert grant.header.kind == Kind.GRANT


def test_a_stranger_reads_the_directory_by_the_page(frozen: Frozen):
    book = their_directory.directory(frozen.entries)
    assert book.root == frozen.secret("root")
    kinds = [their_directory.entry(raw)[0].kind for raw in frozen.entries]
    assert sorted(kinds) == [1, 2, 2, 3, 4, 5, 6, 7, 8]
    (device,) = book.devices.values()
    assert [(person.name, person.role) for person in book.people[device.person]] == [
        ("Layla Sample", "inspector"),
        ("Layla Sample", "supervisor"),
    ]
    assert book.people[device.person][1].ended == {(device.stream, bytes(16)): {bytes(32): 7}}
    assert (device.revoked, device.until) == (True, 1_827_000_000)
    assert device.named == {bytes(16): {bytes(32): 3}}
    assert book.headquarters[-1][1] == "https://hq.example:8443"
    (team,) = book.teams.values()
    ((_, sealed),) = team.keys[1]
    info = b"sanad-team-1" + team.team
    assert hpke_opened(frozen.secret("layla receiving"), sealed, info) == frozen.secret("team key")


def test_sanad_reads_the_same_directory(frozen: Frozen):
    known = Directory.read(frozen.entries)
    (device,) = known.devices.values()
    assert known.name_of(device.id) == "Layla Sample"
    versions = known.versions[device.person]
    assert [version.role for version in versions] == ["inspector", "supervisor"]
    assert versions[1].ended == {(device.id, bytes(16)): {bytes(32): 7}}
    assert device.revoked
    assert device.bound
    assert device.until == 1_827_000_000
    assert device.known == {bytes(16): {bytes(32): 3}}
    assert known.headquarters[-1].url == "https://hq.example:8443"
    (registrar,) = known.registrars.values()
    assert registrar.last == frozenset(known.tips(next(iter(known.registrars))))
    assert [team.name for team in known.teams.values()] == ["Night shift"]


def test_joining_by_the_page_and_by_sanad(frozen: Frozen):
    invitation, answer, reply = (frozen.file(n) for n in ("invitation", "answer", "reply"))
    invited = their_enrolment.invitation(invitation)
    answered = their_enrolment.answer(answer, frozen.secret("desk receiving"))
    replied = their_enrolment.reply(reply, frozen.secret("omar receiving"), invitation, answer)
    place, nonce = replied[3:5]
    assert answered[1] == replied[1] == sha256(invitation)
    assert invited[9][place] == sha256(b"sanad-place-1", invited[1], nonce)
    for language, words in zip(("ar", "en"), frozen.told["words"], strict=True):
        listed = list(passphrase.card_list(language))  # type: ignore[arg-type]
        assert their_enrolment.six_words(invitation, answer, nonce, listed) == words
    told = enrolment.read_invitation(invitation)
    keys = DeviceKeys(Secret(), frozen.secret("omar receiving"))
    read = enrolment.read_reply(reply, keys, told, sha256(answer))
    assert read.key == frozen.secret("organisation key") == replied[7]
    desks = DeviceKeys(Secret(), frozen.secret("desk receiving"))
    assert enrolment.read_answer(answer, desks, told.hash).called == ("Omar Sample", "supervisor")
    assert told.url == "https://hq.example:8443" == invited[7]


def test_a_file_of_the_post_by_the_page_and_by_sanad(frozen: Frozen):
    raw, key = frozen.file("parcel.post"), frozen.secret("organisation key")
    told = post.parcel(raw, key, frozen.secret("layla"))
    case, stream = frozen.secret("case"), key_id(frozen.secret("layla"))
    assert told[3] == [[case, [stream]]]
    assert told[4] == frozen.entries
    assert told[5] == [frozen.file("grant.env"), frozen.file("event.env")]
    read = parcel.read(raw, key)
    assert read.signed_by(frozen.secret("layla"))
    assert (read.to, list(read.entries), list(read.envelopes)) == ({case: (stream,)}, told[4], told[5])


def test_every_slot_of_a_key_file_by_the_page_and_by_sanad(frozen: Frozen):
    raw, master = frozen.file("keys"), frozen.secret("master")
    secret, card = frozen.secret("device secret"), frozen.secret("card")
    keys = slot.read(raw)
    phrase = slot.folded(frozen.told["phrase"])
    assert [keys.by_phrase(phrase, secret), keys.by_card(card)] == [master, master]
    told = KeyFile.from_bytes(raw)
    assert told.open_with_phrase(frozen.told["phrase"], secret) == master
    assert told.open_with_card(card) == master
