"""Files, numbers and words at their edges: what is just right is taken, and one more or another kind is not."""

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.seal import (
    age_file,
    age_phrase,
    attachment,
    budgets,
    canonical,
    case_grant,
    directory,
    enrolment,
    envelope,
    erasure,
    file_marker,
    frame,
    holders,
    matching,
    office_certificate,
    packing,
    parcel,
    passphrase,
    receipt,
    server_card,
    signing_key,
    six_words,
    slots,
    split,
    sshsig,
    strength,
    tls,
)  # fmt: skip
from app.seal.age_file import NotAsSealed
from app.seal.envelope import EnvelopeRefused
from app.seal.file_conditions import ForeignFile, NewerVersion
from app.seal.keys import DeviceKeys, Secret, fresh_id, key_id
from app.seal.matching import (
    Card,
    MatchFileRefused,
    MatchingAnswer,
    MatchingRequest,
    MatchingResult,
)
from app.seal.slots import Cost, Slot
from app.seal.strength import strength_of
from app.seal.vocabulary import other_layout, runs, sound, unleeted, vocabulary
from tests.people import CHEAP

KEYS = DeviceKeys.fresh()
AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


# -- what a phrase is worth ------------------------------------------------------------------

# As the program judged them on 29 November 2026. Who changes a number on purpose changes it here too.
WORTH = {
    "مرحبا بالعالم": (7.0, "everyday"), "qwertyuiop": (3.0, "everyday"), "zzzzzzzz": (4.0, "keys"),
    "password2024": (9.0, "keys"), "p@ssw0rd": (5.0, "everyday"),
    "والمدرسة كتابهم": (12.5, "everyday"),
    "granite walnut seven kettle moon": (43.34, "everyday"), "19901231": (13.0, "keys"),
    "287010112345": (16.0, "keys"), "1445": (6.0, "keys"), "1451": (12.0, "keys"),
    "1300": (6.0, "keys"), "1299": (12.0, "keys"), "1900": (6.0, "keys"), "1899": (12.0, "keys"),
    "2100": (6.0, "keys"), "2101": (12.0, "keys"), "12": (3.0, "everyday"), "7": (2.0, "everyday"),
    "abcdefgh": (6.0, "keys"), "lkjhgfds": (6.0, "keys"), "منسعفص": (6.0, "keys"),
    "!!!!!!": (5.5, "everyday"), "a-b-c-d": (10.0, "keys"), "Sunita Tamang": (27.0, "everyday"),
    "zgjqxv": (15.5, "everyday"), "walnutkettle": (13.5, "everyday"),
    "mothertree": (12.0, "everyday"), "بسم الله": (8.0, "known"), "khalid mohammed": (10.0, "known"),
    "5alid": (15.0, "everyday"), "zr2fh km9nj": (26.2, "everyday"), "الكويت": (5.0, "known"),
    "kuwait kuwait": (6.0, "known"), "granite granite walnut": (22.99, "keys"),
    "extraordinarilylongword": (30.29, "everyday"), "i love my mother": (15.0, "everyday"),
    "drowssap": (5.0, "everyday"), "thelordismyshepherd": (34.5, "everyday"),
    "سلام عليكم": (9.0, "known"), "بسم الله الرحمن الرحيم": (8.0, "known"),
    "ميحرلا نمحرلا هللا مسب": (10.0, "known"), "مسب هللا نمحرلا ميحرلا": (10.0, "known"),
    "fsl hggi hgvplk hgvpdl": (10.0, "known"), "qz_vw_kqz_vw_k": (23.5, "everyday"),
}  # fmt: skip


@pytest.mark.parametrize("phrase", WORTH)
def test_a_phrase_is_worth_what_it_was(phrase: str):
    strength = strength_of(phrase)
    assert (round(strength.bits, 2), strength.weakness) == WORTH[phrase]


SOUNDS = {
    "b": "ب ب پ p", "t": "ت ط t", "k": "ج خ غ ق ك c g j k q kh gh ck", "d": "د ذ ض ظ d dh",
    "r": "ر r", "z": "ز z", "s": "ث س ص s th", "c": "ش چ sh ch", "f": "ف ڤ f v ph", "l": "ل l",
    "m": "م m", "n": "ن n", "ks": "x", "": "ا و ي ه ع ح ة a e i o u h w y",
}  # fmt: skip


def test_each_consonant_sounds_as_the_one_in_the_other_letters():
    for heard, letters in SOUNDS.items():
        for letter in letters.split():
            assert sound(f"l{letter}m") == f"l{heard}m".replace("ll", "l").replace("mm", "m"), (
                letter
            )
    digits = {"5": "k", "6": "t", "8": "k", "9": "s", "3": "", "7": "", "2": ""}
    assert {digit: sound(f"l{digit}m")[1:-1] for digit in digits} == digits


def test_an_article_and_what_only_joins_words_is_not_heard():
    for word in ("al", "el", "il", "ul", "ir", "ar", "as", "ad", "ال"):
        assert sound(word) == "", word
    for word in (
        "alkitab",
        "elkitab",
        "ilkitab",
        "ulkitab",
        "walkitab",
        "الكتاب",
        "والكتاب",
        "بالكتاب",
        "للكتاب",
    ):
        assert sound(word) == "ktb", word
    assert sound("madinat") == "mdn"
    assert sound("bit") == "bt"


def test_the_keys_of_either_layout_make_the_other_s_letters():
    latin = "`qwertyuiop[]asdfghjkl;'zxcvnm,./"
    arabic = "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظ"
    assert other_layout(latin) == arabic
    assert [other_layout(letter) for letter in arabic] == list(latin)
    assert (other_layout("abz"), other_layout("لا")) == ("شلائ", "b")
    assert other_layout("أإآ") == "hyn"
    assert unleeted("013457@$!") == "oieastasi"


def test_keys_side_by_side_and_letters_in_order_are_runs_both_ways():
    for run in ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedc", "1qaz2wsx3edc",
                "abcdefgh", "01234567890", "ابتثجحخ", "ابجدهوز", "ضصثقفغعهخحجد", "شسيبلاتنمك"):  # fmt: skip
        assert any(run in known for known in runs()), run
        assert any(run[::-1] in known for known in runs()), run


