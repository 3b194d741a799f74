"""A second person's approval is of exactly what was asked, and of nothing else."""

import pytest

from app.case import events, refusal
from tests.case.test_course import KW, Officer

RELEASE, DIGEST, OTHER = b"r" * 16, b"d" * 32, b"o" * 32


def asks_for_approval(who: Officer):
    return who.says(
        events.RELEASE_ASKED,
        release=RELEASE,
        digest=DIGEST,
        agency="embassy",
        to=[["age", "a fingerprint"]],
        purpose="a passport",
        cases=[bytes(16)],
        **KW,
    )


def approves(who: Officer, digest: bytes, answer: str = "approved", reason: str = ""):
    return who.says(events.RELEASE_DECIDED, release=RELEASE, digest=digest, answer=answer, reason=reason, **KW)


@pytest.fixture
def omar() -> Officer:
    layla = Officer("layla").begins()
    asks_for_approval(layla)
    return Officer("omar", "supervisor", list(layla.log))


def test_an_approval_that_names_another_digest_has_no_effect(omar: Officer):
    assert omar.reason(approves(omar, OTHER)) == refusal.NOTHING
    assert omar.case.releases[RELEASE].approved(0) is None
    assert omar.reason(approves(omar, DIGEST)) == ""
    assert omar.case.releases[RELEASE].approved(0) is not None


def test_nobody_approves_who_asked_whose_role_may_not_or_without_having_seen_it(omar: Officer):
    layla = Officer("layla", "supervisor", list(omar.log))
    assert layla.reason(approves(layla, DIGEST)) == refusal.SECOND
    nora = Officer("nora", "inspector", list(omar.log))
    assert nora.reason(approves(nora, DIGEST)) == refusal.ROLE
    blind = Officer("salma", "supervisor", omar.log[:-1])
    unseen = approves(blind, DIGEST)
    omar.meets(blind)
    assert omar.reason(unseen) == refusal.NOTHING


def test_a_refusal_says_why_and_ends_every_approval(omar: Officer):
    assert omar.reason(approves(omar, DIGEST, "refused", " ")) == refusal.REASON
    salma = Officer("salma", "supervisor", list(omar.log))
    approves(omar, DIGEST)
    approves(salma, DIGEST, "refused", "the embassy told the employer")
    omar.meets(salma)
    assert omar.case.releases[RELEASE].approved(0) is None
