-- The vault, version 1. See docs/formats/vault.md.

CREATE TABLE setting (            -- one value a name: keys, the officer's profile, small facts
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE directory (          -- who may sign; append-only
    number INTEGER PRIMARY KEY,
    entry  BLOB NOT NULL
);

CREATE TABLE envelope (           -- the log of every case; append-only, the only truth
    n         INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE,
    case_id   BLOB NOT NULL,
    stream    BLOB NOT NULL,
    seq       INTEGER NOT NULL,
    case_seq  INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    header    BLOB NOT NULL,
    signature BLOB NOT NULL,
    body      BLOB NOT NULL,
    arrived   INTEGER NOT NULL,
    UNIQUE (stream, seq)
);
CREATE INDEX envelope_case ON envelope (case_id, n);

CREATE TRIGGER envelope_stays BEFORE DELETE ON envelope
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER envelope_unchanged BEFORE UPDATE ON envelope
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_stays BEFORE DELETE ON directory
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_unchanged BEFORE UPDATE ON directory
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE case_row (           -- what the list shows; made again from the log at any time
    n          INTEGER PRIMARY KEY,
    case_id    BLOB NOT NULL UNIQUE,
    reference  TEXT NOT NULL,
    name       TEXT NOT NULL,
    stage      TEXT NOT NULL,
    updated    INTEGER NOT NULL,
    restricted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX case_row_updated ON case_row (updated DESC, n DESC);

CREATE VIRTUAL TABLE case_search USING fts5 (
    text, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3', detail = none
);
INSERT INTO case_search (case_search, rank) VALUES ('secure-delete', 1);

CREATE TABLE draft (              -- an unfinished interview; overwritten in place, signed by nobody
    id      BLOB PRIMARY KEY,
    form    BLOB NOT NULL,
    started INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    place   TEXT NOT NULL DEFAULT '',
    closed  INTEGER NOT NULL DEFAULT 1,   -- 0 while a screen has it open: found so, it was interrupted
    number  INTEGER NOT NULL DEFAULT 0,   -- of the last keep
    meta    BLOB NOT NULL
);
CREATE TABLE draft_answer (
    n     INTEGER PRIMARY KEY,            -- the order in which places first appeared
    draft BLOB NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    path  TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (draft, path)
);

CREATE TABLE form (               -- questionnaires, kept for as long as a case may show them
    hash    BLOB PRIMARY KEY,
    form_id TEXT NOT NULL,
    version TEXT NOT NULL,
    titles  BLOB NOT NULL,
    xml     BLOB NOT NULL,
    shipped INTEGER NOT NULL,
    offered INTEGER NOT NULL DEFAULT 1,
    added   INTEGER NOT NULL
);

CREATE TABLE revisit (            -- it was not safe to talk: when, where and how to try again
    n     INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    time  TEXT NOT NULL,
    place TEXT NOT NULL,
    how   TEXT NOT NULL
);

CREATE TABLE tally (              -- anonymous counts: of whom, nobody can say
    what TEXT NOT NULL,
    year INTEGER NOT NULL,
    n    INTEGER NOT NULL,
    PRIMARY KEY (what, year)
) WITHOUT ROWID;