@pytest.mark.parametrize(
    ("rank", "bits", "weakness"),
    [(1, 3.0, "everyday"), (300, 3.0, "everyday"), (301, 4.5, "everyday"), (1000, 4.5, "everyday"),
     (1001, 6.0, "everyday"), (3000, 6.0, "everyday"), (3001, 10.05, None), (2**15, 13.5, None),
     (2**16, 13.5, None)],
)  # fmt: skip
def test_a_word_costs_by_how_common_it_is(rank: int, bits: float, weakness: str | None):
    from app.seal.vocabulary import Vocabulary

    words = Vocabulary({}, {"named": 5.0, "rare": 9.0}, {"word": rank, "rare": 1}, {})
    cost = words.exact("word")
    assert cost is not None
    assert (round(cost.bits, 2), cost.weakness) == (bits, weakness)
    assert words.exact("named").weakness == "known"
    assert (words.exact("rare").bits, words.exact("other")) == (3.0, None)
    assert words.with_personal(["Maya x Sample"]).exact("maya").bits == 2.0
    assert words.with_personal(["Maya x Sample"]).exact("mayaxsample").bits == 2.0
    assert words.with_personal(["Maya x Sample"]).exact("x") is None


def test_what_arabic_writes_before_and_after_a_word_costs_a_bit_each():
    words = vocabulary()
    plain = words.word("كتاب").bits
    for prefix in ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س"):
        assert words.word(f"{prefix}كتاب").bits <= plain + 1, prefix
    for suffix in (
        "هما",
        "كما",
        "هم",
        "هن",
        "كم",
        "كن",
        "نا",
        "ها",
        "ات",
        "ين",
        "ون",
        "ان",
        "ه",
        "ك",
        "ي",
        "ا",
    ):
        assert words.word(f"كتاب{suffix}").bits <= plain + 1, suffix
        assert words.word(f"وكتاب{suffix}").bits <= plain + 2, suffix


def test_as_many_words_as_are_drawn_have_75_bits_and_no_fewer_are_enough():
    assert (len(passphrase.suggest("en").split()), len(passphrase.suggest("ar").split())) == (6, 7)
    assert passphrase.judge("elevenchars").advice.startswith("Too short")
    assert not passphrase.judge("twelve chars").advice.startswith("Too short")
    assert passphrase.material("a" * 1024) == passphrase.material("a" * 1025)
    assert passphrase.material("a" * 1023) != passphrase.material("a" * 1024)


def test_a_card_has_the_words_of_its_language():
    for language in ("ar", "en"):
        words = passphrase.card_words(bytes(31) + b"\x07", language)
        assert set(words) <= set(passphrase.card_list(language))
        assert passphrase.read_card("  ".join(words)) == bytes(31) + b"\x07"
        for other in (words[:-1], (*words, words[0]), (*words[:-1], "zzzz"), words[::-1]):
            with pytest.raises(passphrase.CardRefused):
                passphrase.read_card(" ".join(other))
    assert set(passphrase.card_list("ar")) == set(passphrase.word_list("ar"))
    assert len(passphrase.card_list("en")) == 2048
    assert not {*passphrase.card_list("ar")} & {*passphrase.card_list("en")}


def test_six_words_are_the_first_66_bits():
    words = passphrase.card_list("en")
    first, last = (2047).to_bytes(2, "big"), words[2047]
    assert six_words.worded(bytes(9), "en") == (words[0],) * 6
    assert six_words.worded(b"\xff" * 9, "en") == (last,) * 6
    assert six_words.worded(b"\xff\xe0" + bytes(7), "en") == (last, *(words[0],) * 5)
    assert six_words.worded(bytes(8) + b"\x40", "en") == (*(words[0],) * 5, words[1])
    assert six_words.worded(bytes(8) + b"\x3f" + first, "en") == (words[0],) * 6


# -- files of keys and cards -----------------------------------------------------------------


def test_a_slot_asks_for_no_less_and_no_more_than_a_computer_may_give():
    def affordable(memory: int = 64 * 1024, passes: int = 1, lanes: int = 1) -> bool:
        return Slot(1, bytes(16), Cost(memory, passes, lanes), bytes(12), b"").is_affordable()

    assert affordable()
    assert affordable(2 * 1024 * 1024, 64, 64)
    for memory in (64 * 1024 - 1, 2 * 1024 * 1024 + 1):
        assert not affordable(memory=memory)
    for number in (0, 65):
        assert not affordable(passes=number)
        assert not affordable(lanes=number)


def test_a_computer_that_is_fast_passes_more_often_and_at_most_twelve_times():
    assert slots.calibrated(CHEAP, 0.0) == CHEAP
    assert slots.calibrated(CHEAP, 1000.0) == Cost(CHEAP.memory, 12, CHEAP.lanes)
    assert Cost() == Cost(256 * 1024, 3, 4)


def test_a_key_file_is_refused_for_each_field_of_another_kind():
    whole = slots.KeyFile(bytes(16), "Maya", "inspector", "en", 5, 2).with_card(
        bytes(32), bytes(32)
    )
    assert slots.KeyFile.from_bytes(whole.to_bytes()) == whole
    fields = [
        1,
        bytes(16),
        "Maya",
        "inspector",
        "en",
        5,
        2,
        [[*s._fields(), s.sealed] for s in whole.slots],
    ]
    spoilt = [
        (1, bytes(15)),
        (1, "x"),
        (2, b"x"),
        (3, 5),
        (4, "fr"),
        (5, -1),
        (5, "5"),
        (6, -1),
        (6, b""),
    ]

    def file(values: list[object]) -> bytes:
        content = b"SANAD-KEYS 1\n" + canonical.encode(values)
        return content + slots.digest(content)

    assert slots.KeyFile.from_bytes(file(fields)) == whole
    for place, value in spoilt:
        with pytest.raises(slots.KeyFileDamaged):
            slots.KeyFile.from_bytes(file([*fields[:place], value, *fields[place + 1 :]]))
    with pytest.raises(NewerVersion):
        slots.KeyFile.from_bytes(file([2, *fields[1:]]))
    (slot,) = fields[7]
    for place, value in (
        (0, -1),
        (1, bytes(15)),
        (1, 5),
        (2, -1),
        (3, "x"),
        (4, -1),
        (5, bytes(11)),
        (6, 5),
    ):
        other = [*slot[:place], value, *slot[place + 1 :]]
        with pytest.raises(slots.KeyFileDamaged):
            slots.KeyFile.from_bytes(file([*fields[:7], [other]]))
    with pytest.raises(slots.KeyFileDamaged):  # two of one kind
        slots.KeyFile.from_bytes(file([*fields[:7], [slot, slot]]))
    for line in (b"SANAD-KEYS x\n", b"SANAD-KEYS 1234567890\n", b"SANAD-KEYS \n"):
        with pytest.raises(slots.KeyFileDamaged):
            slots.KeyFile.from_bytes(line + bytes(64))
    with pytest.raises(NewerVersion):
        slots.KeyFile.from_bytes(b"SANAD-KEYS 2\n" + bytes(64))
    with pytest.raises(slots.KeyFileDamaged):
        slots.KeyFile.from_bytes(b"SANAD-KEYS 1\n")


