"""A headquarters asks for itself as a computer would, and says which link of the chain is missing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from app.headquarters import backup_plan, problems, self_check, server_process, setup
from app.headquarters.server import Headquarters
from app.seal import tls
from tests.headquarters.test_certificates import NOW


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """The node of a folder, in a thread of its own."""
    url = setup.settings(folder).url
    hq = Headquarters(setup.open_database(folder), setup.receipt_keys(folder))
    answers = threading.Event()
    listening = server_process._socket("127.0.0.1", setup.port_of(url))
    node, sockets = server_process.node(hq, listening, setup.certificate(folder), ready=answers.set)
    thread = threading.Thread(target=_run, args=(node, sockets))
    thread.start()
    assert answers.wait(60)
    try:
        yield
    finally:
        node.should_exit = True
        thread.join(60)


def _run(node: uvicorn.Server, sockets: list[socket.socket]) -> None:
    node.run(sockets)


def problem_of(folder: Path) -> tuple[str, str]:
    last = self_check.check(folder, patience_s=5)[-1]
    return last.line, last.error.kind() if last.error else ""


def test_it_works_over_tls_by_its_own_authority(tmp_path: Path):
    folder = tmp_path / "hq"
    setup.init(folder, f"https://localhost:{free_port()}")
    assert problem_of(folder) == ("answer", "nobody_answers")
    with serving(folder):
        lines = self_check.check(folder)
        assert self_check.works(lines)
        assert [line.line for line in lines] == list(self_check.LINES)
        # as a computer that believes another authority, or that was told another name
        (folder / "ca.pem").write_text(tls.authority(NOW).certificate)
        assert problem_of(folder) == ("certificate", "not_trusted")


def test_a_certificate_for_another_name_is_found_out_here_first(tmp_path: Path):
    folder = tmp_path / "hq"
    port = free_port()
    setup.init(folder, f"https://127.0.0.1:{port}")
    with serving(folder):
        settings = setup.settings(folder)
        setup.write_settings(folder, setup.Settings(f"https://localhost:{port}", settings.database))
        assert problem_of(folder) == ("certificate", "not_trusted")


def test_a_backup_that_was_not_made_is_missed_by_name(tmp_path: Path):
    folder, place = tmp_path / "hq", tmp_path / "copies"
    place.mkdir()
    setup.init(folder, f"https://localhost:{free_port()}")
    backup_plan.choose(folder, backup_plan.BackupPlan(str(place)))
    with serving(folder):
        missed = self_check.check(folder)
        assert isinstance(missed[-1].error, problems.BackupMissing)
        assert not self_check.works(missed)
        assert self_check.serves(missed), "its computers reach it all the same"
        backup_plan.make_now(folder, datetime.now(UTC))
        assert self_check.works(self_check.check(folder))


def test_something_else_that_answers_is_not_ready(tmp_path: Path):
    folder = tmp_path / "hq"
    port = free_port()
    setup.init(folder, f"http://localhost:{port}")
    with closing(socket.create_server(("127.0.0.1", port))) as other:
        other.settimeout(30)

        def answer() -> None:
            for content in (b"", b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"):
                connection, _ = other.accept()
                if content:
                    connection.recv(4096)
                    connection.sendall(content)
                connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        assert problem_of(folder) == ("ready", "not_ready")
        thread.join(30)


def test_a_name_that_nobody_knows_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    folder = tmp_path / "hq"
    setup.init(folder, "https://hq.example.org:8443")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    [line] = self_check.check(folder)
    assert isinstance(line.error, problems.NameUnknown)
    assert line.error.host == "hq.example.org"
    assert isinstance(problems.NobodyAnswers(), problems.SanadError)
    assert not self_check.works([line])


def test_the_conditions_of_the_check_say_what_to_do():
    for condition in (problems.NotTrusted(), problems.NotReady(), problems.NobodyAnswers()):
        assert "Nothing" in condition.says or "unchanged" in condition.says
