"""What the events of a case's course do: stages, consents, referrals, decisions, closing.

Each is judged by what its author had seen, never by what came in from elsewhere meanwhile: what was
lawful when it was signed stays so, on every computer, whatever arrives later. docs/formats/events.md"""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.case import attachments, events, fields, refusal, roles
from app.case.conditions import ConditionFacts, missing
from app.case.consent import MODES, NO, SPOKEN, THUMB, WITHDRAWN, YES, Consent
from app.case.decision import Decision
from app.case.events import Event
from app.case.handover import BundleExport
from app.case.kinds.declaration import (
    ALL,
    AT_DESK,
    CONSENT_LINES,
    CONSENTS,
    COURSE,
    DECISIONS,
    ENDED,
    REFERRALS,
    SHARED,
    STAYS,
    SUPERVISING,
    CaseKind,
    Inbox,
    Leaves,
    Outcome,
    Silent,
    by_key,
    keys,
)
from app.case.profile import BASES, PURPOSES, Profile
from app.case.referral import DRAFT, EXPIRED, NEXT, REJECTED, REVOKED, SENT, STATES, TAKEN_ON, WITH_REASON, Referral
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder

CLOSED, OPEN = "closed", "open"


def _moved(folding: "CaseBuilder", place: int, event: Event) -> bool:
    profile = folding.profile(event)
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    stage = profile.stage(_text(event, "to"))
    if stage is None:
        return folding.refuse(event, refusal.STAGE)
    if stage.roles and event.role not in stage.roles:
        return folding.refuse(event, refusal.ROLE)
    ground = folding.ground(place)
    if ground.blocked():
        return folding.refuse(event, refusal.CONFLICT)
    if _is_closed(ground):
        return folding.refuse(event, refusal.WAS_CLOSED)
    only = ground.only(("stage",)) or profile.stages[0].id
    if only == stage.id:
        return folding.refuse(event, refusal.HERE)
    if profile.place(stage.id) < profile.place(only):
        if not _text(event, "reason"):
            return folding.refuse(event, refusal.REASON)
    elif only not in stage.after and profile.place(only) >= 0:
        return folding.refuse(event, refusal.SKIPPED)
    elif lacking := missing(stage.needs, ground):
        return folding.refuse(event, refusal.NEEDS, lacking)
    folding.write(("stage",), place, stage.id)
    return True


def _consented(folding: "CaseBuilder", place: int, event: Event) -> bool:
    consent, profile = Consent.of(event), folding.profile(event)
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    if consent is None or consent.purpose not in PURPOSES:
        return folding.refuse(event, refusal.NOTHING)
    if not _fits(profile, consent.purpose, consent.agency):
        return folding.refuse(event, refusal.AGENCY)
    case_field = ("consent", consent.purpose, consent.agency)
    if consent.answer == WITHDRAWN:  # must always be possible, however it was said
        if YES not in {write.text for write in folding.known(case_field, place)}:
            return folding.refuse(event, refusal.NOT_GIVEN)
    elif reason := _how(folding, place, profile, consent):
        return folding.refuse(event, reason)
    folding.write(case_field, place, consent.answer)
    return True


def _how(folding: "CaseBuilder", place: int, profile: Profile, consent: Consent) -> str:
    if consent.mode not in MODES or (consent.mode == THUMB and not profile.thumb):
        return refusal.MODE
    if consent.mode == THUMB and not _pictured(folding, place, consent.picture):
        return refusal.PICTURE
    if consent.mode == SPOKEN and not consent.witness.strip():
        return refusal.WITNESS
    if consent.answer == YES and not consent.language.strip():
        return refusal.LANGUAGE
    return ""


def _pictured(folding: "CaseBuilder", place: int, file: bytes) -> bool:
    """Had the author seen a picture of this id among the files of the case?"""
    return any(
        event.what == events.ATTACHED
        and event.content.get("file") == file
        and folding.past.saw(place, n)
        and (attachment := attachments.read(event)) is not None
        and attachment.kind.startswith("image/")
        for n, event in enumerate(folding.order)
    )


def _based(folding: "CaseBuilder", place: int, event: Event) -> bool:
    profile = folding.profile(event)
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    purpose, agency, basis = (_text(event, key) for key in ("purpose", "agency", "basis"))
    if purpose not in PURPOSES or basis not in ("", *BASES):
        return folding.refuse(event, refusal.NOTHING)
    if not _fits(profile, purpose, agency):
        return folding.refuse(event, refusal.AGENCY)
    if not _text(event, "reason"):
        return folding.refuse(event, refusal.REASON)
    folding.write(("basis", purpose, agency), place, basis)
    return True