def test_the_first_line_of_a_file_is_its_kind_and_its_version():
    magic = b"SANAD-SOMETHING "
    assert file_marker.line(magic) == b"SANAD-SOMETHING 1\n"
    assert (
        file_marker.content(file_marker.line(magic) + b"x\ny", magic, sshsig.SignatureRefused)
        == b"x\ny"
    )
    for rest in (b"1", b"\nx", b"x\n", b"0\n", b"01\n", b"1234567\n", b"-1\n"):
        with pytest.raises(sshsig.SignatureRefused):
            file_marker.content(magic + rest, magic, sshsig.SignatureRefused)
    for rest in (b"2\n", b"123456\n"):
        with pytest.raises(NewerVersion):
            file_marker.content(magic + rest, magic, sshsig.SignatureRefused)
    with pytest.raises(ForeignFile):
        file_marker.content(b"SANAD-ANOTHER 1\n", magic, sshsig.SignatureRefused)


def test_a_key_for_updates_is_refused_for_each_field_of_another_kind_or_size():
    key = signing_key.fresh_key("n" * 101)
    assert key.name == "n" * 100
    raw = signing_key.write(key, "a phrase", CHEAP)
    assert signing_key.read(raw, "a phrase").public == key.public
    assert signing_key.public_of(raw) == (key.name, key.public)
    with pytest.raises(slots.WrongPassphrase):
        signing_key.read(raw, "another")
    magic = b"SANAD-UPDATE-KEY 1\n"
    fields = canonical.decode(raw[len(magic) :])
    spoilt = [(0, b"x"), (0, "n" * 101), (1, bytes(31)), (1, "x" * 32), (2, bytes(15)), (3, 1),
              (4, 0), (4, 65), (5, 0), (6, bytes(11)), (7, 5)]  # fmt: skip
    for place, value in spoilt:
        other = [*fields[:place], value, *fields[place + 1 :]]
        for ask in (signing_key.public_of, lambda file: signing_key.read(file, "a phrase")):
            with pytest.raises(signing_key.UpdateKeyRefused):
                ask(magic + canonical.encode(other))
    slot = Slot(slots.PHRASE, bytes(16), CHEAP, bytes(12), b"")
    for secret, public in ((key.keys.signing, KEYS.public), (key.keys.signing[:31], key.public)):
        head = [key.name, public, slot.salt, CHEAP.memory, CHEAP.passes, CHEAP.lanes, slot.nonce]
        cipher = AESGCMSIV(signing_key._slot_key("a phrase", slot))
        sealed = cipher.encrypt(slot.nonce, secret, canonical.encode(head))
        with pytest.raises(signing_key.UpdateKeyRefused):
            signing_key.read(magic + canonical.encode([*head, sealed]), "a phrase")


def test_a_server_card_is_refused_for_each_field_of_another_kind_or_size():
    card = server_card.ServerCard("https://a", "", bytes(32), b"t" * 32)
    assert server_card.read(server_card.write(card)) == card
    assert "t" * 8 not in repr(card)
    fields: list[object] = ["https://a", "", bytes(32), bytes(32)]
    for place, value in (
        (0, b"x"),
        (1, b"x"),
        (2, bytes(31)),
        (2, "x"),
        (3, bytes(33)),
        (3, "x" * 32),
    ):
        other = [*fields[:place], value, *fields[place + 1 :]]
        with pytest.raises(server_card.ServerCardRefused):
            server_card.read(b"SANAD-HEADQUARTERS 1\n" + canonical.encode(other))


def test_a_receipt_is_refused_for_each_field_of_another_kind_or_size():
    raw = receipt.sign(KEYS, bytes(16), 3, bytes(32), 7, receipt.CASE)
    read = receipt.open_receipt(raw, [DeviceKeys.fresh().public, KEYS.public])
    assert (read.of, read.stream, read.seq, read.tip, read.at, read.raw) == (
        2,
        bytes(16),
        3,
        bytes(32),
        7,
        raw,
    )
    assert (
        receipt.peek_unverified(receipt.sign(KEYS, bytes(16), 0, bytes(32), 0)).of == receipt.STREAM
    )
    body, signature = canonical.decode(raw)
    fields = canonical.decode(body)
    spoilt = [
        (0, 3),
        (0, 0),
        (1, bytes(15)),
        (2, -1),
        (2, b"3"),
        (3, bytes(31)),
        (4, -1),
        (4, "7"),
        (5, bytes(17)),
    ]
    for place, value in spoilt:
        other = canonical.encode([*fields[:place], value, *fields[place + 1 :]])
        with pytest.raises(receipt.ReceiptRefused):
            receipt.peek_unverified(canonical.encode([other, signature]))
    with pytest.raises(receipt.ReceiptRefused):
        receipt.peek_unverified(canonical.encode([body, signature[:-1]]))


# -- the post --------------------------------------------------------------------------------


def posted(fields: list[object]) -> bytes:
    """A file of the post with these parts, sealed as `parcel.write` seals."""
    key, head = b"organisation", file_marker.line(b"SANAD-POST ")
    body = canonical.encode(fields)
    packed = packing.pack(canonical.encode([body, KEYS.sign(b"sanad-post-1" + body)]))
    return head + bytes(12) + parcel.AESGCMSIV(parcel._key(key)).encrypt(bytes(12), packed, head)


