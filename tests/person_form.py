"""A small questionnaire in the languages of the persons, for tests; its sentences are nobody's review."""

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.casework.questionnaires import forms
from app.casework.session.session import Session
from app.form import Form

HINT = "अन्तर्वार्ता लिनेका लागि मात्र"  # for the interviewer
FEMININE = "العربية للمؤنث (ar)"
LANGUAGES = ("العربية (ar)", FEMININE, "English (en)", "नेपाली (ne)", "اردو (ur)", "አማርኛ (am)", "සිංහල (si)")
_YES = ("نعم", "نعم", "Yes", "हो", "ہاں", "አዎ", "ඔව්")
_NO = ("لا", "لا", "No", "होइन", "نہیں", "አይ", "නැහැ")
_UNKNOWN = ("لا أعرف", "لا أعرف", "I don’t know", "मलाई थाहा छैन", "مجھے نہیں معلوم", "አላውቅም", "දන්නේ නැහැ")
_REFUSED = (
    "أفضّل عدم الإجابة",
    "أفضّل عدم الإجابة",
    "I’d rather not say",
    "भन्न चाहन्नँ",
    "میں نہیں بتانا چاہتا",
    "መናገር አልፈልግም",
    "කියන්න කැමති නැහැ",
)
_PASSPORT = (
    "من يحتفظ بجواز سفرك الآن؟",
    "من يحتفظ بجواز سفركِ الآن؟",
    "Who has your passport now?",
    "तपाईंको पासपोर्ट अहिले कोसँग छ?",
    "آپ کا پاسپورٹ اس وقت کس کے پاس ہے؟",
    "ፓስፖርትሽ አሁን ማን ጋር ነው?",
    "ඔබේ ගමන් බලපත්‍රය දැන් කා ළඟද?",
)
_WITH_ME = ("معي", "معي", "I have it", "मसँग छ", "میرے پاس", "እኔ ጋር", "මා ළඟ")
_EMPLOYER = (
    "مع صاحب العمل، ولا يعيده إليّ",
    "مع صاحب العمل، ولا يعيده إليّ",
    "My employer, who won’t give it back",
    "मालिकसँग, फिर्ता दिँदैनन्",
    "مالک کے پاس، واپس نہیں دیتا",
    "አሠሪዬ ጋር፣ አይመልስልኝም",
    "සේවායෝජකයා ළඟ, ආපසු දෙන්නේ නැහැ",
)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _all(text: str) -> tuple[str, ...]:
    return (text,) * len(LANGUAGES)