def _checked(folding: "CaseBuilder", place: int, event: Event) -> bool:
    profile, check = folding.profile(event), _text(event, "check")
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    if check not in profile.checks or _text(event, "answer") not in ("yes", "no"):
        return folding.refuse(event, refusal.NOTHING)
    folding.write(("check", check), place, _text(event, "answer"))
    return True


def _referred(folding: "CaseBuilder", place: int, event: Event) -> bool:
    referral, profile = Referral.of(event, place), folding.profile(event)
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    if referral is None or referral.id in folding.case.referrals:
        return folding.refuse(event, refusal.NOTHING)
    if not _fits(profile, "share", referral.agency):
        return folding.refuse(event, refusal.AGENCY)
    if not referral.reason.strip():
        return folding.refuse(event, refusal.REASON)
    ground = folding.ground(place)
    if _is_closed(ground):
        return folding.refuse(event, refusal.WAS_CLOSED)
    if not referral.draft and (reason := _may_go(profile, referral.agency, referral.override, ground)):
        return folding.refuse(event, reason)
    folding.case.referrals[referral.id] = referral
    folding.write(("referral", referral.id), place, DRAFT if referral.draft else SENT)
    return True


def _may_go(profile: Profile, agency: str, override: str, ground: ConditionFacts) -> str:
    """Why nothing may go to an agency now, "" where it may."""
    agency_entry = profile.agency(agency)
    if agency_entry and 0 < agency_entry.until < ground.at:
        return refusal.AGREEMENT
    return "" if ground.allowed("share", agency) or override.strip() else refusal.CONSENT


def _answered(folding: "CaseBuilder", place: int, event: Event) -> bool:
    id_, status = event.content.get("referral"), _text(event, "status")
    referral = folding.case.referrals.get(id_) if isinstance(id_, bytes) else None
    if referral is None or status not in STATES or not folding.past.saw(place, referral.place):
        return folding.refuse(event, refusal.NOTHING)
    case_field = ("referral", referral.id)
    texts = {write.text for write in folding.known(case_field, place)}
    if not all(status in NEXT.get(text, ()) for text in texts):
        return folding.refuse(event, refusal.STEP)
    if status in WITH_REASON and not _text(event, "reason"):
        return folding.refuse(event, refusal.REASON)
    if status == SENT:
        profile, ground = folding.profile(event), folding.ground(place)
        if profile is None:
            return folding.refuse(event, refusal.PROFILE)
        override = _text(event, "override") or referral.override
        if reason := _may_go(profile, referral.agency, override, ground):
            return folding.refuse(event, reason)
    folding.write(case_field, place, status)
    return True


def _decided(folding: "CaseBuilder", place: int, event: Event) -> bool:
    decision, profile = Decision.of(event), folding.profile(event)
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    if decision is None:
        return folding.refuse(event, refusal.NOTHING)
    if decision.status != "possible" and event.role not in roles.DECIDING:
        return folding.refuse(event, refusal.ROLE)
    if _is_closed(folding.ground(place)):
        return folding.refuse(event, refusal.WAS_CLOSED)
    folding.decided[event.id] = place
    if decision.status in profile.two_persons:
        folding.case.decisions.append(decision)
    else:
        folding.case.decisions.append(replace(decision, confirmed=event.id))
        folding.write(("status",), place, decision.status)
    return True


def _confirmed(folding: "CaseBuilder", place: int, event: Event) -> bool:
    decision_id, decisions = event.content.get("of"), folding.case.decisions
    at = next((n for n, decision in enumerate(decisions) if decision.event == decision_id), -1)
    if at < 0 or not folding.past.saw(place, folding.decided[decisions[at].event]):
        return folding.refuse(event, refusal.NOTHING)
    if decisions[at].same_hand(event):
        return folding.refuse(event, refusal.SECOND)
    if decisions[at].confirmed == decisions[at].event or any(
        write.text == decisions[at].status and folding.order[write.place].content.get("of") == decision_id
        for write in folding.known(("status",), place)
    ):
        return folding.refuse(event, refusal.DECIDED)
    decisions[at] = replace(decisions[at], confirmed=decisions[at].confirmed or event.id)
    folding.write(("status",), place, decisions[at].status)
    return True