def test_a_file_of_the_post_is_refused_for_each_part_of_another_kind_or_size():
    a, b, record = bytes(16), b"b" * 16, bytes(64)
    fields: list[object] = [
        1,
        a,
        b,
        [[a, [b]]],
        [record],
        [record],
        [bytes(32)],
        [a, [b"r"]],
        [[a, b"c"]],
    ]
    read = parcel.read(posted(fields), b"organisation")
    assert (read.maker, read.author, read.to) == (a, b, {a: (b,)})
    assert (read.entries, read.envelopes, read.taken) == ((record,), (record,), (bytes(32),))
    assert (read.epoch, read.receipts, read.chunks) == (a, (b"r",), ((a, b"c"),))
    for count, receipts, chunks in ((7, (), ()), (8, (b"r",), ())):
        shorter = parcel.read(posted(fields[:count]), b"organisation")
        assert (shorter.receipts, shorter.chunks) == (receipts, chunks), count
    spoilt: list[tuple[int, object]] = [
        (1, bytes(15)), (2, "x"), (3, [[a, [bytes(15)]]]), (3, [[bytes(17), []]]), (3, {}), (4, [bytes(63)]),
        (4, [5]), (4, b""), (5, [bytes(63)]), (5, ["x"]), (6, [bytes(31)]), (6, b""), (7, [b"", [b"r"]]),
        (7, [bytes(15), []]), (7, ["", []]), (7, [a, b"r"]), (7, [a, ["r"]]), (8, [[bytes(15), b"c"]]), (8, [[a, "c"]]),
    ]  # fmt: skip
    for place, value in spoilt:
        with pytest.raises(parcel.ParcelRefused):
            parcel.read(posted([*fields[:place], value, *fields[place + 1 :]]), b"organisation")
    assert parcel.read(posted([*fields[:7], [b"", []], []]), b"organisation").epoch == b""
    for version in (0, 2):
        with pytest.raises(NewerVersion):
            parcel.read(posted([version, *fields[1:]]), b"organisation")
    with pytest.raises(parcel.ParcelRefused):
        parcel.read(posted(fields), b"another")


def test_who_signed_a_file_of_the_post_is_known_by_key_and_name():
    written = parcel.write(parcel.Parcel(bytes(16), b"", {}, (), (), ()), KEYS, b"organisation")
    read = parcel.read(written, b"organisation")
    other = DeviceKeys.fresh()
    assert read.signed_by(KEYS.public)
    assert not read.signed_by(other.public)
    assert (read.to, read.receipts, read.chunks, read.epoch) == ({}, (), (), b"")


# -- matching --------------------------------------------------------------------------------

REQUEST = MatchingRequest(
    run=bytes(32), answers=b"", sender=bytes(32), receiver=bytes(32), made=5, expires=6,
    reference="r" * 300, purpose="", kinds=("passport", "name"), items=1 << 23,
)  # fmt: skip
ANSWER = MatchingAnswer(bytes(32), bytes(32), bytes(32), bytes(32), 0, items=0, marked=1 << 23)
RESULT = MatchingResult(bytes(32), bytes(32), bytes(32), bytes(32), 0, marked=0)


@pytest.mark.parametrize("head", [REQUEST, ANSWER, RESULT])
def test_the_head_of_a_matching_is_refused_for_each_field_of_another_kind_or_size(head):
    values = head.values()
    assert type(head).of(values) == head
    spoilt: list[tuple[str, object]] = [
        ("run", bytes(31)), ("run", "x" * 32), ("answers", bytes(31)), ("sender", b""), ("receiver", bytes(33)),
        ("made", -1), ("made", "5"), ("answers", b"" if head.answers else bytes(32)), ("marked", -1),
        ("marked", (1 << 23) + 1), ("marked", "1"), ("items", -1), ("items", (1 << 23) + 1), ("items", b""),
        ("expires", 5), ("expires", "6"), ("reference", "r" * 301), ("reference", b""), ("purpose", "p" * 301),
        ("kinds", []), ("kinds", ["name", "passport"]), ("kinds", ["name", "name"]), ("kinds", ["other"]),
        ("kinds", "name"),
    ]  # fmt: skip
    names = [field.name for field in matching.fields(head)]
    for name, value in spoilt:
        if name in names:
            place = 1 + names.index(name)
            with pytest.raises(MatchFileRefused):
                type(head).of([*values[:place], value, *values[place + 1 :]])
    for other in ([*values, 1], values[:-1], ["other", *values[1:]], []):
        with pytest.raises(MatchFileRefused):
            type(head).of(other)


def test_a_message_of_a_matching_is_as_long_as_its_head_says_and_its_points_ascend():
    points = sorted(matching.dummies(3))
    marks = matching.marks(bytes(32), points)
    head = MatchingAnswer(bytes(32), bytes(32), KEYS.public, bytes(32), 0, items=3, marked=2)
    file, id_ = matching.sign(KEYS, head, points, marks[:2])
    body = matching.body_of(file, KEYS.public)
    message = matching.parts_of(body, head)
    assert (message.parts, message.id) == ((tuple(points), tuple(marks[:2])), id_)
    assert head.sizes() == ((3, 32), (2, 16))
    assert MatchingAnswer.of(canonical.decode(matching.head_of(body))) == head
    for parts in (
        (points, marks),
        (points[:2], marks[:2]),
        (points[::-1], marks[:2]),
        ([points[0]] * 3, marks[:2]),
    ):
        other, _ = matching.sign(KEYS, head, *parts)
        with pytest.raises(MatchFileRefused):
            matching.parts_of(matching.body_of(other, KEYS.public), head)
    with pytest.raises(MatchFileRefused):
        matching.parts_of(
            body, MatchingAnswer(bytes(32), bytes(32), KEYS.public, bytes(32), 1, 3, 2)
        )
    with pytest.raises(MatchFileRefused):
        matching.body_of(file, DeviceKeys.fresh().public)
    request, _ = matching.sign(KEYS, REQUEST)
    for sound_order, beyond in (
        ([bytes(32)], False),
        ([(2**255 - 19).to_bytes(32, "little")], True),
    ):
        assert matching.is_in_order(sound_order) != beyond
    assert matching.sign(KEYS, RESULT)[0] != request
    for size in (b"\x00\x00x", b"\x00\x02x", b"\x20\x01" + bytes(8193)):
        with pytest.raises(MatchFileRefused):
            matching.head_of(size)
    assert matching.head_of(b"\x20\x00" + bytes(8192)) == bytes(8192)
    assert matching.head_of(b"\x00\x01x") == b"x"


