"""The words of the program, of its questionnaires (forms/NAME.md, which shows each workbook) and of what
comes with it for people to read (resources) keep to the term base, i18n/terms.csv, and to the rules of
its Arabic.

A forbidden variant without brackets is looked for as a whole word; one with brackets holds only in the
sense that it names, and is for a reviewer.
"""

import csv
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.ui import officer_names

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "i18n" / "ar" / "LC_MESSAGES"
_MARKS = re.compile("[\u064b-\u0650\u0652]")  # vowel signs; a shadda stays
_BEFORE = "(?<!\\w)(?:[وفبكل]|ال|وال|بال|لل|فال|كال)?"
# In these the word has another meaning than the one that the term base forbids it for.
ELSEWHERE = {
    ("en", "24 words"), ("en", "HQ"), ("en", "to share"), ("en", "subject"), ("en", "holds"),
    ("en", "different values"), ("en", "register"), ("en", "refused"), ("en", "log in"),
    ("en", "desk"), ("en", "Came in"), ("en", "move on"), ("en", "to return"), ("ar", "قائم"),
}  # fmt: skip
# The same in questionnaires and resources: there money is owed, a person agreed, a number is called in need.
IN_QUESTIONNAIRES = {("ar", "مستحق"), ("ar", "وافقت"), ("ar", "الكمبيوتر"), ("en", "emergency")}
# The same in guides, which tell a story where the term base names a button, a column or a state.
IN_GUIDES = {
    ("en", "put right"), ("en", "without a network"), ("en", "to be done"), ("en", "course of a case"),
    ("en", "two values"), ("en", "change of shift"), ("en", "leave this computer"), ("en", "how it ended"),
    ("en", "held back"), ("en", "let in"), ("en", "emergency"), ("en", "first page"), ("en", "kept here"),
    ("ar", "دون شبكة"), ("ar", "ما ينتظر"), ("ar", "سير الحالة"), ("ar", "قيمتان"), ("ar", "لا ينطبق"),
    ("ar", "كيف انتهت"), ("ar", "الصفحة الأولى"), ("ar", "وصل إليك"),
}  # fmt: skip
# Variants that the term base forbids in one sense, the one that they always have in a questionnaire.
ALWAYS_SO = {
    "الجواز": "جواز السفر",
    "الأوراق": "الوثائق",
    "علامة": "دلالة",
    "علامات": "دلائل",
    "صاحب الشأن": "الشخص",
    "الولي": "ولي الأمر",
}
DANGER_SIGNS = ("علامات الخطر", "من يعرف العلامات", "علامة +", "علامة مبكرة")
# Of the lists of the ILO, English keeps the published names.
PUBLISHED = ("ilo-ec-2009.json",)
OTHER_LANGUAGES = {"hi", "bn", "ur", "ne", "tl", "si", "ta", "ml", "te", "am", "sw", "id", "fr"}
# Verbal nouns that would stand as an instruction after a full sentence.
_BARE = (
    "إعادة", "اختيار", "كتابة", "التحقق", "إبلاغ", "سؤال", "استعادة", "استرجاع", "المقارنة", "تسليم",
    "إغلاق", "فتح", "المزامنة", "التأكد", "مراجعة", "إدخال", "طلب", "استعمال", "استخدام", "حذف",
)  # fmt: skip


