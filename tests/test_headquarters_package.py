"""The server as a package with its service, and in a container: built where the tools are, looked into, and
its program run from where it was unpacked."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from app.platform import linux_services
from tests.headquarters.load import Serving
from tests.ports import free_port

ROOT = Path(__file__).parents[1]
FILES = ROOT / "packaging/headquarters"
UNIT = FILES / "sanad-headquarters.service"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")


def done(*words: str | Path, **how: object) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(
        words,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=environment | how.pop("env", {}),
        **how,  # type: ignore[call-overload,operator]
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return str(run.stdout)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the libraries of these tests in place of its own, as a link."""
    if not shutil.which("dpkg-deb"):
        pytest.skip("needs dpkg-deb")
    parts = tmp_path_factory.mktemp("parts") / "parts"
    parts.symlink_to(sysconfig.get_path("purelib"))
    out = tmp_path_factory.mktemp("deb")
    env = {"PYTHON": sys.executable, "SANAD_OUT": str(out)}
    done("sh", ROOT / "packaging/debian/headquarters.sh", parts, env=env)
    [file] = out.glob("sanad-headquarters_*.deb")
    return file


def test_it_holds_the_program_its_service_and_one_file_to_change(package: Path):
    contents = done("dpkg-deb", "--contents", package)
    for path in (
        "./opt/sanad-headquarters/app/headquarters/server.py",
        "./opt/sanad-headquarters/hq",
        "./usr/bin/sanad-hq -> /opt/sanad-headquarters/hq",
        "./lib/systemd/system/sanad-headquarters.service",
        "./etc/default/sanad-headquarters",
    ):
        assert f" {path}\n" in contents, path
    assert {line.split()[1] for line in contents.splitlines()} == {"root/root"}
    assert "/tests/" not in contents
    assert "/var/" not in contents  # what the server holds is no part of a package
    told = done("dpkg-deb", "--info", package)
    assert "adduser" in told
    assert done("dpkg-deb", "--info", package, "conffiles") == "/etc/default/sanad-headquarters\n"
    for script in ("postinst", "prerm", "postrm"):
        subprocess.run(["sh", "-n"], input=done("dpkg-deb", "--info", package, script), text=True, check=True)


def test_what_was_unpacked_makes_a_server_and_serves(package: Path, tmp_path: Path):
    done("dpkg-deb", "-x", package, tmp_path / "there")
    hq, data = tmp_path / "there/opt/sanad-headquarters/hq", tmp_path / "data"
    search = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    path = {"PATH": search}
    done(hq, "init", "--data", data, "--url", f"https://localhost:{free_port()}", env=path)
    assert data.stat().st_mode & 0o777 == 0o700
    node = subprocess.Popen(
        [hq, "serve", "--data", data],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={"PATH": search},
        stderr=subprocess.DEVNULL,
    )
    try:
        assert node.stdout
        address = json.loads(node.stdout.readline())["address"]
        assert json.loads(done(hq, "check", "--data", data, env=path))["works"]
        done(sys.executable, FILES / "ready.py", "127.0.0.1", address.rpartition(":")[2])
    finally:
        node.terminate()
        node.communicate(timeout=60)
    code = subprocess.run(
        [sys.executable, FILES / "ready.py", "127.0.0.1", address.rpartition(":")[2]], check=False
    ).returncode
    assert code == 1


def test_a_server_behind_a_proxy_says_that_it_is_ready(tmp_path: Path):
    done(sys.executable, "-m", "app", "hq", "init", "--data", tmp_path / "hq", "--url", "http://127.0.0.1:1")
    node = Serving(tmp_path / "hq")
    try:
        done(sys.executable, FILES / "ready.py", "127.0.0.1", node.address.rpartition(":")[2])
    finally:
        node.stop()


def test_what_it_holds_goes_with_a_purge_only_where_that_was_asked_for(package: Path, tmp_path: Path):
    """The script as it is, with the folder's name changed and no users of this computer touched."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "headquarters.sqlite").write_text("records")
    script = done("dpkg-deb", "--info", package, "postrm")
    assert "data=/var/lib/sanad-headquarters\n" in script
    script = script.replace("data=/var/lib/sanad-headquarters", f"data={data}").replace("deluser", "true")
    for word in ("remove", "purge"):
        subprocess.run(["sh", "-c", script, "postrm", word], check=True)
        assert (data / "headquarters.sqlite").exists()
    (data / "purge-with-the-package").touch()
    subprocess.run(["sh", "-c", script, "postrm", "remove"], check=True)
    assert data.exists()
    subprocess.run(["sh", "-c", script, "postrm", "purge"], check=True)
    assert not data.exists()


def test_its_service_can_do_no_more_than_one_that_the_window_makes(tmp_path: Path):
    unit = UNIT.read_text("utf-8").splitlines()
    wanted = {
        *linux_services.WITHOUT,
        "NoNewPrivileges=true",
        "UMask=0077",
        "User=sanad-hq",
        "StateDirectory=sanad-headquarters",
        "StateDirectoryMode=0700",
    }
    assert wanted <= {*unit}
    if shutil.which("systemd-analyze"):
        here = tmp_path / UNIT.name
        text = UNIT.read_text("utf-8").replace("/usr/bin/sanad-hq", str(FILES / "hq"))
        here.write_text(text)
        done("systemd-analyze", "verify", here)
        done("systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", here)


def test_the_container_takes_what_is_there_by_hash_and_runs_as_nobody_in_particular():
    text = (FILES / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line and line[0] != "#"]
    words = {word for word, _ in lines}
    assert words <= {"ARG", "FROM", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    for word, rest in lines:
        if word == "COPY" and not rest.startswith("--from"):
            for name in rest.split()[:-1]:
                assert (ROOT / name).exists(), name
        if word == "FROM":
            assert rest.split()[0] == "${BASE}"
    assert not re.search(r"=\S+\.\S+/", text)  # no registry is named
    last = text.rpartition("FROM")[2]
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    assert "--require-hashes" in text
    command = json.loads(next(rest for word, rest in lines if word == "CMD"))
    helped = done(sys.executable, "-m", "app", "hq", command[0], "--help")
    assert all(option in helped for option in command if option.startswith("--"))