def test_a_partners_card_is_refused_for_each_field_of_another_kind_or_size():
    card = Card("n" * 300, bytes(32), "a" * 300)
    assert Card.of(["n" * 300, bytes(32), "a" * 300]) == card
    assert card.to_bytes() == b"SANAD-MATCH-CARD 1\n" + canonical.encode(
        ["n" * 300, bytes(32), "a" * 300]
    )
    assert card.fingerprint == Card("other", bytes(32), "a" * 300).fingerprint
    assert (
        len(
            {
                card.fingerprint,
                Card("n", b"b" * 32, "a" * 300).fingerprint,
                Card("n", bytes(32), "a").fingerprint,
            }
        )
        == 3
    )
    for values in (
        ["", bytes(32), "a"], ["n" * 301, bytes(32), "a"], ["n", bytes(31), "a"], ["n", bytes(32), "a" * 301],
        [b"n", bytes(32), "a"], ["n", "b" * 32, "a"], ["n", bytes(32), b"a"], ["n", bytes(32)], None,
    ):  # fmt: skip
        with pytest.raises(MatchFileRefused):
            Card.of(values)


# -- grants and orders -----------------------------------------------------------------------


def test_a_grant_is_refused_for_each_field_of_another_kind_or_size():
    fields: list[object] = [bytes(16), 1, 1, b"w", b"", b"p"]

    def body(*items: list[object]) -> bytes:
        return canonical.encode([[], list(items)])

    (item,) = case_grant.read(body(fields))
    assert item == case_grant.Item(bytes(16), 1, 1, b"w", b"", b"p")
    assert (
        case_grant.read(body([bytes(16), 5, (1 << 31) - 1, b"", b"", b""]))[0].number
        == (1 << 31) - 1
    )
    spoilt = [
        (0, bytes(15)),
        (0, "x"),
        (1, 0),
        (1, "1"),
        (2, 0),
        (2, 1 << 31),
        (2, b""),
        (3, "w"),
        (4, 5),
        (5, "p"),
    ]
    for place, value in spoilt:
        with pytest.raises(EnvelopeRefused):
            case_grant.read(body([*fields[:place], value, *fields[place + 1 :]]))
    for reading in (
        [bytes(32)],
        [bytes(31), bytes(64)],
        [bytes(32), bytes(63)],
        ["x", bytes(64)],
        {},
    ):
        with pytest.raises(EnvelopeRefused):
            case_grant.read(canonical.encode([reading, [fields]]))
    with pytest.raises(EnvelopeRefused):
        case_grant.read(canonical.encode([[], {}]))


def test_a_grant_names_at_most_a_thousand_teams_and_only_what_the_first_key_signed():
    def of(count: int, first_key: bytes) -> bytes:
        items = [case_grant.Item(n.to_bytes(16, "big"), 1, 1, b"", b"", b"") for n in range(count)]
        return case_grant.write(case, stream, items, first_key)

    key, stream = bytes(32), bytes(16)
    case = case_grant.case_id(key)
    assert len(case_grant.teams(of(1000, key), case, stream)) == 1000
    assert case_grant.teams(of(1001, key), case, stream) == ()
    assert case_grant.teams(of(2, key), case, stream) == (bytes(16), bytes(15) + b"\x01")
    assert case_grant.teams(of(2, key), case, b"s" * 16) == ()
    assert case_grant.teams(of(2, b"k" * 32), case, stream) == ()
    assert case_grant.teams(b"no body", case, stream) == ()
    unbound = case_grant.unbound_id()
    odd = canonical.encode([[], [[bytes(16)], [bytes(15)], ["x"], [], 5, [bytes(16), 3]]])
    assert case_grant.teams(odd, unbound, stream) == (bytes(16),)
    assert not case_grant.bound(unbound)
    assert not case_grant.is_key_log(unbound)
    log = case_grant.key_log_id(bytes(16))
    assert (case_grant.is_key_log(log), case_grant.bound(log), len(log)) == (True, False, 16)
    assert (case_grant.is_key_log(case), case_grant.bound(case), len(case)) == (False, True, 16)


ORDER = erasure.Order((bytes(32), b"b" * 32), (bytes(32),), 366 * 86_400, urgent=True)


def test_what_is_said_of_an_erasure_is_read_at_its_edges_and_not_beyond():
    def order(
        ids: list[object],
        chunks: tuple[object, ...] | list[object] = (),
        wait_s: object = 86_400,
        urgent: object = 0,
    ) -> bytes:
        return canonical.encode([1, ids, list(chunks), wait_s, urgent, []])

    assert erasure.read(ORDER.to_bytes()) == ORDER
    assert erasure.Order(()).wait_s == 86_400
    many = [n.to_bytes(32, "big") for n in range(10_001)]
    assert len(erasure.read(order([*many[:9_999]], [many[0]])).envelopes) == 9_999
    id_, note = bytes(32), b"n" * 32
    refused = [
        order(many), order([*many[:10_000]], [many[0]]), order([bytes(31)]), order(["x"]), order([many[1], many[0]]),
        order([id_, id_]), order([], [id_, id_]), order([], wait_s=-1), order([], wait_s=366 * 86_400 + 1),
        order([], wait_s="1"), order([], urgent=2), canonical.encode([1, [], [], 5, 0, [bytes(16)]]),
        canonical.encode([1, [], [], 5, 0, [bytes(15), bytes(64)]]), canonical.encode([1, [], [], 5, 0, [bytes(16), bytes(63)]]),
        canonical.encode([2, bytes(31), b"", []]), canonical.encode([2, id_, bytes(31), []]),
        canonical.encode([3, bytes(33)]), canonical.encode([4, id_, b"n"]), canonical.encode([4, bytes(31), b""]),
        canonical.encode([5, id_, 2, [], b"", []]), canonical.encode([5, id_, 1, [bytes(31)], b"", []]),
        canonical.encode([5, id_, 1, [], b"n", []]), canonical.encode([6, [bytes(31)]]), canonical.encode([7, id_]),
        b"no body",
    ]  # fmt: skip
    for body in refused:
        with pytest.raises(EnvelopeRefused):
            erasure.read(body)
    second = erasure.Countersignature(bytes(16), bytes(64))
    for statement in (
        erasure.Confirmation(id_, note, second), erasure.Confirmation(id_), erasure.Objection(id_, note),
        erasure.Objection(id_), erasure.ErasureReport(id_), erasure.Ruling(id_, True, (id_, note), note, second),
        erasure.Ruling(id_, goes_on=False), erasure.Disposal((id_, note)), erasure.Disposal(()),
    ):  # fmt: skip
        assert erasure.read(statement.to_bytes()) == statement
    kinds = [erasure.Order(()), erasure.Confirmation(id_), erasure.ErasureReport(id_), erasure.Objection(id_),
             erasure.Ruling(id_, True), erasure.Disposal(())]  # fmt: skip
    assert [erasure.sort_of(statement.to_bytes()) for statement in kinds] == [1, 2, 3, 4, 5, 6]
    assert erasure.sort_of(b"") == 0


