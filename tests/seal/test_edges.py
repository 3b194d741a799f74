"""Limits and kinds as the pages of formats have them; what stands at the edge of each module has its own page."""

from app.seal import (
    age_phrase,
    attachment,
    budgets,
    canonical,
    directory,
    enrolment,
    envelope,
    erasure,
    holders,
    parcel,
    passphrase,
    signing_key,
    strength,
)
from app.seal.keys import DeviceKeys, Secret, fresh_id

KEYS = DeviceKeys.fresh()


def test_keys_of_a_device_are_its_own_and_ids_are_fresh():
    assert len(fresh_id()) == 16
    assert DeviceKeys(Secret(KEYS.signing), Secret()).public == KEYS.public


def test_limits_are_those_of_the_pages_of_formats():
    """docs/limits.md and docs/formats: whoever changes one changes what others' files may be."""
    assert (canonical.DEPTH, canonical.ITEMS, canonical.MOST_ITEMS) == (32, 262_144, 1_048_576)
    assert budgets.CaseBudget() == budgets.CaseBudget(16, 256, 10_000, 268_435_456, 67_108_864)
    assert budgets.Used() == budgets.Used(0, 0, 0, 0)
    assert (envelope.LARGEST, parcel.LARGEST_BODY) == (4_194_304, 67_108_864)
    assert (enrolment.PLACES, directory.LONGEST_FRESH_S, erasure.MOST) == (128, 2_678_400, 10_000)
    assert (attachment.CHUNK, attachment.OVERHEAD) == (262_144, 16)
    assert (age_phrase.WORK, age_phrase.MOST_WORK, age_phrase.memory_of(18)) == (18, 20, 268_435_456)
    assert (strength.ENOUGH, strength.ENOUGH_OF_A_BUNDLE) == (42.0, 44.0)
    assert (signing_key.LONGEST_NAME, passphrase.CARD_WORDS, holders.CARD_WORDS) == (100, 24, 33)
    assert (holders.FEWEST, holders.MOST) == (2, 16)
    kinds = {name: int(kind) for name, kind in envelope.Kind.__members__.items()}
    assert kinds == {"EVENT": 1, "GRANT": 2, "REVOKE": 3, "ERASE": 4, "BLOBS": 5, "DIRECTORY": 6}
