"""Backup while it serves, restore as another history, in either database."""

import json
import os
import stat
from pathlib import Path

import pytest

from app.headquarters import backup, problems, setup
from app.headquarters.database import Database
from app.seal import receipt, server_card
from tests.headquarters import postgres
from tests.headquarters.conftest import Hq, started
from tests.headquarters.office import Organisation, outcomes, receipts


def made(folder: Path, dsn: str) -> Organisation:
    """A headquarters in a folder, and an organisation that knows its receipt key."""
    setup.init(folder, "http://127.0.0.1:8443", dsn)
    return Organisation(setup.receipt_keys(folder).public)


def opened(folder: Path, organisation: Organisation):
    told = setup.settings(folder)
    keys = setup.receipt_keys(folder)
    return started(folder / setup.DATABASE, told.database, keys=keys, claimed=organisation)


def claim(hq: Hq, folder: Path) -> None:
    token = server_card.read((folder / "card").read_bytes()).token
    hq.line.claims(hq.office, token)


def test_a_backup_made_while_it_serves_holds_all_that_was_acknowledged_and_is_another_history(tmp_path: Path, dsn: str):
    office = made(tmp_path / "hq", dsn)
    with opened(tmp_path / "hq", office) as hq:
        claim(hq, tmp_path / "hq")
        layla = office.joins("Layla")
        hq.line.learns(office)
        case, raws = layla.works(3)
        first = hq.line.pushes(layla, *raws)
        told = backup.backup(tmp_path / "hq", tmp_path / "copy")
        later = layla.says(case, "after the backup")
        assert outcomes(hq.line.pushes(layla, later)) == ["new"]
    assert (told.envelopes, told.entries) == (4, len(office.entries))
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600

    restored = backup.restore(tmp_path / "copy", tmp_path / "again")
    assert restored == told
    with opened(tmp_path / "again", office) as hq:
        pushed = hq.line.pushes(layla, *raws, later)
        assert outcomes(pushed) == ["known"] * 4 + ["new"]
        assert pushed.epoch != first.epoch
        assert receipts(pushed, receipt.signing(bytes(hq.node.keys.signing)).public) == {layla.stream: 5}
        assert hq.line.pulls(layla, case) == [*raws, later]


def test_a_headquarters_moves_from_a_file_to_postgresql_by_its_backup(tmp_path: Path, postgresql: str):
    office = made(tmp_path / "hq", "")
    with opened(tmp_path / "hq", office) as hq:
        claim(hq, tmp_path / "hq")
        layla = office.joins("Layla")
        hq.line.learns(office)
        case, raws = layla.works(3)
        hq.line.pushes(layla, *raws)
    backup.backup(tmp_path / "hq", tmp_path / "copy")
    with postgres.database(postgresql) as dsn:
        backup.restore(tmp_path / "copy", tmp_path / "again", dsn)
        assert setup.settings(tmp_path / "again").database == dsn
        with opened(tmp_path / "again", office) as hq:
            assert hq.line.pulls(layla, case) == raws
            assert hq.line.feeds(layla).cases[0][0] == case


def test_nothing_is_restored_over_a_headquarters_nor_written_over_a_file(tmp_path: Path, dsn: str):
    made(tmp_path / "hq", dsn)
    backup.backup(tmp_path / "hq", tmp_path / "copy")
    before = (tmp_path / "copy").read_bytes()
    with pytest.raises(problems.FileThere):
        backup.backup(tmp_path / "hq", tmp_path / "copy")
    with pytest.raises(problems.HeadquartersThere):
        backup.restore(tmp_path / "copy", tmp_path / "hq", dsn)
    if dsn:  # the folder is empty, the database is not
        with pytest.raises(problems.HeadquartersThere):
            backup.restore(tmp_path / "copy", tmp_path / "empty", dsn)
    assert (tmp_path / "copy").read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} <= {"hq", "copy", "empty"}


def test_half_a_backup_or_a_changed_one_is_refused_and_leaves_nothing(tmp_path: Path):
    made(tmp_path / "hq", "")
    backup.backup(tmp_path / "hq", tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    spoilt = [whole[:at] for at in (0, 10, 40, len(whole) // 2, len(whole) - 1)]
    spoilt += [whole + b"\0", b"PK\3\4" + whole]
    for at in range(0, len(whole), max(len(whole) // 60, 1)):
        spoilt.append(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    for raw in spoilt:
        (tmp_path / "bad").write_bytes(raw)
        with pytest.raises(problems.BackupRefused):
            backup.restore(tmp_path / "bad", tmp_path / "again")
        assert not (tmp_path / "again").exists()


def test_what_an_attacker_wrote_as_a_backup_names_no_file_outside_the_folder(tmp_path: Path):
    made(tmp_path / "hq", "")
    settings = json.dumps({"url": "http://127.0.0.1"}).encode()
    for name in ("../evil", "/etc/evil", "receipt.key/../../evil", "headquarters.sqlite"):
        with backup._written(tmp_path / "bad") as out:
            files = [["settings.json", settings], ["receipt.key", bytes(32)], [name, b"x"]]
            out.put(["files", files])
            out.put(["tables", "0001"])
            out.put(["count", [["envelope", 0]]])
            out.put(["end", out.hash.digest()])
        with pytest.raises(problems.BackupRefused):
            backup.restore(tmp_path / "bad", tmp_path / "again")


def test_a_backup_of_a_later_version_is_left_to_it(tmp_path: Path):
    with backup._written(tmp_path / "late") as out:
        settings = json.dumps({"url": "http://127.0.0.1"}).encode()
        out.put(["files", [["settings.json", settings], ["receipt.key", bytes(32)]]])
        out.put(["tables", "9999"])
        out.put(["count", [["envelope", 0]]])
        out.put(["end", out.hash.digest()])
    with pytest.raises(problems.NewerTables):
        backup.restore(tmp_path / "late", tmp_path / "again")


def test_where_there_is_no_room_the_backup_is_not_there_at_all(tmp_path: Path):
    made(tmp_path / "hq", "")
    with pytest.raises(problems.NotWritten):
        backup.backup(tmp_path / "hq", tmp_path / "no such folder" / "copy")
    if os.path.exists("/dev/full"):
        with pytest.raises(OSError, match="space"), open("/dev/full", "wb", 0) as full:
            backup._Out(full).put(["tables", "0001"])


def test_keys_of_a_headquarters_are_for_its_owner_alone(tmp_path: Path):
    setup.init(tmp_path / "hq", "https://127.0.0.1:8443")
    backup.backup(tmp_path / "hq", tmp_path / "copy")
    backup.restore(tmp_path / "copy", tmp_path / "again")
    for folder in (tmp_path / "hq", tmp_path / "again"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for file in folder.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    for name in ("receipt.key", "ca.key", "ca.pem", "card"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "hq" / name).read_bytes()


def test_an_address_that_is_no_postgresql_is_refused(tmp_path: Path):
    for dsn in ("host=/tmp", "mysql://x/y", "postgresql://nowhere.invalid:1/x"):
        with pytest.raises(problems.DatabaseDown):
            Database(tmp_path / "x", dsn).upgrade()
