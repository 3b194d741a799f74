"""A recipient signs that a file arrived, and the office takes that in: of its own files, by known keys, once."""

import base64
import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.bundle import receipt, shared_records, stranger_client, stranger_worker
from app.bundle.contents import VerifiedFiles
from app.bundle.problems import RecipientRefused
from app.bundle.receipt import ReceiptAltered, ReceiptUnreadable, ReceiverMissing
from app.case import events
from app.casework.cases import queries
from app.casework.export import bundle_export, bundle_receipt, receipt_return, recipient_book
from app.casework.session.session import Session
from app.seal import sshsig
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.by_the_page import receipt as by_the_page
from tests.casework.dossier_case import DossierCase, dossier_case

NAME, BY = "Prosecutor Sample", "Clerk Sample, registry"


@dataclass
class Sent:
    case: DossierCase
    prosecutor: Prosecutor
    bundle: VerifiedFiles
    key: Path
    folder: Path

    @property
    def session(self) -> Session:
        return self.case.session

    def receipt(self, name: str = "r") -> Path:
        file = self.folder / f"{name}.sanad-receipt"
        bundle_receipt.sign(self.bundle, BY, self.key, file)
        return file


@pytest.fixture
def sent(at_work, tmp_path) -> Sent:
    """A case sealed to an age key of the book, whose owner signs with a key beside it."""
    case, prosecutor = dossier_case(at_work, tmp_path), Prosecutor()
    read = " ".join(recipient_book.words_of_key(prosecutor.public)[1])
    recipient_book.add(at_work, NAME, prosecutor.public, read, agency="prosecution")
    file = tmp_path / "CASE.sanad.age"
    make_bundle(at_work, case.id, file, prosecutor.lock, "en", agency="prosecution")
    bundle = bundle_export.open_bundle(file, prosecutor.opener)
    sent = Sent(case, prosecutor, bundle, tmp_path / "receipts.key", tmp_path)
    sent.receipt()
    return sent


def knows_the_key(sent: Sent) -> None:
    line = sshsig.public_line(sshsig.public_of_private(sent.key.read_bytes()))
    words = " ".join(recipient_book.words_of_key(line)[0])
    recipient_book.keep_receipt_key(sent.session, NAME, line, words)


def history(sent: Sent) -> list[str]:
    return [event.what for event in queries.case_of(sent.session, sent.case.id).timeline]


def test_a_receipt_comes_back_and_the_case_says_who_received_the_file_and_when(sent: Sent):
    knows_the_key(sent)
    taken = receipt_return.take_in(sent.session, sent.receipt())
    assert (taken.recipient, taken.receiver) == (NAME, BY)
    assert taken.document == sent.bundle.manifest.bundle
    assert taken.cases == (sent.case.id,)
    case = queries.case_of(sent.session, sent.case.id)
    (view,) = receipt_return.receipts_of(sent.session, case)
    assert (view.recipient, view.receiver, view.received) == (NAME, BY, taken.received)
    assert case.timeline[-1].what == events.RETURNED_RECEIPT


def test_a_key_that_nobody_in_the_book_has_is_named_by_its_words(sent: Sent):
    before = history(sent)
    with pytest.raises(receipt_return.ReceiptKeyUnknown) as refused:
        receipt_return.take_in(sent.session, sent.receipt())
    assert len(refused.value.words_en.split()) == len(refused.value.words_ar.split()) == 6
    with pytest.raises(recipient_book.KeyWordsDiffer):
        recipient_book.keep_receipt_key(sent.session, NAME, refused.value.key, "six other words of anybody")
    with pytest.raises(RecipientRefused):
        recipient_book.keep_receipt_key(sent.session, NAME, sent.prosecutor.public, "x")
    assert history(sent) == before
    recipient_book.keep_receipt_key(sent.session, NAME, refused.value.key, refused.value.words_en)
    receipt_return.take_in(sent.session, sent.receipt())


def test_the_same_receipt_counts_once(sent: Sent):
    knows_the_key(sent)
    file = sent.receipt()
    receipt_return.take_in(sent.session, file)
    before = history(sent)
    with pytest.raises(receipt_return.ReceiptTaken):
        receipt_return.take_in(sent.session, file)
    assert history(sent) == before


