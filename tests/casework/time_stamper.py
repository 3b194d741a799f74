"""A time-stamp authority on this computer's own address, which OpenSSL answers for: not our libraries."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAME = "Sample Time Stamps"
_SETTINGS = """
[tsa]
default_tsa = a
[a]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def _lay(folder: Path) -> None:
    key, name = (ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]))
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=900))
        .not_valid_after(now + timedelta(days=900))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "tsa.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "tsa.cnf").write_text(_SETTINGS.format(folder=folder))
    (folder / "serial").write_text("01\n")


@contextmanager
def authority(folder: Path, *, alters: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and what it was asked. `alters`: it stamps another hash than it was asked to."""
    _lay(folder)
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["content-length"]))
            asked.append(query)
            at = query.index(b"\x04\x20") + 2 if alters else len(query)  # the hash: an OCTET STRING
            reply = _stamped(folder, query[:at] + bytes(32 * alters) + query[at + 32 :])
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _stamped(folder: Path, query: bytes) -> bytes:
    (folder / "query").write_bytes(query)
    subprocess.run(
        ["openssl", "ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", folder / "query",
         "-signer", folder / "tsa.pem", "-inkey", folder / "tsa.key", "-out", folder / "reply"],
        check=True, capture_output=True,
    )  # fmt: skip
    return (folder / "reply").read_bytes()
