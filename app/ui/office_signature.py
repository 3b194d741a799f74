"""The office's signature inside a file: whether a paper that is saved gets one, and the settings of the
certificate, at the desk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.case import events
from app.casework.export import paper_signing
from app.casework.organisation import office_certificate
from app.casework.organisation.office_certificate import KnownCertificate, OfficeCertificate
from app.casework.session.registrar import key_of
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate
from app.ui.file_chooser import FileDialog
from app.ui.labels import Text
from app.ui.parts import Button, CheckCard, Row, Rows, group, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Screen

_AT_MOST = 5
_MADE = N_("The certificate was made. Read its six words once to everybody who gets signed papers.")
_ENDED = N_("The certificate was ended. Tell those who received papers: nobody else informs them.")
_ASKED = N_("The request is written. Take it to the ministry, then import its answer here.")
_TAKEN_IN = N_("The ministry’s certificate is in use. Papers are signed with it from now on.")
NOTICES = frozenset({events.CERTIFICATE, events.CERTIFICATE_ENDED})  # that are not of holders' cards


class SignatureChoice(CheckCard):
    """Whether the file is signed for the office; not shown where this computer has no certificate of it."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            N_("Sign the file for the office"),
            N_(
                "The signature is inside the PDF: whoever gets the file can see whether it was changed. A printout has "
                "no such signature."
            ),
        )
        self.setChecked(True)
        self.hide()
        self.signs = False  # does this computer sign at all?
        # what signs is loaded while the paper is looked at
        screen.read_vault(paper_signing.prepare, self._know)

    def _know(self, signs: bool) -> None:
        self.signs = signs
        self.setVisible(signs)

    @property
    def unsigned(self) -> bool:
        """Was it said that the file goes without?"""
        return self.signs and not self.isChecked()


@dataclass(frozen=True, slots=True)
class CertificateState:
    """`asked`: an authority has not answered yet; `renew`: the one in use ends soon."""

    in_use: OfficeCertificate | None
    asked: bool
    renew: bool
    known: Sequence[KnownCertificate]


def read(session: Session) -> CertificateState | None:
    """None for who is no desk."""
    if key_of(session) is None:
        return None
    return CertificateState(
        office_certificate.current(session),
        office_certificate.is_asked(session),
        office_certificate.renewal_due(session),
        office_certificate.known(session),
    )


def certificate_group(screen: Screen, state: CertificateState, reload: Callable[[], None]) -> QWidget:
    acts = _Acts(screen, reload)
    rows = Rows()
    rows.add(_in_use(state, acts))
    rows.add(_authority(state, acts))
    for known_certificate in [
        known_certificate for known_certificate in state.known if not _is_in_use(known_certificate, state)
    ][:_AT_MOST]:
        rows.add(_earlier(known_certificate, acts))
    return group(N_("Office certificate"), rows)


def _is_in_use(known_certificate: KnownCertificate, state: CertificateState) -> bool:
    return state.in_use is not None and known_certificate.certificate == state.in_use.chain[0]


def _in_use(state: CertificateState, acts: "_Acts") -> Row:
    certificate = state.in_use
    if certificate is None:
        make = Button(N_("Make a certificate"), "second", on_click=partial(acts.make))
        second = N_("With a certificate, dossiers and letters saved on this computer are signed inside the PDF.")
        return Row(N_("The office has no certificate here"), second, "shield", make)
    end = Button(N_("End this certificate"), "quiet", on_click=lambda: acts.end(certificate.facts.fingerprint.hex()))
    make = Button(N_("New certificate"), "second", on_click=partial(acts.make))

    def title(w: Words) -> str:
        until = w.date(certificate.facts.ends.astimezone().date())
        if state.renew:
            return w("It ends on {day}: make a new one", day=until)
        return w("Papers are signed until {day}", day=until)

    def second_line(w: Words) -> str:
        six = certificate.words[0] if w.language == "ar" else certificate.words[1]
        return w(
            "{names}. Its six words: {words}", names=isolate(certificate.facts.names), words=isolate(" ".join(six))
        )

    tone = "wait" if state.renew else "ink2"
    return Row(title, second_line, "wait" if state.renew else "shield", layouts.row_widget(end, make, gap=4), tone=tone)


