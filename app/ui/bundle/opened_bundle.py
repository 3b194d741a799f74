"""What a file that was opened says of itself, and what this computer knows of who signed it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.casework.cases.redaction import SAYS
from app.casework.export.bundle_signer import BundleSigner, Manifest
from app.casework.export.case_print import stays_in_words
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import officer_names
from app.ui.bundle.sensitive_rows import sensitive
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Row, Rows, group, layouts
from app.ui.sharing.six_words import SixWords

# standing: sentence, icon, tone
_SAYS: dict[str, tuple[str, str, str]] = {
    "own": (N_("Signed by {name}: by you, or on another of your computers."), "kept", "kept"),
    "known": (N_("Signed by {name}. Your organisation certifies this signature."), "kept", "kept"),
    "expired": (N_("Signed by {name} after the certificate had expired. Ask user management about it."), "wait", "wait"),
    "withdrawn": (N_("Signed on a computer of {name} whose access user management has ended. Ask user management before you rely on it."), "wait", "wait"),
    "unknown": (N_("The file names {name} as its author, but nobody here certifies that. Compare the words below by telephone."), "wait", "wait"),
}  # fmt: skip
_COMPARE = N_("The sender’s computer shows the same words. If one differs, the file is not from the sender.")
_DOUBTS: dict[str, str] = {
    "conflict": N_("Conflicting values of one answer, not decided yet"),
    "fork": N_("Records written twice, as after an old copy was restored"),
    "missing": N_("Records that depend on others which were not there"),
    "withdrawn author": N_("Records of a computer whose access user management had ended"),
    "former role": N_("Records backdated to a time when their author had another role"),
    "unreadable": N_("Records that could not be opened there"),
}


def came_known(manifest: Manifest, signer: BundleSigner) -> QWidget:
    """First whether one may rely on it; then what it is about."""
    parts = [_signed(manifest, signer)]
    if signer.standing not in ("own", "known"):
        arabic, english = signer.words
        words = layouts.column_widget(SixWords(arabic, english), Label(_COMPARE, "small", "ink2"), gap=8, wrap=True)
        parts.append(group(N_("Read this to each other"), words))
    parts += [_about(manifest), sensitive(manifest.contains, N_("Sensitive information in it"))]
    if manifest.held_back:
        parts.append(_away(manifest.held_back))
    if manifest.doubts:
        parts.append(_open(manifest.doubts))
    return layouts.column_widget(*parts, gap=16, wrap=True)


def _signed(manifest: Manifest, signer: BundleSigner) -> QWidget:
    sentence, icon, tone = _SAYS[signer.standing]
    name = isolate(signer.name or manifest.author.name)
    return Banner(lambda w: w(sentence, name=name), icon, tone)


def _about(manifest: Manifest) -> QWidget:
    author, created = manifest.author, manifest.made
    rows = Rows()
    if len(manifest.cases) == 1:
        rows.add(Row(plain(isolate_ltr(manifest.reference)), _which(manifest), "folder"))
    for case in manifest.cases if len(manifest.cases) > 1 else ():
        rows.add(Row(plain(isolate_ltr(case.reference)), plain(isolate_ltr(case.folder)), "folder"))
    rows.add(Row(lambda w: w("Sealed on {moment}", moment=w.moment(created)), lambda w: f"{isolate(author.name)} · {w(officer_names.role(author.role))}", "clock"))  # fmt: skip
    rows.add(Row(N_("For"), _for(manifest), "send"))
    if manifest.purpose:
        rows.add(Row(N_("Purpose"), plain(manifest.purpose), "doc"))
    return group(N_("What it is"), rows)


def _which(manifest: Manifest) -> Text:
    n, records = manifest.counter, manifest.envelopes

    def sentence(w: Words) -> str:
        parts = [w("File {n} of this case from that computer", n=w.number(n))]
        parts += [w.count("{n} signed record", "{n} signed records", records)] if records else []
        return " · ".join(parts)

    return sentence


def _for(manifest: Manifest) -> Callable[[Words], str]:
    def sentence(w: Words) -> str:
        keys = [recipient.fingerprint for recipient in manifest.recipients if recipient.fingerprint]
        if not keys:
            return w("Anyone with the opening phrase")
        return " · ".join(isolate_ltr(_short(key)) for key in keys)

    return sentence


def _short(fingerprint: str) -> str:
    return fingerprint if len(fingerprint) <= 24 else f"{fingerprint[:16]}…{fingerprint[-6:]}"


def _number(n: int) -> Text:
    return lambda w: w.number(n)


def _away(kinds: Sequence[str]) -> QWidget:
    known = [kind for kind in kinds if kind in SAYS]
    rows = Rows()
    rows.add(Row(N_("Whether or not the case has any"), lambda w: stays_in_words(known, w), "lock", tone="restricted"))
    return group(N_("Left out"), rows)


def _open(doubts: dict[str, int]) -> QWidget:
    rows = Rows()
    for kind, n in doubts.items():
        says = _DOUBTS.get(kind, N_("Records that could not be fully checked"))
        rows.add(Row(says, _number(n), "wait", tone="wait"))
    return group(N_("Open points when it was sealed"), rows)
