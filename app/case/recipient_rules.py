"""What each kind of recipient gets of a case: by kinds of information, roles of people, parts of the work
and the stage that the case stands at. What rules don't name is held back.

Rules are data, `resources/redaction/recipients.toml` or `[[recipient]]` of a referral system;
`app.case.profile_file` reads them. What never goes to somebody, whatever a file says, is NEVER.
docs/formats/redaction.md"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from app.case.information import KINDS, MARKS, OF_PAPERS
from app.settings import RESOURCES

RECIPIENTS = PROSECUTOR, AUTHORITY, HEALTH, SHELTER, EMBASSY, NGO, PERSON, FOREIGN, OTHER = (
    "prosecutor", "authority", "health", "shelter", "embassy", "ngo", "person", "foreign-authority", "other",
)  # fmt: skip
# What rules may speak of: kinds, marks, and what only papers and files have.
INFORMATION = (*KINDS, *MARKS, *OF_PAPERS)
YEAR, AGE_GROUP, DISTRICT = REPLACED = ("year", "age_group", "district")  # instead of the answer
FILES = ALL_FILES, CHOSEN_FILES, NO_FILES = ("all", "chosen", "none")
UNREAD = UNREAD_STAYS, UNREAD_GOES = ("stays", "goes")  # free text that nobody has read over
PERSON_ROLES = ("family", "suspect", "employer", "sponsor", "agent", "site", "witness", "interpreter", "other", "staff")
COVERED = (*PERSON_ROLES, "phones", "addresses")  # what is pointed out in free text
# Whatever rules say, and whatever an officer chooses: where she is, that she asked for protection or fears
# to return, what she was made to do, go to no state but this one; nor does staff's own note of her go to
# the person, since it speaks of others. Who isn't named here gets what anybody else gets.
NEVER: Mapping[str, frozenset[str]] = {
    **dict.fromkeys((PROSECUTOR, AUTHORITY, HEALTH, SHELTER), frozenset[str]()),
    EMBASSY: frozenset({"whereabouts", "contact", "protection", "offences", "danger"}),
    FOREIGN: frozenset({"whereabouts", "contact", "protection", "offences", "danger"}),
    NGO: frozenset({"offences"}),
    PERSON: frozenset({"notes", "interviewer_only", "others", "addresses", "custody"}),
    OTHER: frozenset({"whereabouts", "contact", "protection", "offences", "danger"}),
}
FILE = RESOURCES / "redaction" / "recipients.toml"
# Agencies of which a referral system doesn't say what they are, by their ids.
_BY_ID: Mapping[str, str] = {
    "prosecution": PROSECUTOR,
    "interior": AUTHORITY,
    "police": AUTHORITY,
    "labour": AUTHORITY,
    "health": HEALTH,
    "shelter": SHELTER,
    "embassy": EMBASSY,
    "ngo": NGO,
}


@dataclass(frozen=True, slots=True)
class StageRules:
    """At some national stages also `give` and `parts`, and not `hold`."""

    stages: tuple[str, ...]
    give: frozenset[str] = frozenset()
    hold: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRules:
    """`give`: kinds that go as they are; `replaced`: kind to what goes instead. `parts`: of the work, those
    whose interviews go. `people_give`, `people_number`: roles of people who are named, or stand as a role
    and a number. `cover`: whose names are pointed out in free text. `agreement`: only under one that says
    its last day. `files`: all, those that were chosen, or none. `unread`: does free text that nobody has read
    over stay here, or go, with what the rules ask to cover covered?"""

    id: str
    version: int
    name: Mapping[str, str]
    source: str = ""
    agreement: bool = False
    give: frozenset[str] = frozenset()
    replaced: Mapping[str, str] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    people_give: frozenset[str] = frozenset()
    people_number: frozenset[str] = frozenset()
    cover: frozenset[str] = frozenset()
    files: str = NO_FILES
    unread: str = UNREAD_STAYS
    stages: tuple[StageRules, ...] = ()

    def at_stage(self, national: str) -> "RecipientRules":
        """As they are while a case stands at one of the national stages."""
        rules = self
        for stage in self.stages:
            if national in stage.stages:
                rules = replace(
                    rules,
                    give=(rules.give | stage.give) - stage.hold,
                    parts=rules.parts | stage.parts,
                    replaced={
                        kind: replacement for kind, replacement in rules.replaced.items() if kind not in stage.hold
                    },
                )
        return rules

    def held(self, all_parts: Collection[str]) -> frozenset[str]:
        """Kinds, marks and parts that stay here."""
        kinds = frozenset(INFORMATION) - self.give - self.replaced.keys()
        return kinds | self.never | (frozenset(all_parts) - self.parts)

    @property
    def never(self) -> frozenset[str]:
        return never_goes(self.id)


def never_goes(recipient: str) -> frozenset[str]:
    """The kinds of information that a recipient never gets, whatever a file says."""
    return NEVER.get(recipient, NEVER[OTHER])


def kind_of_agency(id_: str, recipient: str = "") -> str:
    """What an agency is, as its referral system says, else as its id says."""
    return recipient or _BY_ID.get(id_, OTHER)
