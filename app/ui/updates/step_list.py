"""The four steps of an update: what was done, what is done now, what comes; one list for a screen reader."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from app.casework.records.update_trial import WouldLookDifferent
from app.casework.records.updates import UpdateStatus
from app.disk import MB
from app.errors import N_, SanadError
from app.language import Words, strip_marks
from app.ui.labels import Label, said
from app.ui.parts import Bar, layouts, shapes
from app.ui.parts.arrow_keys import arrow, walk
from app.ui.parts.focus_ring import FocusRing
from app.ui.parts.step_list import STATES, StepMark, StepState
from app.ui.updates.progress import CHECK, COPY, INSTALL, TRIAL, UpdateProgress

TITLES = (
    N_("The file is complete and its signature is valid"),
    N_("A backup before any change"),
    N_("Trying it on a copy of your cases"),
    N_("Installing and reopening"),
)
_SIGNED = N_("Signed {signed} · valid until {until}")
_TELLS_AFTER_S = 3.0  # how long it will take


class StepRow(FocusRing, QFrame):
    """One step; read as "step 3 of 4, running, 128 of 214"."""

    def __init__(self, step: int, updating: UpdateProgress) -> None:
        super().__init__()
        self.step, self.updating = step, updating
        self.state: StepState = "later"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.mark = StepMark("later")
        self.title = Label(TITLES[step])
        self.second = Label(self._fact, "small", "ink2")
        self.bar = Bar(TITLES[step])
        self.of_how_many = Label(self._count, "small", "ink2", wrap=False)
        self.way = layouts.row_widget((self.bar, 1), self.of_how_many, gap=12)
        words = layouts.column(self.title, self.second, self.way, gap=2)
        mark = layouts.column(self.mark, layouts.Stretch(1), margins=(0, 2, 0, 0))
        layouts.row(mark, (words, 1), gap=16, margins=(20, 10, 20, 10), parent=self)
        self.setMinimumHeight(62)
        layouts.wraps(self)
        self.refresh()

    def refresh(self) -> None:
        updating = self.updating
        self.state = self.mark.state = updating.state(self.step)
        self.mark.update()
        self.title.set_weight(600 if self.state == "running" else 500)
        self.title.say(self._title, "ink2" if self.state == "later" else "ink")
        self.second.say(self._fact, "wait" if self.state == "refused" else "ink2")
        is_counted = self.state == "running" and bool(updating.count[1])
        self.way.setVisible(is_counted)
        if is_counted:
            self.bar.show_share(updating.count[0] / updating.count[1])
            self.of_how_many.say(self._count)
        self.tell()

    def tell(self) -> None:
        self.setAccessibleName(strip_marks(said(self.spoken)))

    def spoken(self, w: Words) -> str:
        parts = [
            w(N_("step {n} of {of}"), n=self.step + 1, of=len(TITLES)),
            w(STATES[self.state]),
            self._count(w) if self.state == "running" else "",
            self._title(w),
            self._fact(w),
        ]
        return ("، " if w.language == "ar" else ", ").join(part for part in parts if part)

    def _title(self, w: Words) -> str:
        if self.step == CHECK and self.state == "refused" and not self.updating.waiting:
            return w(N_("This file was not accepted"))
        return w(TITLES[self.step])

    def _fact(self, w: Words) -> str:
        updating = self.updating
        if updating.installed is not None:
            return self._installed_fact(w, updating.installed)
        if self.state == "refused" and updating.refusal is not None:
            return _refusal(w, updating.refusal)
        if self.step == CHECK and updating.offer is not None:
            # days as those who signed count them
            signed, until = (w.date(at.date()) for at in (updating.offer.signed, updating.offer.until))
            return w(_SIGNED, signed=signed, until=until)
        if self.step == COPY:
            if updating.copied is not None:
                return w(N_("Saved today at {time}"), time=w.time(updating.copied))
            return w(N_("Saved where your copies go, or beside the update"))
        if self.step == TRIAL:
            if updating.trial is not None:
                n = updating.trial.cases
                return w.count("{n} case opened, no difference", "{n} cases opened, no difference", n)
            if updating.unpacking:
                return w(N_("The new version is placed beside this one"))
            return w(N_("Each case is opened with the new version and compared"))
        if self.step == INSTALL:
            return w(N_("About a minute, then Sanad asks for your passphrase"))
        return w(N_("Checks who signed it, for whom, until when, and every byte"))

    def _installed_fact(self, w: Words, status: UpdateStatus) -> str:
        last = status.last
        if last is None:
            return ""
        if self.step == CHECK:
            return w(_SIGNED, signed=w.date(last.signed.date()), until=w.date(last.until.date()))
        if self.step == TRIAL and last.cases is not None:
            return _opened(w, last.cases)
        if self.step == INSTALL and status.installed is not None:
            return w.moment(status.installed)
        return w(N_("Before this version was installed"))

    def _count(self, w: Words) -> str:
        n, total = self.updating.count
        if not total:
            return ""
        if self.step == CHECK or self.updating.unpacking:
            return w(N_("{n} of {of} MB"), n=n // MB, of=-(-total // MB))
        sentence = w(N_("{n} of {of} cases"), n=n, of=total)
        minutes = self._minutes(n, total)
        return f"{sentence} · {minutes(w)}" if minutes is not None else sentence

    def _minutes(self, n: int, of: int) -> Callable[[Words], str] | None:
        seconds = self.updating.trial_seconds
        if not n or n == of or seconds < _TELLS_AFTER_S:
            return None
        minutes = max(1, round(seconds * (of - n) / n / 60))
        return lambda w: w.count("about {n} minute", "about {n} minutes", minutes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = arrow(event)
        if not step or not walk(self, step, StepRow):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._ring:
            shapes.ring(QPainter(self), self)


def _opened(w: Words, cases: int) -> str:
    return w.count("{n} case opened, no difference", "{n} cases opened, no difference", cases)


def _refusal(w: Words, error: SanadError) -> str:
    if not isinstance(error, WouldLookDifferent):
        return w.say(error)
    cases = w.count("{n} case would look different.", "{n} cases would look different.", error.cases)
    report = N_(
        "Nothing was changed, and this version stays. Save the report and give it to those who gave you the update; it "
        "says nothing about any person."
    )
    return f"{cases} {w(report)}"
