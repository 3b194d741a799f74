"""The referral system of a country as data: stages, agencies, conditions, periods.

A profile is a text file that a committee writes (docs/profiles.md); `app.case.profile_file` reads
it. Nothing of a country is code: what a condition may be called is in NEEDS, and that is all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from app.case.recipient_rules import RecipientRules
from app.language import ascii_digits
from app.settings import RESOURCES

FOLDER = RESOURCES / "profiles"
DEFAULT = "kw-2019"
DAY = 86400  # seconds; a day of a profile counts to its end

Text = Mapping[str, str]  # language code to words
Key = tuple[str, int]  # a profile's id and version

# What rules of recipients call the stages of any profile by.
NATIONAL = ("identification", "documentation", "referral", "lawsuit", "reintegration")
# Parts of a case's work that a questionnaire can be (docs/formats/form.md).
PARTS = (
    "screening", "intake", "needs", "risk", "safety-plan", "follow-up", "smuggling", "observation", "work-site",
    "hotline", "detention", "child", "interview-labour", "interview-sexual", "module-domestic", "module-sexual",
    "module-begging-crime", "module-marriage", "module-organ", "return-plan", "closing",
)  # fmt: skip
PURPOSES = ("interview", "record", "media", "share", "statistics", "recontact", "return")
STATUSES = ("possible", "presumed", "identified", "not-identified")
URGENCIES: Mapping[str, int] = {"1h": 3600, "3h": 3 * 3600, "1d": 86400, "3d": 3 * 86400}
BASES = ("duty", "order", "vital")  # a legal duty, an order of a court, to save a life
# What a condition may ask for; True where something must, None where something may follow a colon.
NEEDS: Mapping[str, bool | None] = {
    "interview": False, "assessment": False, "approved": False, "decided": True, "allowed": True,
    "own-language": True, "status": True, "referral": None, "accepted": None, "check": True,
    "child-check": True, "no-urgent-need": False,
}  # fmt: skip
CONSENT_NEEDS = frozenset({"decided", "allowed", "own-language"})


class Need(NamedTuple):
    """A condition: `allowed:share` is ("allowed", "share", ""), `allowed:share:embassy` names an
    agency too; `status:presumed,identified` names several in `of`."""

    kind: str
    of: str = ""
    agency: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in self if part)


def prefix_of(profile_id: str) -> str:
    """The country that a profile's id begins with; where it names none, that of the default."""
    country = profile_id.partition("-")[0]
    return country.upper() if len(country) == 2 else prefix_of(DEFAULT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a person may read and rely on. `source`: who said so; `as_of`: the day on which this was last known to
    be true; `reviewed`: who confirmed it, "" for nobody; `check_by`: the day after which it is stale."""

    source: str = ""
    as_of: int = 0
    reviewed: str = ""
    check_by: int = 0

    def state_at(self, now: int) -> Literal["confirmed", "unconfirmed", "stale"]:
        if now > self.check_by:
            return "stale"
        return "confirmed" if self.reviewed and 0 < self.as_of < now + DAY else "unconfirmed"


@dataclass(frozen=True, slots=True)
class Stage:
    """`days`: how long it should take at most, 0 for no limit. `after`: the stages from which it is
    entered. `needs`: what must be there first. `leaves`: what it leaves behind. `interviews`: which
    parts of the work are looked for in it."""

    id: str
    name: Text
    national: str
    agency: str
    after: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    days: int = 0
    leaves: Text = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    interviews: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agency:
    """`own`: the organisation itself: nothing is referred to it. `until`: the agreement's end,
    seconds since 1970, 0 for none. `services_ar`: what the services are called in Arabic. `recipient`: which
    rules say what goes there, "" where its id says it.
    `approval`: roles of which a second person approves what goes there; () where nobody has to. `country`: of an
    authority of another one, two letters."""

    id: str
    name: Text
    own: bool = False
    services: tuple[str, ...] = ()
    hours: str = ""
    agreement: str = ""
    until: int = 0
    services_ar: tuple[str, ...] = ()
    approval: tuple[str, ...] = ()
    recipient: str = ""
    country: str = ""

    def service(self, service: str, language: str) -> str:
        """What one of its services is called; another as it is written."""
        if language == "ar" and service in self.services and self.services_ar:
            return self.services_ar[self.services.index(service)]
        return service


@dataclass(frozen=True, slots=True)
class AgencyPlace(Fact):
    """Where an agency can be reached: an office, a shelter, a clinic. `services`: of the agency's; all
    where none is named. `languages`: codes of those spoken there. `who`: whom it takes."""

    id: str
    agency: str
    name: Text
    services: tuple[str, ...] = ()
    where: Text = field(default_factory=dict)
    phone: str = ""
    hours: Text = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    who: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClosingResult:
    """How a case may end. `gate`: only where everything of the gate is there."""

    id: str
    name: Text
    gate: bool = False


@dataclass(frozen=True, slots=True)
class KindOfCase(Fact):
    """Trafficking, smuggling: `years` a case is kept after it was closed. The fact is its `note`."""

    id: str
    name: Text
    note: Text
    years: int
    results: tuple[ClosingResult, ...]


@dataclass(frozen=True, slots=True)
class Exploitation:
    """A form of exploitation, as figures are counted by."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class NeedOfPerson:
    """Something that a person may need. `services`: (agency, service) that answer it; of the own
    agency, what the office gives itself."""

    id: str
    name: Text
    services: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold(Fact):
    """What labour law draws a line at. `most`, `least`: the last number on its right side, "" for none:
    then an answer passes it that raises one of `codes`. `name`: how passing it is said. `article`: ""
    where nobody has said; `since`: when the law was given, seconds since 1970, 0 where that isn't known."""

    id: str
    name: Text
    codes: tuple[str, ...] = ()
    most: str = ""
    least: str = ""
    unit: Text = field(default_factory=dict)
    law: Text = field(default_factory=dict)
    article: str = ""
    since: int = 0

    @property
    def counts(self) -> bool:
        """Is it passed by a number?"""
        return bool(self.most or self.least)

    def passed_by(self, number: Decimal) -> bool:
        return bool((self.most and number > Decimal(self.most)) or (self.least and number < Decimal(self.least)))


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """The number by which a country knows a person. `weights`: of all digits but the last, which is 11 less the
    remainder of their sum by 11; () where nobody has published how it is checked."""

    name: Text
    digits: int
    weights: tuple[int, ...] = ()

    def fits(self, text: str) -> bool:
        digits = [int(letter) for letter in ascii_digits(text) if letter.isdigit()]
        if len(digits) != self.digits:
            return False
        weighed = sum(weight * digit for weight, digit in zip(self.weights, digits, strict=False))
        return not self.weights or digits[-1] == 11 - weighed % 11


@dataclass(frozen=True, slots=True)
class Address:
    """How a letter addresses an agency: what stands before its name and after it, how it greets and ends; "" for
    nothing."""

    preface: Text
    honorific: Text
    greeting: Text
    close: Text


@dataclass(frozen=True, slots=True)
class Profile(Fact):
    """`two_persons`: statuses that a second person confirms. `gate`: what a return needs to be
    called voluntary. `beside`: what runs beside the stages from the first day, and whose it is.
    `rights`: the file of resources/rights with what a worker there should know. `state`, `law`: what
    stands at the head of a dossier or letter, and as a dossier's legal basis. `recipients`: what goes to whom, where it is
    other than with Sanad's own rules. `matching`: roles that may match persons with a partner. `number`: None where
    the file names none, as earlier ones."""

    id: str
    version: int
    name: Text
    stages: tuple[Stage, ...]
    agencies: tuple[Agency, ...]
    checks: Mapping[str, Text]
    kinds: tuple[KindOfCase, ...]
    gate: tuple[Need, ...] = ()
    two_persons: frozenset[str] = frozenset()
    thumb: bool = False
    recovery_days: int = 30
    warn_days: int = 14
    erasure_days: int = 7
    approval_days: int = 14
    list_days: int = 14
    beside: Text = field(default_factory=dict)
    beside_agency: str = ""
    needs: tuple[NeedOfPerson, ...] = ()
    places: tuple[AgencyPlace, ...] = ()
    exploitation: tuple[Exploitation, ...] = ()
    rights: str = ""
    labour: tuple[Threshold, ...] = ()
    state: Text = field(default_factory=dict)
    address: Address = Address({}, {}, {}, {})
    law: Text = field(default_factory=dict)
    recipients: tuple[RecipientRules, ...] = ()
    matching: frozenset[str] = frozenset(("supervisor", "desk"))
    number: IdentityNumber | None = None

    @property
    def key(self) -> Key:
        return self.id, self.version

    @property
    def country(self) -> str:
        return self.id.partition("-")[0]

    @property
    def prefix(self) -> str:
        """What the numbers of its cases begin with."""
        return prefix_of(self.id)

    def facts(self) -> dict[tuple[str, ...], "NamedFact"]:
        """All that carry a source and a day, by table and id; the stages and the law by ()."""
        by_place: dict[tuple[str, ...], NamedFact] = {(): self}
        by_place |= {("kind", kind.id): kind for kind in self.kinds if any(kind.note.values())}
        by_place |= {("place", place.id): place for place in self.places}
        return by_place | {("labour", threshold.id): threshold for threshold in self.labour}

    def stage(self, id_: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == id_), None)

    def place(self, id_: str) -> int:
        """Which of the stages it is, from 0; -1 for none."""
        return next((n for n, stage in enumerate(self.stages) if stage.id == id_), -1)

    def agency(self, id_: str) -> Agency | None:
        return next((agency for agency in self.agencies if agency.id == id_), None)

    def agency_name(self, id_: str, language: str) -> str:
        """What an agency is called; one that isn't here by its id."""
        agency = self.agency(id_)
        return agency.name.get(language, id_) if agency else id_

    def place_of(self, id_: str) -> AgencyPlace | None:
        """An entry of the directory."""
        return next((place for place in self.places if place.id == id_), None)

    def threshold(self, id_: str) -> Threshold | None:
        """Of labour law."""
        return next((threshold for threshold in self.labour if threshold.id == id_), None)

    def heading(self, language: str) -> list[str]:
        """The lines at the head of a paper: the State, and the own agency."""
        office = next((agency for agency in self.agencies if agency.own), None)
        name = office.name.get(language, office.id) if office else ""
        lines = [self.state.get(language, ""), name]
        return [line for line in lines if line]

    def kind(self, id_: str) -> KindOfCase | None:
        return next((kind_of_case for kind_of_case in self.kinds if kind_of_case.id == id_), None)

    def result(self, id_: str) -> ClosingResult | None:
        results = (result for kind in self.kinds for result in kind.results)
        return next((result for result in results if result.id == id_), None)


NamedFact = KindOfCase | AgencyPlace | Threshold | Profile
Profiles = Mapping[Key, Profile]