def markdown(*, reviewed: str = "ne:Maya Sample, 2026-11-01", sex: str = "sex") -> str:
    """The workbook as a table. `sex`: the name of the question for it, "" for none."""
    labels = [f"label::{name}" for name in LANGUAGES]
    audio = [f"media::audio::{LANGUAGES[3]}", f"hint::{LANGUAGES[3]}"]
    extras = [
        "bind::sanad:fact",
        "bind::sanad:gate",
        "bind::sanad:consent",
        "bind::sanad:aside",
        "bind::sanad:restricted",
        "required",
        "calculation",
    ]

    def question(kind: str, name: str, texts: tuple[str, ...], **given: str) -> str:
        values = [
            given.get(key, "")
            for key in ("audio", "hint", "fact", "gate", "consent", "aside", "restricted", "required", "calculation")
        ]
        return _row("", kind, name, *texts, *values)

    none = _all("")
    asks_sex = [question("select_one sex", sex, _all("Sex"), fact="sex")] if sex else []
    survey = [
        _row("survey", "type", "name", *labels, *audio, *extras),
        question("begin_group", "safety", _all("Safety")),
        question("select_one yes_no", "safe", _all("Is it safe to talk?"), aside="yes", required="yes"),
        question("calculate", "safe_gate", none, gate="safety", calculation="if(${safe} = 'no', 'stop', '')"),
        question("end_group", "", none),
        question("begin_group", "speech", _all("Language")),
        question("select_one language", "language", _all("Language of the talk"), fact="language"),
        question("text", "interpreter", _all("Interpreter"), fact="interpreter"),
        *asks_sex,
        question("end_group", "", none),
        question("begin_group", "consent", _all("Consent")),
        question("note", "introduction", ("نودّ أن نسألك.", "نودّ أن نسألكِ.", "We would like to ask.", "हामी सोध्न चाहन्छौं।", "ہم پوچھنا چاہتے ہیں۔", "ልንጠይቅሽ እንፈልጋለን።", "අපට අසන්න ඕනෑ.")),
        question("select_one yes_no", "agree", ("هل توافق؟", "هل توافقين؟", "Do you agree?", "के तपाईं सहमत हुनुहुन्छ?", "کیا آپ راضی ہیں؟", "ትስማሚያለሽ?", "ඔබ එකඟද?"), consent="interview record", required="yes"),
        question("calculate", "agree_gate", none, gate="consent", calculation="if(${agree} = 'no', 'stop', '')"),
        question("end_group", "", none),
        question("begin_group", "freedom", _all("Papers")),
        question("select_one place", "passport_now", _PASSPORT, audio="passport.wav", hint=HINT),
        question("integer", "hours", ("كم ساعة تعمل في اليوم؟", "كم ساعة تعملين في اليوم؟", "How many hours a day?", "दिनमा कति घण्टा?", "دن میں کتنے گھنٹے؟", "በቀን ስንት ሰዓት?", "දිනකට පැය කීයද?")),
        question("select_multiple place", "kept", ("ماذا أُخذ؟", "ماذا أُخذ؟", "What was taken?", "के लगियो?", "کیا لیا گیا؟", "ምን ተወሰደ?", "මොනවාද ගත්තේ?")),
        question("select_one yes_no", "hurt", ("هل آذاك أحد؟", "هل آذاكِ أحد؟", "Did anyone hurt you?", "कसैले चोट पुर्‍यायो?", "کیا کسی نے تکلیف دی؟", "ማንም ጎድቶሻል?", "කවුරුහරි රිදෙව්වද?"), restricted="yes"),
        question("select_one yes_no", "looks", _all("Does the person look hurt?"), aside="yes"),
        question("text", "story", ("ماذا حدث؟", "ماذا حدث؟", "What happened?", "के भयो?", "کیا ہوا؟", "ምን ሆነ?", "මොකද වුණේ?")),
        question("end_group", "", none),
        question("begin_group", "officer", _all("Interviewer’s view"), aside="yes"),
        question("select_one yes_no", "view", _all("Is there concern?"), fact="view"),
        question("select_one yes_no", "again", _all("Should somebody talk with her again?")),
        question("end_group", "", none),
    ]  # fmt: skip
    choices = [_row("choices", "list_name", "name", *labels)]
    for listed, values in (
        ("yes_no", (("yes", _YES), ("no", _NO), ("unknown", _UNKNOWN), ("refused", _REFUSED))),
        ("place", (("me", _WITH_ME), ("employer", _EMPLOYER), ("unknown", _UNKNOWN), ("refused", _REFUSED))),
        ("sex", (("female", _all("Female")), ("male", _all("Male")))),
        ("language", tuple((code, _all(code)) for code in ("ar", "en", "ne", "ur", "am", "si", "te", "other"))),
    ):
        choices += [_row("", listed, value, *texts) for value, texts in values]
    settings = [
        _row("settings", "form_title", "form_id", "version", "default_language", "namespaces",
             "attribute::sanad:feminine", "attribute::sanad:reviewed"),
        _row("", "In their words", "person-languages", "1", LANGUAGES[0], 'sanad="urn:sanad:form"',
             FEMININE, reviewed),
    ]  # fmt: skip
    return "\n".join([*survey, *choices, *settings]) + "\n"


@lru_cache(maxsize=8)
def _opened(workbook: str) -> tuple[str, Form]:
    with TemporaryDirectory() as folder:
        file = Path(folder, "person-languages.md")
        file.write_text(workbook, "utf-8")
        converted, form = forms.opened(file)
    return converted.xml, form


def form_of(workbook: str = "", **options: str) -> Form:
    """The questionnaire, in nobody's records."""
    return _opened(workbook or markdown(**options))[1]


def added(session: Session, **options: str) -> Form:
    """The questionnaire, among this officer's."""
    xml, form = _opened(markdown(**options))
    return forms.load(session, forms.keep_for(session, form, xml))


def ref(form: Form, name: str) -> str:
    return next(q.path for q in form.questions() if q.name == name)
