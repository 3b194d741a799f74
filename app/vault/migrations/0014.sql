-- The vault, version 14: interviews that ended, and those that came back with less than was kept. See
-- docs/formats/vault.md and app/vault/draft_guard.py.

CREATE TABLE draft_end (          -- destroyed on purpose since the guard's file was last written whole
    draft   BLOB PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE draft_loss (         -- what the guard knew of a draft, and what was left of it at an unlock
    n        INTEGER PRIMARY KEY,
    draft    BLOB NOT NULL,       -- empty: the guard itself was gone or damaged
    number   INTEGER NOT NULL,    -- how many times it had been kept
    answers  INTEGER NOT NULL,    -- how many answers it had
    at       INTEGER NOT NULL,    -- when it was last kept
    remained INTEGER NOT NULL,    -- answers that are left
    noticed  INTEGER NOT NULL,
    accepted INTEGER NOT NULL DEFAULT 0,  -- when the officer went on with what is left
    UNIQUE (draft, number)
);
