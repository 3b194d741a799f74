"""Free text read over before it goes: each text that would go to a recipient, who is spoken of in it, and the
officer's decision which passages are covered.

A decision is kept in the records by the text's hash, so that it counts for every paper and file for that
recipient, and not for a text that was changed since. What was decided goes into the event of an export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.case.mentions import Mention, mentions
from app.casework.cases import queries
from app.casework.cases.redaction import COVERED, UNREVIEWED, FreeText, Withheld
from app.casework.export import bundle_export, case_print, dossier, redacted_reading
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import Words
from app.settings import Language
from app.vault import text_reviews


class NoSuchText(SanadError):
    says = N_(
        "One of the texts would not be sent: it was changed, or it stays here anyway. Nothing was saved. Check the "
        "texts again."
    )


class PassageOutside(SanadError):
    says = N_(
        "A covered passage is not within its text. Nothing was saved. Count letters from 0, "
        "and give the first and the one after the last."
    )


@dataclass(frozen=True, slots=True)
class PointedOut:
    """A passage that speaks of somebody. `label`: of whom, in words, "" for a number that is nobody's here; `covers`: do
    the rules ask to cover it?"""

    start: int
    end: int
    label: str
    covers: bool


@dataclass(frozen=True, slots=True)
class TextToReview:
    """`id`: its hash in hexadecimal; `place`: of the case; `heading`: the question, "" where there is none;
    `covers`: what was decided, None where nobody has read it over; not `is_read`: what the rules cover of a
    text that goes though nobody has."""

    id: str
    place: str
    heading: str
    text: str
    pointed_out: tuple[PointedOut, ...]
    covers: tuple[tuple[int, int], ...] | None
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class DisclosurePreview:
    """What goes to a recipient and what stays. `rules`: their id; `goes`, `stays`: kinds, and how many answers,
    notes or interviews; `account`: what becomes of the answers."""

    rules: str
    version: int
    name: Mapping[str, str]
    goes: Mapping[str, int]
    stays: Mapping[str, int]
    account: Mapping[str, int]
    texts: tuple[TextToReview, ...]

    @property
    def unreviewed(self) -> int:
        return sum(text.covers is None for text in self.texts)


def preview(session: Session, case_id: str, withheld: Withheld, language: Language) -> DisclosurePreview:
    """What would go, in all papers and files for this recipient. NoCase, and as `redacted_reading.reading`."""
    case = queries.case_of(session, case_id)
    read = redacted_reading.reading(session, case, withheld)
    bundle_export.read_through(session, case_id, read)
    counts, kinds_given = read.said(), dict(read.given)
    texts = dict(read.texts)
    also = read.anew()
    case_print.record_contents(session, case_id, language, "", also)
    texts |= also.texts
    if withheld.agency:
        request = dossier.DossierRequest(withheld.agency, language)
        texts |= dossier.read_through(session, case_id, request, withheld).texts
    by_hash = {text.hash: text for text in reversed(texts.values())}
    of_texts = {
        UNREVIEWED: sum(text.covers is None for text in by_hash.values()),
        COVERED: sum(len(text.covers or ()) for text in by_hash.values()),
    }
    counts = {kind: n for kind, n in sorted({**counts, **of_texts}.items()) if n}
    words = Words(language)
    rules = read.rules
    return DisclosurePreview(
        rules=rules.id if rules else "",
        version=rules.version if rules else 0,
        name=rules.name if rules else {},
        goes={kind: n for kind, n in sorted(kinds_given.items()) if n},
        stays=counts,
        account=read.accounts(),
        texts=tuple(_shown(text, read, words) for text in reversed(by_hash.values())),
    )


def decide(
    session: Session, case_id: str, withheld: Withheld, decisions: Mapping[str, Sequence[tuple[int, int]]]
) -> int:
    """Keep which passages of which texts are covered, by their ids; how many. NoCase, NoSuchText,
    PassageOutside, and as `preview`."""
    case = queries.case_of(session, case_id)
    would_go = {text.id: text for text in preview(session, case_id, withheld, session.officer.language).texts}
    reviews = []
    for id_, passages in decisions.items():
        text = would_go.get(id_)
        if text is None:
            raise NoSuchText
        covers = tuple(sorted((int(start), int(end)) for start, end in passages))
        if any(not 0 <= start < end <= len(text.text) for start, end in covers):
            raise PassageOutside
        reviews.append(
            text_reviews.TextReview(
                redacted_reading.recipient_of(withheld), bytes.fromhex(id_), text.place, covers, session.now()
            )
        )
    with session.vault.transaction() as writer:
        for review in reviews:
            text_reviews.keep(writer, case.id, review)
    return len(reviews)


def cover_rest(session: Session, case_id: str, withheld: Withheld) -> int:
    """Every text that nobody has read over is covered whole; how many. As `preview`."""
    texts = preview(session, case_id, withheld, session.officer.language).texts
    return decide(session, case_id, withheld, {text.id: [(0, len(text.text))] for text in texts if text.covers is None})


def suggested(text: TextToReview) -> tuple[tuple[int, int], ...]:
    """The passages that the rules ask to cover."""
    return tuple((passage.start, passage.end) for passage in text.pointed_out if passage.covers)


def _shown(text: FreeText, read: Withheld, words: Words) -> TextToReview:
    passages = mentions(text.text, read.known)
    by_passage = [_pointed_out(mention, read, words) for mention in passages]
    return TextToReview(
        id=text.hash.hex(),
        place=text.place,
        heading=text.heading,
        text=text.text,
        pointed_out=tuple(by_passage),
        covers=text.covers,
        is_read=text.is_read,
    )


def _pointed_out(mention: Mention, read: Withheld, words: Words) -> PointedOut:
    covers = read.asks_to_cover(mention)
    says = redacted_reading.label_of(mention.label, words) if mention.label else ""
    return PointedOut(mention.start, mention.end, says, covers)
