-- Where time was booked, as note_places says it of comments.
CREATE TABLE worklog_places (
    workspace TEXT NOT NULL,
    worklog TEXT NOT NULL,
    entry TEXT NOT NULL,
    integration TEXT NOT NULL,
    remote_id TEXT,
    remote_key TEXT NOT NULL,
    url TEXT NOT NULL,
    ours INTEGER NOT NULL,
    -- What was last in step, each a table of the time, the minutes and the text.
    local_value TEXT,
    remote_value TEXT,
    PRIMARY KEY (workspace, worklog, integration),
    UNIQUE (workspace, integration, remote_id)
);
CREATE INDEX worklog_places_by_entry ON worklog_places (workspace, entry, integration);
ALTER TABLE worklogs ADD COLUMN edited_at BIGINT;
