-- Free texts that somebody read over for a recipient, and the passages covered in each.
CREATE TABLE text_review (
    case_id   BLOB NOT NULL,
    recipient TEXT NOT NULL,        -- an agency, or a kind of recipient
    hash      BLOB NOT NULL,        -- of the case and the text
    place     TEXT NOT NULL,        -- where it stood
    covers    TEXT NOT NULL,        -- JSON: [from, to] of each covered passage
    at        INTEGER NOT NULL,     -- seconds since 1970
    PRIMARY KEY (case_id, recipient, hash)
) WITHOUT ROWID;
