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
-- figures: each column's values one after the other, none sorted
DROP INDEX case_row_officer;
CREATE INDEX case_row_officer ON case_row (officer, closed, danger, urgent DESC, next_due, n, visit, waits);
DROP INDEX case_row_stage;
CREATE INDEX case_row_stage ON case_row (closed, stage, n, visit);
CREATE INDEX case_row_by_officer ON case_row (closed, officer, visit);
CREATE INDEX case_row_nationality ON case_row (closed, nationality, visit);
CREATE INDEX case_row_sex ON case_row (closed, sex, visit);
CREATE INDEX case_row_age_group ON case_row (closed, age_group, visit);
CREATE INDEX case_row_sector ON case_row (closed, sector, visit);
CREATE INDEX case_row_exploitation ON case_row (closed, exploitation, visit);
CREATE INDEX case_row_kinds ON case_row (closed, kinds, visit);
INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row;
