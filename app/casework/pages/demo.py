"""The whole main job on fictional answers, step by step; and a look at this installation."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app import settings
from app.case import built_in_profiles
from app.case.profile import Profile
from app.casework.cases import queries
from app.casework.export import case_print, dossier, text_review
from app.casework.interviews import interview
from app.casework.lifecycle import consents
from app.casework.pages import demo_colleagues
from app.casework.pages.demo_headquarters import Job, Stopped
from app.casework.questionnaires import answer_player, forms, screening
from app.casework.records import unlock
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import Words, fold
from app.seal.holders import Policy, combine, deal
from app.seal.secret import fresh

_OFFICER, _PROSECUTION = "ليلى السالم", "prosecution"


class NoSuchCountry(SanadError):
    known: str
    says = N_("No referral system of this country came with Sanad. Choose one of: {known}")


def run(path: Path | None = None, country: str = "") -> dict[str, Any]:
    """The demo: shapes in docs/cli.md. Without `path`, a new temporary folder. `country`: of a referral system that
    came with Sanad, as its id begins; "" for the default. NoSuchCountry."""
    default = built_in_profiles.default()
    built = {system.country: system for system in built_in_profiles.built_in().values()} | {default.country: default}
    system = built.get(country.lower() or default.country)
    if system is None:
        raise NoSuchCountry(" ".join(sorted(built)))
    folder = path or Path(tempfile.mkdtemp(prefix="sanad-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    report: dict[str, Any] = {
        "steps": [], "home": str(home), "passphrase_file": str(folder / "passphrase.txt"),
        "vault": None, "case": None, "reference": None, "assessment": None, "pdf": None,
        "second_home": None, "stick": None, "headquarters": None, "sync": None, "bundle": None,
        "dossier": None, "figures": None,
    }  # fmt: skip
    job = Job(report["steps"])
    with suppress(Stopped):
        _main_job(job, report, home, folder, system)
    return report


def _main_job(job: Job, report: dict[str, Any], home: Path, folder: Path, system: Profile) -> None:
    phrase = unlock.suggest("ar")
    Path(report["passphrase_file"]).write_text(phrase + "\n", "utf-8")
    session: Session = job.step(
        "create a vault", lambda: unlock.create(home, _OFFICER, "inspector", "ar", phrase).session
    )
    job.step("take in the referral system of the country", lambda: demo_colleagues.take_in(session, system))
    report["vault"] = str(session.vault.file)
    job.step("offer the rapid screening", lambda: forms.offer_shipped(session))
    form = forms.load(session, forms.forms(session)[0].hash)
    live = job.step("begin in Arabic", lambda: _begin(session, form.hash))
    answers = _answers(system.country)
    job.step(f"keep {len(answers)} answers", lambda: _keep_all(session, live, answers))
    result = job.step("assess", lambda: screening.assess(form, live.interview, session.clock().astimezone().date()))
    report["assessment"] = screening.as_json(result)
    step = job.step("finish", lambda: _finish(session, live))
    report["case"], report["reference"] = step.case_id, step.reference
    job.step("lock", session.close)
    vault_id = session.officer.vault_id
    session = job.step("unlock again", lambda: unlock.unlock(home, vault_id, phrase))
    try:
        job.step("verify every page and signature", lambda: unlock.check(session).ok)
        job.step("search", lambda: _found(session, step.case_id))
        pdf = folder / f"{step.reference}.pdf"
        pdf.unlink(missing_ok=True)
        password = None if case_print.may_save_plain() else phrase
        job.step("write the record in Arabic", lambda: case_print.save(session, step.case_id, "ar", pdf, password))
        report["pdf"] = str(pdf)
        demo_colleagues.run(job, report, session, folder, phrase, system)
        file = folder / f"{step.reference}-dossier.pdf"
        file.unlink(missing_ok=True)
        job.step("make the dossier for the prosecution", lambda: _dossier(session, step.case_id, file, password))
        report["dossier"] = str(file)
    finally:
        session.close()


def _answers(country: str) -> list[tuple[str, answer_player.Value]]:
    """What is told in every country, and in this one instead."""
    folder = settings.RESOURCES / "demo"
    country_file = folder / f"{country}.json"
    answers = dict(answer_player.read_answers(folder / "answers.json"))
    if country_file.is_file():
        answers |= dict(answer_player.read_answers(country_file))
    return [(ref, value) for ref, value in answers.items() if value]


def _begin(session: Session, form_hash: str) -> interview.LiveInterview:
    live = interview.start(session, form_hash)
    live.interview.set_language(interview.address(live.interview, "ar"))
    return live


def _keep_all(session: Session, live: interview.LiveInterview, answers: list[tuple[str, answer_player.Value]]) -> None:
    for ref, value in answers:
        interview.keep(session, live.draft_id, answer_player.give(live.interview, ref, value))


def _finish(session: Session, live: interview.LiveInterview) -> interview.FinishedInterview:
    language = interview.address(live.interview, "ar")
    return interview.finish(session, live.draft_id, interview.Agreement(agreed="yes"), language=language)


def _dossier(session: Session, case_id: str, file: Path, password: str | None) -> None:
    """After the person agreed to it: without that it is refused."""
    agreed = consents.ConsentDetails(language="ar", mode="signature")
    consents.record(session, case_id, "share", "yes", agreed, _PROSECUTION)
    request = dossier.DossierRequest(_PROSECUTION, "both")
    withheld = dossier.chosen(_PROSECUTION)
    texts = text_review.preview(session, case_id, withheld, "ar").texts
    text_review.decide(session, case_id, withheld, {text.id: text_review.suggested(text) for text in texts})
    dossier.save(session, case_id, request, file, password, withheld)


def _found(session: Session, case_id: str) -> bool:
    page = queries.case(session, case_id)
    first = page.name.split()[0] if page.name else page.reference
    return case_id in [row.id for row in queries.cases(session, first)]


def as_text(report: dict[str, Any]) -> str:
    """The same for a person at a terminal."""
    lines = [f"{'ok ' if step['ok'] else 'NO '} {step['name']}  ({step['seconds']:.2f} s)" for step in report["steps"]]
    for name in (
        "reference",
        "home",
        "second_home",
        "stick",
        "headquarters",
        "sync",
        "passphrase_file",
        "pdf",
        "bundle",
        "dossier",
        "figures",
    ):
        if report.get(name):
            lines.append(f"{name.replace('_', ' ')}: {report[name]}")
    if report.get("assessment"):
        lines.append(f"result: {report['assessment']['result']}")
    if "passed" in report:
        lines.append(f"{report['passed']} passed, {report['failed']} failed")
    return "\n".join(lines)


def _cards_give_their_secret_back() -> bool:
    secret = fresh()
    return combine(deal(secret, Policy())[:3]) == secret


def selftest() -> dict[str, Any]:
    """Vault, form, PDF with Arabic, fonts, translations: {"steps", "passed", "failed"}."""
    with tempfile.TemporaryDirectory(prefix="sanad-selftest-") as folder:
        report = run(Path(folder))
    job = Job(report["steps"])
    checks: list[tuple[str, Callable[[], object]]] = [
        ("fonts", case_print.fonts_are_here),
        ("translations", lambda: Words("ar")("Start an interview") != "Start an interview"),
        ("holders' cards", _cards_give_their_secret_back),
        ("folding", lambda: fold("أحمَد") == "احمد"),
    ]
    for name, check in checks:
        try:
            job.step(name, check)
        except Stopped:
            continue
    passed = sum(step["ok"] for step in job.steps)
    return {"steps": job.steps, "passed": passed, "failed": len(job.steps) - passed}
