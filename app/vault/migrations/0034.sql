-- What of a case is compared with another that may be about the same person: a page of a case opens none.
CREATE TABLE likeness_facts (
    case_id BLOB PRIMARY KEY,
    facts   TEXT NOT NULL         -- JSON: name, name_ar, sex, age, passport, civil_id, phone, ...
) WITHOUT ROWID;
INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row;
