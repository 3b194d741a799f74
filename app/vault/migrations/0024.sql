-- What of a case goes into exchange files and figures: made from the log again.
CREATE TABLE case_record (
    case_id BLOB PRIMARY KEY,
    heads   BLOB NOT NULL,          -- its last events, 32 bytes each
    record  BLOB NOT NULL           -- JSON
);
INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
