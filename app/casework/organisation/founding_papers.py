"""The two papers of a new organisation: kept in the records until each is known to be on paper.

A lock, a crash or a dead battery between founding and writing down would otherwise leave an
organisation whose desk can never be set up anew. Each set of words is overwritten when it is
confirmed; records that hold neither hold nothing that stands above the desk."""

from dataclasses import dataclass, field, replace
from typing import Literal

from app.casework.organisation import administration
from app.casework.session.session import Session
from app.seal import canonical
from app.vault.database import Writer
from app.vault.vault import keep_setting, put_setting, setting

_KEPT = "papers"
Paper = Literal["root", "second"]


@dataclass(frozen=True, slots=True)
class Papers:
    """What is not on paper yet; () where it is. `holder`: whose the second one is."""

    holder: str
    root: tuple[str, ...] = field(repr=False)
    second: tuple[str, ...] = field(repr=False)


def found(session: Session, name: str, holder: str, team: str = "") -> Papers:
    """As `organisation.found`, and its words are kept until they are on paper: both, or neither."""

    def keep(writer: Writer, cards: administration.FoundingSecrets) -> None:
        put_setting(writer, _KEPT, _stored(Papers(holder, cards.root_words, cards.second_words)))

    founding_cards = administration.create_organisation(session, name, holder, team, keep)
    return Papers(holder, founding_cards.root_words, founding_cards.second_words)


def waiting(session: Session) -> Papers | None:
    """What must still be written down, None where nothing must."""
    stored_papers = setting(session.reading(), _KEPT)
    if not stored_papers:
        return None
    holder, root, second = canonical.decode(stored_papers)
    return Papers(holder, tuple(root), tuple(second))


def on_paper(session: Session, paper_kind: Paper) -> None:
    """It is written down: forget it here."""
    papers = waiting(session)
    if papers is not None:
        remaining = replace(papers, root=()) if paper_kind == "root" else replace(papers, second=())
        keep_setting(session.vault, _KEPT, _stored(remaining))


def _stored(papers: Papers) -> bytes:
    holders = [papers.holder, list(papers.root), list(papers.second)]
    return canonical.encode(holders) if papers.root or papers.second else b""
