-- The vault, version 7: what is to be done, and the referral systems that the desk gave.
-- See docs/formats/vault.md.

CREATE TABLE task (               -- made from the log, case by case, whenever a case's row is
    case_id BLOB NOT NULL,
    kind    TEXT NOT NULL,        -- stage, referral, consent, withdrawal, decision, retention, ...
    what    TEXT NOT NULL,        -- a stage, a purpose, a status: what it is about
    agency  TEXT NOT NULL,
    ref     BLOB NOT NULL,        -- a referral, a consent, a decision; x'' where it is the case
    since   INTEGER NOT NULL,     -- seconds since 1970
    due     INTEGER NOT NULL,     -- 0: no day
    PRIMARY KEY (case_id, kind, what, agency, ref)
) WITHOUT ROWID;
CREATE INDEX task_due ON task (due = 0, due, case_id, since);

CREATE TABLE profile (            -- that the desk gave, as teams' logs tell them
    n       INTEGER PRIMARY KEY,
    raw     BLOB NOT NULL         -- its text
);

CREATE TABLE untold (             -- cases of an earlier version, whose tasks nobody has made yet
    case_id BLOB PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO untold SELECT case_id FROM case_row;
