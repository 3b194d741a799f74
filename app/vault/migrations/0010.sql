-- The vault, version 10: what ties a case to others: groups, people, links. See docs/formats/vault.md.

CREATE TABLE tie (                -- made from the log, case by case, whenever a case's row is
    case_id BLOB NOT NULL,
    kind    TEXT NOT NULL,        -- group, person, case, proceeding
    ref     BLOB NOT NULL,        -- a group, a person, another case, a proceeding
    what    TEXT NOT NULL,        -- the group's kind, the person's role, as what it is linked
    name    TEXT NOT NULL,
    of      BLOB NOT NULL,        -- the group whose cases share it; x'' for none
    others  INTEGER NOT NULL,     -- of a group: how many other cases were known
    at      INTEGER NOT NULL,     -- when its case was last changed, in seconds since 1970
    PRIMARY KEY (case_id, kind, ref)
) WITHOUT ROWID;
CREATE INDEX tie_ref ON tie (kind, ref, case_id);
CREATE INDEX tie_of ON tie (of, kind) WHERE of <> x'';

INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
