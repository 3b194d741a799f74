"""Whose receipt it is, of which file and of which cases: without a file that was sealed, since nothing of that is
read."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.bundle import receipt
from app.case import events
from app.casework.cases import queries
from app.casework.cases.event_writer import under
from app.casework.export import receipt_return, recipient_book
from app.casework.export.receipt_return import ReceiptNotOfRecipient, ReceiptOfNoBundle
from app.casework.session.session import EventAppender, Session
from app.clock import utc
from app.seal import sshsig
from app.seal.keys import DeviceKeys
from tests.bundle.small import Prosecutor
from tests.people import keeps_a_case

NAME, BY = "Prosecutor Sample", "Clerk Sample, registry"
BUNDLE, MANIFEST = bytes(range(16)), bytes(range(32))
RECEIVED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def raw() -> bytes:
    return receipt.fresh_key()


@pytest.fixture
def keys(raw: bytes) -> DeviceKeys:
    return receipt.key_from(raw)


@pytest.fixture
def prosecutor(at_work: Session, raw: bytes) -> Prosecutor:
    """Kept for the prosecution, with the key that signs the receipts of these tests."""
    somebody = Prosecutor()
    words = " ".join(recipient_book.words_of_key(somebody.public)[1])
    recipient_book.add(at_work, NAME, somebody.public, words, agency="prosecution")
    line = sshsig.public_line(sshsig.public_of_private(raw))
    words = " ".join(recipient_book.words_of_key(line)[1])
    recipient_book.keep_receipt_key(at_work, NAME, line, words)
    return somebody


def signed(folder: Path, keys: DeviceKeys, received: datetime = RECEIVED, **changes: object) -> Path:
    statement = {
        "format": receipt.FORMAT, "version": receipt.VERSION, "bundle": BUNDLE.hex(), "manifest": MANIFEST.hex(),
        "author": "SHA256:somebody", "by": BY, "received": f"{received:%Y-%m-%dT%H:%M:%SZ}", "files": 3,
        "bytes": 1000, "program": "Sanad 0.2.0",
    } | changes  # fmt: skip
    line = json.dumps(statement) + "\n"
    file = folder / "r.sanad-receipt"
    file.write_text(line + sshsig.sign(keys, receipt.NAMESPACE, line.encode()))
    return file


def sealed(session: Session, case: str, kind: str, mark: str, agency: str = "") -> None:
    """The case's history says that a file was sealed of it."""
    content = {
        "document": BUNDLE,
        "manifest": MANIFEST,
        "to": [[kind, mark]],
        "agency": agency,
        "language": "en",
        "override": "by order of the court",
        "protected": 1,
        **under(session),
    }
    with session.vault.transaction() as writer:
        EventAppender(session, writer, bytes.fromhex(case)).say(events.EXPORTED, content)


def fingerprint(session: Session) -> str:
    return recipient_book.known(session)[0].fingerprint


def test_each_case_that_was_in_the_file_says_that_it_arrived(
    at_work: Session, prosecutor: Prosecutor, keys: DeviceKeys, tmp_path: Path
):
    cases = [keeps_a_case(at_work, name) for name in ("Maya Sample", "Rita Other", "Sara Third")]
    for case in cases[:2]:
        sealed(at_work, case, "age", fingerprint(at_work))
    at_work.clock.pass_(days=1)
    taken = receipt_return.take_in(at_work, signed(tmp_path, keys))
    assert set(taken.cases) == set(cases[:2])
    assert (taken.recipient, taken.receiver, taken.received) == (NAME, BY, RECEIVED)
    for case in cases:
        views = receipt_return.receipts_of(at_work, queries.case_of(at_work, case))
        assert len(views) == (case in taken.cases)
        for view in views:
            assert (view.received, view.at) == (RECEIVED, utc(at_work.now()))
            assert (view.recipient, view.receiver) == (NAME, BY)
            assert view.author == at_work.officer.name


def test_the_receipt_that_came_last_stands_first(
    at_work: Session, prosecutor: Prosecutor, keys: DeviceKeys, tmp_path: Path
):
    case = keeps_a_case(at_work, "Maya Sample")
    sealed(at_work, case, "age", fingerprint(at_work))
    for hour in (9, 7):
        at_work.clock.pass_(days=1)
        receipt_return.take_in(at_work, signed(tmp_path, keys, RECEIVED.replace(hour=hour)))
    views = receipt_return.receipts_of(at_work, queries.case_of(at_work, case))
    assert [view.received.hour for view in views] == [7, 9]


def test_whoever_got_a_file_that_was_not_sealed_for_them_is_named_and_nothing_is_noted(
    at_work: Session, prosecutor: Prosecutor, keys: DeviceKeys, tmp_path: Path
):
    cases = [keeps_a_case(at_work, name) for name in ("Maya Sample", "Rita Other")]
    sealed(at_work, cases[0], "age", fingerprint(at_work))
    sealed(at_work, cases[1], "age", "another key")
    with pytest.raises(ReceiptNotOfRecipient) as refused:
        receipt_return.take_in(at_work, signed(tmp_path, keys))
    assert refused.value.name == NAME
    for case in cases:
        assert not receipt_return.receipts_of(at_work, queries.case_of(at_work, case))


@pytest.mark.parametrize(("agency", "counts"), [("prosecution", True), ("shelter", False)])
def test_of_a_file_under_a_passphrase_the_agency_counts(
    at_work: Session, prosecutor: Prosecutor, keys: DeviceKeys, tmp_path: Path, agency: str, counts: bool
):
    case = keeps_a_case(at_work, "Maya Sample")
    sealed(at_work, case, "passphrase", "", agency)
    if counts:
        assert receipt_return.take_in(at_work, signed(tmp_path, keys)).cases == (case,)
        return
    with pytest.raises(ReceiptNotOfRecipient):
        receipt_return.take_in(at_work, signed(tmp_path, keys))


@pytest.mark.parametrize("name", ["bundle", "manifest"])
def test_a_receipt_of_another_file_is_of_none_here(
    at_work: Session, prosecutor: Prosecutor, keys: DeviceKeys, tmp_path: Path, name: str
):
    sealed(at_work, keeps_a_case(at_work, "Maya Sample"), "age", fingerprint(at_work))
    other = {"bundle": BUNDLE[::-1].hex(), "manifest": MANIFEST[::-1].hex()}[name]
    with pytest.raises(ReceiptOfNoBundle):
        receipt_return.take_in(at_work, signed(tmp_path, keys, **{name: other}))


def test_a_receipt_by_the_key_that_the_file_was_sealed_to_needs_no_other(
    at_work: Session, raw: bytes, keys: DeviceKeys, tmp_path: Path
):
    line = sshsig.public_line(sshsig.public_of_private(raw))
    recipient_book.add(at_work, NAME, line, " ".join(recipient_book.words_of_key(line)[1]), agency="prosecution")
    cases = [keeps_a_case(at_work, name) for name in ("Maya Sample", "Rita Other")]
    sealed(at_work, cases[0], "ssh", fingerprint(at_work))
    assert receipt_return.take_in(at_work, signed(tmp_path, keys)).cases == (cases[0],)
    sealed(at_work, cases[1], "ssh", "another key")  # a file of two cases is sealed to somebody of both
    with pytest.raises(ReceiptNotOfRecipient):
        receipt_return.take_in(at_work, signed(tmp_path, keys, RECEIVED.replace(hour=9)))
