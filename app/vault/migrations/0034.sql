-- What of a case is compared with another that may be about the same person: a page of a case opens none.
CREATE TABLE likeness_facts (
    case_id BLOB PRIMARY KEY,
    facts   TEXT NOT NULL         -- JSON: name, name_ar, sex, age, passport, civil_id, phone, ...
) WITHOUT ROWID;
-- what an office's pages count, without its rows
CREATE INDEX case_row_opened ON case_row (closed, opened, visit);
CREATE INDEX case_row_waiting ON case_row (waiting_since) WHERE waits <> '' AND closed = 0;
CREATE INDEX came_in_unread ON came_in (what) WHERE read = 0;
CREATE INDEX task_kind ON task (kind, since, case_id);
INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row;
