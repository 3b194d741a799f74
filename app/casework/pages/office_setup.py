"""Setting up an office, step by step: what is done, what comes, and what is still open at the end.

Each step is judged by the records themselves: founded, on paper, named, invited, admitted. Only what no
record shows (somebody looked, decided for sticks, has finished) is noted, in a setting. So whoever
leaves at any moment, or does a part elsewhere, finds the right step again.
"""

from dataclasses import dataclass
from typing import Literal

from app.casework.exchange import sync
from app.casework.organisation import founding_papers, root_cards
from app.casework.organisation.founding_papers import Papers
from app.casework.organisation.invitations import open_invitations
from app.casework.records import safe_copies
from app.casework.session import colleagues, profiles, typed_text
from app.casework.session.registrar import key_of
from app.casework.session.session import Session
from app.seal import canonical
from app.seal.keys import key_id
from app.vault.vault import keep_setting, setting

Step = Literal["names", "second", "root", "holder", "rules", "connection", "invitation", "computers", "check"]
STEPS: tuple[Step, ...] = (
    "names", "second", "root", "holder", "rules", "connection", "invitation", "computers", "check",
)  # fmt: skip
# about how long each takes a person who does it for the first time; "computers": the first one.
# docs/guide-setup.md shows them, tests/journeys/test_setting_up.py counts again
MINUTES: dict[Step, int] = {
    "names": 2, "second": 1, "root": 6, "holder": 6, "rules": 1, "connection": 1, "invitation": 2,
    "computers": 3, "check": 1,
}  # fmt: skip
Noted = Literal["rules", "sticks", "invitation", "computers", "finished"]
_SETTING = "office setup"
OpenPoint = Literal["root_cards", "papers", "second_away", "no_copies", "no_server", "no_computer"]


@dataclass(frozen=True, slots=True)
class OfficeSetup:
    """`papers`: what must still be written down; `cards_waiting`: cards of the root that are with nobody
    yet; `server`: its address, "" for none; `computers`: others that were admitted; `system`: name of the
    referral system in use in each language, and its version; `copies`: is there a place for copies?"""

    joined: bool
    desk: bool
    organisation: str
    papers: Papers | None
    cards_waiting: int
    second: str
    second_active: bool
    system: dict[str, str]
    system_version: int
    server: str
    invited: bool
    computers: int
    copies: bool
    noted: frozenset[str]

    @property
    def step(self) -> Step:
        """The first that is not done."""
        return next((step for step in STEPS if not self.done(step)), "check")

    def done(self, step: Step) -> bool:
        """Is there nothing left to do in this step?"""
        match step:
            case "names" | "second":
                return self.joined
            case "root":
                return self.joined and not (self.papers and self.papers.root)
            case "holder":
                return self.joined and not (self.papers and self.papers.second)
            case "rules":
                return "rules" in self.noted
            case "connection":
                return bool(self.server) or "sticks" in self.noted
            case "invitation":
                return self.invited or self.computers > 0 or "invitation" in self.noted
            case "computers":
                return "computers" in self.noted
            case "check":
                return "finished" in self.noted


def read(session: Session) -> OfficeSetup:
    """How far setting up has come."""
    membership = colleagues.membership_status(session)
    profile = profiles.in_use(session)
    second, second_active = _second(session)
    devices = colleagues.devices(session) if membership.joined else []
    root_sets = root_cards.sets(session)
    return OfficeSetup(
        joined=membership.joined,
        desk=membership.desk,
        organisation=membership.organisation,
        papers=founding_papers.waiting(session),
        cards_waiting=sum(len(root_set.waiting) for root_set in root_sets),
        second=second,
        second_active=second_active,
        system=dict(profile.name),
        system_version=profile.version,
        server=sync.address(session) if membership.joined else "",
        invited=bool(open_invitations(session)),
        computers=sum(not row.own and not row.revoked for row in devices),
        copies=safe_copies.state(session).place is not None,
        noted=_noted(session),
    )


def found(session: Session, name: str, holder: str, team: str, typed_at: tuple[str, ...]) -> Papers:
    """Found the organisation. `typed_at`: where its names were kept while they were typed; they are said
    now. As `founding_papers.found`."""
    papers = founding_papers.found(session, name, holder, team)
    _keep(session, frozenset())
    for place in typed_at:
        typed_text.forget(session, place)
    return papers


def note(session: Session, noted: Noted) -> None:
    """Somebody looked at it, decided it, or has finished it. NotTheDesk, NotJoined."""
    membership = colleagues.membership_status(session)
    if not membership.joined:
        raise colleagues.NotJoined
    if not membership.desk:
        raise colleagues.NotTheDesk
    _keep(session, _noted(session) | {noted})


def begun_and_open(session: Session) -> bool:
    """Was it begun step by step, and not finished?"""
    return setting(session.reading(), _SETTING) is not None and "finished" not in _noted(session)


def open_points(setup: OfficeSetup) -> list[OpenPoint]:
    """What an office should not be left without, the gravest first."""
    points: list[tuple[OpenPoint, bool]] = [
        ("papers", setup.papers is not None and bool(setup.papers.root or setup.papers.second)),
        ("root_cards", setup.cards_waiting > 0),
        ("no_copies", not setup.copies and not setup.server),
        ("second_away", not setup.second_active),
        ("no_server", not setup.server),
        ("no_computer", not setup.computers),
    ]
    return [point for point, is_open in points if is_open]


def _second(session: Session) -> tuple[str, bool]:
    """Who could take over, by name, and has anybody of them used the paper? Their programs then say at
    each start, signed, as of when their list of colleagues is."""
    directory, keys = session.vault.directory.organisation, key_of(session)
    own_id = key_id(keys.public) if keys else b""
    other_names = {
        id_: registrar.name
        for id_, registrar in directory.registrars.items()
        if registrar.last is None and id_ != own_id
    }
    signing = [id_ for id_ in other_names if directory.chains.get(id_)]
    return next(iter(other_names.values()), ""), bool(signing)


def _noted(session: Session) -> frozenset[str]:
    raw = setting(session.reading(), _SETTING)
    return frozenset(canonical.decode(raw)) if raw else frozenset()


def _keep(session: Session, noted: frozenset[str]) -> None:
    keep_setting(session.vault, _SETTING, canonical.encode(sorted(noted)))