# -- bytes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 23, 24, 255, 256, 65_535, 65_536])
def test_strings_are_joined_and_cut_at_each_length_as_the_encoder_writes_them(size: int):
    strings = [bytes(size), b"s", b"b" * size]
    joined = split.joined(*strings)
    assert joined == canonical.encode(strings)
    assert split.parts(joined) == tuple(strings)
    assert split.parts(joined + b"x") is None
    assert split.parts(joined[:-1]) is None


def test_a_length_in_a_longer_form_is_none():
    for first, size in (
        (b"\x58\x17", 23), (b"\x58\x10", 16), (b"\x59\x00\xff", 255), (b"\x59\x00\x18", 24),
        (b"\x5a\x00\x00\xff\xff", 65_535), (b"\x5a\x00\x00\x00\x18", 24),
        (b"\x5b" + bytes(4) + b"\xff\xff\xff\xff", 9), (b"\x5b" + bytes(7) + b"\x18", 24),
    ):  # fmt: skip
        assert split.parts(b"\x83" + first + bytes(size) + b"\x40\x40") is None, first
    assert split.parts(b"\x82\x40\x40") is None
    assert split.parts(b"\x83\x40\x40\x60") is None
    assert split.number(b"\x05") == 5
    assert split.number(b"\x19\x01\x00") == 256


def test_padding_tells_a_size_by_steps():
    sizes = {
        0: 64,
        1: 64,
        64: 64,
        65: 128,
        1024: 1024,
        1025: 1088,
        1088: 1088,
        1089: 1152,
        65_536: 65_536,
        65_537: 67_584,
    }
    assert {size: packing.padded_size(size) for size in sizes} == sizes
    for content in (b"", b"x", bytes(65_536), bytes(65_537), bytes(1 << 20)):
        assert packing.unpack(packing.pack(content), len(content)) == content
        if content:
            with pytest.raises(packing.TooLarge):
                packing.unpack(packing.pack(content), len(content) - 1)
    framed = packing.padded(packing.compressor().compress(b"x"))
    for spoilt in (framed[:-1] + b"x", framed[:8], b""):
        with pytest.raises(packing.NotPacked):
            packing.unpack(spoilt, 10)


def test_a_frame_opens_to_what_it_says_and_may_hold():
    for content in (b"", b"x", bytes(1 << 20)):
        assert frame.decompress(frame.compress(content), len(content)) == content
    with pytest.raises(frame.FrameRefused):
        frame.decompress(frame.compress(b"xy"), 1)
    assert frame.may_hold(b"12", (1 << 20) + 64)
    assert not frame.may_hold(b"12", (1 << 20) + 65)


def stored(content: bytes, claimed: int, window_log: int = 17) -> bytes:
    """A frame of one block as it stands, which claims a size and a window."""
    block = (1 | len(content) << 3).to_bytes(3, "little") + content
    window = (window_log - 10) << 3
    return b"\x28\xb5\x2f\xfd" + bytes([0x80, window]) + claimed.to_bytes(4, "little") + block


def test_a_frame_opens_whatever_window_it_claims_and_not_where_its_size_is_a_lie():
    for window_log in (17, 27, 28, 31):
        whole = stored(b"said", 4, window_log)
        assert frame.decompress(whole, 4) == b"said"
        for odd in (whole[:-1], whole + b"x"):
            with pytest.raises(frame.FrameRefused):
                frame.decompress(odd, 4)
    assert frame.decompress(stored(b"", 0), 0) == b""
    for claimed in (3, 5, (1 << 20) + 32 * 17 + 1):
        with pytest.raises(frame.FrameRefused):
            frame.decompress(stored(b"said", claimed), 1 << 30)
    with pytest.raises(frame.FrameRefused):  # which says no size at all
        frame.decompress(zstandard.ZstdCompressor(write_content_size=False).compress(b"x"), 9)


