"""Where people can be referred: agencies, their services and places, as the referral system in use
names them; searched without a network, in both languages at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.case.profile import Agency, AgencyPlace, Profile
from app.casework.lifecycle.support_services import NeedView
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc, utc_or_none
from app.language import LanguageName, Name, Words, fold

_FITTING = 2  # agencies that a referral shows at first


@dataclass(frozen=True, slots=True)
class PlaceView:
    """`services`: of the agency's, as recorded. `hours`: when it is safe to call or come. `who`: whom it takes. `as_of`: the day on which this was known to be true, `source`: who said
    so. `checked`: did somebody confirm its number, and does that still count?"""

    id: str
    name: Name
    services: tuple[str, ...]
    where: Name
    phone: str
    hours: Name
    languages: tuple[LanguageName, ...]
    who: Name
    as_of: datetime
    source: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """A service of an agency. `agreement`: its number; `until`: its end; `over`: has it ended?
    `folded`: what it is found by."""

    agency: str
    agency_name: Name
    service: str
    service_name: Name
    hours: str
    agreement: str
    until: datetime | None
    over: bool
    places: tuple[PlaceView, ...]
    folded: str


def entries(session: Session) -> list[ServiceEntry]:
    """Every service of every agency, in the order of the profile."""
    return entries_of(profiles.in_use(session), session.now())


def recipients(session: Session) -> list[ServiceEntry]:
    """The same, and the agencies that offer none: their service is ""."""
    return entries_of(profiles.in_use(session), session.now(), bare=("",))


def entries_of(profile: Profile, now: int, bare: tuple[str, ...] = ()) -> list[ServiceEntry]:
    """`bare`: what stands for the services of an agency that has none."""
    return [
        _entry(profile, agency, service, now)
        for agency in profile.agencies
        if not agency.own
        for service in agency.services or bare
    ]


def fitting(entries: Iterable[ServiceEntry], needs: Iterable[NeedView]) -> list[ServiceEntry]:
    """A service each of the two agencies that come first: by what the person needs and nobody has met,
    the most urgent first, then by the order of the profile. None with whom the agreement is over."""
    listed = {(entry.agency, entry.service): entry for entry in entries if not entry.over}
    needed = [service for need in needs if need.open for service in need.services]
    by_agency: dict[str, ServiceEntry] = {}
    for service in (*needed, *listed):
        if service in listed:
            by_agency.setdefault(service[0], listed[service])
    return list(by_agency.values())[:_FITTING]


def place_to_call(entry: ServiceEntry) -> PlaceView | None:
    """The place whose number was checked lately, else the first that has one, else the first."""
    ranked = sorted(entry.places, key=lambda place: (not place.checked, not place.phone))
    return ranked[0] if ranked else None


def find(entries: Iterable[ServiceEntry], text: str) -> list[ServiceEntry]:
    """Those in which every word of the text stands, in either language."""
    parts = fold(text).split()
    return [entry for entry in entries if all(word in entry.folded for word in parts)]


def _entry(profile: Profile, agency: Agency, service: str, now: int) -> ServiceEntry:
    places = [
        place
        for place in profile.places
        if place.agency == agency.id and (not place.services or service in place.services)
    ]
    return ServiceEntry(
        agency=agency.id,
        agency_name=Name(agency.name, agency.id),
        service=service,
        service_name=profiles.service_name(agency, service),
        hours=agency.hours,
        agreement=agency.agreement,
        until=utc_or_none(agency.until),
        over=0 < agency.until < now,
        places=tuple(_place(place, now) for place in places),
        folded=fold(" ".join(_found_by(agency, service, places))),
    )


def _place(place: AgencyPlace, now: int) -> PlaceView:
    return PlaceView(
        id=place.id, name=Name(place.name, place.id), services=place.services, where=Name(place.where), phone=place.phone,
        hours=Name(place.hours), languages=tuple(map(LanguageName, place.languages)),
        who=Name(place.who), as_of=utc(place.as_of), source=place.source,
        checked=bool(place.phone) and place.state_at(now) == "confirmed",
    )  # fmt: skip


def _found_by(agency: Agency, service: str, places: Sequence[AgencyPlace]) -> list[str]:
    """In both languages: who types either finds it."""
    name = [*agency.name.values(), service, agency.service(service, "ar"), agency.agreement]
    for place in places:
        for text in (place.name, place.where, place.hours, place.who):
            name += text.values()
        name += [place.phone, place.phone.replace(" ", ""), *place.languages]
        for words in (Words("ar"), Words("en")):
            name += [words.language_name(language) for language in place.languages]
    return name