def _authority(state: CertificateState, acts: "_Acts") -> Row:
    ask = Button(N_("Write a request"), "second", on_click=partial(acts.ask))
    if not state.asked:
        second = N_("Programs of other offices then trust the signature without comparing words.")
        return Row(N_("A certificate of the ministry"), second, "doc", ask)
    take = Button(N_("Import the answer"), "second", on_click=partial(acts.take_in))
    ask.say(N_("Write a new request"))
    second = N_("After a new request, an answer to the earlier one can no longer be used.")
    return Row(N_("The ministry was asked and has not answered"), second, "clock", layouts.row_widget(ask, take, gap=4))


def _earlier(known_certificate: KnownCertificate, acts: "_Acts") -> Row:
    def title(w: Words) -> str:
        names = isolate(known_certificate.facts.names)
        if known_certificate.ended_at is not None:
            return w("Ended on {day}: {names}", day=w.date(known_certificate.ended_at.astimezone().date()), names=names)
        return w(
            "Also the office’s certificate, until {day}: {names}",
            day=w.date(known_certificate.facts.ends.astimezone().date()),
            names=names,
        )

    def second(w: Words) -> str:
        return w("Made known by {name}", name=isolate(known_certificate.desk))

    if known_certificate.ended_at is not None:
        return Row(title, second, "clock")
    end = Button(
        N_("End this certificate"), "quiet", on_click=lambda: acts.end(known_certificate.facts.fingerprint.hex())
    )
    return Row(title, second, "clock", end)


class _Acts:
    """What the buttons do. Qt doesn't hold the object of a method that a click leads to: `partial` does."""

    def __init__(self, screen: Screen, reload: Callable[[], None]) -> None:
        self.screen, self.reload = screen, reload

    def make(self) -> None:
        sentence = N_(
            "Everybody who gets a signed paper compares the six words of the certificate with you once. "
            "With a new certificate there are new words."
        )
        session = self.screen.context.session
        self._sure(
            N_("Make a certificate for the office"),
            sentence,
            DialogButton(
                N_("Make the certificate"),
                lambda: self._write(lambda: office_certificate.make(session), _MADE),
                "primary",
            ),
        )

    def end(self, fingerprint: str) -> None:
        sentence = N_(
            "Nothing more is signed with it, and anyone who checks a paper here sees that it was ended. Nobody else is "
            "informed: tell those who received papers, and the ministry if it made the certificate."
        )
        session = self.screen.context.session
        self._sure(
            N_("End the certificate"),
            sentence,
            DialogButton(
                N_("End this certificate"),
                lambda: self._write(lambda: office_certificate.end(session, fingerprint), _ENDED),
                "grave",
            ),
        )

    def ask(self) -> None:
        self.screen.open_dialog(
            FileDialog, N_("Write a request"), self.ask_into, kinds="PEM (*.pem)", save_as="office-request.pem"
        )

    def ask_into(self, file: Path) -> None:
        session = self.screen.context.session
        self._write(lambda: office_certificate.ask(session, file), _ASKED)

    def take_in(self) -> None:
        self.screen.open_dialog(FileDialog, N_("Import the answer"), self.take_in_from, kinds="PEM (*.pem *.crt *.cer)")

    def take_in_from(self, file: Path) -> None:
        session = self.screen.context.session
        self._write(lambda: office_certificate.take_in(session, file), _TAKEN_IN)

    def _sure(self, title: Text, sentence: Text, answer: DialogButton) -> None:
        answers = [DialogButton(N_("Leave it as it is")), answer]
        self.screen.open_dialog(Dialog, title, sentence, answers)

    def _write(self, work: Callable[[], object], success: Text) -> None:
        screen = self.screen

        def written(_result: object) -> None:
            screen.succeed(success)
            self.reload()

        screen.context.workers.write_vault(screen, work, written)
