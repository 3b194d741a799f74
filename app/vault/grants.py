"""Who may read a case: its keys, wrapped under teams, and which of those grants hold.

Anybody whom the directory knows can sign a grant. One holds only where its author had the key: a
case's id is made from its first key, each further key is linked to the one before it, and each item
proves that who said it has what it gives. docs/formats/envelope.md"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.seal.case_grant import FIRST, Item, bound, case_id, link, proof
from app.seal.directory import Team
from app.seal.keys import Secret, same
from app.vault import organisation
from app.vault.organisation import Keyring

Keys = dict[int, list[Secret]]  # by number; more than one only where colleagues rotated at once


@dataclass(slots=True)
class Access:
    """What the grants of a case say to this vault, as far as they hold. `readers`: for each key the
    teams that have it, and the number of the team's key under which; `proven`: the items that hold."""

    keys: Keys = field(default_factory=dict)
    readers: dict[bytes, dict[bytes, int]] = field(default_factory=dict)
    proven: set[Item] = field(default_factory=set)

    @property
    def teams(self) -> dict[bytes, int]:
        """Every team that was given a key of the case."""
        team_numbers: dict[bytes, int] = {}
        for reader in self.readers.values():
            for team, number in reader.items():
                team_numbers[team] = max(team_numbers.get(team, number), number)
        return team_numbers

    def proves(self, case: bytes, item: Item) -> bool:
        """Did an item's author have the key that it gives? Its team is then a reader."""
        if item in self.proven:
            return True
        for key in self.keys.get(item.number, []):
            if item.proves(key, case):
                team = self.readers.setdefault(key, {})
                team[item.team] = max(team.get(item.team, item.team_number), item.team_number)
                self.proven.add(item)
                return True
        return False

    def lack(self, team: bytes) -> bool:
        """Does a team miss one of the keys?"""
        return any(team not in self.readers.get(key, {}) for keys in self.keys.values() for key in keys)


def access(ring: Keyring, case: bytes, items: Iterable[Item]) -> Access:
    """Which keys of a case hold, of those that these grants give to this vault's teams."""
    access, in_order = Access(), sorted(items, key=lambda item: item.number)
    for item in in_order:
        if not access.proves(case, item):
            for key in organisation.unwrapped(ring, case, item):
                secrets = access.keys.get(item.number, [])
                if key not in secrets and _holds(access, case, item, key):
                    access.keys[item.number] = [*secrets, key]
    for item in in_order:
        access.proves(case, item)
    return access


def _holds(access: Access, case: bytes, item: Item, key: bytes) -> bool:
    if item.number > FIRST:
        secrets = access.keys.get(item.number - 1, [])
        return any(same(item.link, link(secret, case, item.number, key)) for secret in secrets)
    if bound(case):
        return case_id(key) == case
    # of what has an id of its own, the first key that came; what a team shares, any member begins
    return not access.keys or (case == item.team and organisation.by_member(item))


def first_key(keys: Keys, case: bytes) -> Secret:
    """The one that the case's id is made from; of what has an id of its own, the first that came."""
    made_from = [key for key in keys[FIRST] if case_id(key) == case]
    return (made_from or keys[FIRST])[0]


def give(ring: Keyring, case: bytes, number: int, key: bytes, previous_key: bytes, teams: Iterable[Team]) -> list[Item]:
    """Items that give a case's key to teams. `previous_key`: the key that it follows, b"" for the first."""
    items = []
    for team in teams:
        wrapped = organisation.wrapped(ring, team, case, number, key)
        linked = link(previous_key, case, number, key) if number > FIRST else b""
        fields: list[bytes | int] = [team.id, team.number, number, wrapped, linked]
        items.append(Item(team.id, team.number, number, wrapped, linked, proof(key, case, fields)))
    return items