class Dripping(io.BytesIO):
    """Gives less than is asked for, as a pipe may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size if size is not None else 7, 40_000))


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 140_000])
def test_what_drips_in_is_sealed_and_opened_as_it_is(size: int):
    content = bytes(n % 251 for n in range(size))
    sealed, opened = io.BytesIO(), io.BytesIO()
    age_file.seal_chunks(Dripping(content), sealed, bytes(16), b"n" * 16)
    raw = sealed.getvalue()
    assert raw[:16] == b"n" * 16
    assert len(raw) == 16 + size + 16 * max(1, -(-size // 65_536))
    for ahead in (0, 5, 16, 90_000):
        opened = io.BytesIO()
        age_file.open_chunks(Dripping(raw[ahead:]), opened, bytes(16), raw[:ahead])
        assert opened.getvalue() == content
    with pytest.raises(NotAsSealed):
        age_file.open_chunks(io.BytesIO(raw[:-1]), io.BytesIO(), bytes(16), b"")
    with pytest.raises(NotAsSealed):
        age_file.open_chunks(io.BytesIO(raw[:15]), io.BytesIO(), bytes(16), b"")


def test_a_key_of_age_is_unwrapped_by_its_own_and_written_in_one_way_alone():
    key, other = bytes(32), b"k" * 32
    body = age_file.wrapped(key, b"f" * 16)
    assert (age_file.unwrapped(key, body), age_file.unwrapped(other, body)) == (b"f" * 16, None)
    for wrong in (body[:-1], body + b"x"):
        with pytest.raises(NotAsSealed):
            age_file.unwrapped(key, wrong)
    for text in (b"QQ==", b"QR", b"Q", b"Q!"):
        with pytest.raises(NotAsSealed):
            age_file.from_base64(text)
    assert age_file.from_base64(b"QQ") == b"A"


# -- certificates ----------------------------------------------------------------------------


def office(names: list[str] | None = None) -> tuple[bytes, bytes]:
    key = office_certificate.new_key()
    return key, office_certificate.self_made(key, names or ["Office", "مكتب"], AT)


def test_the_certificate_that_an_office_makes_signs_papers_and_nothing_else_for_three_years():
    key, der = office(["n" * 70, "", "مكتب"])
    certificate = x509.load_der_x509_certificate(der)
    facts = office_certificate.facts(der)
    assert (facts.begins, facts.ends) == (AT - timedelta(days=2), AT + timedelta(days=3 * 365))
    assert facts.names == facts.issuer == f"{'n' * 64} · مكتب"
    assert facts.self_signed
    assert [facts.holds_at(at) for at in (facts.begins, facts.ends)] == [True, True]
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert (basic.critical, basic.value.ca, usage.critical) == (True, False, True)
    assert usage.value == x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [item.dotted_string for item in extended] == ["1.3.6.1.5.5.7.3.36"]
    assert certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    assert office_certificate.read_chain(der, key, AT) == [der]
    asked = x509.load_pem_x509_csr(office_certificate.request(key, ["Office"]))
    assert asked.is_signature_valid
    assert asked.extensions.get_extension_for_class(x509.KeyUsage).value == usage.value
    asked.public_key().verify(office_certificate.sign(key, b"m"), b"m", ec.ECDSA(hashes.SHA256()))


def issued(
    key: bytes, issuer_key: bytes, issuer: str, subject: str = "Office", *, papers: bool | None = True,
    days: tuple[int, int] = (-1, 1),
) -> bytes:  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(tls._name(subject)).issuer_name(tls._name(issuer))
        .public_key(office_certificate._private(key).public_key()).serial_number(1)
        .not_valid_before(AT + timedelta(days=days[0])).not_valid_after(AT + timedelta(days=days[1]))
    )  # fmt: skip
    if papers is not None:
        flags = [False] * 9
        flags[0 if papers else 2] = True
        builder = builder.add_extension(x509.KeyUsage(*flags), critical=True)
    private = office_certificate._private(issuer_key)
    return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_a_chain_is_taken_up_to_its_root_in_order_and_refused_where_it_is_none():
    key, middle, root = (office_certificate.new_key() for _ in range(3))
    leaf = issued(key, middle, "Middle")
    above = issued(middle, root, "Root", "Middle", papers=False)
    top = issued(root, root, "Root", "Root", papers=False)
    ders = [
        x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
        for pem in (leaf, above, top)
    ]
    assert office_certificate.read_chain(top + leaf + above, key, AT) == ders
    assert office_certificate.read_chain(leaf + above, key, AT) == ders[:2]
    assert office_certificate.read_chain(leaf + above + top * 6, key, AT) == ders
    unmarked = issued(key, root, "Root", papers=None)
    assert len(office_certificate.read_chain(unmarked + top, key, AT)) == 2
    refusals = {
        leaf: office_certificate.BROKEN_CHAIN, leaf + top: office_certificate.BROKEN_CHAIN,
        above + top: office_certificate.OTHER_KEY,
        issued(key, root, "Root", papers=False) + top: office_certificate.NOT_FOR_PAPERS,
        issued(key, root, "Root", days=(1, 2)) + top: office_certificate.OVER,
        issued(key, root, "Root", days=(-2, -1)) + top: office_certificate.OVER,
        leaf + above + top * 7: office_certificate.UNREADABLE, b"": office_certificate.UNREADABLE,
        b"x" * 9: office_certificate.UNREADABLE,
        leaf + above + b"\n" * (64 * 1024): office_certificate.UNREADABLE,
    }  # fmt: skip
    for raw, problem in refusals.items():
        with pytest.raises(office_certificate.CertificateUnusable) as refused:
            office_certificate.read_chain(raw, key, AT)
        assert refused.value.problem == problem
    for edge in (1, -1):
        assert office_certificate.read_chain(leaf + above, key, AT + timedelta(days=edge))
    with pytest.raises(ValueError, match="no certificate"):
        office_certificate.facts(b"x")


def test_a_server_is_known_by_its_names_and_for_a_year():
    authority = tls.authority(AT)
    pair = tls.server(authority, "Sanad.Example", AT)
    facts = tls.look(pair.certificate)
    assert (facts.names, facts.begins) == (("sanad.example",), AT - timedelta(days=2))
    assert facts.ends == tls.ends(pair.certificate) == AT + timedelta(days=397)
    assert tls.ends(authority.certificate) == AT + timedelta(days=20 * 365)
    assert [facts.is_for(host) for host in ("SANAD.example.", "example", "www.sanad.example")] == [
        True,
        False,
        False,
    ]
    star = tls.CertificateFacts(("*.example",), AT, AT)
    assert [star.is_for(host) for host in ("a.example", "a.b.example", "example")] == [
        True,
        False,
        False,
    ]
    assert tls.look(tls.server(authority, "192.0.2.7", AT).certificate).names == ("192.0.2.7",)
    assert tls.look(authority.certificate).names == ()
    assert tls.belong_together(pair.certificate, pair.key)
    assert not tls.belong_together(pair.certificate, authority.key)
    with pytest.raises(ValueError):  # noqa: PT011
        tls.belong_together(pair.certificate, "no key")
    assert "KEY" not in repr(pair)
    server = x509.load_pem_x509_certificate(pair.certificate.encode())
    of_authority = x509.load_pem_x509_certificate(authority.certificate.encode())
    server.verify_directly_issued_by(of_authority)
    for certificate, signs, critical in ((server, False, True), (of_authority, True, True)):
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert (basic.critical, usage.critical, basic.value.ca) == (critical, critical, signs)
        assert basic.value.path_length == (0 if signs else None)
        assert usage.value == x509.KeyUsage(
            not signs, False, False, False, False, signs, signs, False, False
        )
    extended = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(extended) == [x509.ExtendedKeyUsageOID.SERVER_AUTH]
    issuer = server.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    subject = of_authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert issuer.key_identifier == subject.digest


def test_a_signature_of_openssh_in_any_other_form_is_refused():
    text = sshsig.sign(KEYS, "file", b"m")
    assert sshsig.verify(text, "file", b"m") == KEYS.public
    lines = text.split("\n")
    assert {len(line) for line in lines[1:-3]} == {70}
    for other in (
        text + "\n",
        text.replace("\n", "", 1),
        text[1:],
        text.rstrip("\n"),
        "\n" * 5000,
        "",
    ):
        with pytest.raises(sshsig.SignatureRefused):
            sshsig.verify(other, "file", b"m")
    line = sshsig.public_line(KEYS.public, "maya")
    assert line.endswith(" maya")
    assert (
        sshsig.public_of(line) == sshsig.public_of(sshsig.public_line(KEYS.public)) == KEYS.public
    )
    for other in (
        "ssh-ed25519",
        "ssh-rsa " + line.split()[1],
        "ssh-ed25519 AAAA",
        "",
        line.replace("AAAA", "AAAB", 1),
    ):
        with pytest.raises(sshsig.SshKeyRefused):
            sshsig.public_of(other)
    file = sshsig.private_file(KEYS.signing)
    assert sshsig.public_of_private(file) == KEYS.public
    assert sshsig.signing_of_private(file) == KEYS.signing
    private = office_certificate._private(office_certificate.new_key())
    as_openssh = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH
    for raw in (b"", private.private_bytes(*as_openssh, serialization.NoEncryption())):
        with pytest.raises(sshsig.SshKeyRefused) as refused:
            sshsig.public_of_private(raw)
        assert not refused.value.locked


def test_keys_of_a_device_are_its_own_and_ids_are_fresh():
    assert len(fresh_id()) == 16
    assert DeviceKeys(Secret(KEYS.signing), Secret()).public == KEYS.public


# -- limits ----------------------------------------------------------------------------------


def test_limits_are_those_of_the_pages_of_formats():
    """docs/limits.md and docs/formats: whoever changes one changes what others' files may be."""
    assert (canonical.DEPTH, canonical.ITEMS, canonical.MOST_ITEMS) == (32, 262_144, 1_048_576)
    assert budgets.CaseBudget() == budgets.CaseBudget(16, 256, 10_000, 268_435_456, 67_108_864)
    assert budgets.Used() == budgets.Used(0, 0, 0, 0)
    assert (envelope.LARGEST, parcel.LARGEST_BODY) == (4_194_304, 67_108_864)
    assert (enrolment.PLACES, directory.LONGEST_FRESH_S, erasure.MOST) == (128, 2_678_400, 10_000)
    assert (attachment.CHUNK, attachment.OVERHEAD) == (262_144, 16)
    assert (age_phrase.WORK, age_phrase.MOST_WORK, age_phrase.memory_of(18)) == (
        18,
        20,
        268_435_456,
    )
    assert (strength.ENOUGH, strength.ENOUGH_OF_A_BUNDLE) == (42.0, 44.0)
    assert (signing_key.LONGEST_NAME, passphrase.CARD_WORDS, holders.CARD_WORDS) == (100, 24, 33)
    assert (holders.FEWEST, holders.MOST) == (2, 16)
    kinds = {name: int(kind) for name, kind in envelope.Kind.__members__.items()}
    assert kinds == {"EVENT": 1, "GRANT": 2, "REVOKE": 3, "ERASE": 4, "BLOBS": 5, "DIRECTORY": 6}