def terms(column: str) -> list[tuple[str, str]]:
    """Each forbidden variant, and what is written instead."""
    with (ROOT / "i18n" / "terms.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = "english" if column == "forbidden_english" else "arabic"
    return [
        (variant.strip(), row[wanted])
        for row in rows
        for variant in (row[column] or "").split("|")
        if variant.strip() and "(" not in variant
    ]


def test_the_work_of_one_person_is_no_plural():
    """Beside a name stands what that person does."""
    arabic = {english[0]: texts[0] for english, texts in messages("sanad")}
    for _, role in officer_names.ROLES:
        assert not re.match(r"\w+و\s|\w+ون\b", arabic[role]), arabic[role]


_DID = (
    r"(?:وقّع|دوّن|أكّد|أعطا|قرأ|طلب|كتب)(?:ه|ها|هما)?|اعترض|أمر|أنهى|أنشأ|رفض|اطّلع|علم|يرى|يتبع|أصدر الأمر|أيُزال|لم يعد"
)


def test_no_man_is_made_of_whoever_is_named():
    """Of a name nobody knows whether it is a woman's: no verb before it that would say so."""
    subject = re.compile(rf"(?<![\w:])(?:{_DID}) \{{(?:name|author|interpreter|others|officer|who)\}}")
    wrong = [
        text
        for catalog in ("sanad", "sanad-woman")
        for _, texts in messages(catalog)
        for text in texts
        if (found := subject.search(text)) and not found[0].startswith("أمر من")
    ]
    assert wrong == []


_WORD = re.compile(r"[\u0621-\u065f\u0670-\u06d3]+")
_ASKING = re.compile(r"(?:^|[.؟!؛:]\s*|\bأو |\bثم |، )([\u0621-\u065f\u0670-\u06d3]+)")
# which begin with a word that asks a man elsewhere, and here says what somebody did
_TOLD = {
    "By somebody else, in your cases",
    "Colleagues entered conflicting answers",
    "Colleagues have confirmed everything",
    "Confirmed by",
    "Decision confirmed by a second person",
    "Handed over by",
    "No colleague has confirmed {n} case yet",
    "This computer has already joined an organisation",
    "This computer has joined",
    "{n} computer joined",
}


def test_whoever_asks_an_officer_for_something_asks_a_woman_too():
    """A word that one sentence says otherwise to a woman begins no other sentence without a line for her."""
    women = {english[0]: arabic for english, arabic in messages("sanad-woman")}
    asks, without = set(), []
    for english, arabic in messages("sanad"):
        for text, to_a_woman in zip(arabic, women.get(english[0], ()), strict=False):
            words, hers = _WORD.findall(text), _WORD.findall(to_a_woman)
            asks |= {a for a, b in zip(words, hers, strict=False) if a != b and len(words) == len(hers)}
    asks = {word for word in asks if not word.startswith(("ت", "أنت"))}  # she does, too
    for english, arabic in messages("sanad"):
        if english[0] not in women | dict.fromkeys(_TOLD):
            without += [(english[0], w) for text in arabic for w in _ASKING.findall(text) if w in asks]
    assert without == []


def test_what_somebody_else_did_is_said_alike_to_a_man_and_to_a_woman():
    """After "who" or "which" stands no imperative: an address that was changed by rote changed it too."""
    man, wrong = {english[0]: arabic for english, arabic in messages("sanad")}, []
    for english, hers in messages("sanad-woman"):
        for text, to_a_woman in zip(man[english[0]], hers, strict=True):
            words, changed = _WORD.findall(text), _WORD.findall(to_a_woman)
            wrong += [
                (english[0], word)
                for before, word, other in zip(words, words[1:], changed[1:], strict=False)
                if word != other and len(words) == len(changed) and before in _WHO and not word.startswith("ت")
            ]
    assert wrong == []


_WHO = ("الذي", "التي", "الذين", "ممن")


def test_the_administrator_of_a_computer_is_not_called_like_the_second_user_manager():
    called = [
        texts[0]
        for catalog in ("sanad", "sanad-woman")
        for english, texts in messages(catalog)
        if "administrator" in english[0] and "مسؤول" in texts[0]
    ]
    assert called == []


def test_the_name_of_a_team_stands_in_marks():
    """It stays as its office wrote it, whatever case its place in the sentence would ask for."""
    bare = [
        text
        for _, texts in messages("sanad")
        for text in texts
        if "{team}" in text and "«{team}»" not in text and ": {team}" not in text
    ]
    assert bare == []


def hits(
    language: str, column: str, before: str, texts: set[str], allowed: set[tuple[str, str]] = ELSEWHERE
) -> list[tuple[str, str, str]]:
    """The variant, what is written instead, and where it stands; not where it is a part of that."""
    instead = {variant.lower(): better for variant, better in terms(column) if (language, variant) not in allowed}
    variants = "|".join(re.escape(variant) for variant in sorted(instead, key=len, reverse=True))
    pattern = re.compile(rf"{before}({variants})(?!\w)", re.IGNORECASE)
    return [
        (match[1], instead[match[1].lower()], text)
        for text in sorted(texts)
        for match in pattern.finditer(text)
        if not _inside(match, instead[match[1].lower()])
    ]


def _inside(match: re.Match[str], better: str) -> bool:
    """Is it only a part of what should be written?"""
    whole = re.finditer(re.escape(better), match.string, re.IGNORECASE)
    return any(span.start() <= match.start(1) and match.end(1) <= span.end() for span in whole)


def messages(name: str) -> Iterator[tuple[list[str], list[str]]]:
    """English and Arabic forms of each."""
    with (FOLDER / f"{name}.po").open("rb") as file:
        for message in read_po(file, locale="ar"):
            if message.id:
                english = [message.id] if isinstance(message.id, str) else list(message.id)
                arabic = [message.string] if isinstance(message.string, str) else message.string
                yield english, list(arabic)


_TEXT = re.compile(r"(label|hint|guidance_hint|constraint_message|required_message)::.*\((ar|en)\)$")
_TITLES = {"attribute::sanad:title_ar": "ar", "attribute::sanad:title_en": "en"}
_BAR = re.compile(r"(?<!\\)\|")


def asked(language: str) -> Iterator[tuple[str, str]]:
    """Each text of a questionnaire in Arabic (to a man, to a woman) or English, and in which column."""
    for file in sorted((ROOT / "forms").glob("*.md")):
        columns: list[str] = []
        for line in file.read_text("utf-8").splitlines():
            cells = [cell.strip() for cell in _BAR.split(line)[1:-1]]
            if cells and cells[0]:
                columns = cells
                continue
            for column, cell in zip(columns, cells, strict=False):
                match = _TEXT.match(column)
                if cell and language == (match[2] if match else _TITLES.get(column)):
                    yield column, cell


def brought(language: str) -> Iterator[tuple[str, str]]:
    """Each Arabic or English text of the resources that people read, and the name of its file."""
    for pattern in ("profiles/*", "rights/*", "practice/*", "readings/*.json", "indicators/*",
                    "languages/*", "categories.toml", "areas.toml"):  # fmt: skip
        for file in sorted((ROOT / "resources").glob(pattern)):
            source = file.read_text("utf-8")
            content = json.loads(source) if file.suffix == ".json" else tomllib.loads(source)
            for key, text in _read(content, ""):
                if _language(key, text) == language and (language, file.name) != ("en", *PUBLISHED):
                    yield file.name, text


def _read(content: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(content, dict):
        for name, inner in content.items():
            if name not in OTHER_LANGUAGES or isinstance(inner, str):
                yield from _read(inner, f"{key}.{name}")
    elif isinstance(content, list):
        for inner in content:
            yield from _read(inner, key)
    elif isinstance(content, str):
        yield key, content


def _language(key: str, text: str) -> str:
    if re.search("[\u0621-\u064a]", text):
        return "ar"
    return "en" if re.search(r"[._]en\b", key) else ""


ASKED = {language: {text for _, text in asked(language)} for language in ("ar", "en")}
BROUGHT = {language: {text for _, text in brought(language)} for language in ("ar", "en")}
DOCS = {
    language: {
        line
        for file in sorted((ROOT / "docs").glob("guide-*.md"))
        if (".ar" in file.suffixes) == (language == "ar")
        for line in file.read_text("utf-8").splitlines()
    }
    for language in ("ar", "en")
}
FOR_PEOPLE = {language: ASKED[language] | BROUGHT[language] for language in ("ar", "en")}
BARE_ARABIC = {_MARKS.sub("", text) for text in FOR_PEOPLE["ar"]}
ALL = [*messages("sanad"), *messages("sanad-woman")]
ENGLISH = {text for english, _ in ALL for text in english}
ARABIC = {_MARKS.sub("", text) for _, arabic in ALL for text in arabic}


_OTHER_WORD = (
    "i18n/terms.csv forbids this variant of a term: say the term that its line has (or, if the sentence "
    "means something else, word it otherwise)"
)


def test_the_term_base_is_there():
    assert len(terms("forbidden_arabic")) > 300
    assert len(terms("forbidden_english")) > 150


def test_no_english_has_a_variant_that_the_term_base_forbids():
    assert hits("en", "forbidden_english", "(?<!\\w)", ENGLISH) == [], _OTHER_WORD


def test_no_arabic_has_a_variant_that_the_term_base_forbids():
    assert hits("ar", "forbidden_arabic", _BEFORE, ARABIC) == [], _OTHER_WORD


def test_no_guide_has_a_variant_that_the_term_base_forbids():
    allowed = ELSEWHERE | IN_GUIDES
    assert hits("en", "forbidden_english", "(?<!\\w)", DOCS["en"], allowed) == [], _OTHER_WORD
    bare = {_MARKS.sub("", line) for line in DOCS["ar"]}
    assert hits("ar", "forbidden_arabic", _BEFORE, bare, allowed) == [], _OTHER_WORD


def test_a_guide_in_arabic_tells_its_reader_what_to_do():
    """No step, and no answer to what is seen, begins with a passive or a verbal noun."""
    begins = re.compile(rf"(?:\d+\. |- \*[^*]+\* |\| [^|]+ \| )(?:[يت]ُ\w+|(?:{'|'.join(_BARE)}|توصيل|قراءة) )")
    assert [line for line in DOCS["ar"] if begins.match(line.strip())] == []


@pytest.mark.parametrize("sign", ["“", "”", *"٠١٢٣٤٥٦٧٨٩"])
def test_arabic_quotes_as_arabic_does_and_leaves_digits_to_the_setting(sign: str):
    assert [text for text in ARABIC if sign in text] == []


def test_no_bare_verbal_noun_stands_as_an_instruction_after_a_sentence():
    pattern = re.compile(rf"[.؛] (?:{'|'.join(_BARE)}) ")
    assert [text for text in ARABIC if pattern.search(text)] == []


def test_what_is_said_to_a_woman_is_said_otherwise_to_a_man():
    man = {english[0]: arabic for english, arabic in messages("sanad")}
    for english, arabic in messages("sanad-woman"):
        assert english[0] in man
        assert arabic != man[english[0]], english[0]


def test_questionnaires_and_resources_are_read():
    assert len(ASKED["ar"]) > 1500
    assert len(ASKED["en"]) > 1500
    assert len(BROUGHT["ar"]) > 400
    assert len(BROUGHT["en"]) > 300


def test_no_question_in_english_has_a_variant_that_the_term_base_forbids():
    allowed = ELSEWHERE | IN_QUESTIONNAIRES
    assert hits("en", "forbidden_english", "(?<!\\w)", FOR_PEOPLE["en"], allowed) == []


def test_no_question_in_arabic_has_a_variant_that_the_term_base_forbids():
    allowed = ELSEWHERE | IN_QUESTIONNAIRES
    assert hits("ar", "forbidden_arabic", _BEFORE, BARE_ARABIC, allowed) == []


@pytest.mark.parametrize("variant", ALWAYS_SO)
def test_a_questionnaire_calls_a_sign_and_a_passport_as_the_term_base_does(variant: str):
    pattern = re.compile(rf"{_BEFORE}{variant}(?!\w)")
    texts = {_MARKS.sub("", text) for text in ASKED["ar"]}
    wrong = [text for text in texts if pattern.search(text)]
    assert [text for text in wrong if not any(sense in text for sense in DANGER_SIGNS)] == []


@pytest.mark.parametrize("sign", ["“", "”", '"', ",", ";", "?"])
def test_questions_in_arabic_are_punctuated_as_arabic_is(sign: str):
    assert [text for text in FOR_PEOPLE["ar"] if sign in text] == []


def test_no_arabic_text_has_two_kinds_of_digits():
    """A questionnaire has those of the screen that it stands on, what comes with the program 0-9."""
    digits = "٠١٢٣٤٥٦٧٨٩"
    assert [text for text in ASKED["ar"] if re.search("[0-9]", text)] == []
    assert [text for text in BROUGHT["ar"] if re.search(f"[{digits}]", text) and text != digits] == []


def test_no_bare_verbal_noun_instructs_whoever_asks():
    pattern = re.compile(rf"[.؛] (?:{'|'.join(_BARE)}) ")
    assert [text for text in BARE_ARABIC if pattern.search(text)] == []


_TO_A_MAN = re.compile(
    r"(?<!\w)(?:أنت|هل|ماذا|كيف|متى|لماذا|أين|أن) "
    r"(?:تريد|تستطيع|تحتاج|تعمل|توافق|تخاف|تعرف|تعيش|تثق|تشعر|تسكن|تنام|تحب|تود)(?![\w\u0651])"
)
_INSTRUCTS_A_MAN = re.compile(r"(?:^|[.،؛:] )(?:تابع|اسأل|اختر|اكتب|دوّن|أعد|احتفظ بها|اطلب|اتصل|اقرأ|انظر) ")


def test_a_woman_is_asked_as_one():
    woman = {text for column, text in asked("ar") if "للمؤنث" in column}
    assert woman
    assert [text for text in woman if _TO_A_MAN.search(_MARKS.sub("", text))] == []


def test_what_has_one_wording_for_all_instructs_nobody_as_a_man():
    """The second column is by the person's gender: what the officer alone reads, and the sheet of rights,
    say what is to be done without an imperative."""
    texts = ASKED["ar"] | {text for name, text in brought("ar") if name == "kw.toml"}
    assert [text for text in texts if _INSTRUCTS_A_MAN.search(_MARKS.sub("", text))] == []
