-- The vault, version 17: the version of Sanad of each computer. See docs/formats/vault.md.

CREATE TABLE device_program (     -- last named in a record that can be read here
    stream  BLOB PRIMARY KEY,
    program TEXT NOT NULL,
    at      INTEGER NOT NULL      -- by that computer's clock
) WITHOUT ROWID;
