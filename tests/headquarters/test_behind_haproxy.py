"""Headquarters as docs/headquarters.md has it: two nodes and PostgreSQL behind HAProxy, which ends TLS;
and the files by which it is watched, which name only numbers that it tells."""

import json
import re
import shutil
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.headquarters import backup_plan, self_check, setup
from app.sync import wire
from tests.headquarters import postgres
from tests.headquarters.load import ROOT, Load, Serving, claim, made, now
from tests.headquarters.office import Line, Organisation, ProxyAnswered, RefusedCall
from tests.headquarters.test_processes import until
from tests.ports import free_port

FILES = ROOT / "packaging/headquarters"


def configured(folder: Path, door: int, nodes: tuple[int, int]) -> Path:
    """The file as it is shipped, with the three lines that are marked HERE changed."""
    text = (FILES / "haproxy.cfg").read_text("utf-8")
    for was, is_now in (
        (":8443 ssl crt /srv/sanad/proxy.pem", f"127.0.0.1:{door} ssl crt {folder}/proxy.pem"),
        ("127.0.0.1:8081", f"127.0.0.1:{nodes[0]}"),
        ("127.0.0.1:8082", f"127.0.0.1:{nodes[1]}"),
    ):
        before, found, after = text.partition(was) if "ssl" in was else text.rpartition(was)
        assert found
        text = before + is_now + after
    file = folder / "haproxy.cfg"
    file.write_text(text)
    return file


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("haproxy"), reason="needs haproxy")
def test_two_nodes_behind_a_proxy_lose_nothing_when_either_is_killed(tmp_path: Path, postgresql: str):
    folder = tmp_path / "hq"
    door, ports = free_port(), (free_port(), free_port())
    with postgres.database(postgresql) as dsn, ExitStack() as stack:
        office = made(folder, dsn, url=f"https://127.0.0.1:{door}")
        nodes = [Serving(folder, "--plain", "--port", str(port)) for port in ports]
        stack.callback(lambda: [node.stop() for node in nodes])
        proxy = subprocess.Popen(
            ["haproxy", "-db", "-f", configured(folder, door, ports)],
            stderr=stack.enter_context((folder / "haproxy.log").open("ab")),
        )
        stack.callback(proxy.wait)
        stack.callback(proxy.terminate)
        address, ca = f"https://127.0.0.1:{door}", (folder / "ca.pem").read_text()
        until(lambda: _answers(door))
        claim(folder, office, address)
        load = Load(office, [address], ca=ca)
        load.start(3)
        for n in (0, 1):
            before = len(load.promised)
            until(lambda: len(load.promised) > before + 20 or bool(load.failures))  # noqa: B023
            nodes[n].kill()
            # the other one answers meanwhile
            before = len(load.promised)
            until(lambda: len(load.promised) > before + 20 or bool(load.failures))  # noqa: B023
            nodes[n] = Serving(folder, "--plain", "--port", str(ports[n]))
        load.finish()
        load.check(setup.receipt_keys(folder).public)
        line = Line(address, ca, now=now)
        assert [line.http.get(path).status_code for path in ("/metrics", "/readyz")] == [404, 404]
        line.close()
        while nodes:
            nodes.pop().kill()
        # no node is left, and the proxy says so itself; a new connection, since what the proxy sends
        # over one of its own that died meanwhile ends without any answer
        line = Line(address, ca, now=now)
        with pytest.raises(ProxyAnswered):
            line.send("POST", "/v1/feed", b"", None, b"")
        line.close()


@pytest.mark.skipif(not shutil.which("haproxy"), reason="needs haproxy")
def test_the_check_says_behind_a_proxy_whether_it_works(tmp_path: Path):
    folder = tmp_path / "hq"
    door, port = free_port(), free_port()
    setup.init(folder, f"https://127.0.0.1:{door}")
    setup.certificate(folder)
    with ExitStack() as stack:
        node = Serving(folder, "--plain", "--port", str(port))
        proxy = subprocess.Popen(
            ["haproxy", "-db", "-f", configured(folder, door, (port, port))],
            stderr=stack.enter_context((folder / "haproxy.log").open("ab")),
        )
        stack.callback(proxy.wait)
        stack.callback(proxy.terminate)
        until(lambda: checked(folder) == (True, 0))
        for lacking in ("ca.key", "ca.pem"):  # as on a node that was copied
            (folder / lacking).unlink()
            assert checked(folder) == (True, 0)
        node.kill()
        until(lambda: checked(folder) == (False, 1))
        line = self_check.check(folder)[-1]
        assert (line.line, line.error and line.error.kind()) == ("ready", "not_ready")
        (folder / "server.pem").unlink()
        line = self_check.check(folder)[-1]
        assert (line.line, line.error and line.error.kind()) == ("certificate", "no_certificate")


def checked(folder: Path) -> tuple[bool, int]:
    """What `hq check` says, and its exit status."""
    command = [sys.executable, "-m", "app", "hq", "check", "--data", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return json.loads(done.stdout)["works"], done.returncode


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def test_what_watches_it_names_only_what_it_tells(tmp_path: Path):
    folder, port = tmp_path / "hq", free_port()
    setup.init(folder, f"https://localhost:{port}")
    (tmp_path / "disk").mkdir()
    backup_plan.choose(folder, backup_plan.BackupPlan(str(tmp_path / "disk")))
    node = Serving(folder, "--port", str(port))
    line = Line(node.address)
    with pytest.raises(RefusedCall, match="not_claimed"):
        line.call(Organisation(bytes(32)).desk, wire.Push(()))
    text = line.http.get("/metrics").text
    line.close()
    node.stop()
    told = set(re.findall(r"^(sanad_\w+)", text, re.MULTILINE))
    page = (ROOT / "docs/headquarters.md").read_text("utf-8")
    alerts = (FILES / "alerts.yml").read_text("utf-8")
    named = set(re.findall(r"sanad_\w+", alerts + (FILES / "dashboard.json").read_text("utf-8")))
    assert len(named) > 8
    # of records that came there is nothing before the first
    assert named - told <= {"sanad_envelopes_total"}
    assert "sanad_envelopes_total" not in alerts
    for name in named:
        assert name in page or name.startswith("sanad_seconds"), name
    json.loads((FILES / "dashboard.json").read_text("utf-8"))


@pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool of Prometheus")
def test_prometheus_takes_the_alerts(tmp_path: Path):
    for name in ("alerts.yml", "prometheus.yml"):
        shutil.copy(FILES / name, tmp_path)
    for command in (["rules", "alerts.yml"], ["config", "prometheus.yml"]):
        done = subprocess.run(
            ["promtool", "check", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
