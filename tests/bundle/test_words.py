"""`./run bundle`, as a script uses it; and what a killed program leaves."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import settings
from app.bundle import sealer
from app.casework.cases import queries
from app.casework.questionnaires.forms import NoFile
from app.casework.records import unlock
from app.cli.bundle import IdentityOrPassphrase, OneKey, RecipientOrPassphrase
from app.cli.secrets import NoPassphrase
from tests.bundle.small import Prosecutor, inside, repacked, sealed, signed
from tests.conftest import Terminal
from tests.people import PHRASE, set_up_here
from tests.test_cli import ANSWERS, FORM


@pytest.fixture
def reference(sanad: Terminal, home: Path) -> str:
    set_up_here(home, "ليلى السالم")
    _, done, _ = sanad("interview", FORM, "--answers", ANSWERS, "--finish", "--json")
    return done["reference"]


@pytest.fixture
def key(prosecutor: Prosecutor, tmp_path: Path) -> Path:
    file = tmp_path / "key.txt"
    file.write_bytes(prosecutor.file)
    return file


def test_made_opened_and_taken_apart(sanad, reference, prosecutor, key, tmp_path):
    file, folder = tmp_path / "CASE.sanad.age", tmp_path / "out"
    status, made, _ = sanad(
        "bundle", "make", reference, "--to", prosecutor.public, "--to", Prosecutor().public,
        "-o", file, "--language", "en", "--purpose", "سبب", "--json",
    )  # fmt: skip
    assert status == 0
    assert set(made) == {
        "bundle", "case", "reference", "counter", "fingerprint", "recipients", "contains",
        "document", "held_back", "account", "words",
    }  # fmt: skip
    assert [recipient["kind"] for recipient in made["recipients"]] == ["age", "age"]
    status, told, _ = sanad("bundle", "open", file, "--identity", key, "--extract", folder, "--json")
    assert status == 0
    assert told["ok"]
    assert told["problems"] == []
    assert (told["reference"], told["purpose"]) == (reference, "سبب")
    assert (told["author"], told["fingerprint"]) == ("ليلى السالم", made["fingerprint"])
    names = [file["name"] for file in told["files"]]
    files = (file for file in folder.rglob("*") if file.is_file())
    assert sorted(names) == sorted(file.relative_to(folder).as_posix() for file in files)
    status, again, _ = sanad("bundle", "open", file, "--identity", key, "--extract", folder, "--json")
    assert (status, again["error"]["kind"]) == (1, "folder_not_empty")


def test_opening_needs_no_records_here(sanad, prosecutor, key, tmp_path, home):
    status, told, _ = sanad("bundle", "open", sealed(prosecutor.lock, tmp_path), "--identity", key, "--json")
    assert (status, told["ok"]) == (0, True)
    assert not home.exists()


def test_a_passphrase_file_that_is_not_there_is_made(sanad, reference, tmp_path):
    file, words = tmp_path / "CASE.sanad.age", tmp_path / "words.txt"
    status, made, _ = sanad("bundle", "make", reference, "--passphrase-file", words, "-o", file, "--json")
    assert (status, made["passphrase_file"]) == (0, str(words))
    phrase = words.read_text("utf-8").strip()
    assert phrase not in json.dumps(made, ensure_ascii=False)
    status, told, _ = sanad("bundle", "open", file, "--passphrase-file", words, "--json")
    assert (status, told["recipients"]) == (0, [{"kind": "passphrase", "fingerprint": ""}])
    words.write_text("another phrase altogether\n")
    status, told, err = sanad("bundle", "open", file, "--passphrase-file", words, "--json")
    assert (status, told["error"]["kind"]) == (1, "wrong_passphrase")
    assert "altogether" not in err + json.dumps(told)


def test_what_was_altered_inside_is_named_and_nothing_it_claims_is_repeated(sanad, prosecutor, key, tmp_path):
    signed_files = signed(prosecutor.lock)
    changed = {**inside(signed_files.tar), "case.pdf": b"%PDF another record"}
    file = tmp_path / "CASE.sanad.age"
    with file.open("wb") as opened:
        sealer.seal_into(opened, [repacked(changed)], prosecutor.lock)
    status, told, err = sanad("bundle", "open", file, "--identity", key, "--extract", tmp_path / "out", "--json")
    assert status == 1
    assert (told["ok"], told["error"]["kind"]) == (False, "bundle_altered")
    assert {"kind": "changed", "file": "case.pdf", "says": "A file inside was changed."} in told["problems"]
    assert (told["reference"], told["author"], told["files"]) == ("", "", [])
    assert "KW-" not in json.dumps(told) + err
    assert not (tmp_path / "out").exists()


def refusal(sanad, *words: object) -> str:
    status, told, err = sanad("bundle", *words, "--json")
    assert status == 1
    assert err.strip()
    return str(told["error"]["kind"])


@pytest.mark.long
def test_a_recipient_is_kept_once_the_words_were_read_and_sealed_to_by_name(sanad, reference, prosecutor, tmp_path):
    name, theirs, file = "النيابة العامة", tmp_path / "theirs.pub", tmp_path / "a.sanad.age"
    theirs.write_text(prosecutor.public + "\n")
    _, unread, _ = sanad("recipients", "add", name, "--key-file", theirs, "--json")
    assert unread["kept"] is False
    words = unread["words"]
    _, kept, _ = sanad("recipients", "add", name, "--key-file", theirs, "--words", words["ar"], "--json")
    assert kept["kept"] is True
    _, listed, _ = sanad("recipients", "list", "--json")
    assert [(recipient["name"], recipient["over"], recipient["words"]) for recipient in listed["recipients"]] == [
        (name, False, words)
    ]
    status, made, _ = sanad("bundle", "make", reference, "--to", name, "-o", file, "--json")
    assert status == 0
    assert [recipient["fingerprint"] for recipient in made["recipients"]] == [prosecutor.public]
    other = tmp_path / "b.sanad.age"
    assert refusal(sanad, "make", reference, "--to", "Somebody", "-o", other) == "recipient_refused"
    assert not other.exists()
    status, none, _ = sanad("recipients", "add", "Nobody", "--words", words["en"], "--json")
    assert (status, none["error"]["kind"]) == (1, OneKey.kind())
    sanad("recipients", "remove", name, "--json")
    assert sanad("recipients", "list", "--json")[1] == {"recipients": []}


def test_what_can_not_be_made_is_refused_and_named(sanad, reference, prosecutor, key, tmp_path):
    out, empty = ("-o", tmp_path / "x.age"), tmp_path / "empty"
    empty.write_bytes(b"")
    to = ("--to", prosecutor.public)
    for words, kind in [
        ((reference, *out), RecipientOrPassphrase.kind()),
        ((reference, *out, *to, "--passphrase-file", key), "recipient_or_passphrase"),
        ((reference, *out, "--to", "nobody"), "recipient_refused"),
        ((reference, "-o", tmp_path / "nowhere" / "x.age", *to), "bad_folder"),
        ((reference, *out, "--passphrase-file", empty), "passphrase_too_weak"),
        ((reference, *out, *to, "--purpose", "x" * 501), "purpose_too_long"),
        (("KW-2026-NONE-0000", *out, *to), "no_case"),
    ]:
        assert refusal(sanad, "make", *words) == kind
    assert sorted(file.name for file in tmp_path.iterdir()) == ["empty", "home", "key.txt", "phrase"]


def test_what_can_not_be_opened_is_refused_and_named(sanad, prosecutor, key, tmp_path):
    file, empty, nowhere = sealed(prosecutor.lock, tmp_path), tmp_path / "empty", tmp_path / "none"
    empty.write_bytes(b"")
    by_key = ("--identity", key)
    for words, kind in [
        ((file,), IdentityOrPassphrase.kind()),
        ((file, *by_key, "--passphrase-file", empty), "identity_or_passphrase"),
        ((file, "--identity", nowhere), "no_file"),
        ((nowhere, *by_key), NoFile.kind()),
        ((tmp_path, *by_key), "no_file"),
        ((file, "--identity", file), "identity_locked"),
        ((file, "--identity", empty), "identity_unreadable"),
        ((file, "--passphrase-file", nowhere), NoPassphrase.kind()),
        ((file, "--passphrase-file", empty), "needs_identity"),
        ((empty, *by_key), "foreign_file"),
        ((file, *by_key, "--extract", tmp_path), "folder_not_empty"),
        ((file, *by_key, "--extract", nowhere / "deeper"), "bad_folder"),
    ]:
        assert refusal(sanad, "open", *words) == kind, words


def test_wrong_use_is_wrong_use(sanad):
    assert sanad("bundle", "make", "KW-2026-NONE-0000")[0] == 2
    assert sanad("bundle", "open")[0] == 2


def _hears_interrupts() -> None:
    """What a shell starts in the background ignores them, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    "stop", [signal.SIGKILL, *(pytest.param(each, marks=pytest.mark.long) for each in (signal.SIGINT, signal.SIGTERM))]
)
def test_killed_while_it_seals_it_leaves_no_plaintext_and_no_half_bundle(sanad, reference, home, tmp_path, stop):
    folder = tmp_path / "stick"
    folder.mkdir()
    file, words = folder / "CASE.sanad.age", tmp_path / "words.txt"
    words.write_text("velvet orbit thirteen pickle dawn\n")
    making = subprocess.Popen(
        [sys.executable, "-m", "app", "bundle", "make", reference, "--passphrase-file", str(words), "-o", str(file)],
        cwd=settings.ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_hears_interrupts,  # noqa: PLW1509 (no threads are here)
    )
    partial = folder / "CASE.sanad.age.partial"
    while making.poll() is None and not partial.exists():
        pass
    child = Path(f"/proc/{making.pid}/task/{making.pid}/children")
    for pid in child.read_text().split() if child.exists() else ():
        assert b"velvet" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    making.send_signal(stop)  # a passphrase is stretched for a second: it is not done
    out, err = making.communicate()
    assert b"Traceback" not in out + err
    assert not file.exists()
    if stop == signal.SIGINT:
        assert list(folder.iterdir()) == []
    for left in folder.iterdir():
        assert not left.read_bytes() or left.read_bytes().startswith(b"age-encryption.org/v1\n")
    row = unlock.vaults(home)[0]
    session = unlock.unlock(home, row.id, PHRASE)
    case = queries.case(session, queries.resolve(session, reference))
    assert [each.what for each in case.timeline][-1] == "exported"
    session.close()
