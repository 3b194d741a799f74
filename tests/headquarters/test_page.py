"""What docs/formats/sync.md says to the byte, done by hand as a stranger would who has only the page."""

import base64
import hashlib

from cbor2 import dumps, loads
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.sync import wire
from tests.headquarters.conftest import Hq
from tests.headquarters.office import Computer


def signed(who: Computer, path: str, content: bytes, at: int) -> dict[str, str]:
    """The headers, from the page alone."""
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"
    told = f'("@method" "@path" "@query" "content-digest");created={at};keyid="{who.stream.hex()}";alg="ed25519"'
    base = "\n".join(
        (
            '"@method": POST',
            f'"@path": {path}',
            '"@query": ?',
            f'"content-digest": {digest}',
            f'"@signature-params": {told}',
        )
    )
    signature = base64.b64encode(who.keys.sign(base.encode())).decode()
    return {
        "sanad-proto": "1",
        "content-digest": digest,
        "signature-input": f"sanad={told}",
        "signature": f"sanad=:{signature}:",
    }


def test_a_call_made_by_the_page_alone_is_understood(hq: Hq):
    layla = hq.office.joins("Layla")
    hq.line.learns(hq.office)
    _, raws = layla.works(1)
    content = dumps([raws], canonical=True)
    headers = signed(layla, "/v1/push", content, hq.clock[0])
    answer = hq.line.http.post("/v1/push", content=content, headers=headers)
    assert answer.headers["sanad-proto"] == "1"
    epoch, outcomes, receipts = loads(answer.content)
    assert (len(epoch), [each[1] for each in outcomes]) == (16, ["new", "new"])

    body, signature = loads(receipts[0])
    Ed25519PublicKey.from_public_bytes(hq.node.public).verify(signature, b"sanad-receipt-1" + body)
    version, stream, seq, tip, at, signer = loads(body)
    header = loads(raws[-1])[0]
    assert (version, stream, seq, at) == (1, layla.stream, 2, hq.clock[0])
    assert tip == hashlib.sha256(header).digest()
    assert signer == hashlib.sha256(hq.node.public).digest()[:16]

    scope = hashlib.sha256(b"sanad-scope-1" + epoch + layla.own.team).digest()[:16]
    content = dumps([bytes(16), [], 0], canonical=True)
    headers = signed(layla, "/v1/feed", content, hq.clock[0])
    fed = loads(hq.line.http.post("/v1/feed", content=content, headers=headers).content)
    assert fed[1] == scope
    assert [case[1] for case in fed[2]] == [fed[2][0][0][0] % 16]


def test_a_refusal_is_as_the_page_says(hq: Hq):
    answer = hq.line.http.post("/v1/nothing", headers={"sanad-proto": "1"})
    assert loads(answer.content) == ["no_such_call", 0, hq.clock[0]]
    assert wire.Refusal.decode(answer.content).kind == "no_such_call"
