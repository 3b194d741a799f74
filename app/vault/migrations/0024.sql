-- What of a case goes into exchange files and figures: made from the log again.
CREATE TABLE case_record (
    case_id BLOB PRIMARY KEY,
    heads   BLOB NOT NULL,          -- its last events, 32 bytes each
    record  BLOB NOT NULL           -- JSON
);
INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
CREATE TABLE case_figure (
    case_id   BLOB PRIMARY KEY,
    status    TEXT NOT NULL,        -- decided and in force
    decided   INTEGER NOT NULL,     -- when; seconds since 1970, 0: never
    outcome   TEXT NOT NULL,        -- how it was closed
    suspects  INTEGER NOT NULL,
    charged   INTEGER NOT NULL,
    convicted INTEGER NOT NULL,
    employer  TEXT NOT NULL,        -- folded; of a restricted case these two are empty
    recruiter TEXT NOT NULL
) WITHOUT ROWID;