def test_an_altered_receipt_changes_nothing(sent: Sent):
    knows_the_key(sent)
    file, before = sent.receipt(), history(sent)
    raw = file.read_bytes()
    for old, new in ((b"Clerk", b"Judge"), (b'"files": ', b'"files": 1'), (b"SIG", b"SAG")):
        file.write_bytes(raw.replace(old, new))
        with pytest.raises((ReceiptAltered, ReceiptUnreadable)):
            receipt_return.take_in(sent.session, file)
    for junk in (b"", b"\xff\xfe", b"{}\n", raw + raw, raw[:-40], b"a" * 9000):
        file.write_bytes(junk)
        with pytest.raises((ReceiptAltered, ReceiptUnreadable)):
            receipt_return.take_in(sent.session, file)
    assert history(sent) == before


def test_a_receipt_of_another_office_and_one_by_another_recipient_are_named(sent: Sent):
    knows_the_key(sent)
    before = history(sent)
    keys = receipt.key_from(sent.key.read_bytes())
    foreign = json.loads(sent.receipt().read_text("utf-8").splitlines()[0]) | {"bundle": "ab" * 16}
    line = json.dumps(foreign) + "\n"
    file = sent.folder / "foreign.sanad-receipt"
    file.write_text(line + sshsig.sign(keys, receipt.NAMESPACE, line.encode()), "utf-8")
    with pytest.raises(receipt_return.ReceiptOfNoBundle):
        receipt_return.take_in(sent.session, file)
    other, key = Prosecutor(), sent.folder / "other.key"
    recipient_book.add(
        sent.session, "Other Sample", other.public, " ".join(recipient_book.words_of_key(other.public)[1])
    )
    words = bundle_receipt.sign(sent.bundle, BY, key, file)
    line = sshsig.public_line(sshsig.public_of_private(key.read_bytes()))
    recipient_book.keep_receipt_key(sent.session, "Other Sample", line, " ".join(words[1]))
    with pytest.raises(receipt_return.ReceiptNotOfRecipient) as refused:
        receipt_return.take_in(sent.session, file)
    assert refused.value.name == "Other Sample"
    assert history(sent) == before


def test_a_receipt_is_read_by_the_page_and_by_ssh_keygen(sent: Sent):
    raw = sent.receipt().read_bytes()
    read, second = stranger_client.receipt(raw), by_the_page.read(raw)
    assert (second["by"], second["bundle"]) == (read.receiver, read.bundle)
    assert second["manifest"] == read.manifest
    assert read.files == len(sent.bundle.entries)
    with pytest.raises(ReceiverMissing):
        receipt.written(sent.bundle, " ", datetime.now(UTC), receipt.key_from(sent.key.read_bytes()))
    if shutil.which("ssh-keygen"):
        statement, _, signature = raw.decode().partition("-----BEGIN")
        (sent.folder / "s.sig").write_text("-----BEGIN" + signature)
        (sent.folder / "signers").write_text(f"clerk {read.key}\n")
        checked = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", sent.folder / "signers", "-I", "clerk",
             "-n", "sanad-receipt-1", "-s", sent.folder / "s.sig"],
            input=statement.encode(), capture_output=True, check=False,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stderr


def test_the_child_takes_nothing_for_signed_events_that_it_should_not(sent: Sent):
    raw = sent.bundle.files["events/events.json"]
    records = stranger_client.events(raw)
    assert records.case.hex() == sent.case.id
    assert shared_records.unpacked(shared_records.packed(records)) == records
    document = json.loads(raw)
    for change in (
        {"format": "x"}, {"version": 3}, {"version": []}, {"version": 1}, {"case": "zz"}, {"case": "00"}, {"left_out": 1},
        {"events": [1]}, {"events": [{"envelope": "?"}]}, {"grants": "x"}, {"grants": [""]},
        {"certificates": [base64.b64encode(b"a").decode()] * 20_001},
    ):  # fmt: skip
        with pytest.raises(shared_records.SharedRecordsUnreadable):
            stranger_client.events(json.dumps(document | change).encode())
    header, content = stranger_worker.answer({"kind": "events"}, raw)
    for odd in ({"events": [10**9]}, {"case": ""}, {"left_out": None}, {"grants": [0]}):
        with pytest.raises(shared_records.SharedRecordsUnreadable):
            shared_records.unpacked((header | odd, content))
