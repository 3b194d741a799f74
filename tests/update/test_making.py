"""Two administrators make and sign an update by the words of the command line, and a laptop checks it."""

import json
from pathlib import Path

import pytest

from app import settings
from app.casework.records import update_files
from app.casework.records.unlock import PassphraseTooWeak
from app.cli import main
from app.platform import system
from app.seal import signing_key
from app.seal.file_marker import ForeignFile
from app.update.conditions import BadUpdatePlan
from app.vault.copies import AlreadyThere
from tests.people import CHEAP, PHRASE
from tests.update.signers import program

NEWS = 'en = ["Automatic backups"]\nar = ["نسخ احتياطية تلقائية"]\n'


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run one command; its document, or the error's kind."""
    phrase = tmp_path / "phrase"
    phrase.write_text(PHRASE)
    monkeypatch.setattr(signing_key, "COST", CHEAP)
    monkeypatch.setenv("SANAD_UPDATE_PASSPHRASE_FILE", str(phrase))

    def run(*words: object):
        status = main(["update", *map(str, words), "--json"])
        document = json.loads(capsys.readouterr().out)
        return document if status == 0 else document["error"]["kind"]

    return run


def test_keys_lists_and_updates_are_made_signed_and_shown(says, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    huda = says("key", tmp_path / "huda.key", "--name", "Huda")
    omar = says("key", tmp_path / "omar.key", "--name", "Omar")
    assert says("key", tmp_path / "huda.key", "--name", "Huda") == "already_there"
    assert says("show", tmp_path / "huda.key") == huda
    root = tmp_path / "update.root"
    listed = says(
        "root", "-o", root, "--name", "IT", "--name-ar", "إدارة", "--root-key", huda["listed"],
        "--root-threshold", 1, "--update-key", huda["listed"], "--update-key", omar["listed"],
    )  # fmt: skip
    assert listed["signed_by"] == []
    assert says("sign", root, "--key", tmp_path / "omar.key") == "may_not_sign"
    assert len(says("sign", root, "--key", tmp_path / "huda.key")["signed_by"]) == 1
    news = tmp_path / "news.toml"
    news.write_text(NEWS, "utf-8")
    file = tmp_path / "sanad-9.0.0.update"
    shown = says(
        "make", program(tmp_path / "dist", "9.0.0", 900), "-o", file, "--root", root, "--follows",
        "0.1.0", "--signed", "2026-11-18", "--until", "2126-11-18", "--news", news,
    )  # fmt: skip
    assert (shown["signed_by"], shown["system"]) == ([], system.program_kind())
    monkeypatch.setattr(settings, "update_root_file", lambda: root)
    assert says("check", file) == "too_few_update_signatures"
    says("sign", file, "--key", tmp_path / "huda.key")
    assert says("sign", file, "--key", tmp_path / "huda.key") == "already_signed"
    assert says("sign", file, "--key", tmp_path / "omar.key")["signed_by"] == ["Huda", "Omar"]
    checked = says("check", file)
    assert (checked["version"], checked["signer"]["en"]) == ("9.0.0", "IT")
    assert checked["until"].startswith("2126-11-18T23:59:59")
    assert says("status")["signer"]["en"] == "IT"


def test_what_makes_no_sense_is_refused_and_nothing_is_written(tmp_path: Path):
    with pytest.raises(PassphraseTooWeak):
        update_files.make_key(tmp_path / "weak.key", "Huda", "password")
    for keys in ((1, ["Huda=zz"]), (1, ["abcd"]), (1, [])):
        with pytest.raises(BadUpdatePlan):
            update_files.make_root(tmp_path / "odd.root", ("IT", "IT"), keys, keys, 1)
    (tmp_path / "news.toml").write_text('en = ["one"]\nar = []\n')
    (tmp_path / "root").write_bytes(b"")
    for organisation in ("abc", "ab" * 15):
        with pytest.raises(BadUpdatePlan):
            update_files.make_update(
                tmp_path,
                tmp_path / "odd.update",
                tmp_path / "root",
                follows="1.0",
                days=(1, 2),
                news=tmp_path / "news.toml",
                organisation=organisation,
            )
    with pytest.raises(BadUpdatePlan):
        update_files.make_update(
            tmp_path,
            tmp_path / "odd.update",
            tmp_path / "root",
            follows="1.0",
            days=(1, 2),
            news=tmp_path / "news.toml",
        )
    with pytest.raises(ForeignFile):
        update_files.describe(tmp_path / "news.toml")
    with pytest.raises(AlreadyThere):
        update_files.make_key(tmp_path / "root", "Huda", PHRASE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.toml", "root"]
