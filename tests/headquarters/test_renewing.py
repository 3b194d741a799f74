"""A certificate is renewed while its server serves, on each node and for a proxy; else it is said in time."""

import io
import json
import shutil
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.headquarters import server_process, setup, tables
from app.headquarters.database import Database
from app.headquarters.kept_problems import KeptLog, problems_of
from app.headquarters.upkeep import SOON, Upkeep
from app.seal import tls
from tests.headquarters.test_self_check import free_port

NOW = datetime.now(UTC)


def copied(folder: Path, name: str) -> Path:
    """Another node's folder: without the authority's key."""
    node = folder.with_name(name)
    node.mkdir()
    for file in ("settings.json", "receipt.key", "server.pem", "server.key", "ca.pem"):
        shutil.copy(folder / file, node)
    return node


def kept(folder: Path, clock: list[datetime], database: Database, **options) -> Upkeep:
    return Upkeep(folder, KeptLog(folder, io.StringIO()), lambda: clock[0], database=database, **options)


def left(folder: Path, at: datetime) -> timedelta:
    ends = setup.certificate_ends(folder)
    assert ends
    return ends - at


def test_each_node_serves_with_a_certificate_that_holds_for_four_hundred_days(tmp_path: Path, dsn: str):
    folder = tmp_path / "hq"
    setup.init(folder, "https://hq.example.org:8443", dsn)
    node, clock = copied(folder, "two"), [NOW]
    database = setup.open_database(folder)
    first, second = kept(folder, clock, database), kept(node, clock, database)
    for day in range(401):
        clock[0] = NOW + timedelta(days=day)
        for upkeep in (second, first):
            upkeep.look_at_certificate()
        for place in (folder, node):
            assert left(place, clock[0]) > timedelta(days=80)
    second.look_at_certificate()
    for name in ("server.pem", "server.key", "proxy.pem"):
        assert (folder / name).read_bytes() == (node / name).read_bytes()
    pair = [(node / f"server.{end}").read_text() for end in ("pem", "key")]
    assert (node / "proxy.pem").read_text() == "".join(pair)
    assert (node / "proxy.pem").stat().st_mode & 0o077 == 0
    assert problems_of(folder) == problems_of(node) == []
    with database.look() as connection:
        s = tables.setting.c
        raw = connection.execute(select(s.value).where(s.name == "certificate")).scalar()
    database.close()
    assert raw is not None
    assert b"PRIVATE" not in raw
    assert tls.unwrapped(raw, (node / "receipt.key").read_bytes()).key == pair[1]
    with pytest.raises(ValueError):  # noqa: PT011  no words of its own
        tls.unwrapped(raw, bytes(32))


def test_where_nobody_has_the_authoritys_key_it_is_said_once_a_day(tmp_path: Path):
    folder = tmp_path / "hq"
    setup.init(folder, "https://hq.example.org:8443")
    (folder / "ca.key").unlink()
    clock, database = [NOW], setup.open_database(folder)
    upkeep = kept(folder, clock, database)
    while left(folder, clock[0]) > SOON:
        upkeep.look_at_certificate()
        assert problems_of(folder) == []
        clock[0] += timedelta(days=1)
    for _ in range(48):
        upkeep.look_at_certificate()
        clock[0] += timedelta(hours=1)
    assert [problem.kind for problem in problems_of(folder)] == ["certificate_ends"] * 2
    database.close()


def test_a_clock_that_ran_ahead_leaves_no_certificate_that_counts_for_nobody(tmp_path: Path):
    folder = tmp_path / "hq"
    setup.init(folder, "https://hq.example.org:8443")
    setup.certificate(folder, None, NOW + timedelta(days=4000))
    setup.certificate(folder, None, NOW)
    facts = tls.look((folder / "server.pem").read_text())
    assert facts.begins <= NOW < facts.ends


def served(port: int) -> str:
    return ssl.get_server_certificate(("localhost", port), timeout=20)


def test_new_connections_get_the_new_certificate_and_the_server_goes_on(tmp_path: Path):
    folder, port = tmp_path / "hq", free_port()
    setup.init(folder, f"https://localhost:{port}")
    log = io.StringIO()
    hq = server_process.headquarters_of(folder, KeptLog(folder, log))
    answers, clock = threading.Event(), [NOW]
    node, sockets = server_process.node(
        hq, server_process._socket("127.0.0.1", port), setup.certificate(folder), ready=answers.set
    )
    upkeep = kept(folder, clock, hq.database, tls=node.config.ssl)
    thread = threading.Thread(target=node.run, args=(sockets,))
    thread.start()
    try:
        assert answers.wait(60)
        before = served(port)
        clock[0] = NOW + timedelta(days=400)
        upkeep.look_at_certificate()
        after = served(port)
        assert after != before
        assert after == (folder / "server.pem").read_text()
        # half of a pair: what the nodes share stands in its place
        (folder / "server.key").write_text("half")
        upkeep.look_at_certificate()
        assert tls.belong_together(after, (folder / "server.key").read_text())
        # another one that somebody brings is served with at once
        authority = [(folder / f"ca.{end}").read_text() for end in ("pem", "key")]
        pair = tls.server(tls.Pair(*authority), "localhost", clock[0])
        for end, content in (("pem", pair.certificate), ("key", pair.key)):
            (tmp_path / end).write_text(content)
        setup.take_certificate(folder, tmp_path / "pem", tmp_path / "key", clock[0])
        upkeep.look_at_certificate()
        assert served(port) == pair.certificate != after
    finally:
        node.should_exit = True
        thread.join(60)


def test_the_log_says_when_it_was_renewed(tmp_path: Path):
    folder, stream = tmp_path / "hq", io.StringIO()
    setup.init(folder, "https://hq.example.org:8443")
    Upkeep(folder, KeptLog(folder, stream), lambda: NOW + timedelta(days=350)).look_at_certificate()
    assert [json.loads(line)["what"] for line in stream.getvalue().splitlines()] == ["certificate"]
