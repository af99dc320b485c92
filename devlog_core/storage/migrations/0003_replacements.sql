-- What syncs wrote at places, with what stood there before: the places' side of the journal.
CREATE TABLE replacements (
    workspace TEXT NOT NULL,
    id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    run TEXT NOT NULL,
    entry TEXT NOT NULL,
    integration TEXT NOT NULL,
    field TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Each a pair as in a link's base: the entry's value and the place's.
    old_value TEXT,
    new_value TEXT,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX replacements_by_entry ON replacements (workspace, entry, id);
CREATE INDEX replacements_by_run ON replacements (workspace, run, id);
