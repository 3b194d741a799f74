"""The table of all words: each group, and which module of `app.cli` has which of its words.

`--help` shows them in this order. A module is imported when one of its words is used.
"""

from typing import Annotated

import typer
from typer.main import get_group

from app.cli.lazy_group import PLAIN, Group, LazyGroup
from app.version import PROGRAM

VAULT = Group(
    "An officer's encrypted records on this computer.",
    {"vault": "create list check clock passphrase recover backup restore"},
)
FORM = Group("Questionnaires.", {"form": "check play pack install"})
DRAFT = Group("Unfinished interviews.", {"draft": "list accept discard close visits versions move"})
CASE = Group(
    "Cases.",
    {
        "case_search": "list search",
        "case_page": "show",
        "case_pdf": "pdf",
        "sharing": "grant hand accept decline substitute came-in verify",
        "decisions": "conflicts resolve correct review",
        "erasure": "erase",
        "attachments": "attach attachments attachment",
        "history": "history",
        "lifecycle": "stage consent told check",
        "referrals": "refer referral",
        "closure": "status kind close reopen hold",
        "linked_cases": "doubles link unlink links together",
        "related_people": "person proceeding hearing",
        "letter": "letter",
        "support_services": "service recovery",
        "cleared_cases": "clear fetch away",
        "groups": "group",
    },
)
BUNDLE = Group("A case sealed for others, and such a file opened.", {"bundle": "make receipt open"})
ORG = Group("The organisation.", {"organisation": "init holder withdraw show"})
DESK = Group(
    "The desk: who may come in, and who must go.",
    {
        "desk": "invite admit revoke accept-late take-over",
        "headquarters": "server answers confirm inbox devices lost",
        "erasure_papers": "erasures certificate check-paper",
        "disposal": "apart put-away",
    },
)
POST = Group("Carry cases by a folder or a stick.", {"post": "export import forward"})
HQ = Group("The headquarters server.", {"hq": "init serve backup restore"})
PROFILE = Group(
    "Referral systems: stages, agencies, conditions.", {"profile": "check adopt show directory"}
)
SHIFT = Group("The change of shifts.", {"shift": "show note take"})
SANAD = Group(
    "Sanad: identify and document victims of trafficking, offline.",
    {
        "interview": "interview",
        "enrolment": "enrol",
        "sync": "sync",
        "tasks": "tasks",
        "inbox": "inbox",
        "demo": "demo selftest",
    },
    summaries={
        "interview": "Hold an interview: each answer is durable before it is said to be kept.",
        "enrol": "Join an organisation: over the network (FILE), or by files: answer (FILE -o), --finish.",
        "sync": "Sync with headquarters: once, or until it is stopped.",
        "tasks": "What is to be done, in all cases on this computer: overdue first.",
        "inbox": "Every change by somebody else in your cases, the last first, read or not.",
        "demo": "The whole main job on fictional answers, without a screen.",
        "selftest": "Does this installation work: vault, form, PDF with Arabic, fonts, translations?",
    },
    groups={
        "vault": VAULT,
        "form": FORM,
        "draft": DRAFT,
        "case": CASE,
        "bundle": BUNDLE,
        "org": ORG,
        "desk": DESK,
        "post": POST,
        "hq": HQ,
        "profile": PROFILE,
        "shift": SHIFT,
    },
)


def command_line() -> LazyGroup:
    """Everything that can be said after `./run`."""
    sanad = typer.Typer(**PLAIN)
    sanad.callback()(_sanad)
    return LazyGroup("", SANAD, params=get_group(sanad).params)


def _show_version(version: bool) -> None:
    if version:
        print(PROGRAM)
        raise typer.Exit


def _sanad(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Which Sanad this is."
        ),
    ] = False,
) -> None:
    """The options before all words."""
