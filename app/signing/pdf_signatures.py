"""A signature put into a PDF, and those in it read: what the child does, with pyHanko.

asked    {"do": "sign", "certificates", "at", "reason", "password", "stamp"}, the PDF
asks     {"wants": "signature"}, what comes after the PDF, with an empty place for the signature;
         {"wants": "stamp"}, a request of RFC 3161: each once
answers  {"level": "B-B" or "B-T"}, what belongs into that place: CMS, DER
asked    {"do": "check", "password"}, a PDF
answers  {"state": "", "signatures": [...]}, or with why nothing can be read of it
"""

from app.signing import left_out  # noqa: F401 - before pyHanko, which imports what it leaves out

# isort: split
import asyncio
import base64
import hashlib
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms, tsp, x509
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    validate_sig_integrity,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.broker.frames import Message

FIELD = "Office"
MOST_SIGNATURES, MOST_CERTIFICATES = 20, 10
_SIGNATURE, _STAMP = (2_048, 16_384)  # bytes that they take in a file at most, without the certificates

Ask = Callable[[dict[str, Any], bytes], Message]
# pyHanko is written for one; it waits for nothing here, and is made before the child shuts itself in
_LOOP = asyncio.new_event_loop()


def work(request: dict[str, Any], content: bytes, ask: Ask) -> Message:
    """What the child does. `ask`: the parent, for a signature and for a time stamp."""
    if request["do"] == "check":
        return checked(content, request["password"])
    level, signature = _run(signed(content, request, ask))
    return {"level": level}, signature


def _run(steps: Coroutine[Any, Any, tuple[str, bytes]]) -> tuple[str, bytes]:
    return _LOOP.run_until_complete(steps)


# what PDF/A asks of a field that nobody sees: it is printed, of no size, and not hidden
_UNSEEN = InvisSigSettings(set_print_flag=True, set_hidden_flag=False)


class _ArchiveSigner(PdfSigner):
    """Leaves the paper a PDF 1.7, which an archive wants (ISO 19005-2, 6.1.2): pyHanko would call it 2.0, for
    the extension ISO 32002 that names curves. Readers of 1.7 know P-256 without it."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        pdf_out.register_extension(ESIC_EXTENSION_1)


class _OfficeSigner(Signer):
    """Whose key is elsewhere: P-256 with SHA-256."""

    def __init__(self, certificates: list[x509.Certificate], ask: Ask) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(certificates)
        super().__init__(signing_cert=certificates[0], cert_registry=store, embed_roots=True)
        self.ask = ask
        self.added = b""  # what the paper has after its end
        self._value = b""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == "sha256"
        if dry_run:
            return bytes(72)
        if not self._value:  # there is one for each paper
            _, self._value = self.ask({"wants": "signature"}, self.added)
        return self._value


class _Stamper(TimeStamper):
    """Whose network is elsewhere. An answer for anything else than was asked is none."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ask = ask

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        _, answer = self._ask({"wants": "stamp"}, req.dump())
        response = tsp.TimeStampResp.load(answer, strict=True)
        imprint = req["message_imprint"]

        def digest(algorithm: str) -> bytes:
            is_ours = algorithm == imprint["hash_algorithm"]["algorithm"].native
            return bytes(imprint["hashed_message"].native) if is_ours else b""

        stamped(response["time_stamp_token"]["content"], digest)
        return response


async def signed(paper: bytes, request: dict[str, Any], ask: Ask) -> tuple[str, bytes]:
    """The level, and the signature for the paper with what comes after its end, all of its own bytes untouched."""
    certificates = [x509.Certificate.load(base64.b64decode(der)) for der in request["certificates"]]
    writer = IncrementalPdfFileWriter(BytesIO(paper))
    if request["password"]:
        writer.encrypt(request["password"])  # type: ignore[no-untyped-call]
    office = _OfficeSigner(certificates, ask)
    signer = _ArchiveSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=request["reason"],
            embed_validation_info=False,
        ),
        signer=office,
        new_field_spec=SigFieldSpec(FIELD, invis_sig_settings=_UNSEEN, readable_field_name=request["reason"]),
    )
    session = signer.init_signing_session(writer)
    session.system_time = datetime.fromtimestamp(request["at"], UTC)
    room = _SIGNATURE + sum(map(len, request["certificates"])) + (_STAMP if request["stamp"] else 0)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=2 * room)
    output = BytesIO()
    digest, _ = document.digest_tbs_document(output=output)
    office.added = output.getvalue()[len(paper) :]

    async def cms_with(stamper: TimeStamper | None) -> bytes:
        attributes = PdfCMSSignedAttributes(signing_time=session.system_time)
        signature = await office.async_sign(
            digest.document_digest, "sha256", use_pades=True, timestamper=stamper, signed_attr_settings=attributes
        )
        return bytes(signature.dump())

    if request["stamp"]:
        with suppress(Exception):  # the authority's answer was none
            return "B-T", await cms_with(_Stamper(ask))
    return "B-B", await cms_with(None)


