"""The sheet that a worker takes along: what she or he has a right to, and whom to call, in the person's
own language. It is about nobody, so nothing is recorded of it, and it may lie open.

The texts: resources/rights, the file that the referral system in use names. The numbers: its directory."""

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app import report
from app.case.profile import AgencyPlace, Fact, Profile
from app.case.profile_table import at_end
from app.casework.cases.queries import case_of
from app.casework.questionnaires import form_languages, forms
from app.casework.questionnaires.form_languages import LANGUAGE, OFFICE, UnreviewedLanguage
from app.casework.questionnaires.person_words import person_words
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.disk import in_words, write_whole
from app.errors import N_, SanadError
from app.language import Words, direction_of
from app.report import PhoneLine, RightsPaper, RightsText
from app.settings import RESOURCES, Language, policy

_FOLDER = RESOURCES / "rights"


class NoRightsSheet(SanadError):
    says = N_(
        "The referral system in use has no rights sheet in this language. Nothing was written. Choose another language."
    )


@dataclass(frozen=True, slots=True)
class SheetLanguage:
    """`reviewed`: who read the translation and stands for it, "" for nobody yet. `missing`: how many sentences of the
    sheet nobody has written in it; they stand there in English."""

    code: str
    autonym: str
    reviewed: str
    missing: int


def languages(session: Session) -> list[SheetLanguage]:
    """Those in which the sheet may be given here, the office's first; [] where the referral system in
    use has no texts."""
    document = _texts(profiles.in_use(session))
    tables = document.get("language", {})
    sentences = {"title", *(right["id"] for right in document.get("right", ()))}
    allowed = policy().unreviewed_languages
    return [
        SheetLanguage(
            code, form_languages.autonym(code), tables[code]["reviewed"], len(sentences - tables[code].keys())
        )
        for code in tables
        if code in OFFICE or tables[code]["reviewed"] or allowed
    ]


def facts(session: Session) -> dict[str, Fact]:
    """What the sheet says of the law, as this Sanad brought it; by country and id."""
    profile = profiles.in_use(session)
    return {
        f"{profile.country}/right/{right['id']}": Fact(
            source=right["source"],
            as_of=at_end(right["as_of"]),
            reviewed=right["reviewed"],
            check_by=at_end(right["check_by"]),
        )
        for right in _texts(profile).get("right", ())
    }


def numbers_left_off(session: Session) -> int:
    """How many numbers the sheet would have that nobody confirmed, or not lately: they are not printed."""
    profile, now = profiles.in_use(session), session.now()
    document = _texts(profile)
    apart = document.get("directory_only", ())
    numbers = {place.phone for place in profile.places if place.phone and place.id not in apart}
    return len(numbers - {place.phone for place in _printed(profile, document, now)})


def _printed(profile: Profile, document: Mapping[str, Any], now: int) -> list[AgencyPlace]:
    """A number that nobody confirmed, or not lately, may send her to whom she flees from. The state's
    emergency number is the exception that the file of the texts names."""
    always = document.get("always", ())
    return [place for place in profile.places if place.id in always or place.state_at(now) == "confirmed"]


def language_of(session: Session, case_id: str) -> str:
    """The language in which one talked with the person of a case, by its code: as the officer said it,
    else the one of the last questionnaire that was put in a worker's language. "" where nobody knows."""
    case = case_of(session, case_id)
    spoken_code = case.facts.get(LANGUAGE, "")
    if spoken_code not in ("", "other"):
        return spoken_code
    for talk in sorted(case.interviews.values(), key=lambda talk: talk.finished, reverse=True):
        with suppress(SanadError):  # its questionnaire may not be here
            form = forms.load(session, talk.form["hash"].hex())
            codes = {spoken.name: spoken.code.partition("-")[0] for spoken in form.languages}
            columns = (talk.language, *(mode["asked"] for mode in talk.spoken.values()))
            talk_codes = [code for name in columns if (code := codes.get(name, ""))]
            if talk_codes:
                return next((code for code in talk_codes if code not in OFFICE), talk_codes[0])
    return ""


