"""A second person's word before something goes to an agency for which the referral system asks for it.

The same choice of the same records has the same digest, anything else another, and needs another approval.
Asked and answered in app.casework.export.release_requests. docs/decisions/0049"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.case.kinds.release import Release
from app.case.projection import Case
from app.casework.cases.queries import case_of
from app.casework.cases.second_person import roles_of
from app.casework.export.bundle_choice import BundleChoice
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError


class ApprovalWaits(SanadError):
    says = N_(
        "Nobody has approved this file yet. Nothing was written. Wait until a second person has answered;"
        " they find it among their tasks."
    )


class NotAsked(SanadError):
    says = N_(
        "A second person must approve exactly these cases, recipients and choices before anything is sent to this "
        "agency. Nothing was written. Ask for the approval first, and again after each change."
    )


@dataclass(eq=False)
class ApprovalRefused(SanadError):
    name: str
    reason: str
    says = N_("{name} refused this file: {reason}. Nothing was written. Change what is sent, then ask again.")


@dataclass(eq=False)
class ApprovalOver(SanadError):
    until: str
    says = N_("The approval was valid until {until}. Nothing was written. Ask for it again.")


def release_for(session: Session, choice: BundleChoice, wanted_digest: bytes) -> bytes:
    """The approval that lets exactly this go, of which `wanted_digest` is the digest. NotAsked, ApprovalWaits,
    ApprovalRefused, ApprovalOver."""
    return release_of(session, choice.cases, choice.agency, wanted_digest)


def release_of(session: Session, case_ids: Sequence[str], agency: str, wanted_digest: bytes) -> bytes:
    """The same of whatever goes to an agency."""
    now = session.now()
    cases = {bytes.fromhex(case_id) for case_id in case_ids}
    requests = [
        release
        for release in case_of(session, case_ids[0]).releases.values()
        if release.digest == wanted_digest and set(release.cases) == cases
    ]
    if not requests:
        raise NotAsked
    for release in requests:
        everywhere = [of_id(case_of(session, case_id), release.id.hex()) for case_id in case_ids]
        if all(
            of_case.approved(now)
            and of_case.digest == wanted_digest
            and set(of_case.roles) <= roles_of(session, agency)
            for of_case in everywhere
        ):
            return release.id
    _say_why(session, requests[-1], now)
    raise ApprovalWaits


def _say_why(session: Session, release: Release, now: int) -> None:
    name_of = session.vault.directory.name_of
    if release.refused:
        raise ApprovalRefused(name_of(release.refused.stream), release.refused.reason)
    ended = [answer.until for answer in release.answers if answer.until < now]
    if ended:
        raise ApprovalOver(utc(max(ended)).astimezone().date().isoformat())


class NoRelease(SanadError):
    says = N_("This request for an approval is not in the case. Nothing was changed. Open the case again.")


def of_id(case: Case, release_id: str) -> Release:
    """By its id, or how it begins. NoRelease."""
    named = [release for release in case.releases.values() if release_id and release.id.hex().startswith(release_id)]
    if len(named) != 1:
        raise NoRelease
    return named[0]
