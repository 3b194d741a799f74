"""A picture or sound that a form gives once is that of every language, as its words are."""

FORM = """
| survey   |              |        |                     |                     |           |                     |                     |
|          | type         | name   | label::English (en) | label::العربية (ar) | image     | audio::English (en) | audio::العربية (ar) |
|          | text         | site   | The site            | الموقع              | site.png  | en.mp3              | ar.mp3              |
|          | select_one t | tool   | Which tool?         | أي أداة؟            |           |                     |                     |
| choices  |              |        |                     |                     |           |                     |                     |
|          | list_name    | name   | label::English (en) | label::العربية (ar) | image     |                     |                     |
|          | t            | hammer | A hammer            | مطرقة               | tool.png  |                     |                     |
| settings |              |        |                     |                     |           |                     |                     |
|          | form_title   | form_id | default_language   |                     |           |                     |                     |
|          | Media        | media  | English (en)        |                     |           |                     |                     |
"""


def test_a_picture_without_a_language_is_shown_in_each(interview):
    for language, sound in (("English (en)", "en.mp3"), ("العربية (ar)", "ar.mp3")):
        asked_in = interview(FORM)
        asked_in.set_language(language)
        site, tool = asked_in.node("/data/site"), asked_in.node("/data/tool")
        assert site.media["image"].endswith("site.png")
        assert site.media["audio"].endswith(sound)
        assert tool.choices[0].media["image"].endswith("tool.png")
