"""When the ground gives way: no room, no database, another node in between."""

import os
import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import event

from app.headquarters.database import Database
from app.headquarters.problems import DatabaseDown
from app.sync import wire
from tests.headquarters import postgres
from tests.headquarters.conftest import TOKEN, Hq, new, started
from tests.headquarters.office import Organisation, RefusedCall, outcomes, receipts


def claimed(hq: Hq) -> Hq:
    hq.organisation = Organisation(hq.node.public)
    hq.line.claims(hq.office, TOKEN)
    return hq


def test_where_the_disk_is_full_nothing_is_promised_and_later_all_is_taken(tmp_path: Path):
    new(tmp_path / "hq.sqlite")
    with started(tmp_path / "hq.sqlite") as hq:
        layla = claimed(hq).office.joins("Layla")
        hq.line.learns(hq.office)
        pages = [60]

        @event.listens_for(hq.node.database.engine, "checkout")
        def room(connection, *_: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages[0]}")

        case, raws = layla.works(3)
        held: dict[bytes, int] = {}
        answer = hq.line.asks(layla, wire.Push((raws[0],)))
        while answer.status == 200:
            held |= receipts(wire.Pushed.decode(answer.content), hq.node.public)
            raws.append(layla.says(case, os.urandom(9000)))
            answer = hq.line.asks(layla, wire.Push((raws[held[layla.stream]],)))
        assert (answer.status, answer.refusal().kind) == (507, "full")
        assert [hq.line.http.get(path).status_code for path in ("/readyz", "/healthz")] == [507, 200]
        assert hq.line.call(layla, wire.SayHello()).tips[0][0] == held[layla.stream]
        pages[0] = 1 << 30
        assert hq.line.http.get("/readyz").status_code == 200
        assert outcomes(hq.line.pushes(layla, *raws))[-1] == "new"
        assert hq.line.pulls(layla, case) == raws


def test_a_node_whose_folder_has_no_room_left_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    new(tmp_path / "hq.sqlite")
    with started(tmp_path / "hq.sqlite") as hq:
        hq.node.folder = tmp_path
        usage = type(shutil.disk_usage(tmp_path))
        for free, status in (((64 << 20) - 1, 507), (64 << 20, 200)):
            monkeypatch.setattr(shutil, "disk_usage", lambda _, left=free: usage(1 << 40, 0, left))
            assert hq.line.http.get("/readyz").status_code == status
            assert f"sanad_disk_free_bytes {free}\n" in hq.line.http.get("/metrics").text


def test_while_its_database_is_away_a_node_says_so_and_goes_on_afterwards(tmp_path: Path):
    with postgres.server() as server, postgres.database(server.dsn()) as dsn:
        new(tmp_path / "x", dsn)
        with started(tmp_path / "x", dsn) as hq:
            layla = claimed(hq).office.joins("Layla")
            hq.line.learns(hq.office)
            case, raws = layla.works(2)
            hq.line.pushes(layla, *raws)
            server.kill()
            answer = hq.line.asks(layla, wire.SayHello())
            assert (answer.status, answer.refusal().kind) == (503, "busy")
            assert int(answer.headers["retry-after"]) == answer.refusal().retry_s > 0
            assert hq.line.http.get("/healthz").status_code == 200
            assert hq.line.http.get("/readyz").status_code == 503
            server.start()
            hq.line.asks(layla, wire.SayHello())  # it may still hold a line of before
            assert hq.line.http.get("/readyz").text == "ready\n"
            assert hq.line.pulls(layla, case) == raws
            log = hq.log.getvalue()
            assert '"bug"' not in log
            assert dsn not in log


def test_two_nodes_that_take_the_same_in_at_once_keep_it_once_and_without_a_gap(tmp_path: Path, postgresql: str):
    with postgres.database(postgresql) as dsn:
        new(tmp_path / "x", dsn)
        with started(tmp_path / "x", dsn) as one, started(tmp_path / "x", dsn) as other:
            office = claimed(one).office
            team = office.team()
            writers = [office.joins(f"Writer {n}", "inspector", team) for n in range(4)]
            one.line.learns(office)
            case, first = writers[0].opens()
            raws = [first]
            for writer in writers:
                writer.case_keys[case] = writers[0].case_keys[case]
                raws += [writer.says(case) for _ in range(30)]
            told: list[list[str]] = []

            def pushes(hq: Hq, backwards: bool) -> None:
                line, some = hq.another(), raws[::-1] if backwards else raws
                for at in range(0, len(some), 7):
                    told.append(outcomes(line.pushes(writers[0], *some[at : at + 7])))

            threads = [
                threading.Thread(target=pushes, args=(hq, backwards))
                for hq in (one, other)
                for backwards in (False, True)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            said = [outcome for some in told for outcome in some]
            assert len(said) == 4 * len(raws)
            assert said.count("new") == len(raws)
            assert sorted(one.line.pulls(writers[1], case)) == sorted(raws)
            places = tuple((writer.stream, writer.seq, writer.prev) for writer in writers)
            asked = other.line.call(writers[0], wire.AskReceipts(places))
            held = receipts(asked, other.node.public)
            assert held == {writer.stream: writer.seq for writer in writers}


def test_a_directory_learnt_by_one_node_counts_at_the_other_at_once(tmp_path: Path, postgresql: str):
    with postgres.database(postgresql) as dsn:
        new(tmp_path / "x", dsn)
        with started(tmp_path / "x", dsn) as one, started(tmp_path / "x", dsn) as other:
            office = claimed(one).office
            layla = office.joins("Layla")
            one.line.learns(office)
            case, raws = layla.works(1)
            assert outcomes(other.line.pushes(layla, *raws)) == ["new", "new"]
            office.withdraws(layla)
            other.line.learns(office)
            with pytest.raises(RefusedCall, match="device_withdrawn"):
                one.line.pulls(layla, case)


def test_a_database_that_is_not_there_is_named_as_such(tmp_path: Path):
    with pytest.raises(DatabaseDown):
        Database(tmp_path / "no" / "folder" / "x.sqlite").upgrade()
