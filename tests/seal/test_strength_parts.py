"""What each part of a phrase costs a guesser, step by step: the numbers at their edges. Tables: test_edges.py"""

import math
from collections import Counter

import pytest

from app.seal import strength, vocabulary
from app.seal.strength import strength_of
from app.seal.vocabulary import Cost, Vocabulary, other_layout

WORDS = Vocabulary(
    phrases={"abcde": 8.0, "p" * 70: 8.0, "q" * 71: 8.0, "abcd": 8.0},
    familiar={"layla": 3.0, "house": 6.0, "gate": 5.0},
    ranks={"house": 10, "layla": 1, "river": 2000, "rare": 4000},
    bigrams={"ab": 12, "bc": 11, "cd": 40},
    likely={},
    spoken={"onetwo": 7.0},
)


# -- words -----------------------------------------------------------------------------------


def test_of_two_lists_the_one_in_which_a_word_costs_less_counts():
    assert WORDS.exact("layla") == Cost(3.0, "known")  # as much in both
    assert WORDS.exact("house") == Cost(3.0, "everyday")
    assert WORDS.exact("gate") == Cost(5.0, "known")
    assert WORDS.exact("rare") == Cost(math.log2(4000) - 1.5)
    assert WORDS.exact("gates") is None
    heard = Vocabulary({}, {}, {}, {}, {"krt": 9.0})
    assert heard.exact("krt") == Cost(9.0)
    assert heard.exact("krtb") is None


def test_what_comes_at_which_place_of_the_most_frequent_words():
    places = 1, 300, 301, 1000, 1001, 3000
    costs = [vocabulary._rank_cost(place) for place in places]
    assert costs == [Cost(bits, "everyday") for bits in (3.0, 3.0, 4.5, 4.5, 6.0, 6.0)]
    assert vocabulary._rank_cost(3001) == Cost(math.log2(3001) - 1.5)
    assert [vocabulary._rank_cost(2**power) for power in (14, 15, 16)] == [Cost(12.5), Cost(13.5), Cost(13.5)]


def test_what_arabic_writes_before_and_after_a_word_is_taken_off():
    prefixes = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س")
    suffixes = ("هما", "كما", "هم", "هن", "كم", "كن", "نا", "ها", "ات", "ين", "ون", "ان", "ه", "ك", "ي", "ا")
    assert (prefixes, suffixes) == (vocabulary._PREFIXES, vocabulary._SUFFIXES)
    for prefix in prefixes:
        assert ("قمر", 1) in set(vocabulary._stems(f"{prefix}قمر"))
        for suffix in suffixes:
            assert ("قمر", 2) in set(vocabulary._stems(f"{prefix}قمر{suffix}"))
    for suffix in suffixes:
        assert ("قمر", 1) in set(vocabulary._stems(f"قمر{suffix}"))
    assert set(vocabulary._stems("والقمرهم")) == {("قمر", 2), ("قمرهم", 1), ("القمر", 2), ("القمرهم", 1), ("والقمر", 1)}
    assert list(vocabulary._stems("الاب")) == []  # two letters are no word
    arabic = Vocabulary({}, {"قمر": 5.0}, {}, {})
    costs = [arabic.word(word) for word in ("قمر", "القمر", "القمرهم", "شمس")]
    assert costs == [Cost(5.0, "known"), Cost(6.0, "known"), Cost(7.0, "known"), None]


def test_letters_that_no_word_has_beside_each_other_are_chance():
    pairs = Vocabulary({}, {}, {}, dict.fromkeys(("ab", "ba", "aa", "bx"), 12) | {"bc": 11})
    for word, is_random in {
        "ab": False,
        "bc": False,
        "xyz": True,
        "aaaabxyz": False,
        "aaabxyz": True,
        "abx": False,
    }.items():
        assert pairs.is_random(word) == is_random, word


def test_pairs_are_counted_once_a_word_and_of_frequent_words_alone():
    counted = Counter(vocabulary._pairs({"abab": 20_000, "abc": 1, "abd": 20_001}))
    assert counted == {"ab": 2, "ba": 1, "bc": 1}


