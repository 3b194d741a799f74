-- By which keys the person of a case is matched with a partner's: made from the log again.
CREATE TABLE match_key (
    case_id  BLOB PRIMARY KEY,
    agencies TEXT NOT NULL,         -- for which the case speaks of sharing; one space between
    keys     BLOB NOT NULL          -- CBOR [[kind, text, ...], ...]
) WITHOUT ROWID;
INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
-- Matchings with partners. What is secret of one is emptied when it ends.
CREATE TABLE match_run (
    run       BLOB PRIMARY KEY,
    agreement TEXT NOT NULL,        -- its id
    began     INTEGER NOT NULL,     -- 1: here, 0: at the partner's
    made      INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    state     TEXT NOT NULL,        -- asked, answered, finished, ended
    persons   INTEGER NOT NULL,     -- cases of ours that took part
    message   BLOB NOT NULL,        -- SHA-256 of our message, which the next one answers
    secret    BLOB NOT NULL,        -- the secret number
    places    BLOB NOT NULL,        -- which of our points is of which case
    marks     BLOB NOT NULL,        -- of an answered one: the partner's points, marked
    points    INTEGER NOT NULL,     -- how many points our message had
    common    BLOB NOT NULL         -- ids of cases, 16 bytes each
);
