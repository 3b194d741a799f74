"""What goes to a printer of this computer, and what is said where none takes it."""

import pytest

from app.ui import paper

pytestmark = pytest.mark.screen


def test_a_printer_that_is_not_there_takes_nothing_and_that_is_said(qapp):
    assert "no such printer" not in paper.printers()
    with pytest.raises(paper.NoPrinter):
        paper.send(b"%PDF-1.4", "no such printer", "Sanad")
