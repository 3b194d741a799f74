"""What a guesser who knows Arabic and Kuwait tries first is refused; what nobody expects is not."""

from pathlib import Path

import pytest

from app.seal.passphrase import judge
from app.seal.strength import ENOUGH, strength_of
from app.seal.vocabulary import EVERYDAY, other_layout, sound, vocabulary

FOLDER = Path(__file__).parent


def phrases(name: str) -> list[str]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_of_phrases_that_people_choose_ninety_nine_in_a_hundred_are_refused():
    guessable = phrases("guessable.txt")
    accepted = [phrase for phrase in guessable if judge(phrase).enough]
    assert len(guessable) >= 200
    assert len(accepted) <= len(guessable) // 100, accepted


def test_of_words_that_nobody_expects_together_nine_in_ten_are_accepted():
    unrelated = phrases("unrelated.txt")
    refused = [(phrase, strength_of(phrase).bits) for phrase in unrelated if not judge(phrase).enough]
    assert len(unrelated) >= 60
    assert len(refused) <= len(unrelated) // 10, refused


STRONG = "زرافة تعزف كمنجة فوق ثلاجة مالحة"
FAMOUS = "بسم الله الرحمن الرحيم"


@pytest.mark.parametrize(
    "phrase",
    [
        FAMOUS,
        "بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ",
        "بسماللهالرحمنالرحيم",
        "بـــسـم الـلـه الـرحـمـن الـرحـيـم",
        "***بسم-الله-الرحمن-الرحيم***",
        "بسم الله الرحمن الرحيم ٢٠٢٤",
        "ميحرلا نمحرلا هللا مسب",
        "مسب هللا نمحرلا ميحرلا",
        other_layout(FAMOUS),
        "bismi allah alrahman alraheem",
        "بسم الله الرحمن الرحيم " * 5,
    ],
)
def test_one_phrase_in_every_dress_is_as_weak_as_it_is(phrase):
    assert strength_of(phrase).bits < 35
    assert not judge(phrase).enough


@pytest.mark.parametrize(
    "phrase",
    [
        "هومان ترافيكينغ منيستري اوف انتيريور",
        "subhanallahi wabihamdihi subhanallahil 3azeem",
        "asta3'firu allah al3adheem",
    ],
)
def test_a_known_phrase_is_heard_in_the_other_languages_letters(phrase):
    assert strength_of(phrase).bits < 36


def test_a_known_phrase_of_rare_words_is_known_backwards_too():
    verse = "بسقط اللوى بين الدخول فحومل"
    assert strength_of(verse).bits < 15
    assert strength_of(verse[::-1]).bits < 15


def test_a_word_that_stood_before_adds_nearly_nothing():
    once = strength_of("زرافة ثلاجة كمنجة طاحونة").bits
    assert once < strength_of("زرافة ثلاجة كمنجة طاحونة زرافة كمنجة").bits < once + 4


@pytest.mark.parametrize("verse", ["3abasa watawalla", "watur sinin", "surat alkahf"])
def test_a_short_verse_in_latin_letters_costs_as_little_as_in_its_own(verse):
    assert strength_of(verse).bits < 15


def test_what_is_typed_twice_is_typed_once_however_it_is_set_apart():
    assert strength_of("qz_vw_kqz_vw_k").bits < 25
    assert strength_of("qzvwk.qzvwk.qzvwk.").bits < 25


def test_a_sentence_of_everyday_words_is_weak_however_long():
    sentence = "انا احب امي وابي كثيرا لان البيت جميل جدا والناس هنا طيبين"
    assert not judge(sentence).enough
    assert not judge(f"{sentence} {sentence} و {sentence}").enough
    assert not judge("i love my mother and my father very much because they are good to me").enough


def test_the_words_that_a_thief_knows_cost_nothing():
    name = "زرافة كمنجة ثلاجة مالحة"
    assert judge(STRONG).enough
    assert not judge(STRONG, [name]).enough


def test_the_advice_says_what_is_wrong_with_it():
    known, everyday, keys = (
        judge(phrase).advice for phrase in (FAMOUS, "اريد ان اذهب الان بعد ذلك", "lkjhgfdsa 777888999")
    )
    assert "prayer" in known
    assert "every day" in everyday
    assert "keys" in keys


def test_what_is_added_never_makes_the_strong_weak():
    for phrase in (f"{STRONG} 2024", f"{FAMOUS} {STRONG}", f"!{STRONG}!"):
        assert judge(phrase).enough


def test_the_other_layout_is_the_same_keys():
    assert other_layout("lpl]") == "محمد"
    assert other_layout("سلام") == "sbl"  # lam and alef have one key together
    assert other_layout(other_layout("password")) == "password"


def test_words_sound_alike_in_either_letters():
    assert sound("باسوورد") == sound("password")
    assert sound("حبيبي") == sound("7abibi")
    assert sound("الرحمن") == sound("alrahman")


def test_the_lists_say_how_common_a_word_is():
    words = vocabulary()
    assert len(words.ranks) > 40_000
    assert words.ranks["في"] < words.ranks["بيت"] < EVERYDAY
    assert words.word("والكويت").weakness == "known"
    assert words.word("زرافه") is None
    assert 40 < ENOUGH < 64


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
