"""Questionnaires with every control and appearance, for tests of the pages."""

EVERY = """
| survey   |                          |            |                     |                      |             |                         |                 |
|          | type                     | name       | label::العربية (ar) | label::English (en)  | appearance  | guidance_hint::English (en) | parameters  |
|          | begin_group              | choosing   | الاختيار            | Choosing             |             |                         |                 |
|          | select_one few           | folded     | أين تسكن؟           | Where does she live? | minimal     | Ask her alone.          |                 |
|          | select_one few           | searched   | أين تعمل؟           | Where does she work? | autocomplete |                        |                 |
|          | select_one agree         | likert     | أشعر بالأمان هنا    | I feel safe here     | likert      |                         |                 |
|          | select_multiple few      | columns    | أين ذهبت؟           | Where did she go?    | columns-2   |                         |                 |
|          | select_one few           | image      | أين على الخريطة؟    | Where on the map?    | image-map   |                         |                 |
|          | end_group                |            |                     |                      |             |                         |                 |
|          | begin_group              | table      | الجدول              | Table                | field-list  |                         |                 |
|          | select_one yn            | head       | كم مرة حدث هذا؟     | Did this happen?     | label       |                         |                 |
|          | select_one yn            | hit        | ضُربت               | She was hit          | list-nolabel |                        |                 |
|          | select_multiple yn       | locked     | حُبست               | She was locked in    | list-nolabel |                        |                 |
|          | end_group                |            |                     |                      |             |                         |                 |
|          | begin_group              | measuring  | القياس              | Measuring            | w4          |                         |                 |
|          | rank few                 | order      | رتّب                | Put in order         |             |                         |                 |
|          | range                    | pain       | كم يؤلمها؟          | How much does it hurt? |           |                         | start=0 end=10 step=1 |
|          | range                    | stars      | الثقة               | Trust                | rating      |                         | start=1 end=5 step=1 |
|          | range                    | picked     | الساعات             | Hours                | picker      |                         | start=0 end=24 step=0.5 |
|          | integer                  | wage       | الأجر               | Wage                 | thousands-sep w2 |                    |                 |
|          | text                     | phone      | الهاتف              | Phone                | numbers w2  |                         |                 |
|          | end_group                |            |                     |                      |             |                         |                 |
|          | begin_group              | places     | الأماكن             | Places               |             |                         |                 |
|          | geopoint                 | point      | مكان العمل          | Work site            |             |                         |                 |
|          | geotrace                 | way        | الطريق              | The way              |             |                         |                 |
|          | geoshape                 | area       | الأرض               | The ground           |             |                         |                 |
|          | barcode                  | code       | رمز البطاقة         | Card’s code          |             |                         |                 |
|          | text                     | site       | الموقع              | Web site             | url         |                         |                 |
|          | end_group                |            |                     |                      |             |                         |                 |
|          | begin_group              | files      | الملفات             | Files                |             |                         |                 |
|          | image                    | photo      | صورة الجواز         | Photograph of the passport |       |                         |                 |
|          | image                    | sign       | التوقيع             | Signature            | signature   |                         |                 |
|          | audio                    | voice      | تسجيل               | Recording            |             |                         |                 |
|          | file                     | paper      | وثيقة               | Document             |             |                         |                 |
|          | end_group                |            |                     |                      |             |                         |                 |
|          | begin_group              | days       | الأيام              | Days                 |             |                         |                 |
|          | note                     | read       | ## اقرأ **هذا**     | ## Read **this**     |             |                         |                 |
|          | date                     | whole      | اليوم               | Day                  | no-calendar |                         |                 |
|          | date                     | month      | الشهر               | Month                | month-year  |                         |                 |
|          | date                     | year       | السنة               | Year                 | year        |                         |                 |
|          | text                     | more       | ما حدث              | What happened        | multiline   |                         |                 |
|          | end_group                |            |                     |                      |             |                         |                 |
| choices  |                          |            |                     |                      |             |                         |                 |
|          | list_name                | name       | label::العربية (ar) | label::English (en)  |             |                         |                 |
|          | few                      | farm       | مزرعة               | A farm               |             |                         |                 |
|          | few                      | house      | بيت                 | A house              |             |                         |                 |
|          | few                      | site       | موقع بناء           | A building site      |             |                         |                 |
|          | few                      | unknown    | لا أعرف             | I don't know         |             |                         |                 |
|          | agree                    | a1         | أوافق بشدة          | Strongly agree       |             |                         |                 |
|          | agree                    | a2         | أوافق               | Agree                |             |                         |                 |
|          | agree                    | a3         | لا أوافق            | Disagree             |             |                         |                 |
|          | agree                    | a4         | لا أوافق بشدة       | Strongly disagree    |             |                         |                 |
|          | yn                       | often      | كثيرًا              | Often                |             |                         |                 |
|          | yn                       | once       | مرة                 | Once                 |             |                         |                 |
|          | yn                       | never      | أبدًا               | Never                |             |                         |                 |
| settings |                          |            |                     |                      |             |                         |                 |
|          | form_title               | form_id    | version             | default_language     |             |                         |                 |
|          | Every                    | every      | 1                   | English (en)         |             |                         |                 |
"""