def _told_of(folding: "CaseBuilder", _: int, event: Event) -> bool:
    consent_id, agency = event.content.get("of"), _text(event, "agency")
    if not isinstance(consent_id, bytes) or not agency:
        return folding.refuse(event, refusal.NOTHING)
    folding.case.told_of.setdefault((consent_id, agency), event.id)
    return True


def _of_kind(folding: "CaseBuilder", place: int, event: Event) -> bool:
    profile, kinds = folding.profile(event), fields.texts(event.content.get("kinds"))
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    if not kinds or any(profile.kind(kind) is None for kind in kinds):
        return folding.refuse(event, refusal.NOTHING)
    if not _text(event, "reason"):
        return folding.refuse(event, refusal.REASON)
    forms = fields.texts(event.content.get("exploitation"))
    if any(form not in [exploitation.id for exploitation in profile.exploitation] for form in forms):
        return folding.refuse(event, refusal.NOTHING)
    folding.write(("kind",), place, " ".join(sorted(set(kinds))))
    if "exploitation" in event.content:
        folding.write(("exploitation",), place, " ".join(sorted(set(forms))))
    return True


def _closed(folding: "CaseBuilder", place: int, event: Event) -> bool:
    profile, text, ground = folding.profile(event), _text(event, "result"), folding.ground(place)
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    if _is_closed(ground):
        return folding.refuse(event, refusal.WAS_CLOSED)
    if not _text(event, "reason"):
        return folding.refuse(event, refusal.REASON)
    result = profile.result(text)
    if text and result is None:
        return folding.refuse(event, refusal.NOTHING)
    if result and result.gate and (lacking := missing(profile.gate, ground)):
        return folding.refuse(event, refusal.NOT_VOLUNTARY, lacking)
    folding.write(("closed",), place, CLOSED)
    return True


def _reopened(folding: "CaseBuilder", place: int, event: Event) -> bool:
    if not _is_closed(folding.ground(place)):
        return folding.refuse(event, refusal.NOTHING)
    if not _text(event, "reason"):
        return folding.refuse(event, refusal.REASON)
    folding.write(("closed",), place, OPEN)
    return True


def _held(folding: "CaseBuilder", place: int, event: Event) -> bool:
    is_on = event.content.get("on")
    if is_on not in (0, 1):
        return folding.refuse(event, refusal.NOTHING)
    if not _text(event, "reason"):
        return folding.refuse(event, refusal.REASON)
    folding.write(("hold",), place, "on" if is_on else "off")
    return True


def _exported(folding: "CaseBuilder", place: int, event: Event) -> bool:
    """A paper or a file. One that names no agency stays with colleagues, or is a person's own copy."""
    agency = _text(event, "agency")
    if not agency:
        return True
    profile = folding.profile(event)
    # the file is outside, lawfully or not: whoever has it must hear of a withdrawal
    folding.case.exports.append(BundleExport(event.id, agency, event.at, event.stream))
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    if not _fits(profile, "share", agency):
        return folding.refuse(event, refusal.AGENCY)
    if reason := _may_go(profile, agency, _text(event, "override"), folding.ground(place)):
        return folding.refuse(event, reason)
    return True


def _adopted(folding: "CaseBuilder", _: int, event: Event) -> bool:
    text = event.content.get("text")
    if not isinstance(text, bytes):
        return folding.refuse(event, refusal.NOTHING)
    folding.case.profiles.append(text)
    return True


def _fits(profile: Profile, purpose: str, agency: str) -> bool:
    """Sharing names one of the agencies; nothing else does."""
    agency_entry = profile.agency(agency)
    return (agency_entry is not None and not agency_entry.own) if purpose == "share" else not agency


def _is_closed(ground: ConditionFacts) -> bool:
    return ground.only(("closed",)) == CLOSED


def _text(event: Event, key: str) -> str:
    return fields.text(event.content.get(key)).strip()