def pdf(session: Session, code: str, second: Language | None = None, *, small: bool = False) -> bytes:
    """One page in the person's language. `second`: the office's language in a second column, so that
    whoever gives the sheet knows what it says. `small`: cards with the numbers alone, to be cut out,
    without a word of what they are for. NoRightsSheet, UnreviewedLanguage."""
    profile = profiles.in_use(session)
    document = _texts(profile)
    tables: Mapping[str, Mapping[str, str]] = document.get("language", {})
    if code not in tables:
        raise NoRightsSheet
    if code not in OFFICE and not tables[code]["reviewed"] and not policy().unreviewed_languages:
        raise UnreviewedLanguage
    sheet = _Sheet(document, code, second if second != code else None)
    words, now = Words(session.officer.language), session.now()
    places = _printed(profile, document, now)
    return report.rights_sheet(sheet.paper(places, small=small), words)


def save(session: Session, code: str, file: Path, second: Language | None = None, *, small: bool = False) -> None:
    """Into a file. NoRightsSheet, UnreviewedLanguage, BadFolder."""
    with in_words():
        write_whole(file, pdf(session, code, second, small=small))


class _Sheet:
    def __init__(self, document: Mapping[str, Any], code: str, second: Language | None) -> None:
        self._document, self._code, self._second = document, code, second
        self._texts: Mapping[str, str] = document["language"][code]
        self._beside_texts: Mapping[str, str] = document["language"].get(second, {})
        self._english: Mapping[str, str] = document["language"].get("en", {})
        self._person = person_words(code)

    def paper(self, places: Sequence[AgencyPlace], *, small: bool) -> RightsPaper:
        lines = [self._line(place, small=small) for place in self._to_call(places)]
        notes = [] if self._reviewed() else [self._text("unreviewed")]
        return RightsPaper(
            language=self._code,
            second=self._second or "",
            direction=direction_of(self._texts["small_title"]),
            title=self._text("small_title" if small else "title"),
            keep=self._text("safe"),
            rights=tuple(self._text(right["id"]) for right in self._document["right"]),
            numbers=self._text("numbers"),
            lines=tuple(lines),
            none=self._text("none"),
            notes=tuple(notes),
            small=small,
        )

    def _reviewed(self) -> bool:
        return self._code in OFFICE or bool(self._texts["reviewed"])

    def _text(self, key: str) -> RightsText:
        if key not in self._texts:
            return RightsText(self._english[key], self._beside_texts.get(key, "") if self._second != "en" else "", "en")
        return RightsText(self._person.number(self._texts[key]), self._beside_texts.get(key, ""))

    def _line(self, place: AgencyPlace, *, small: bool) -> PhoneLine:
        """A number; its name in the office's two languages, to be asked for by it."""
        labels = self._document["labels"]
        key = labels.get(place.id, labels.get(place.agency, "help"))
        if key not in self._texts or (small and key in self._document["quiet"]):
            key = "help"
        names = tuple(place.name[code] for code in OFFICE if code in place.name)
        date = self._person.date(utc(place.as_of).date())
        notes = (self._texts["speaks"],) if self._code in place.languages else ()
        return PhoneLine(
            self._text(key).text, () if small else names, place.phone, (*notes, f"{self._texts['as_of']} {date}")
        )

    def _to_call(self, places: Sequence[AgencyPlace]) -> list[AgencyPlace]:
        """Those with a number, each number once, in the order of the labels."""
        by_number: dict[str, AgencyPlace] = {}
        for place in places:
            if place.phone and place.id not in self._document["directory_only"]:
                by_number.setdefault(place.phone, place)
        return sorted(by_number.values(), key=self._rank)

    def _rank(self, place: AgencyPlace) -> int:
        order = list(self._document["labels"])
        return next((order.index(id_) for id_ in (place.id, place.agency) if id_ in order), 99)


def _texts(profile: Profile) -> dict[str, Any]:
    return _file(profile.rights) if profile.rights else {}


@lru_cache(maxsize=4)
def _file(name: str) -> dict[str, Any]:
    """{} where this Sanad has no such file: a profile may be newer."""
    by_name = {file.stem: file for file in _FOLDER.glob("*.toml")}
    return tomllib.loads(by_name[name].read_text("utf-8")) if name in by_name else {}
