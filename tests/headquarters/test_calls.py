"""What computers and the desk can rely on when they call headquarters."""

from app.seal import envelope
from tests.headquarters.conftest import Hq
from tests.headquarters.office import outcomes, receipts


def test_what_layla_pushed_is_held_receipted_and_read_by_her_team(hq: Hq):
    team = hq.office.team()
    layla, omar = (
        hq.office.joins("Layla", "inspector", team),
        hq.office.joins("Omar", "inspector", team),
    )
    hq.line.learns(hq.office)
    case, raws = layla.works(4)
    pushed = hq.line.pushes(layla, *raws)
    assert outcomes(pushed) == ["new"] * 5
    assert receipts(pushed, hq.node.public) == {layla.stream: 5}
    fed = hq.line.feeds(omar)
    assert [(each[0], each[3]) for each in fed.cases] == [(case, 5)]
    assert hq.line.pulls(omar, case) == raws
    assert hq.line.feeds(omar, fed).cases == ()
    assert hq.line.pulls(layla, case, own=0) == [envelope.peek_unverified(raw).id for raw in raws]
