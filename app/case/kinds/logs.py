"""Kinds of events that are no case's: of the vault's own journal, of the log of keys, and of what a team shares."""

from app.case import events
from app.case.kinds.declaration import ALL, OTHERS, STAYS, CaseKind, Kind, Silent, keys
from app.errors import N_

ABSENCE = CaseKind(
    what=events.ABSENCE,
    says=N_("Absence set"),
    who=ALL,
    effect=None,
    group=OTHERS,
    keys=keys("""
        absence id -- random; version number -- from 1; person id; substitute id; first day; last
        day -- both included; reason words; restricted flag; ended flag
    """),
    page="In what a team shares: see below",
    inbox=Silent("it is no case's; its substitute is named in each case"),
    leaves=STAYS,
)
_HOLDERS = keys("set text -- its name; threshold number; cards [[number, holder text], ...]")
KEYS = (
    Kind(what=events.HOLDERS_MADE, keys=_HOLDERS, page="All of the set"),
    Kind(what=events.HOLDERS_ENDED, keys=_HOLDERS, page="All of the set"),
    Kind(what=events.HOLDERS_USED, keys=_HOLDERS, page="The cards that were used; written before the new key file is"),
    Kind(what=events.ROOT_DEALT, keys=_HOLDERS, page="All of the set"),
    Kind(
        what=events.ROOT_USED,
        keys=_HOLDERS + keys("about text -- the desk holder whom the root named or withdrew"),
        page='The cards that were used, with 0 and [] where the root\'s words were; a holder whose name is not known there is ""',
    ),
    Kind(
        what=events.CERTIFICATE,
        keys=keys("""
        certificate hash -- SHA-256 of the first of chain; chain [byte string, ...] -- X.509 in DER,
        the office's first and each one's issuer after it; desk hash; signature (64) -- as in
        [paper.md](paper.md)
    """),
    ),
    Kind(
        what=events.CERTIFICATE_ENDED,
        keys=keys("certificate hash; desk hash; signature (64) -- as in [paper.md](paper.md)"),
    ),
)
JOURNAL = (
    Kind(what=events.RECOVERED, keys=()),
    Kind(what=events.REPHRASED, keys=()),
    Kind(what=events.RESTORED, keys=()),
    Kind(what=events.NEW_CARD, keys=()),
    Kind(what=events.JOINED, keys=()),
    Kind(
        what=events.PAGE,
        keys=keys("""
        pack text; first text; last text; totals [[name, number], ...] -- how many cases there were
        of each kind that is counted; told [[line, JSON], ...] -- of each line of its tables [total,
        whether what is not named is none, whether the parts make up the total, {value: number}]
    """),
        page="Of a paper that was issued ([paper.md](paper.md)), and of figures that leave as a file, these keys",
    ),
    Kind(
        what=events.MATCH_STEP,
        keys=keys("""
        agreement text; partner text; reference text; step text; run hash; persons number; common
        number
    """),
        page="An agreement entered or ended, a matching asked, answered or finished",
    ),
    Kind(
        what=events.SIGNED,
        keys=keys("""
        certificate hash; document id -- the paper's id; paper hash -- SHA-256 of the file before
        its signature
    """),
        page="Of the log of keys; written before the key is used, and shown to nobody",
    ),
    Kind(
        what=events.COMPUTER,
        keys=keys("""
        version text -- at most 32 characters; name text -- at most 64 characters; contact seconds
        -- when it last exchanged, below 2^38, 0 for never; backup seconds -- when it was last kept
        safe; disk "protected" | "open" | "unknown"
    """),
        page="Of the log of keys: see below",
    ),
)
