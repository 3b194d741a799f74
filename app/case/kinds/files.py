"""Files of a case, and the questionnaires that its interviews need."""

from typing import TYPE_CHECKING

from app.case import attachments, events, form_files
from app.case.events import Event
from app.case.kinds.declaration import ALL, OTHERS, STAYS, TALKS, CaseKind, Inbox, Leaves, Silent, keys
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder


def _brought(folding: "CaseBuilder", _: int, event: Event) -> bool:
    hash_ = event.content.get("hash")
    if not isinstance(hash_, bytes) or not isinstance(event.content.get("xml"), bytes):
        return False
    folding.case.forms.setdefault(hash_, event)
    return True


def _wanted(folding: "CaseBuilder", _: int, event: Event) -> bool:
    hash_ = event.content.get("hash")
    if not isinstance(hash_, bytes) or len(hash_) != 32:
        return False
    folding.case.wanted.setdefault(hash_, event)
    return True


def _files_brought(folding: "CaseBuilder", _: int, event: Event) -> bool:
    offer = form_files.read(event)
    offers = folding.case.form_files.get(offer.form, []) if offer else []
    if offer is None or len(offers) >= form_files.OFFERS:
        return False
    folding.case.form_files.setdefault(offer.form, []).append(offer)
    return True


def _attached(folding: "CaseBuilder", _: int, event: Event) -> bool:
    attachment = attachments.read(event)
    if attachment is None:
        return False
    folding.case.attached.setdefault(attachment.file, attachment)
    return True


_KEPT_FILE = keys("file id; key hash; name text")
ATTACHED = CaseKind(
    what=events.ATTACHED,
    says=N_("File attached"),
    who=ALL,
    effect=_attached,
    group=OTHERS,
    keys=_KEPT_FILE
    + keys("""
        type text -- a media type; size number; hash hash -- SHA-256 of the file; chunks [[id(32),
        bytes of it], ...]; note words; photo {place, taken, camera: text} -- at least one, where a
        picture's file notes them: degrees north and east, ISO 8601, with a zone where one is noted
    """),
    page="[attachment.md](attachment.md)",
    inbox=Inbox("file"),
    leaves=Leaves(outside=True),
)
FORM = CaseKind(
    what=events.FORM,
    says=N_("Questionnaire attached to the case"),
    who=ALL,
    effect=_brought,
    group=TALKS,
    keys=keys("hash hash; id text; version text; xml bytes -- UTF-8, whose SHA-256 is the hash"),
    inbox=Silent("the interview that needs it tells it"),
    leaves=STAYS,
    machinery=True,
    passing=True,
)
FORM_WANTED = CaseKind(
    what=events.FORM_WANTED,
    says=N_("Questionnaire asked for"),
    who=ALL,
    effect=_wanted,
    group=TALKS,
    keys=keys("hash hash -- its author reads the case and lacks this questionnaire"),
    inbox=Silent("programs answer it"),
    leaves=STAYS,
    machinery=True,
    passing=True,
)
FORM_FILES = CaseKind(
    what=events.FORM_FILES,
    says=N_("Pictures, sounds or lists of a questionnaire attached to the case"),
    who=ALL,
    effect=_files_brought,
    group=TALKS,
    keys=keys("""
        form hash -- a questionnaire's hash; files [{name text, file(16), key(32), size, hash(32):
        SHA-256 of the file, chunks}, ...] -- 1 to 1,000, sorted by name: the pictures and sounds
        that it shows
    """),
    page='One whose name is "" is the questionnaire itself (UTF-8; its hash is `form`), where that is longer than 2 MB and so than '
    'a "questionnaire added"',
    inbox=Silent("the interview that needs them tells it"),
    leaves=STAYS,
    machinery=True,
    passing=True,
)
