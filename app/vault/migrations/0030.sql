-- The day to come back to a place is a task of its own, and no talk with a person is one there.
INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row WHERE visit = 1;
