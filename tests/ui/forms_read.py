"""A questionnaire whose answers read otherwise than they are kept."""

READ = """
| survey   |                      |           |                     |                     |                     |                 |                                |                       |
|          | type                 | name      | label::العربية (ar) | label::English (en) | label::नेपाली (ne)  | appearance      | default                        | parameters            |
|          | begin_group          | told      | ما قيل              | What was told       | भनिएको कुरा         |                 |                                |                       |
|          | date                 | day       | يوم الوصول          | Day of arrival      | आइपुगेको दिन        |                 | 2026-11-26                     |                       |
|          | date                 | month     | شهر التوظيف         | Month of hiring     | भर्नाको महिना       | month-year      | 2024-03-01                     |                       |
|          | date                 | year      | سنة الميلاد         | Year of birth       | जन्मेको वर्ष        | year            | 1998-01-01                     |                       |
|          | date                 | sambat    | يوم السفر           | Day of leaving      | हिँडेको दिन         | bikram-sambat   |                                |                       |
|          | date                 | hijri     | يوم العقد           | Day of the contract | सम्झौताको दिन       | islamic         | 2026-03-20                     |                       |
|          | time                 | woken     | وقت الاستيقاظ       | Woken at            | उठ्ने समय           |                 |                                |                       |
|          | dateTime             | fled      | وقت الخروج          | Left at             | निस्केको समय        |                 |                        |                       |
|          | decimal              | hours     | ساعات العمل         | Hours of work       | कामको घण्टा         |                 | 16.5                           |                       |
|          | integer              | wage      | الأجر               | Wage                | तलब                 | thousands-sep   | 12500                          |                       |
|          | integer              | people    | كم شخصا             | How many people     | कति जना             |                 | 4                              |                       |
|          | text                 | phone     | الهاتف              | Phone               | फोन                 | numbers         | 96555123456                    |                       |
|          | range                | pain      | الألم               | Pain                | दुखाइ               |                 | 7.5                            | start=0 end=10 step=0.5 |
|          | geopoint             | place     | المكان              | The place           | ठाउँ                |                 | 29.3759 47.9774 12 0           |                       |
|          | geotrace             | way       | الطريق              | The way             | बाटो                |                 | 29.1 47.5 0 0;29.2 47.6 0 0    |                       |
|          | select_one few       | where     | أين تسكن            | Where she lives     | कहाँ बस्छिन्        |                 | house                          |                       |
|          | select_multiple few  | went      | أين عملت            | Where she worked    | कहाँ काम गरिन्      |                 | farm house                     |                       |
|          | rank few             | worst     | الأسوأ أولا         | The worst first     | सबैभन्दा खराब पहिले |                 | site farm house                |                       |
|          | acknowledge          | heard     | سمعت ذلك            | She heard this      | सुनिन्              |                 | OK                             |                       |
|          | end_group            |           |                     |                     |                     |                 |                                |                       |
| choices  |                      |           |                     |                     |                     |                 |                                |                       |
|          | list_name            | name      | label::العربية (ar) | label::English (en) | label::नेपाली (ne)  |                 |                                |                       |
|          | few                  | farm      | مزرعة               | A farm              | खेत                 |                 |                                |                       |
|          | few                  | house     | بيت                 | A house             | घर                  |                 |                                |                       |
|          | few                  | site      | موقع بناء           | A building site     | निर्माण स्थल        |                 |                                |                       |
| settings |                      |           |                     |                     |                     |                 |                                |                       |
|          | form_title           | form_id   | version             | default_language    |                     |                 |                                |                       |
|          | Read                 | read      | 1                   | English (en)        |                     |                 |                                |                       |
"""
