"""What was done with holders' cards, in words: on the first page until it was seen, in the settings
for ever."""

from app.case import events
from app.casework.sharing import key_notices
from app.casework.sharing.key_notices import KeyNotice
from app.errors import N_
from app.language import Words, isolate
from app.ui.labels import Text
from app.ui.parts import Banner, Button
from app.ui.parts.frame import Screen

_OWN = {
    events.HOLDERS_MADE: N_("Holders’ cards of your records were made on {when}: {cards}."),
    events.HOLDERS_ENDED: N_("Holders’ cards of your records were cancelled on {when}: {cards}."),
    events.HOLDERS_USED: N_(
        "Your records were opened on {when} with holders’ cards: {cards}. If you did not "
        "ask for this, tell user management now."
    ),
    events.CERTIFICATE: N_(
        "A certificate for signing the office’s papers was made here on {when}. If you did not make it, end it, and "
        "tell the other user manager now."
    ),
    events.CERTIFICATE_ENDED: N_("A certificate of the office was ended here on {when}."),
}
_OF_OTHERS = {
    events.HOLDERS_MADE: N_("Holders’ cards of {name}’s records were made on {when}: {cards}."),
    events.HOLDERS_ENDED: N_("Holders’ cards of {name}’s records were cancelled on {when}: {cards}."),
    events.HOLDERS_USED: N_(
        "The records of {name} were opened on {when} with holders’ cards: {cards}. Ask "
        "{name} whether this was intended."
    ),
    events.CERTIFICATE: N_(
        "{name} made a certificate for signing the office’s papers on {when}. Ask {name} whether this was intended."
    ),
    events.CERTIFICATE_ENDED: N_("{name} ended a certificate of the office on {when}."),
}
_OF_ROOT = {
    events.ROOT_DEALT: N_("{name} gave cards of the organisation’s master key to holders on {when}: {cards}."),
    events.ROOT_USED: N_("{name} used the organisation’s master key on {when} for {subject}, with {cards}."),
}


def sentence_of(line: KeyNotice) -> Text:
    """Who did what, when, with whose cards."""
    message = _OF_ROOT.get(line.kind) or (_OWN if line.is_own else _OF_OTHERS)[line.kind]

    def sentence(w: Words) -> str:
        return w(
            message,
            name=isolate(line.officer),
            when=w.moment(line.at),
            cards=_cards(line, w),
            subject=isolate(line.subject),
        )

    return sentence


def _cards(line: KeyNotice, w: Words) -> str:
    """Such as "Amal (1) · Basil (3)"; a name is left out where it isn't known here."""
    if not line.holders:
        return w(N_("its own paper with the words"))
    return " · ".join(
        f"{isolate(name)} ({w.number(number)})" if name else f"({w.number(number)})" for number, name in line.holders
    )


def banner(screen: Screen, line: KeyNotice) -> Banner:
    """A line that stays until somebody says that it was seen."""

    def see() -> None:
        screen.write_vault(lambda session: key_notices.see(session, line.event))

    # what was done since the records were opened is put away by who opens them next
    action = Button(N_("Mark as seen"), "second", on_click=see) if line.may_be_seen else None
    return Banner(sentence_of(line), "shield", "wait", action)
