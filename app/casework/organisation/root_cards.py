"""The root among holders: the organisation's 24 words dealt out as cards, of which some few together
do what the words do.

The root's secret stays the same, so no set of its cards can be ended: neither by a new set nor by the
program. What was dealt and what was done with it stands in the log of keys, which every desk reads.
docs/decisions/0028"""

from collections.abc import Sequence
from dataclasses import replace

from app.case import events
from app.casework.organisation import founding_papers, root_keys
from app.casework.organisation.root_keys import RootCard, RootSet, sets
from app.casework.session import key_log
from app.casework.session.colleagues import NotTheDesk
from app.casework.session.holder_names import named_holders, set_name_of
from app.casework.session.session import Session
from app.clock import utc
from app.seal import passphrase
from app.seal.holders import Policy, deal

__all__ = ["Policy", "RootCard", "RootSet", "sets"]


def deal_out(
    session: Session, root_words: str, names: Sequence[str], threshold: int = Policy().threshold, set_name: str = ""
) -> RootSet:
    """A card of the root for each name. `root_words`: the 24, or "" for those of a founding that are
    not on paper yet: then the cards take the paper's place once each is with its holder. CardRefused,
    NotTheDesk, HolderPolicyRefused, HolderNameMissing, HolderNameTwice."""
    papers = None if root_words else founding_papers.waiting(session)
    if not root_words and (papers is None or not papers.root):
        raise NotTheDesk
    secret = passphrase.read_card(root_words or " ".join(papers.root if papers else ()))
    root_keys.check_is_root(session, secret)
    policy = Policy(threshold, len(names))
    policy.check()
    people, former = named_holders(names), sets(session)
    cards = deal(secret, policy, {root_set.mark for root_set in former})
    root_set = RootSet(
        name=set_name_of(set_name, session.clock()),
        made_at=utc(session.now()),
        mark=cards[0].mark,
        policy=policy,
        holders=people,
        only=papers is not None,
        waiting=tuple(RootCard(card.number, people[card.number - 1], card.words) for card in cards),
    )
    content = {
        "set": root_set.name,
        "threshold": threshold,
        "cards": [[number, name] for number, name in enumerate(people, 1)],
    }
    with session.vault.transaction() as writer:
        root_keys.keep(writer, [*former, root_set])
        key_log.say(session, writer, events.ROOT_DEALT, content)
    return root_set


def handed_out(session: Session, mark: int, number: int) -> RootSet | None:
    """A card is with its holder: its words are forgotten here; with the last one of a founding's cards
    the root's own words too."""
    root_sets = sets(session)
    for at, root_set in enumerate(root_sets):
        if root_set.mark == mark:
            waiting = tuple(card for card in root_set.waiting if card.number != number)
            root_sets[at] = replace(root_set, waiting=waiting)
            with session.vault.transaction() as writer:
                root_keys.keep(writer, root_sets)
            if root_set.only and not waiting:
                founding_papers.on_paper(session, "root")
            return root_sets[at]
    return None
