"""An authority of another country, under an agreement: the desk enters it, with both names, the country, the agreement
and its last day. It becomes an agency of a next version of the referral system, which goes to everybody.

None comes with Sanad. What goes there is little, whoever enters it (resources/redaction), and a second person
approves it. docs/profiles.md"""

import json
import re
from dataclasses import dataclass
from datetime import date

from app.case.profile import Agency, Profile
from app.case.recipient_rules import FOREIGN
from app.casework.organisation import referral_system
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import fold
from app.seal.canonical import nfc

_LONGEST = 120  # letters of a name
_COUNTRY = re.compile("[A-Z]{2}")
_APPROVE = ("supervisor", "desk")


class AuthorityIncomplete(SanadError):
    says = N_(
        "An authority of another country needs a name in Arabic letters, a name in Latin letters, a country, and the "
        "number or title of the agreement. Nothing was changed. Add what is missing."
    )


class AgreementEnded(SanadError):
    day: date
    says = N_(
        "The last day of the agreement, {day}, is not in the future. Nothing was changed. Check the day, or enter the "
        "agreement that is in force now."
    )


class KnownAuthority(SanadError):
    name: str
    says = N_(
        "The referral system already has an agency called “{name}”. Nothing was changed. Choose that one, or write the "
        "name so that the two can be told apart."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignAuthority:
    """`country`: two letters of ISO 3166; `until`: the agreement's last day."""

    english: str
    arabic: str
    country: str
    agreement: str
    until: date


def known(session: Session) -> list[Agency]:
    """Those of the referral system in use."""
    return [agency for agency in profiles.in_use(session).agencies if agency.recipient == FOREIGN]


def add(session: Session, authority: ForeignAuthority) -> Agency:
    """Give everybody the referral system in use with one agency more, as its next version. NotJoined, NotTheDesk,
    AuthorityIncomplete, AgreementEnded, KnownAuthority, and what `referral_system.adopt` refuses."""
    referral_system.refuse_others(session)
    authority = _whole(session, authority)
    profile, text = profiles.in_use(session), profiles.text_in_use(session)
    for agency in profile.agencies:
        for name in (authority.english, authority.arabic):
            if fold(name) in map(fold, agency.name.values()):
                raise KnownAuthority(name)
    id_ = _free_id(profile, authority.country)
    adopted = referral_system.adopt_text(session, _with(text, profile, authority, id_))
    return next(agency for agency in adopted.agencies if agency.id == id_)


def _whole(session: Session, authority: ForeignAuthority) -> ForeignAuthority:
    english, arabic, agreement = (
        " ".join(nfc(text).split()) for text in (authority.english, authority.arabic, authority.agreement)
    )
    country = authority.country.strip().upper()
    today = utc(session.now()).date()
    is_whole = (
        all(0 < len(text) <= _LONGEST and text.isprintable() for text in (english, arabic, agreement))
        and any("a" <= letter <= "z" for letter in english.lower())
        and any("\u0620" <= letter <= "\u06d3" for letter in arabic)
        and _COUNTRY.fullmatch(country)
    )
    if not is_whole:
        raise AuthorityIncomplete
    if authority.until <= today:
        raise AgreementEnded(authority.until)
    return ForeignAuthority(english=english, arabic=arabic, country=country, agreement=agreement, until=authority.until)


def _free_id(profile: Profile, country: str) -> str:
    used_ids, number = {agency.id for agency in profile.agencies}, 1
    while (id_ := f"abroad-{country.lower()}" + (f"-{number}" if number > 1 else "")) in used_ids:
        number += 1
    return id_


def _with(text: str, profile: Profile, authority: ForeignAuthority, id_: str) -> bytes:
    """The file as it is, with a table behind it and the next version."""
    next_version = referral_system.next_version(profile, text)
    values = {
        "id": id_,
        "en": authority.english,
        "ar": authority.arabic,
        "country": authority.country,
        "agreement": authority.agreement,
        "recipient": FOREIGN,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    lines += [f"agreement_until = {authority.until.isoformat()}", f"approval = {json.dumps(_APPROVE)}"]
    return "\n".join([next_version.rstrip(), "", "[[agency]]", *lines, ""]).encode()
