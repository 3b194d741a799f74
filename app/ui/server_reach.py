"""The way to headquarters in words: a row for each step, and what else whoever helps asks first."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget

from app.casework.pages.self_check import NOT_SO
from app.casework.pages.server_reach import ReachStep, ServerReach, StepName, Untried
from app.errors import N_
from app.language import Words
from app.ui.labels import Text
from app.ui.parts import Banner, Button, Row, Rows, group

TITLE = N_("Connection to the server")
STEPS: dict[StepName, str] = {
    "name": N_("The name of the server is found"),
    "connection": N_("A connection to the server opens"),
    "certificate": N_("The server proves that it is the server"),
    "answer": N_("The server knows this computer and answers"),
    "clock": N_("This computer’s clock agrees with the server’s"),
    "epoch": N_("The server is the one of the last sync"),
}
_UNTRIED: dict[Untried, str] = {
    "stopped": N_("An earlier step did not hold."),
    "by_proxy": N_("The network proxy does this, not this computer."),
    "by_number": N_("The server is set by its number, which needs no name."),
    "on_this_computer": N_("The server runs on this computer, so nothing has to be proved."),
    "never_met": N_("Nothing has been synced yet"),
}


def section(reach: ServerReach, for_whoever_helps: Button) -> QWidget:
    """Under its heading, with a button for the file."""
    problem = reach.problem
    tried = [Banner(problem.sentence(), "hq", "ink2")] if problem else [_row(step, reach) for step in reach.steps]
    proxy = N_("A network proxy is used") if reach.proxy else N_("No network proxy is used")
    lacks = N_("The last copy could not be opened again. Choose another place for copies in Settings.")
    copied = _moment(N_("Last automatic copy: {moment}"), reach.last_copy, N_("No automatic copy was made yet"))
    synced = _moment(N_("Last sync: {moment}"), reach.last_sync, N_("Nothing has been synced yet"))
    facts = [
        Row(synced, "", "clock", least_height=48),
        Row(copied, lacks if reach.copy_held is False else "", "usb", least_height=48),
        *([] if reach.proxy is None else [Row(proxy, "", "hq", least_height=48)]),
    ]
    return group(TITLE, Rows.of([*tried, *facts]), for_whoever_helps)


def _row(step: ReachStep, reach: ServerReach) -> Row:
    says, untried, error = STEPS[step.name], step.untried, step.error

    def second(w: Words) -> str:
        sentences = [w.say(error)] if error else []
        if step.name == "certificate" and reach.certificate:
            sentences.append(w(N_("Its certificate ends on {day}."), day=w.date(reach.certificate.date())))
        if step.name == "clock" and reach.clock_s is not None:
            moment = w.moment(reach.at + timedelta(seconds=reach.clock_s))
            sentences.append(w(N_("The server’s clock: {moment}."), moment=moment))
        return " ".join(sentences)

    if untried:
        reason = _UNTRIED.get(untried, "")
        return Row(lambda w: w(N_("Not tried: {check}"), check=w(says)), reason, "minus", least_height=48)
    if error:
        return Row(lambda w: w(NOT_SO, check=w(says)), second, "wait", tone="wait", least_height=48)
    return Row(says, second if step.name in ("certificate", "clock") else "", "check", tone="kept", least_height=48)


def _moment(message: str, at: datetime | None, never_sentence: str) -> Text:
    return (lambda w: w(message, moment=w.moment(at))) if at else never_sentence
