"""What the converter (pyxform) complains of most often, said in our words and with a remedy.

Patterns of its English sentences, as release 4.5 words them; what none of them knows is handed on
after "The converter of forms says:"."""

from app.errors import N_

NO_LIST = r"List name not in choices sheet: (\S+?)\.?(?:\s|$)"
VALUES = ("first", "second", "third")
REMEDIES: tuple[tuple[str, str], ...] = (
    (
        r"Unknown question type '([^']*)'",
        N_("The question type “{first}” isn’t known; choose one of the XLSForm types."),
    ),
    (r"Question with no type", N_("The question has no type; fill the column type.")),
    (NO_LIST, N_("The choices sheet has no list “{first}”; add it or correct its name.")),
    (
        r"Unmatched '(begin_\w+)'\. No matching '(end_\w+)' was found for the name '([^']*)'",
        N_("“{third}” begins but never ends; add a row {second}."),
    ),
    (
        r"Unmatched '(end_\w+)'\. No matching '(begin_\w+)'",
        N_("{first} has no beginning; remove the row or add {second} before it."),
    ),
    (
        r"the 'name' value '([^']*)' is invalid.*unique",
        N_("The name “{first}” is used twice in its group; rename one."),
    ),
    (
        r"Reference variables must start with",
        N_("A reference is incomplete; write a dollar sign and the question’s name in curly brackets."),
    ),
    (r"Missing calculation", N_("The row calculates nothing; fill the column calculation.")),
    (
        r"the parameter '([^']*)' must be a number",
        N_("“{first}” is not a number; correct it in the column parameters."),
    ),
    (r"element named '([^']*)' has no label or hint", N_("“{first}” has no label; fill the column label.")),
    (
        r"sheet: '([^']*)'\. One or more required column headers were not found: (.*?)\.",
        N_("The sheet {first} lacks the column {second}; write it in its first row."),
    ),
    (
        r"Could not find the name '([^']*)'",
        N_("The survey sheet has no question “{first}”; correct the name in ${{…}}."),
    ),
    (
        r"The name '([^']*)' appears more than once",
        N_("Several questions are called “{first}”; give each its own name."),
    ),
    (r"Choice names must be unique", N_("The name is used twice in its list; rename one.")),
    (r"Choices must have a name", N_("The choice has no name; fill the column name.")),
    (r"Choices should have a label", N_("The choice has no label; fill the column label.")),
    (
        r"You must have a sheet named 'survey'|must have a sheet named survey",
        N_("The sheet named survey is missing; add it or correct its name."),
    ),
    (
        r"There should be a choices sheet",
        N_("The choices sheet is missing, but a question needs a list; add the sheet."),
    ),
    (
        r"Names must begin with a letter",
        N_("The name has letters that names can’t have; use letters, digits and underscores, and begin with a letter."),
    ),
    (r"Question or group with no name", N_("The row has no name; fill the column name.")),
    (
        r"Language '([^']*)' is missing the (.*)",
        N_("Language “{first}” lacks {second}; add these columns or fill them."),
    ),
    (
        r"accepted parameter keys for this question type are '([^']*)'\. .*key\(s\): '([^']*)'",
        N_("The parameter “{second}” isn’t known for this type of question; it accepts {first}."),
    ),
    (
        r"Parameters must be in the form of",
        N_("The parameters can’t be read; write them as key=value with a space between them."),
    ),
    (
        r"(?i)parameter '?([\w-]+)'?\s+must have an? (?:integer|numeric) value",
        N_("The parameter “{first}” takes a number; correct it."),
    ),
    (
        r"([\w-]+) must be set to true or false:\s*'([^']*)'",
        N_("“{first}” can only be true or false; write one of them instead of “{second}”."),
    ),
    (r"parameter '([^']*)' must not be '0'", N_("The parameter “{first}” must not be 0; correct it.")),
    (
        r"parameter '([^']*)' must (?:not be larger than the range|be between the)",
        N_("The parameter “{first}” doesn’t fit between start and end; correct it."),
    ),
    (
        r"parameter '([^']*)' must be a multiple of 'step'",
        N_("The parameter “{first}” must be a multiple of step; correct it."),
    ),
    (r"Audits must always be named", N_("A row of type audit has no name; leave its column name empty.")),
    (r"(?i)seed value must be a number", N_("The seed is a number or a reference to a question; correct it.")),
    (
        r"Parameters must include randomize=true",
        N_("A seed needs randomize=true beside it; write both in the column parameters."),
    ),
    (
        r"There should be an external_choices sheet",
        N_("The sheet external_choices is missing, but a question needs a list on it; add the sheet."),
    ),
    (
        r"List name not in external choices sheet: (\S+?)\.?(?:\s|$)",
        N_("The sheet external_choices has no list “{first}”; add it or correct its name."),
    ),
    (
        r"select one external is only meant for filtered selects",
        N_("select_one_external needs a choice filter; write one, or use select_one."),
    ),
    (
        r"Choice names with spaces cannot be added",
        N_("The list has a choice whose name contains a space, which select_multiple can’t store; write it without."),
    ),
    (
        r"Choice filter not supported with or_other",
        N_("A question with or_other can’t have a choice filter; remove one of the two."),
    ),
    (
        r"specify choices for this 'or other' question",
        N_("A question with or_other needs a list on the choices sheet; add it."),
    ),
    (
        r"Choice filter not supported for table-list",
        N_("A table-list can’t have a choice filter; remove one of the two."),
    ),
    (r"Duplicate column header: (.*?)\.?$", N_("Two columns are called “{first}”; rename or remove one.")),
    (
        r"different names for the same column were found: '([^']*)', '([^']*)'",
        N_("The columns “{first}” and “{second}” mean the same; remove one."),
    ),
    (
        r"Invalid headers provided for sheet: '([^']*)'",
        N_("The sheet {first} has no row of headings; write them in its first row."),
    ),
    (
        r"the '([^']*)' value is invalid\. Column headers must not",
        N_("The heading “{first}” is empty or contains a space; write it without spaces."),
    ),
    (
        r"should end with one of the supported file extensions: (.*?)\.?$",
        N_("A list from a file is named with the file’s ending: {first}."),
    ),
    (
        r"Instance names must be unique within a form\. The name '([^']*)'",
        N_("Several lists are called “{first}”; give each its own name."),
    ),
    (
        r"same instance id will be generated .*Instance name: '([^']*)'",
        N_("The list “{first}” would come from two places; give each its own name."),
    ),
    (r"Reference variable lists must have a comma", N_("Several references need a comma between them; add it.")),
    (
        r"looking for a sheet named '([^']*)', .* were found: (.*?)\.",
        N_("Is the sheet {second} meant to be {first}? Correct its name."),
    ),
    (
        r"the 'name' value '([^']*)' is problematic",
        N_("The name “{first}” differs from another only in small and capital letters; rename one."),
    ),
    (
        r"the 'name' value '([^']*)' is invalid\. Repeat names must not",
        N_("The repeat “{first}” has the same name as the form; rename it."),
    ),
    (
        r"the 'name' value '([^']*)' is invalid\. Repeat names must unique",
        N_("Two repeats are called “{first}”; rename one."),
    ),
    (r"The name 'meta' is reserved", N_("The name meta is reserved for the form itself; choose another one.")),
    (
        r"valid machine-readable codes: (.*?)\.?(?: Learn more.*)?$",
        N_("These languages have no code: {first}. Write it after the name, as in English (en)."),
    ),
    (
        r"Use the max-pixels parameter",
        N_("Pictures are taken at full size; max-pixels in the column parameters makes them smaller."),
    ),
    (r"The 'disabled' column header", N_("The column disabled is no longer used; write relevant instead.")),
    (
        r"(\w+) is no longer supported on most devices",
        N_("Most devices no longer report “{first}”; it stays empty there."),
    ),
    (
        r"uses or_other and translations",
        N_("or_other adds its choice in English only; write the choice “other” in the list, in each language."),
    ),
    (r"has no label: \{'name': '([^']*)'", N_("“{first}” has no label; fill the column label.")),
    (
        r"Row without name, text, or label is being skipped",
        N_("The row has neither name nor label and is left out; remove it or fill it."),
    ),
    (
        r"form_id and id_string column headers are both",
        N_("The columns form_id and id_string mean the same; remove one."),
    ),
)