def checked(content: bytes, password: str) -> Message:
    """What each signature of a PDF covers and says. Nothing is trusted here: whose certificate that is,
    somebody else has to know."""
    try:
        reader = PdfFileReader(BytesIO(content))
        if reader.encrypted:
            if not password:
                return {"state": "password", "signatures": []}, b""
            if reader.decrypt(password).status is AuthStatus.FAILED:
                return {"state": "wrong password", "signatures": []}, b""
        embedded = reader.embedded_regular_signatures[:MOST_SIGNATURES]
        stamps = reader.embedded_timestamp_signatures[:MOST_SIGNATURES]
    except Exception:
        return {"state": "unreadable", "signatures": []}, b""
    return {"state": "", "signatures": [_signature(signature, stamps) for signature in embedded]}, b""


def _signature(signature: EmbeddedPdfSignature, stamps: list[EmbeddedPdfSignature]) -> dict[str, Any]:
    try:
        return _read(signature, stamps)
    except Exception:  # it was made so, or damaged: nothing of it can be relied on
        return {"intact": False, "covers": "unclear"}


def _read(signature: EmbeddedPdfSignature, stamps: list[EmbeddedPdfSignature]) -> dict[str, Any]:
    certificate = signature.signer_cert
    digest_matches, is_valid = validate_sig_integrity(
        signature.signer_info, certificate, expected_content_type="data", actual_digest=signature.compute_digest()
    )
    claimed = signature.self_reported_timestamp
    further = signature.other_embedded_certs[:MOST_CERTIFICATES]
    return {
        "intact": bool(digest_matches and is_valid),
        "covers": _covers(signature, stamps),
        "certificate": base64.b64encode(certificate.dump()).decode(),
        "others": [base64.b64encode(link.dump()).decode() for link in further],
        "at": int(claimed.timestamp()) if claimed else None,
        "stamp": _stamp_of(signature.signer_info),
    }


_COVERS = {SignatureCoverageLevel.ENTIRE_FILE: "file", SignatureCoverageLevel.ENTIRE_REVISION: "beginning"}


def _covers(signature: EmbeddedPdfSignature, stamps: list[EmbeddedPdfSignature]) -> str:
    """What a signature covers. A paper may carry an archive's time stamp over all of it: where nothing but
    such stamps came after the signature, the paper is as it was signed."""
    covers = _COVERS.get(signature.evaluate_signature_coverage(), "unclear")
    later = [stamp for stamp in stamps if stamp.signed_revision > signature.signed_revision]
    if covers != "beginning" or not later:
        return covers
    is_intact = _stamp_reading(later[-1].signed_data, later[-1].compute_digest)["intact"]
    if is_intact and _COVERS.get(later[-1].evaluate_signature_coverage()) == "file":
        with suppress(Exception):  # what it can't read was added by somebody
            return "file" if _only_for_archives(signature) else covers
    return covers


def _only_for_archives(signature: EmbeddedPdfSignature) -> bool:
    """Was nothing added after a signature but what keeps it?"""
    signature.compute_integrity_info(DEFAULT_DIFF_POLICY)  # type: ignore[no-untyped-call]
    difference: object = signature.diff_result
    return isinstance(difference, DiffResult) and difference.modification_level in _OF_ARCHIVES


_OF_ARCHIVES = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)


def _stamp_of(signer_info: cms.SignerInfo) -> dict[str, Any] | None:
    """None where there is none."""
    value = signer_info["signature"].native
    for token in extract_tst_data_iter(signer_info, signed=False):
        return _stamp_reading(token, lambda algorithm: hashlib.new(algorithm, value).digest())
    return None


def _stamp_reading(token: cms.SignedData, digest: Callable[[str], bytes]) -> dict[str, Any]:
    try:
        at, certificate = stamped(token, digest)
    except Exception:
        return {"intact": False}
    return {"intact": True, "at": at, "certificate": base64.b64encode(certificate.dump()).decode()}


def stamped(token: cms.SignedData, digest: Callable[[str], bytes]) -> tuple[int, x509.Certificate]:
    """When an authority says to have seen what has this digest, and its certificate; whatever is raised: it
    doesn't.

    Source: RFC 3161, 2.4.2.
    """
    content = token["encap_content_info"]["content"]
    imprint = content.parsed["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if algorithm not in _DIGESTS or digest(algorithm) != imprint["hashed_message"].native:
        raise ValueError
    signer_info = extract_signer_info(token)
    certificate = extract_certs_for_validation(token).signer_cert
    hashed = hashlib.new(signer_info["digest_algorithm"]["algorithm"].native, bytes(content)).digest()
    purposes = certificate.extended_key_usage_value
    if purposes is None or "time_stamping" not in purposes.native:
        raise ValueError
    if validate_sig_integrity(signer_info, certificate, "tst_info", hashed) != (True, True):
        raise ValueError
    return int(content.parsed["gen_time"].native.timestamp()), certificate


_DIGESTS = ("sha256", "sha384", "sha512")
