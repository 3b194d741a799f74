"""The referral systems that came with this version of Sanad (resources/profiles), and its rules for
recipients (resources/redaction)."""

from functools import lru_cache

from app.case.profile import DEFAULT, FOLDER, IdentityNumber, Profile, Profiles
from app.case.profile_file import read, read_recipients
from app.case.recipient_rules import FILE, RecipientRules


@lru_cache(maxsize=1)
def built_in() -> Profiles:
    """Those that came with this version of Sanad."""
    profiles = [read(file.read_bytes()) for file in sorted(FOLDER.glob("*.toml"))]
    return {profile.key: profile for profile in profiles}


def text_of(profile: Profile) -> str:
    """The file of one of them."""
    files = [file.read_bytes() for file in sorted(FOLDER.glob("*.toml"))]
    return next(raw for raw in files if read(raw).key == profile.key).decode()


def default(profiles: Profiles | None = None, id_: str = "") -> Profile:
    """The one that is used where an organisation has none of its own: the newest of `id_`, and where
    none is called so, of DEFAULT."""
    built = (built_in() if profiles is None else profiles).values()
    named = [profile for profile in built if profile.id == id_]
    return max(named or [profile for profile in built if profile.id == DEFAULT], key=lambda p: p.version)


def number_of(profile: Profile) -> IdentityNumber:
    """By which its country knows a person: that of the file; where it names none, that of the country's own."""
    numbers = (system.number for system in built_in().values() if system.prefix == profile.prefix and system.number)
    return profile.number or next(numbers, IdentityNumber({}, 0))


@lru_cache(maxsize=1)
def recipients() -> dict[str, RecipientRules]:
    """What goes to whom, by the kind of recipient, where a referral system says nothing else."""
    return {rules.id: rules for rules in read_recipients(FILE.read_bytes())}
