-- The vault, version 15: where the value of a place came from: typed, calculated, default, carried, action; "" of what an
-- earlier version kept.
ALTER TABLE draft_answer ADD COLUMN origin TEXT NOT NULL DEFAULT '';
