"""What was typed and not yet said lies in the records for a month."""

from app.casework.session import typed_text
from app.casework.session.session import Session


def test_what_nobody_said_in_a_month_goes(at_work: Session):
    typed_text.keep(at_work, "CasePage|one", {"Reason": "first"})
    at_work.clock.pass_(days=30)
    typed_text.keep(at_work, "CasePage|two", {"Reason": "second"})
    assert typed_text.of(at_work, "CasePage|one") == {"Reason": "first"}
    at_work.clock.pass_(days=2)
    typed_text.keep(at_work, "CasePage|three", {"Reason": "third"})
    assert typed_text.of(at_work, "CasePage|one") == {}
    assert typed_text.of(at_work, "CasePage|two") == {"Reason": "second"}