def test_the_lists_hold_names_words_and_phrases_at_their_price():
    words = vocabulary.vocabulary.__wrapped__()  # made now: an earlier test may have asked
    assert set(words.phrases.values()) == {8.0}
    assert set(words.familiar.values()) == {5.0, 6.0}
    assert words.familiar["الكويت"] == words.familiar["كويت"]
    assert ("القمر" in words.familiar, "قمر" in words.familiar) == (True, True)
    assert ("الحج" in words.familiar, "حج" in words.familiar) == (True, False)  # two letters
    assert all(" " not in phrase for phrase in words.phrases)
    assert list(vocabulary._entries("One, two، THREE\nfour ،، ")) == ["one two", "three", "four"]
    assert all(not word.startswith("#") and word for word in words.ranks)
    ranks = vocabulary._arabic_ranks()
    assert min(ranks.values()) == 1
    assert sorted(ranks.values())[-1] == len(ranks)


def test_what_is_common_among_names_is_rarer_in_a_sentence():
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    ranks = vocabulary._english_ranks()
    for name, times in (
        ("male_names", 2),
        ("female_names", 2),
        ("surnames", 4),
        ("passwords", 6),
        ("us_tv_and_film", 1),
    ):
        others = {word for other, words in FREQUENCY_LISTS.items() if other != name for word in words}
        alone = [(number, word) for number, word in enumerate(FREQUENCY_LISTS[name], 1) if word not in others]
        number, word = alone[0]
        assert ranks[word] == number * times, name


# -- the same in other letters ---------------------------------------------------------------


def test_keys_side_by_side_and_letters_in_their_order_are_runs_both_ways():
    runs = vocabulary.runs.__wrapped__()
    expected = (
        "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "abcdefghijklmnopqrstuvwxyz", "01234567890",
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    )  # fmt: skip
    for run in expected:
        assert run in runs
        assert run[::-1] in runs
    assert len(runs) == 2 * (6 + 5 + 4)
    assert runs[:4] == ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")  # signs between letters are left out
    assert runs[6] == vocabulary.fold(other_layout("qwertyuiop[]"))


def test_what_is_heard_are_the_familiar_and_the_thousand_most_frequent_words():
    words = vocabulary.vocabulary()
    for script in ("arabic", "latin"):
        heard: dict[str, float] = {}
        for word, bits in words.familiar.items():
            vocabulary._add_sound(heard, word, bits, script)
        for word, rank in words.ranks.items():
            if rank <= 1000:
                vocabulary._add_sound(heard, word, vocabulary._rank_cost(rank).bits, script)
        by_ear = vocabulary.by_sound.__wrapped__(script)
        assert by_ear.familiar | {key: bits - 6 for key, bits in by_ear.likely.items()} == heard


def test_what_is_heard_counts_by_its_length():
    for script in ("arabic", "latin"):
        words = vocabulary.by_sound.__wrapped__(script)
        assert min(map(len, words.familiar)) == 5
        assert {len(heard) for heard in words.likely} == {3, 4}
        assert min(words.likely.values()) == 3.0 + 6.0
        assert set(words.spoken.values()) == set(words.phrases.values()) == {8.0}
        assert min(map(len, words.spoken)) == 4
        assert min(map(len, words.phrases)) == 7
        assert set(words.phrases) == {heard for heard in words.spoken if len(heard) > 6}
        assert (words.ranks, words.bigrams) == ({}, {})
    heard_words: dict[str, float] = {}
    for word, bits in (("maktab", 5.0), ("مكتب", 4.0), ("مكتب", 6.0), ("نم", 1.0)):
        vocabulary._add_sound(heard_words, word, bits, "arabic")
    assert heard_words == {"mktb": 4.0}
    vocabulary._add_sound(heard_words, "maktaba", 2.0, "latin")
    vocabulary._add_sound(heard_words, "5قلم", 1.0, "arabic")  # in which script it begins
    assert heard_words == {"mktb": 2.0}


# -- parts of a phrase -----------------------------------------------------------------------


def test_a_number_costs_as_what_is_on_paper():
    for digits, bits in {
        "123": 9.0, "1300": 6.0, "1450": 6.0, "1900": 6.0, "2100": 6.0, "1299": 12.0, "1451": 12.0,
        "1899": 12.0, "2101": 12.0, "12345": 13.0, "12345678": 13.0, "123456789": 16.0,
        "123456789012": 16.0,
    }.items():  # fmt: skip
        assert strength._number(digits) == Cost(bits, "keys"), digits
    assert [strength._number(digits) for digits in ("7", "42")] == [Cost(2.0), Cost(3.0)]