STAGE = CaseKind(
    what=events.STAGE,
    says=N_("Moved to another stage"),
    who=ALL,
    effect=_moved,
    group=COURSE,
    about="to",
    keys=keys("to text; reason words; profile [id, version]"),
    page="Where the profile names roles for the stage, of these",
    inbox=Inbox("stage", DECISIONS, subject="to"),
    leaves=STAYS,
    fills=("stage",),
)
CONSENT = CaseKind(
    what=events.CONSENT,
    says=N_("Consent recorded"),
    who=ALL,
    effect=_consented,
    group=CONSENTS,
    about="answer",
    keys=keys("""
        purpose text; agency text; answer "yes" | "no" | "withdrawn"; language text; mode
        "signature" | "spoken" | "thumb"; witness text; interpreter text; giver words; wording text;
        expires seconds -- 0: never; reason words; profile [id, version]; picture id -- of a thumb: the `file` of
        an "attachment added" of the case
    """),
    outcome=by_key("answer", {NO: N_("Consent refused"), WITHDRAWN: N_("Consent withdrawn")}),
    inbox=Inbox(
        "consent",
        CONSENT_LINES,
        subject="agency",
        follows=N_("Nothing more is sent to those it names unless the person agrees or a law requires it."),
    ),
    leaves=Leaves(outside=True, held_with="consents"),
    fills=("consent",),
)
BASIS = CaseKind(
    what=events.BASIS,
    says=N_("Legal basis recorded"),
    who=ALL,
    effect=_based,
    group=CONSENTS,
    about="basis",
    keys=keys("""
        purpose text; agency text; basis "duty" | "order" | "vital" | "" -- the last ends it; reason
        words; profile [id, version]
    """),
    outcome=by_key("basis", {ENDED: N_("Legal basis ended")}),
    inbox=Inbox("legal_basis", CONSENT_LINES, subject="agency"),
    leaves=Leaves(outside=True, held_with="consents"),
    fills=("basis",),
)
CHECKED = CaseKind(
    what=events.CHECKED,
    says=N_("Confirmed as the referral system requires"),
    who=ALL,
    effect=_checked,
    group=COURSE,
    about="answer",
    keys=keys("""
        check text; answer "yes" | "no"; reason words; profile [id, version]; interview id -- of a finished risk
        review
    """),
    inbox=Inbox("check"),
    leaves=STAYS,
    fills=("check",),
)
REFERRAL = CaseKind(
    what=events.REFERRAL,
    says=N_("Referral made"),
    who=ALL,
    effect=_referred,
    group=COURSE,
    about="agency",
    keys=keys("""
        referral id; reference text; agency text; service text; reason words; urgency "1h" | "3h" |
        "1d" | "3d"; person text; phone text; summary words; withheld [text, ...]; interpreter text;
        escort text; attached [hash(32), ...] -- of files of the case; override words; draft flag;
        profile [id, version]; where text -- the id of a place of the profile's directory, where one is asked;
        until day -- where an answer is wanted until the end of a day, urgency is one that ends
        before it
    """),
    inbox=Inbox("referral", REFERRALS, subject="agency"),
    leaves=STAYS,
)
REFERRED = CaseKind(
    what=events.REFERRED,
    says=N_("Referral answered"),
    who=ALL,
    effect=_answered,
    group=COURSE,
    about="status",
    keys=keys("referral id; status text; reason words; override words; profile [id, version]"),
    outcome=by_key(
        "status",
        {
            SENT: N_("Referral sent"),
            TAKEN_ON: N_("Referral accepted"),
            REJECTED: N_("Referral rejected"),
            REVOKED: N_("Referral cancelled"),
            EXPIRED: N_("Referral expired"),
        },
    ),
    inbox=Inbox("referral_answered", REFERRALS),
    leaves=STAYS,
    fills=("referral",),
)
STATUS = CaseKind(
    what=events.STATUS,
    says=N_("Status decision"),
    who=ALL,
    effect=_decided,
    group=COURSE,
    about="status",
    keys=keys("""
        status "possible" | "presumed" | "identified" | "not-identified"; body words; reason words;
        profile [id, version]
    """),
    page='"possible" by all, the others by a supervisor or the desk',
    inbox=Inbox("status", DECISIONS, subject="status"),
    leaves=Leaves(outside=True, held_with="decisions"),
)
CONFIRMED = CaseKind(
    what=events.CONFIRMED,
    says=N_("Decision confirmed by a second person"),
    who=SUPERVISING,
    effect=_confirmed,
    group=COURSE,
    keys=keys('of hash -- the id of a "status decided"'),
    inbox=Inbox("status_confirmed", DECISIONS),
    leaves=Leaves(outside=True, held_with="decisions"),
    fills=("status",),  # between two decisions a supervisor decides
)
TOLD = CaseKind(
    what=events.TOLD,
    says=N_("Informed that consent was withdrawn"),
    who=ALL,
    effect=_told_of,
    group=CONSENTS,
    about="agency",
    keys=keys('of hash -- the id of a "consent recorded"; agency text; reason words'),
    inbox=Inbox("withdrawal_told", CONSENT_LINES),
    leaves=STAYS,
)
OF_KIND = CaseKind(
    what=events.OF_KIND,
    says=N_("Kind of case set"),
    who=ALL,
    effect=_of_kind,
    group=COURSE,
    keys=keys("""
        kinds [text, ...]; reason words; profile [id, version]; exploitation [text, ...] -- its forms, instead of
        what was said of them, or missing
    """),
    inbox=Inbox("kind_of_case"),
    leaves=Leaves(outside=True, held_with="decisions"),
    fills=("kind", "exploitation"),
)
CLOSED_CASE = CaseKind(
    what=events.CLOSED,
    says=N_("Case closed"),
    who=SUPERVISING,
    effect=_closed,
    group=COURSE,
    about="result",
    keys=keys("result text; reason words; profile [id, version]"),
    inbox=Inbox("closed", DECISIONS, follows=N_("There is nothing more to do in it unless it is reopened.")),
    leaves=STAYS,
    fills=("closed",),
)
REOPENED = CaseKind(
    what=events.REOPENED,
    says=N_("Case reopened"),
    who=SUPERVISING,
    effect=_reopened,
    group=COURSE,
    keys=keys("reason words"),
    inbox=Inbox("reopened", DECISIONS),
    leaves=STAYS,
)
HOLD = CaseKind(
    what=events.HOLD,
    says=N_("Legal hold"),
    who=SUPERVISING,
    effect=_held,
    group=COURSE,
    keys=keys("on flag; reason words"),
    outcome=Outcome(lambda content: ENDED if content.get("on") == 0 else "", {ENDED: N_("Legal hold ended")}),
    inbox=Inbox("hold", DECISIONS, follows=N_("It cannot be erased while it is under legal hold.")),
    leaves=STAYS,
    fills=("hold",),
)
_GOING = keys("""
        document id; language text -- "both" for two; agency text -- where it goes to one; override
        words; profile [id, version]; referral id -- of a referral's letter; held [[kind, how many], ...] -- where
        something was held back, [bundle.md](bundle.md); purpose words -- of a bundle or a dossier;
        release id -- where a second person approved it; receipt hash -- of a bundle's receipt, and
        more, as in [paper.md](paper.md); dossier number -- its number among those of the case that
        its author knew, from 1; annexes ["screening_result"] -- of a dossier: what only goes when
        it is chosen; rules [id text, version] -- of all that goes outside: by which something
        stays, [redaction.md](redaction.md); recipient text -- where no agency is named: "person";
        unread number -- how many free texts go that nobody has read over, as the rules say; texts
        [[place text, hash(32), [[from, to], ...]], ...] -- free texts that were read over, and
        which passages are covered
    """)
