"""A small questionnaire with one of everything, for tests of the pages."""

EVERYTHING = """
| survey   |                        |           |                     |                |              |             |          |                |
|          | type                   | name      | label::العربية (ar) | label::English (en) | relevant | required | constraint | appearance |
|          | begin_group            | first     | البداية             | Beginning      |              |             |          |                |
|          | select_one yn          | safe      | هل المكان آمن؟      | Is it safe?    |              | yes         |          |                |
|          | text                   | name      | الاسم               | Name           |              |             |          |                |
|          | integer                | hours     | كم ساعة؟            | How many hours? |             |             | . < 25   |                |
|          | select_multiple harm   | harms     | ما الذي حدث؟        | What happened? |              |             |          |                |
|          | date                   | since     | منذ متى؟            | Since when?    |              |             |          |                |
|          | text                   | detail    | التفاصيل            | Detail         | ${safe}='no' |             |          | multiline      |
|          | end_group              |           |                     |                |              |             |          |                |
|          | begin_repeat           | worker    | العمال              | Workers        |              |             |          |                |
|          | text                   | nickname  | اللقب               | Nickname       |              |             |          |                |
|          | end_repeat             |           |                     |                |              |             |          |                |
|          | begin_group            | last      | النهاية             | End            |              |             |          |                |
|          | range                  | trust     | الثقة               | Trust          |              |             |          |                |
|          | time                   | at        | الساعة              | At what time?  |              |             |          |                |
|          | end_group              |           |                     |                |              |             |          |                |
| choices  |                        |           |                     |                |              |             |          |                |
|          | list_name              | name      | label::العربية (ar) | label::English (en) |         |             |          |                |
|          | yn                     | yes       | نعم                 | Yes            |              |             |          |                |
|          | yn                     | no        | لا                  | No             |              |             |          |                |
|          | yn                     | unknown   | لا أعرف             | I don't know   |              |             |          |                |
|          | harm                   | refused   | أفضّل عدم الإجابة   | I'd rather not say |          |             |          |                |
|          | harm                   | pay       | الأجر               | Pay            |              |             |          |                |
|          | harm                   | rest      | الراحة              | Rest           |              |             |          |                |
|          | harm                   | none      | لا شيء              | None of these  |              |             |          |                |
| settings |                        |           |                     |                |              |             |          |                |
|          | form_title             | form_id   | version             | default_language |            |             |          |                |
|          | Everything             | everything | 1                  | English (en)   |              |             |          |                |
"""