def test_a_word_of_no_list_costs_by_its_length_as_far_as_it_looks_like_one():
    spoken = Vocabulary({}, {}, {}, {}, {"krt": 9.0})
    assert [strength._unknown("k" * size, spoken) for size in (1, 2, 3)] == [5.5, 11.0, 13.5]
    likely = Vocabulary({}, {}, {}, {"aa": 12})
    costs = [strength._unknown("a" * size, likely) for size in (3, 4, 12, 13, 14)]
    assert costs == [4.3 * 3, 13.5, 13.5, 16.5, 19.5]
    assert strength._unknown("wxyz", likely) == 4.3 * 4


def spans(edges: list[strength._Edge]) -> dict[tuple[int, int], Cost]:
    return {(edge.start, edge.end): edge.cost for edge in edges}


def test_keys_in_a_row_and_the_same_key_are_runs_from_their_length_on():
    same = Cost(4.0, "keys")
    run = Cost(6.0, "keys")
    assert spans(list(strength._of_runs("gg"))) == {}
    assert spans(list(strength._of_runs("ggg"))) == {(0, 3): same}
    assert spans(list(strength._of_runs("xgggg"))) == {(1, 5): same, (2, 5): same}
    assert spans(list(strength._of_runs("qwe"))) == {}
    assert spans(list(strength._of_runs("qwert"))) == {(0, 4): run, (0, 5): run, (1, 5): run}
    assert spans(list(strength._of_runs("123"))) == {(0, 3): run}
    assert spans(list(strength._of_runs("a"))) == {}


def test_phrases_are_found_wherever_they_stand_up_to_their_length():
    known = Cost(8.0, "known")
    assert spans(list(strength._of_phrases("xabcdex", WORDS))) == {(1, 6): known}
    assert spans(list(strength._of_phrases("abcd", WORDS))) == {}  # four letters are chance
    assert spans(list(strength._of_phrases("p" * 70, WORDS))) == {(0, 70): known}
    assert spans(list(strength._of_phrases("q" * 71, WORDS))) == {}


def test_words_run_together_are_found_in_long_parts_alone():
    inside = spans(list(strength._inside("xgate", 3, WORDS)))
    assert inside[4, 8] == Cost(6.5, "known")
    assert inside[3, 4] == Cost(4.3)
    assert len(inside) == 6
    short = Vocabulary({}, {"cat": 5.0, "n" * 14: 5.0, "m" * 15: 5.0}, {}, {})
    assert (3, 6) not in spans(list(strength._inside("xxxcatxxx", 0, short)))
    assert spans(list(strength._inside("xxxcatxxxx", 0, short)))[3, 6] == Cost(6.5, "known")
    assert (1, 15) in spans(list(strength._inside("x" + "n" * 14, 0, short)))
    assert (1, 16) not in spans(list(strength._inside("x" + "m" * 15, 0, short)))
    assert (0, 14) not in spans(list(strength._inside("n" * 14, 0, short)))  # that is the word
    for edge in strength._inside("xgate", 0, WORDS):
        assert edge.inside == (edge.end - edge.start > 1)
    seven, six = (list(strength._of_part(part, 0, WORDS)) for part in ("xxxgate", "xxgate"))
    assert [any(edge.inside for edge in edges) for edges in (seven, six)] == [True, False]


def test_what_stood_before_and_what_several_parts_make_together_has_a_price():
    def edges(*parts: str) -> dict[tuple[int, int], list[Cost]]:
        found: dict[tuple[int, int], list[Cost]] = {}
        for edge in strength._edges(list(parts), "".join(parts), WORDS):
            found.setdefault((edge.start, edge.end), []).append(edge.cost)
        return found

    assert Cost(1.0, "keys") in edges("wood", "wood")[4, 8]
    assert Cost(1.0, "keys") not in edges("wood", "mood")[4, 8]
    assert edges("one", "two")[0, 6] == [Cost(7.0, "known")]
    assert Cost(3.0, "everyday") in edges("ho", "u", "se")[0, 5]
    apart = ["h", "o", "u", "s", "e"]
    assert Cost(3.0, "everyday") in edges(*apart)[0, 5]
    letters = Vocabulary({}, {"ahbgcfd": 5.0, "ahbgcfde": 5.0}, {}, {})
    joined = {(edge.start, edge.end) for edge in strength._edges([*"ahbgcfde"], "ahbgcfde", letters)}
    assert (0, 7) in joined
    assert (0, 8) not in joined


