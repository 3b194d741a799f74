"""Writes the vectors of several cases in one file, of a receipt and of approvals, once:
python -m tests.bundle.freeze_in_full tests/vectors/bundle/NUMBER FOLDER

FOLDER: for vaults that are thrown away. Everybody is fictional, and the keys are used for nothing else.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from app.bundle.keys import lock_with
from app.case.kinds.release import Release
from app.casework.cases import queries
from app.casework.export import bundle_export, bundle_receipt, release_requests
from app.casework.lifecycle import consents, referrals
from app.casework.organisation import administration
from app.seal import canonical
from tests.bundle.made import make_bundle
from tests.bundle.small import PHRASE, Prosecutor
from tests.bundle.test_in_full import another
from tests.bundle.test_letter_approval import ASKED, LAYLA, OMAR
from tests.casework.dossier_case import DETAILS, dossier_case, read_over
from tests.casework.test_letter import NEPALI
from tests.casework.test_posting import Office
from tests.people import keeps_a_case


def told_of(releases: list[Release]) -> list[list[Any]]:
    """What the fold makes of requests and answers."""
    return [
        [release.id.hex(), release.digest.hex(), release.agency, release.purpose, list(map(list, release.to)),
         [case.hex() for case in release.cases], list(release.roles), release.days,
         [[answer.answer, answer.reason, answer.until] for answer in release.answers]]
        for release in releases
    ]  # fmt: skip


def freeze(folder: Path, work: Path) -> None:
    folder.mkdir(parents=True)
    office = Office(work, work / "stick")
    office.stick.mkdir(parents=True)
    desk = office.sets_up("Huda Desk", "desk")
    office.founded = administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
    layla, omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    prosecutor, case = Prosecutor(), dossier_case(layla, work)
    (folder / "key.txt").write_bytes(prosecutor.file)
    told = _seal(folder, prosecutor, case.session, case.id, another(case))
    bundle = bundle_export.open_bundle(folder / "with-key.sanad.age", prosecutor.opener)
    bundle_receipt.sign(bundle, "Clerk Sample", work / "r.key", folder / "1.sanad-receipt")
    told["receipt"] = {"bundle": bundle.manifest.bundle, "by": "Clerk Sample", "files": len(bundle.entries)}
    (folder / "told.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")

    consents.record(layla, case.id, "share", "yes", DETAILS, "embassy")
    read_over(layla, case.id, "embassy")
    choice = bundle_export.chosen_for(
        (case.id,), prosecutor.lock.recipients, "en", "Travel document", agency="embassy", with_files=False
    )
    other = keeps_a_case(layla, "Sunita Tamang")
    consents.record(layla, other, "share", "yes", NEPALI, "embassy")
    asked = {
        case.id: release_requests.ask(layla, choice),
        other: release_requests.ask_for_letter(layla, other, referrals.refer(layla, other, ASKED)),
    }
    office.carry(LAYLA, OMAR)
    release_requests.answer(omar, case.id, asked[case.id], approve=False, reason="Too much of it")
    release_requests.answer(omar, other, asked[other], approve=True)
    approvals = [
        {
            "case": case_id, "tells": told_of(list(queries.case_of(omar, case_id).releases.values())),
            "events": [
                {"id": event.id.hex(), "stream": event.stream.hex(), "role": event.role, "person": event.person.hex(),
                 "body": canonical.encode({**event.content, "what": event.what, "at": event.at, "seen": sorted(event.seen)}).hex()}
                for event in queries.case_of(omar, case_id).timeline
            ],
        }
        for case_id in asked
    ]  # fmt: skip
    (folder / "approvals.json").write_text(json.dumps(approvals, indent=1) + "\n", "utf-8")
    for session in office.sessions.values():
        session.close()


def _seal(folder: Path, prosecutor: Prosecutor, session: Any, case: str, other: str) -> dict[str, Any]:
    told: dict[str, Any] = {"case": case, "phrase": PHRASE}
    for how, lock, opener in (
        ("with-key", prosecutor.lock, prosecutor.opener),
        ("with-passphrase", lock_with(PHRASE), bundle_export.opener_with(PHRASE)),
    ):
        file = folder / f"{how}.sanad.age"
        make_bundle(session, case, file, lock, "en", "Prosecution", with_files=False, also=[other])
        opened = bundle_export.open_bundle(file, opener)
        manifest = opened.manifest
        told |= {
            "author": manifest.author.name,
            "purpose": manifest.purpose,
            "fingerprint": manifest.author.fingerprint,
            "made": manifest.made.isoformat(),
            "reference": manifest.reference,
            "cases": told.get("cases") or [[entry.case, entry.reference, entry.envelopes] for entry in manifest.cases],
            how: {name: hashlib.sha256(file).hexdigest() for name, file in opened.files.items()},
        }
    return told


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]))
