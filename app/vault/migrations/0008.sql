-- The vault, version 8: by what a person may be found in another case. See docs/formats/vault.md.

CREATE TABLE likeness (           -- made from the log, case by case, whenever a case's row is
    key     TEXT NOT NULL,        -- n: a word of a name without vowels; passport, civil_id, phone: a number
    case_id BLOB NOT NULL,
    PRIMARY KEY (key, case_id)
) WITHOUT ROWID;
CREATE INDEX likeness_case ON likeness (case_id);

INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