PRINTED = CaseKind(
    what=events.PRINTED,
    says=N_("Record printed"),
    who=ALL,
    effect=_exported,
    group=SHARED,
    about="agency",
    keys=_GOING,
    page="Written before the paper exists",
    inbox=Inbox("paper_given"),
    leaves=STAYS,
)
EXPORTED = CaseKind(
    what=events.EXPORTED,
    says=N_("Record saved as a file"),
    who=ALL,
    effect=_exported,
    group=SHARED,
    about="agency",
    keys=_GOING
    + keys("""
        protected flag; file id -- of one file of the case; original hash -- of such a file: SHA-256
        as it was attached; hash hash -- of what is written; place flag -- is it a picture with all
        that is noted in it, or a bundle whose pictures go so?; to [[kind, fingerprint], ...] -- of
        a bundle: its recipients, [bundle.md](bundle.md); counter number -- of a bundle; manifest
        hash -- SHA-256 of manifest.json; standard text -- of a file for data exchange
        ([exchange.md](exchange.md)); format text -- of such a file
    """),
    page='Written before the file exists. Of a case that takes part in a matching standard is "SANAD-MATCH 1", format the '
    "kinds of keys with a space between, document the run’s first 16 bytes ([matching.md](matching.md))",
    inbox=Inbox("file_given"),
    leaves=STAYS,
)
PROFILE_ADOPTED = CaseKind(
    what=events.PROFILE,
    says=N_("Referral system from user management"),
    who=AT_DESK,
    effect=_adopted,
    group=COURSE,
    keys=keys("text bytes -- the profile's file; id text; version number"),
    page="In what a team shares. The one with the highest version is in use, among equals the one with the higher "
    "SHA-256; where none came, kw-2019",
    inbox=Silent("it is no case's"),
    leaves=STAYS,
)
