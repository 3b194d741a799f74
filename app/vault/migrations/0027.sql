-- A matching in slices: which cases have said what of it, and for what it was begun.
CREATE TABLE match_said (         -- emptied when it comes to its end
    run     BLOB NOT NULL,
    step    TEXT NOT NULL,        -- part: they take part; common: the partner has the same keys
    case_id BLOB NOT NULL,
    event   BLOB NOT NULL,        -- by which
    PRIMARY KEY (run, step, case_id)
) WITHOUT ROWID;
ALTER TABLE match_run ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE match_run ADD COLUMN asked BLOB NOT NULL DEFAULT x'';  -- of one begun at the partner's: its message
-- Cases whose event says that they left in a file of many, and whose lists don't say it yet.
CREATE TABLE case_left (
    case_id BLOB PRIMARY KEY,
    event   BLOB NOT NULL,
    at      INTEGER NOT NULL
) WITHOUT ROWID;
