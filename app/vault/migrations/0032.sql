-- Signs of danger in a talk have a place of their own behind high danger (1); not assessed is 2.
UPDATE case_row SET danger = danger + 1 WHERE danger >= 1;
INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row;
