"""The demo's second half: a desk and a supervisor on another computer, three files to join, the
case carried there and back by a folder, and a bundle for somebody without Sanad."""

from pathlib import Path
from typing import Any

from app.case.events import ACCEPTED, REVIEWED
from app.casework import (
    consenting,
    demonstration_three,
    handover,
    joining,
    organisation,
    posting,
    reading,
    referring,
    reviewing,
    sharing,
    staging,
    tasks,
    unlock,
)
from app.casework.refusals import OutsideConsent
from app.casework.session import Session
from app.casework.steps import Job

_DESK, _SUPERVISOR = "هدى المقر", "عمر الراشد"
_COMMITTEE, _SECOND, _TEAM = "اللجنة الوطنية", "بدر السعيد", "تفتيش الفروانية"


def run(job: Job, told: dict[str, Any], inspector: Session, folder: Path, phrase: str) -> None:
    """`inspector` has the case; the second computer's data folder is made beside the first."""
    home, stick = folder / "second-home", folder / "stick"
    stick.mkdir(exist_ok=True)
    told["second_home"], told["stick"] = str(home), str(stick)
    desk: Session = job.step(
        "set up a desk on a second computer",
        lambda: unlock.create(home, _DESK, "desk", "ar", phrase).session,
    )
    supervisor: Session = job.step(
        "set up a supervisor there",
        lambda: unlock.create(home, _SUPERVISOR, "supervisor", "ar", phrase).session,
    )
    try:
        job.step(
            "found the organisation",
            lambda: organisation.found(desk, _COMMITTEE, _SECOND, _TEAM),
        )
        job.step("the supervisor joins by file", lambda: _joins(desk, supervisor, folder))
        job.step("the inspector joins by file", lambda: _joins(desk, inspector, folder))
        _there_and_back(job, told["case"], inspector, supervisor, stick)
        if demonstration_three.possible():
            demonstration_three.run(job, told, desk, [supervisor, inspector], folder, phrase)
    finally:
        supervisor.close()
        desk.close()
    bundle = folder / f"{told['reference']}.sanad.age"
    job.step("make a bundle", lambda: _makes(inspector, told["case"], bundle, phrase))
    told["bundle"] = str(bundle)
    job.step("open the bundle and verify it", lambda: _opens(bundle, phrase))


def _joins(desk: Session, session: Session, folder: Path) -> bool:
    """Invitation, answer, reply; True if both screens show the same six words."""
    invitation, answer, reply = (
        folder / f"{name}.sanad" for name in ("invitation", "answer", "reply")
    )
    organisation.invite(desk, invitation)
    joining.answer(session, invitation, answer)
    admitted = organisation.admit(desk, answer, reply)
    done = joining.finish(session, reply)
    for file in (invitation, answer, reply):
        file.unlink()
    return admitted.words == done.words


def _there_and_back(
    job: Job, case_id: str, inspector: Session, supervisor: Session, stick: Path
) -> None:
    to = sharing.find(inspector, _SUPERVISOR)
    job.step("hand the case over", lambda: sharing.hand_over(inspector, case_id, to))
    job.step("write it to a folder", lambda: posting.export(inspector, stick).records > 0)
    name = reading.case(inspector, case_id).name.encode()
    job.step("nobody who carries it reads it", lambda: not _says(stick, name))
    job.step("the supervisor takes it in", lambda: posting.collect(supervisor, stick).cases)
    job.step("reads and accepts it", lambda: sharing.accept(supervisor, case_id))
    _goes_on(job, case_id, supervisor)
    job.step("approves it", lambda: reviewing.review(supervisor, case_id, reviewing.APPROVED))
    job.step("writes the answer", lambda: posting.export(supervisor, stick).records > 0)
    job.step("the inspector takes it in", lambda: posting.collect(inspector, stick).cases)
    job.step("both have the same case", lambda: _same(inspector, supervisor, case_id))
    job.step("verify the case", lambda: sharing.verify(inspector, case_id).ok)


def _goes_on(job: Job, case_id: str, session: Session) -> None:
    """On to the next stage; nothing leaves for an agency before the person was asked."""
    request = referring.Request("shelter", "accommodation", "تحتاج إلى مأوى", "3h")
    given = consenting.Given(language="ne", mode="spoken", witness="مريم الشاهدة")
    job.step("moves it to the next stage", lambda: staging.move(session, case_id, "documentation"))
    job.step("a referral without consent is refused", lambda: _refused(session, case_id, request))
    job.step(
        "records the person’s consent",
        lambda: consenting.record(session, case_id, "share", "yes", given, "shelter"),
    )
    job.step("refers it to the shelter", lambda: referring.refer(session, case_id, request))
    job.step("sees what is to be done", lambda: tasks.tasks(session, ["referral"]))


def _refused(session: Session, case_id: str, request: referring.Request) -> bool:
    try:
        referring.refer(session, case_id, request)
    except OutsideConsent:
        return True
    return False


def _says(folder: Path, text: bytes) -> bool:
    return any(text in file.read_bytes() for file in folder.iterdir())


def _same(one: Session, other: Session, case_id: str) -> bool:
    mine, theirs = reading.case(one, case_id), reading.case(other, case_id)
    whats = [each.what for each in mine.timeline]
    return (
        ACCEPTED in whats
        and REVIEWED in whats
        and mine.heads == theirs.heads
        and mine.facts == theirs.facts
    )


def _makes(session: Session, case_id: str, file: Path, phrase: str) -> None:
    file.unlink(missing_ok=True)
    lock = handover.passphrase(phrase, session, case_id)
    handover.make(session, case_id, file, lock, "ar", "demo")


def _opens(file: Path, phrase: str) -> bool:
    return bool(handover.open_bundle(file, handover.opener_with(phrase)).manifest.files)
