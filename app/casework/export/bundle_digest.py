"""What of a case goes into a bundle, and the digest of exactly that, which a second person approves.

The bundle itself: app.casework.export.bundle_export."""

from collections import Counter
from dataclasses import replace
from typing import Any

from app.bundle.manifest import as_json
from app.case.projection import Case
from app.casework.cases import attachments, queries
from app.casework.cases.redaction import FOR_OFFICER, FreeText, Withheld
from app.casework.export import case_data, dossier, redacted_reading, shared_events
from app.casework.export.bundle_answers import answers_of
from app.casework.export.bundle_choice import BundleChoice
from app.casework.export.shared_events import SharedSelection
from app.casework.session.session import Session
from app.seal import canonical
from app.seal.canonical import nfc
from app.seal.keys import digest


def digest_of(session: Session, choice: BundleChoice) -> bytes:
    """SHA-256 of exactly what goes and to whom, whatever of its files is on this computer and whatever the
    clock says; for whoever approves it. As `make` for what may not go at all."""
    recipients = sorted([recipient.kind, recipient.fingerprint] for recipient in choice.recipients)
    whom = [choice.agency, nfc(choice.override), nfc(choice.purpose), recipients]
    withheld = choice.withheld
    redaction_choice = [sorted(withheld.hold), sorted(withheld.give), sorted(withheld.files)]
    redaction_choice.append([withheld.recipient, str(int(withheld.leaves_unreviewed))])
    choices = [choice.language, choice.dossier, int(choice.with_files), int(choice.place), *redaction_choice]
    cases = [[bytes.fromhex(case_id), _what_goes(session, case_id, choice)] for case_id in sorted(choice.cases)]
    return digest(b"sanad-release-1", canonical.encode([whom, choices, cases]))


def _what_goes(session: Session, case_id: str, choice: BundleChoice) -> bytes:
    """Of one case: answers, people, decisions, proceedings, files and signed events. What the case went
    through is not in it: the same file may be sealed again. TextsNotReviewed."""
    answers, rows, ids, texts = what_goes(session, case_id, choice)
    read_over = sorted([text.hash.hex(), text.covers or ()] for text in texts.values())
    signed = [id_.hex() for id_ in ids]
    return digest(as_json({**answers, **rows, "events": signed, "texts": read_over}))


def what_goes(
    session: Session, case_id: str, choice: BundleChoice
) -> tuple[dict[str, Any], dict[str, list[case_data.Row]], tuple[bytes, ...], dict[tuple[str, bytes], FreeText]]:
    """Answers, rows of the dossier, ids of the events, and the free texts of one case, without making pages.
    TextsNotReviewed."""
    case_state = queries.case_of(session, case_id)
    read = reading_of(session, case_state, choice)
    answers, _ = answers_of(session, queries.case(session, case_id), choice.language, read)
    answers["files"] = [
        {
            "sha256": file.hash,
            "name": read.file_name(file.id, number, file.name),
            "note": read.note(f"file:{file.id}:note", file.note, "file_notes"),
        }
        for number, file in enumerate(attachments.of(session, case_id), 1)
        if not read.file(file.id)
    ]
    read.require_reviewed()
    answers = read.clean(answers)
    del answers["marks"]  # some begin with the hour
    rows, texts = dict[str, list[case_data.Row]](), read.texts
    if choice.agency:
        paper = dossier.inside(session, case_id, dossier_request(choice), dossier_withheld(choice))
        paper.read.require_reviewed()
        rows, texts = read.clean(case_data.of_dossier(paper.contents)), texts | paper.read.texts
    ids = shared_events.choose(session, case_state, going_events(choice, answers, read)).ids
    return answers, rows, ids, texts


def dossier_withheld(choice: BundleChoice) -> Withheld:
    """The dossier never says what the interviewer alone noted, unless that was chosen."""
    withheld = choice.withheld
    return replace(withheld, hold=withheld.hold | {FOR_OFFICER}, counted=Counter(), texts={})


def dossier_request(choice: BundleChoice) -> dossier.DossierRequest:
    """`language` where none goes: nothing is drawn then."""
    return dossier.DossierRequest(choice.agency, choice.dossier or choice.language, choice.purpose, choice.override)


def going_events(choice: BundleChoice, answers: dict[str, Any], read: Withheld) -> SharedSelection:
    """Which signed events may go: those of which everything goes along anyway."""
    listed = {row["sha256"] for row in answers["files"] if choice.with_files}
    return SharedSelection(choice.agency, read, listed, choice.place)


def reading_of(session: Session, case_state: Case, choice: BundleChoice) -> Withheld:
    """What goes of a case, with nothing counted yet."""
    return redacted_reading.reading(session, case_state, choice.withheld.for_agency(choice.agency))
