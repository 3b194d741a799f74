"""The receipt of a file that was sealed for others: what it is, who can open it, what it holds, and a
place to sign for who receives it. Made from the event that the case's log has of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import report
from app.bundle import receipt
from app.bundle.contents import VerifiedFiles
from app.bundle.keys import public_lines, words_of_line
from app.case import events, fields
from app.case.projection import Case
from app.casework.cases import redaction
from app.casework.cases.copy_holders import Copy, paper_of
from app.casework.cases.index import number_of
from app.casework.cases.issued_papers import Paper, moment
from app.casework.cases.queries import case_of
from app.casework.export.case_print import stays_in_words
from app.casework.questionnaires.forms import NoFile
from app.casework.session import profiles
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import in_words, write_whole
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.seal.keys import digest
from app.seal.six_words import Pair


@dataclass(eq=False)
class NoBundle(SanadError):
    says = N_("This case has no sealed file with this number. Nothing was written. Check the case history.")


def paper(session: Session, case_id: str, document: str) -> Paper:
    """Of a bundle's document id, or how it begins. NoCase, NoBundle."""
    case = case_of(session, case_id)
    prefix = document.strip().lower()
    timeline = [
        event
        for event in case.timeline
        if event.what == events.EXPORTED
        and "manifest" in event.content
        and prefix
        and paper_of(event).document.startswith(prefix)
    ]
    if len(timeline) != 1:
        raise NoBundle
    (event,) = timeline
    return Paper("receipt", event.id, digest(*case.heads), lambda words: _notice(session, case, event, words), case.id)


def _notice(session: Session, case: Case, event: events.Event, words: Words) -> report.ShortPaper:
    copy, content = paper_of(event), event.content
    recipient = profiles.in_use(session).agency_name(copy.agency, words.language)
    manifest = content.get("manifest")
    return report.ShortPaper(
        title=words("Receipt of a hand-over"),
        says=[words("This file about a person at risk was handed over, sealed for the "
                    "recipients named here. The person signing below has received it and "
                    "shows it to nobody else.")],
        facts=[
            (words("Case"), isolate_ltr(number_of(case))),
            (words("Handed over by"), isolate(session.vault.directory.name_of(event.stream))),
            (words("To"), isolate(recipient) if recipient else words("Not said")),
            (words("Purpose"), copy.reason),
            (words("Sealed"), moment(words, copy.at)),
            (words("Number of this file"), _number(content.get("counter"), words)),
            (words("Id of this file"), isolate_ltr(copy.document)),
            (words("Digital fingerprint of its list (SHA-256)"),
             isolate_ltr(manifest.hex()) if isinstance(manifest, bytes) else ""),
        ],
        tables=[
            (words("Who can open it"), "", _openers(copy, words)),
            (words("Left out of the file, whether or not the case has any"), "", _held_back(content, words) or [(words("Nothing"),)]),
        ],
        advice=[words("When the file is no longer needed, destroy it and tell the office, quoting the number of this receipt.")],
        at=session.clock(),
        record_hash=digest(*case.heads).hex(),
        organisation=session.vault.directory.organisation.name,
    )  # fmt: skip


def _openers(copy: Copy, words: Words) -> list[tuple[str]]:
    return [
        (words("Anyone with its passphrase") if mark == "passphrase" else isolate_ltr(mark),) for mark in copy.marks
    ] or [(words("Not said"),)]


def _held_back(content: Mapping[str, Any], words: Words) -> list[tuple[str]]:
    pairs = content.get("held")
    kinds = [
        fields.text(pair[0])
        for pair in (pairs if isinstance(pairs, list) else [])
        if isinstance(pair, list) and len(pair) == 2
    ]
    says = stays_in_words([kind for kind in kinds if kind in redaction.SAYS], words)
    return [(says,)] if says else []


def _number(counter: object, words: Words) -> str:
    return words.number(counter) if isinstance(counter, int) else ""


# -- receipt signing ---------------------------------------------------------------------------
# A receipt for a bundle that came, signed on the recipient's side: needs no records on this
# computer.

_LONGEST_KEY = 1 << 16


def sign(bundle: VerifiedFiles, receiver: str, key_file: Path, file: Path) -> Pair:
    """Write the receipt; the six words of the key that signed it. A key file that is not there is made.
    NoFile, SshKeyRefused, ReceiverMissing, PlaceNotAllowed, BadFolder."""
    refuse_elsewhere(file)
    with in_words(NoFile):
        if not key_file.exists():
            write_whole(key_file, receipt.fresh_key())
        with key_file.open("rb") as opened:
            raw = opened.read(_LONGEST_KEY)
    content = receipt.written(bundle, receiver, datetime.now(UTC), receipt.key_from(raw))
    with in_words():
        write_whole(file, content)
    return words_of_line(public_lines(raw)[0])
