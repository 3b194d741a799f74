"""A questionnaire with every appearance of ODK's XLSForm table, for tests of the pages."""

HUMAN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 220">
<title>Body</title>
<path d="M60 190 h80" />
<circle id="head" cx="100" cy="34" r="24"/>
<g id="trunk" transform="translate(70 62)"><rect width="60" height="70" rx="12"/></g>
<path id="arm_right" d="M64 66 l-40 60 16 10 38 -52 z"/>
<path id="arm_left" d="M136 66 l40 60 -16 10 -38 -52 z"/>
<polygon id="legs" points="74,136 126,136 134,210 108,210 100,160 92,210 66,210"/>
</svg>"""

APPEARANCES = """
| survey |                    |           |                        |                        |                     |                                              |           |
|        | type               | name      | label::English (en)    | label::العربية (ar)    | appearance          | parameters                                   | image     |
|        | begin_group        | one       | Choosing one           | اختيار واحد            |                     |                                              |           |
|        | select_one few     | quick     | Quick                  | سريع                   | quick               |                                              |           |
|        | select_one few     | minimal   | Minimal                | مطوي                   | minimal             |                                              |           |
|        | select_one few     | complete  | Autocomplete           | بحث                    | autocomplete        |                                              |           |
|        | select_one few     | nobut     | No buttons             | بلا أزرار              | no-buttons          |                                              |           |
|        | end_group          |           |                        |                        |                     |                                              |           |
|        | begin_group        | columns   | Columns                | أعمدة                  |                     |                                              |           |
|        | select_multiple many | pack    | Packed                 | متراصّ                 | columns-pack        |                                              |           |
|        | select_one many    | cols      | Columns                | أعمدة                  | columns             |                                              |           |
|        | select_multiple few | two      | Two columns            | عمودان                 | columns-2           |                                              |           |
|        | select_one few     | compact   | Compact                | مضغوط                  | compact-3           |                                              |           |
|        | select_one agree   | likert    | I feel safe here       | أشعر بالأمان هنا       | likert              |                                              |           |
|        | end_group          |           |                        |                        |                     |                                              |           |
|        | begin_group        | table     | Table                  | جدول                   | field-list          |                                              |           |
|        | select_one yn      | head      | Did this happen?       | كم مرة حدث هذا؟        | label               |                                              |           |
|        | select_one yn      | hit       | She was hit            | ضُربت                  | list-nolabel        |                                              |           |
|        | select_multiple yn | locked    | She was locked in      | حُبست                  | list-nolabel        |                                              |           |
|        | select_one yn      | listed    | Listed in one line     | في سطر واحد            | list                |                                              |           |
|        | select_one place   | body      | Where does it hurt?    | أين الألم؟             | image-map           |                                              | human.svg |
|        | end_group          |           |                        |                        |                     |                                              |           |
|        | begin_group        | ranges    | Ranges                 | مدى                    |                     |                                              |           |
|        | range              | pain      | Pain                   | الألم                  |                     | start=0 end=10 step=1 tick_labelset=worst    |           |
|        | range              | upright   | Upright                | قائم                   | vertical            | start=0 end=10 step=1 placeholder=5          |           |
|        | range              | bare      | Without ticks          | بلا علامات             | no-ticks            | start=0 end=100 step=5                       |           |
|        | range              | every     | A tick every 10        | علامة كل ١٠            |                     | start=0 end=50 step=5 tick_interval=10       |           |
|        | range              | picker    | Picker                 | منتقي                  | picker              | start=1 end=9 step=1                         |           |
|        | range              | stars     | Rating                 | تقييم                  | rating              | start=1 end=5 step=1                         |           |
|        | end_group          |           |                        |                        |                     |                                              |           |
|        | begin_group        | texts     | Texts and numbers      | نصوص وأعداد            |                     |                                              |           |
|        | text               | lines     | Several lines          | عدة أسطر               | multiline           |                                              |           |
|        | text               | numbers   | Telephone              | الهاتف                 | numbers             |                                              |           |
|        | text               | url       | Web address            | عنوان على الشبكة       | url                 |                                              |           |
|        | text               | masked    | A word of her own      | كلمة خاصة بها          | masked              |                                              |           |
|        | integer            | wage      | Wage                   | الأجر                  | thousands-sep       |                                              |           |
|        | integer            | counter   | Counter                | عدّاد                  | counter             |                                              |           |
|        | decimal            | bearing   | Direction of the site  | اتجاه الموقع           | bearing             |                                              |           |
|        | end_group          |           |                        |                        |                     |                                              |           |
|        | begin_group        | days      | Days                   | أيام                   |                     |                                              |           |
|        | date               | plain     | Day                    | اليوم                  | no-calendar         |                                              |           |
|        | date               | hijri     | Hijri                  | هجري                   | islamic             |                                              |           |
|        | date               | coptic    | Coptic                 | قبطي                   | coptic              |                                              |           |
|        | date               | ethiopian | Ethiopian              | إثيوبي                 | ethiopian           |                                              |           |
|        | date               | month     | Month                  | الشهر                  | month-year          |                                              |           |
|        | date               | year      | Year                   | السنة                  | year                |                                              |           |
|        | date               | nepali    | Bikram Sambat          | بيكرام سامبات          | bikram-sambat       |                                              |           |
|        | end_group          |           |                        |                        |                     |                                              |           |
|        | begin_group        | places    | Places                 | أماكن                  |                     |                                              |           |
|        | geopoint           | placed    | Work site              | مكان العمل             | placement-map       |                                              |           |
|        | geopoint           | point     | Home                   | المسكن                 |                     |                                              |           |
|        | geotrace           | way       | The way                | الطريق                 |                     |                                              |           |
|        | geoshape           | ground    | The ground             | الأرض                  |                     |                                              |           |
|        | end_group          |           |                        |                        |                     |                                              |           |
|        | begin_group        | files     | Files                  | ملفات                  |                     |                                              |           |
|        | image              | new       | A new picture          | صورة جديدة             | new                 |                                              |           |
|        | image              | annotate  | Where it hurts         | موضع الألم             | annotate            |                                              |           |
|        | image              | draw      | The room               | الغرفة                 | draw                |                                              |           |
|        | image              | sign      | Signature              | التوقيع                | signature           |                                              |           |
|        | end_group          |           |                        |                        |                     |                                              |           |
| choices |                   |           |                        |                        |                     |                                              |           |
|        | list_name          | name      | label::English (en)    | label::العربية (ar)    |                     |                                              |           |
|        | few                | farm      | A farm                 | مزرعة                  |                     |                                              |           |
|        | few                | house     | A house                | بيت                    |                     |                                              |           |
|        | few                | site      | A building site        | موقع بناء              |                     |                                              |           |
|        | few                | unknown   | I don't know           | لا أعرف                |                     |                                              |           |
|        | many               | ne        | Nepal                  | نيبال                  |                     |                                              |           |
|        | many               | in        | India                  | الهند                  |                     |                                              |           |
|        | many               | lk        | Sri Lanka              | سريلانكا               |                     |                                              |           |
|        | many               | bd        | Bangladesh             | بنغلاديش               |                     |                                              |           |
|        | many               | et        | Ethiopia               | إثيوبيا                |                     |                                              |           |
|        | many               | ph        | The Philippines        | الفلبين                |                     |                                              |           |
|        | many               | cf        | The Central African Republic and its neighbours | جمهورية أفريقيا الوسطى والبلدان المجاورة لها | | |                      |
|        | agree              | a1        | Strongly agree         | أوافق بشدة             |                     |                                              |           |
|        | agree              | a2        | Agree                  | أوافق                  |                     |                                              |           |
|        | agree              | a3        | Disagree               | لا أوافق               |                     |                                              |           |
|        | agree              | a4        | Strongly disagree      | لا أوافق بشدة          |                     |                                              |           |
|        | yn                 | often     | Often                  | كثيرًا                 |                     |                                              |           |
|        | yn                 | once      | Once                   | مرة                    |                     |                                              |           |
|        | yn                 | never     | Never                  | أبدًا                  |                     |                                              |           |
|        | place              | head      | Head                   | الرأس                  |                     |                                              |           |
|        | place              | trunk     | Chest and belly        | الصدر والبطن           |                     |                                              |           |
|        | place              | arm_right | Right arm              | الذراع اليمنى          |                     |                                              |           |
|        | place              | arm_left  | Left arm               | الذراع اليسرى          |                     |                                              |           |
|        | place              | legs      | Legs                   | الساقان                |                     |                                              |           |
|        | worst              | 0         | None                   | لا شيء                 |                     |                                              |           |
|        | worst              | 10        | The worst there is     | أسوأ ما يكون           |                     |                                              |           |
| settings |                  |           |                        |                        |                     |                                              |           |
|        | form_title         | form_id   | version                | default_language       |                     |                                              |           |
|        | Appearances        | appearances | 1                    | English (en)           |                     |                                              |           |
"""
