-- The last change says what came of it: a refused consent is none that was recorded.
INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row WHERE changed_what IN (
    'consent recorded', 'legal basis recorded', 'linked', 'person noted', 'release decided', 'reviewed',
    'referral answered', 'legal hold', 'put into a group', 'service given'
);
