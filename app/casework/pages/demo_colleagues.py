"""The demo's second half: a desk and a supervisor on another computer, three files to join, the
case carried there and back by a folder, and a bundle for somebody without Sanad."""

from pathlib import Path
from typing import Any

from app.case import built_in_profiles
from app.case.events import ACCEPTED, REVIEWED
from app.case.profile import Profile
from app.casework.cases import queries, reviews
from app.casework.cases.refusals import OutsideConsent
from app.casework.exchange import post
from app.casework.export import bundle_export
from app.casework.lifecycle import case_stages, consents, referrals, tasks
from app.casework.organisation import administration, membership
from app.casework.pages import demo_headquarters, figure_files, figure_packs
from app.casework.pages.demo_headquarters import Job
from app.casework.pages.figure_tables import Days
from app.casework.records import unlock
from app.casework.session import profiles
from app.casework.session.session import Session
from app.casework.sharing import case_access, case_verification

_DESK, _SUPERVISOR = "هدى المقر", "عمر الراشد"
_COMMITTEE, _SECOND, _TEAM = "اللجنة الوطنية", "بدر السعيد", "فريق التفتيش الأول"


def take_in(session: Session, system: Profile) -> None:
    """Its country's referral system, as the desk gives it to all; the default is there."""
    if system != profiles.in_use(session):
        with session.vault.transaction() as writer:
            profiles.take_in(writer, [built_in_profiles.text_of(system).encode()])


def run(job: Job, report: dict[str, Any], inspector: Session, folder: Path, phrase: str, system: Profile) -> None:
    """`inspector` has the case; the second computer's data folder is made beside the first."""
    home, stick = folder / "second-home", folder / "stick"
    stick.mkdir(exist_ok=True)
    report["second_home"], report["stick"] = str(home), str(stick)
    desk: Session = job.step(
        "set up a desk on a second computer", lambda: unlock.create(home, _DESK, "desk", "ar", phrase).session
    )
    supervisor: Session = job.step(
        "set up a supervisor there", lambda: unlock.create(home, _SUPERVISOR, "supervisor", "ar", phrase).session
    )
    try:
        for session in (desk, supervisor):
            take_in(session, system)
        job.step("found the organisation", lambda: administration.create_organisation(desk, _COMMITTEE, _SECOND, _TEAM))
        job.step("the supervisor joins by file", lambda: _joins(desk, supervisor, folder))
        job.step("the inspector joins by file", lambda: _joins(desk, inspector, folder))
        _there_and_back(job, report["case"], inspector, supervisor, stick)
        if demo_headquarters.possible():
            demo_headquarters.run(job, report, desk, [supervisor, inspector], folder, phrase)
        table = folder / "figures.xlsx"
        table.unlink(missing_ok=True)
        job.step("make a table of figures", lambda: _counts(supervisor, table))
        report["figures"] = str(table)
    finally:
        supervisor.close()
        desk.close()
    bundle = folder / f"{report['reference']}.sanad.age"
    job.step("make a bundle", lambda: _makes(inspector, report["case"], bundle, phrase))
    report["bundle"] = str(bundle)
    job.step("open the bundle and verify it", lambda: _opens(bundle, phrase))


def _joins(desk: Session, session: Session, folder: Path) -> bool:
    """Invitation, answer, reply; True if both screens show the same six words."""
    invitation, answer, reply = (folder / f"{name}.sanad" for name in ("invitation", "answer", "reply"))
    administration.invite(desk, invitation)
    membership.answer(session, invitation, answer)
    admitted = administration.admit(desk, answer, reply)
    joined = membership.finish(session, reply)
    for file in (invitation, answer, reply):
        file.unlink()
    return admitted.words == joined.words


def _there_and_back(job: Job, case_id: str, inspector: Session, supervisor: Session, stick: Path) -> None:
    recipient = case_access.find(inspector, _SUPERVISOR)
    job.step("hand the case over", lambda: case_access.hand_over(inspector, case_id, recipient))
    job.step("write it to a folder", lambda: post.export(inspector, stick).records > 0)
    name = queries.case(inspector, case_id).name.encode()
    job.step("nobody who carries it reads it", lambda: not _says(stick, name))
    job.step("the supervisor takes it in", lambda: post.collect(supervisor, stick).cases)
    job.step("reads and accepts it", lambda: case_access.accept(supervisor, case_id))
    _goes_on(job, case_id, supervisor)
    job.step("approves it", lambda: reviews.review(supervisor, case_id, reviews.APPROVED))
    job.step("writes the answer", lambda: post.export(supervisor, stick).records > 0)
    job.step("the inspector takes it in", lambda: post.collect(inspector, stick).cases)
    job.step("both have the same case", lambda: _same(inspector, supervisor, case_id))
    job.step("verify the case", lambda: case_verification.verify(inspector, case_id).ok)


def _goes_on(job: Job, case_id: str, session: Session) -> None:
    """On to the next stage; nothing leaves for an agency before the person was asked."""
    request = referrals.ReferralRequest("shelter", "accommodation", "تحتاج إلى مأوى", "3h")
    consent_details = consents.ConsentDetails(language="ne", mode="spoken", witness="مريم الشاهدة")
    job.step("moves it to the next stage", lambda: case_stages.move(session, case_id, "documentation"))
    job.step("a referral without consent is refused", lambda: _refused(session, case_id, request))
    job.step(
        "records the person’s consent",
        lambda: consents.record(session, case_id, "share", "yes", consent_details, "shelter"),
    )
    job.step("refers it to the shelter", lambda: referrals.refer(session, case_id, request))
    job.step("sees what is to be done", lambda: tasks.tasks(session, ["referral"]))


def _refused(session: Session, case_id: str, request: referrals.ReferralRequest) -> bool:
    try:
        referrals.refer(session, case_id, request)
    except OutsideConsent:
        return True
    return False


def _says(folder: Path, text: bytes) -> bool:
    return any(text in file.read_bytes() for file in folder.iterdir())


def _same(session: Session, other_session: Session, case_id: str) -> bool:
    case_page, case = queries.case(session, case_id), queries.case(other_session, case_id)
    whats = [event.what for event in case_page.timeline]
    return ACCEPTED in whats and REVIEWED in whats and case_page.heads == case.heads and case_page.facts == case.facts


def _counts(session: Session, file: Path) -> None:
    """Of this month, as it may leave the office: no number below five."""
    today = session.clock().date()
    days = Days(today.replace(day=1), today)
    figure_files.publish(session, figure_packs.pack("national-committee"), days, file, "ar")


def _makes(session: Session, case_id: str, file: Path, phrase: str) -> None:
    file.unlink(missing_ok=True)
    lock = bundle_export.passphrase(phrase, session, case_id)
    choice = bundle_export.chosen_for((case_id,), lock.recipients, "ar", "demo")
    bundle_export.make(session, choice, file, lock)


def _opens(file: Path, phrase: str) -> bool:
    return bool(bundle_export.open_bundle(file, bundle_export.opener_with(phrase)).manifest.files)
