-- The vault, version 13: marks of a case, what changed in it, what was typed and not yet said, and what
-- was seen where a private talk could not be held. See docs/formats/vault.md.

ALTER TABLE case_row ADD COLUMN marks TEXT NOT NULL DEFAULT '';  -- one space between
ALTER TABLE came_in ADD COLUMN read INTEGER NOT NULL DEFAULT 0;  -- 1: its officer has
ALTER TABLE revisit ADD COLUMN outcome TEXT NOT NULL DEFAULT ''; -- unsafe, forbidden, declined, overheard
ALTER TABLE revisit ADD COLUMN present TEXT NOT NULL DEFAULT ''; -- who was there, one space between

CREATE TABLE typed (              -- words of a page or dialog that were typed and not yet said
    place   TEXT NOT NULL,        -- the page, and what it is about
    field   TEXT NOT NULL,
    text    TEXT NOT NULL,
    at      INTEGER NOT NULL,     -- seconds since 1970
    PRIMARY KEY (place, field)
) WITHOUT ROWID;

INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
