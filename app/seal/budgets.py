"""What one computer may cost in one case, by everybody's count: headquarters and each reader.

No honest office comes near. What is beyond is refused by headquarters and kept apart by a reader:
named, without effect, and put away by the desk with a signed word. docs/limits.md says why each
number is what it is."""

from dataclasses import dataclass

from app.errors import N_
from app.seal.envelope import EnvelopeRefused


@dataclass(frozen=True, slots=True)
class CaseBudget:
    """Of one computer in one case. `orders`: to erase, that were not carried out; `statements`: else
    of erasures, as confirmations and reports; `records`: of all kinds, and `size`: of their bodies;
    `files`: bytes of attachments that a reader fetches unasked."""

    orders: int = 16
    statements: int = 256
    records: int = 10_000
    size: int = 256 << 20
    files: int = 64 << 20


class OverBudget(EnvelopeRefused):
    says = N_(
        "A computer wrote far too much into one case. The surplus was set aside and has "
        "no effect; nothing else was changed. Tell user management, which can remove it."
    )
    problem: str = N_("its author’s computer wrote more than the limit")


@dataclass(slots=True)
class Used:
    """What a computer has written in a case so far. `orders`: those that are open."""

    records: int = 0
    size: int = 0
    orders: int = 0
    statements: int = 0

    def has_room(self, budget: CaseBudget, size: int, *, order: bool = False, statement: bool = False) -> bool:
        """For one more of so many bytes?"""
        return (
            self.records < budget.records
            and self.size + size <= budget.size
            and not (order and self.orders >= budget.orders)
            and not (statement and self.statements >= budget.statements)
        )

    def add(self, size: int, *, order: bool = False, statement: bool = False) -> None:
        self.records += 1
        self.size += size
        self.orders += order
        self.statements += statement
