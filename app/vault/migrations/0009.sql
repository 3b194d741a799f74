-- The vault, version 9: what an office's work is counted by. See docs/formats/vault.md.

CREATE TABLE office_row (         -- made from the log, case by case, whenever a case's row is
    case_id BLOB PRIMARY KEY,
    opened  INTEGER NOT NULL,     -- seconds since 1970
    closed  INTEGER NOT NULL,     -- 1: it is
    kinds   TEXT NOT NULL,        -- of case, one space between
    waits   TEXT NOT NULL,        -- for a supervisor: handed, review; '' for neither
    since   INTEGER NOT NULL      -- when that began; 0 for neither
) WITHOUT ROWID;
CREATE INDEX office_row_waits ON office_row (since) WHERE waits <> '';

INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