def test_an_event_is_sealed_up_to_its_limit_and_opened_again():
    place, key, event = envelope.LogPosition(bytes(16), bytes(16)), bytes(32), bytes(4_194_304)
    sealed = envelope.seal_event(event, place, KEYS, key, 1)
    assert envelope.open_checked(sealed, key) == event
    with pytest.raises(envelope.EventTooLarge):
        envelope.seal_event(event + b"x", place, KEYS, key, 1)
    head = sealed.header
    assert (head.seq, head.case_seq, head.key_number, head.kind) == (1, 1, 1, envelope.Kind.EVENT)
    assert (head.prev, head.case_prev, head.author) == (bytes(32), bytes(32), key_id(KEYS.public))
    public = envelope.seal_public(b"p", envelope.Kind.GRANT, place, KEYS)
    assert (public.header.key_number, public.header.kind, public.body) == (0, 2, b"p")


def test_the_desk_alone_puts_away_and_an_order_is_one_only_where_its_envelope_says_so():
    place = envelope.LogPosition(bytes(16), bytes(16))
    disposal = envelope.seal_public(
        erasure.Disposal(()).to_bytes(), envelope.Kind.ERASE, place, KEYS
    )
    device = directory.Device(bytes(16), bytes(16), KEYS.public, b"")

    def authors(known: directory.Device | None, role: str) -> SimpleNamespace:
        return SimpleNamespace(
            signer=lambda *_: known, role_of=lambda _: role, let_in_by=lambda *_: frozenset(),
            registrar_key=lambda _: None, counts=lambda _: False,
        )  # fmt: skip

    for known, role, may in (
        (device, "desk", True), (None, "desk", False), (device, "supervisor", False), (None, "", False),
    ):  # fmt: skip
        assert erasure.may_dispose(disposal, authors(known, role)) is may
    for kind, count in ((envelope.Kind.ERASE, 1), (envelope.Kind.GRANT, 0)):
        order = envelope.seal_public(ORDER.to_bytes(), kind, place, KEYS)
        assert len(erasure.judge([order], authors(device, "supervisor"))) == count
    odd = envelope.seal_public(b"\x86\x01odd", envelope.Kind.ERASE, place, KEYS)
    assert erasure.judge([odd, disposal], authors(device, "supervisor")) == []
    for known, role in ((None, "supervisor"), (device, "inspector"), (device, "desk")):
        order = envelope.seal_public(ORDER.to_bytes(), envelope.Kind.ERASE, place, KEYS)
        assert erasure.judge([order], authors(known, role)) == []


def test_an_invitation_without_a_server_says_so_and_has_a_day_of_some_calendar():
    root, desk, begun = DeviceKeys.fresh(), DeviceKeys.fresh(), directory.Directory()
    entries = [
        begun.add(root, directory.ROOT, [root.public, "Committee"]),
        begun.add(root, directory.REGISTRAR, [desk.public, "Desk"]),
    ]

    def written(until: int, *where: str, receiving: bytes = KEYS.receiving_public) -> bytes:
        return enrolment.write_invitation(
            bytes(16), bytes(32), entries, desk, receiving, "T", until, *where
        )

    invitation = enrolment.read_invitation(written(5))
    assert (invitation.url, invitation.ca, invitation.team, invitation.until) == ("", "", "T", 5)
    assert (invitation.organisation, invitation.root) == ("Committee", tuple(entries))
    assert (len(invitation.commitments), invitation.hash) == (128, slots.digest(written(5)))
    whole = enrolment.read_invitation(written(221_845_391_999, "https://a", "pem"))
    assert (whole.url, whole.ca) == ("https://a", "pem")
    for raw in (written(0), written(221_845_392_000), written(5, receiving=bytes(1215))):
        with pytest.raises(enrolment.InvitationRefused):
            enrolment.read_invitation(raw)
    assert enrolment.nonce_of(bytes(32), 0) != enrolment.nonce_of(bytes(32), 1)
    reply = enrolment.EnrolmentReply(b"", b"", 0, b"", admitted=False)
    assert (reply.entries, bytes(reply.key), reply.team) == ((), b"", b"")