def test_a_path_adds_up_what_is_known_to_a_most_and_what_is_not_in_full():
    def summed(*costs: Cost, signs: float = 0.0, further: float = 0.0, inside: bool = False):
        path = [strength._Edge(n, n + 1, cost, inside) for n, cost in enumerate(costs)]
        return strength._summed(path, signs, further)

    known, everyday, keys, rare = Cost(8.0, "known"), Cost(6.0, "everyday"), Cost(6.0, "keys"), Cost(13.0)
    assert summed(known, known, known).bits == 24.0
    assert summed(*[known] * 4).bits == 26.0
    assert summed(rare, rare, signs=12.0, further=2.0).bits == 40.0
    assert summed(rare, signs=12.5).bits == 25.0
    assert summed(known, known, rare).bits == 29.0
    assert summed(known, known, known, rare).bits == 24.0 + 6.5  # the sentence tells of it
    assert summed(known, known, known, rare, rare, rare).bits == 24.0 + 19.5
    assert summed(known, known, known, rare, rare, rare, rare).bits == 24.0 + 52.0
    assert summed(known, known, known, rare, inside=True).bits == 37.0
    weaknesses = [summed(*costs).weakness for costs in ((known, keys), (keys, everyday), (everyday,))]
    assert weaknesses == ["known", "keys", "everyday"]


def test_letters_of_which_the_other_keyboard_makes_none_are_read_as_they_stand():
    assert next(strength._readings("xxxx", "xxxx")) == ""  # a hamza alone
    assert strength_of("xxxx") == strength.Strength(4.0, "keys")


def test_signs_cost_less_the_second_time_and_never_more_than_some():
    def bits(text: str) -> float:
        return strength._strength(text, WORDS, 0.0).bits - strength._strength("river", WORDS, 0.0).bits

    assert [bits(f"river{signs}") for signs in ("!", "!!", "!?", "_", "!?.,;", "!?.,!")] == [
        3.0,
        3.5,
        6.0,
        3.0,
        12.0,
        12.0,
    ]
    assert strength._strength("river", WORDS, 2.0).bits == 8.0


def test_a_phrase_is_read_in_each_of_its_dresses():
    assert list(strength._readings("p@ss ab", "p@ss ab")) == [
        strength.fold(other_layout("p@ss ab")),
        "ba ss@p",
        "ss@p ba",
        "pass ab",
    ]
    assert list(strength._readings("ab_ab", "ab_ab"))[-1] == "ab"
    assert list(strength._heard("7abibi maktab 12")) == [("arabic", "b mktb 12")]
    assert list(strength._heard("مكتب")) == [("latin", "mktb")]
    assert list(strength._heard("12 34")) == []
    dotted = {"3'": "k", "7'": "k", "5'": "k", "9'": "d", "6'": "z"}
    assert [typed for typed, _ in strength._DOTTED] == list(dotted)
    for typed, heard in dotted.items():
        assert list(strength._heard(f"{typed}a")) == [("arabic", heard)]


@pytest.mark.parametrize("further", ["qzvw", "!", "7"])
def test_what_is_typed_behind_a_hundred_and_sixty_letters_adds_nothing(further: str):
    long = ("zarafa kamanja thallaja maliha tahuna qintar " * 4)[:160]
    assert strength_of(long + further) == strength_of(long)
    assert strength._LONGEST == 160


def test_a_phrase_is_read_in_the_other_letters_where_three_of_four_parts_are_heard():
    words, by_ear = vocabulary.vocabulary(), vocabulary.by_sound("arabic")
    spelt = {key: "a".join(key) for key in sorted(by_ear.familiar) if set(key) <= set("bdfklmnrstz")}
    heard = [word for key, word in spelt.items() if vocabulary.sound(word) == key][:3]
    strange = ["vozuvumo", "zuvonuvi"]
    assert all(by_ear.exact(vocabulary.sound(word)) is None for word in strange)
    three_of_four, three_of_five = (" ".join([*heard, *strange[:n]]) for n in (1, 2))
    as_typed = strength._strength(three_of_five, words, 0.0).bits
    assert strength_of(three_of_five).bits == as_typed
    assert strength_of(three_of_four).bits < strength._strength(three_of_four, words, 0.0).bits
    (_, sounds) = next(strength._heard(three_of_five))
    assert strength._strength(sounds, by_ear, 4.0).bits < as_typed  # it would be weaker
