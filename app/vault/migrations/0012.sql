-- The vault, version 12: questionnaires as they were compiled, and their long lists row by row. All of it
-- can be made again from the questionnaire itself. See docs/formats/vault.md.

CREATE TABLE form_compiled (
    form    BLOB PRIMARY KEY,     -- the questionnaire's hash
    engine  BLOB NOT NULL,        -- which engine made it; another makes its own anew
    content BLOB NOT NULL         -- zlib of JSON
) WITHOUT ROWID;

CREATE TABLE form_list (          -- a list of more than 1,000 rows
    n       INTEGER PRIMARY KEY,
    form    BLOB NOT NULL,
    name    TEXT NOT NULL,        -- the instance
    UNIQUE (form, name)
);

CREATE TABLE form_row (
    list    INTEGER NOT NULL,
    at      INTEGER NOT NULL,     -- from 0
    cells   TEXT NOT NULL,        -- JSON: a text for each column
    PRIMARY KEY (list, at)
) WITHOUT ROWID;

CREATE TABLE form_cell (          -- of the columns that rows are looked up by
    list    INTEGER NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (list, name, value, at)
) WITHOUT ROWID;
