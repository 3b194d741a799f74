"""A headquarters is made with an address that can be kept safe, and starts only with what it needs."""

import os
import socket
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.headquarters import server_process, setup
from app.headquarters.problems import AddressInUse, AddressRefused, NoCertificate, NoHeadquarters


@pytest.mark.parametrize(
    "url",
    [
        "", "hq.example.org", "ftp://hq.example.org", "http://hq.example.org", "http://192.0.2.1",
        "https://hq.example.org/path", "https://hq.example.org?a=b", "https://layla@hq.example.org",
        "https://hq.example.org:port", "https://[::1", "https://مقر.example",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_kept_safe_is_refused_and_nothing_is_made(tmp_path: Path, url: str):
    with pytest.raises(AddressRefused):
        setup.init(tmp_path / "hq", url)
    assert not (tmp_path / "hq").exists()


@pytest.mark.parametrize(
    ("url", "port"), [("https://hq.example.org", 443), ("https://127.0.0.1:8443/", 8443), ("http://localhost", 80)]
)
def test_an_address_says_its_port(tmp_path: Path, url: str, port: int):
    assert setup.port_of(setup.init(tmp_path / "hq", url).url) == port


def test_a_folder_without_a_headquarters_or_with_a_part_of_one_is_none(tmp_path: Path):
    for begins in (setup.settings, setup.open_database, setup.receipt_keys, server_process.serve):
        with pytest.raises(NoHeadquarters):
            begins(tmp_path)
    setup.init(tmp_path / "hq", "http://127.0.0.1:8080")
    assert setup.receipt_keys(tmp_path / "hq").public
    (tmp_path / "hq" / "receipt.key").write_bytes(b"short")
    with pytest.raises(NoHeadquarters):
        setup.receipt_keys(tmp_path / "hq")
    (tmp_path / "hq" / "settings.json").write_text('{"address": 1}')
    with pytest.raises(NoHeadquarters):
        setup.settings(tmp_path / "hq")


def test_the_folder_is_its_owners_alone_and_its_own_certificate_is_renewed_before_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "hq"
    setup.init(folder, "https://hq.example.org")
    assert os.name == "nt" or stat.S_IMODE(folder.stat().st_mode) == 0o700
    ends, first = setup.certificate_ends(folder), (folder / "server.pem").read_bytes()
    assert ends is not None
    for days_left, is_kept in ((91, True), (89, False)):
        moment = ends - timedelta(days=days_left)
        monkeypatch.setattr(setup, "_now", lambda moment=moment: moment)
        assert setup.certificate(folder) == (folder / "server.pem", folder / "server.key")
        assert ((folder / "server.pem").read_bytes() == first) is is_kept
    renewed = setup.certificate_ends(folder)
    assert renewed is not None
    assert renewed > ends


def test_https_without_a_certificate_is_not_served_in_the_clear(tmp_path: Path):
    setup.init(tmp_path / "hq", "https://hq.example.org", trust="system")
    with pytest.raises(NoCertificate):
        server_process.serve(tmp_path / "hq", port=0)


def test_an_address_where_somebody_listens_is_said_to_be_in_use():
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = int(listening.getsockname()[1])
        with pytest.raises(AddressInUse):
            server_process._socket("127.0.0.1", port)
