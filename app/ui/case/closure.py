"""Closing a case with how it ended, reopening it, holding it beyond its time."""

from collections.abc import Callable

from app.casework.lifecycle import closure
from app.errors import N_
from app.ui.case.context import Cards, Page
from app.ui.labels import plain
from app.ui.parts.fields import Area, Field
from app.ui.sharing.hand_over import Done, Refused, ask


def close(page: Page) -> None:
    """How it ended, and why."""
    results = Cards(
        [(id_, plain(name)) for id_, name, _ in page.course.results], asks=N_("How it ended")
    )
    reason = Area(N_("Reason"), lines=2)
    field = Field(N_("Reason"), reason)

    def act(done: Done, refused: Refused) -> None:
        chosen = results.chosen(N_("Choose how it ended.")) if results.cards else ""
        why = reason.toPlainText().strip()
        field.complain("" if why else N_("Write the reason first."))
        if why and (chosen or not results.cards):
            page.write(
                lambda: closure.close(page.session, page.case_id, why, chosen), done, refused
            )

    ask(
        page.screen,
        N_("Close this case?"),
        N_(
            "It can be read as before, and reopened with a reason. From now its time of keeping runs."
        ),
        [*(results.parts() if results.cards else []), field],
        N_("Close the case"),
        N_("Leave it open"),
        act,
        page.again,
        width=680,
    )


def reopen(page: Page) -> None:
    _with_reason(
        page, N_("Reopen this case?"), N_("It goes on from the stage where it stood."),
        N_("Reopen the case"), lambda why: closure.reopen(page.session, page.case_id, why),
    )  # fmt: skip


def hold(page: Page) -> None:
    """On, or off where it is on."""
    on = not page.course.keeping.held
    _with_reason(
        page,
        N_("Hold this case beyond its time?") if on else N_("End the legal hold?"),
        N_("A case that is held is not due to be erased, whatever its time of keeping."),
        N_("Hold it beyond its time") if on else N_("End the hold"),
        lambda why: closure.hold(page.session, page.case_id, on, why),
    )


def _with_reason(
    page: Page, title: str, sentence: str, verb: str, work: Callable[[str], object]
) -> None:
    reason = Area(N_("Reason"), lines=2)
    field = Field(N_("Reason"), reason)

    def act(done: Done, refused: Refused) -> None:
        why = reason.toPlainText().strip()
        field.complain("" if why else N_("Write the reason first."))
        if why:
            page.write(lambda: work(why), done, refused)

    ask(page.screen, title, sentence, [field], verb, N_("Leave it as it is"), act, page.again)
