-- A build whose target nobody knows is let go in time; none was kept before this column.
ALTER TABLE waiting_things ADD COLUMN read_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX waiting_things_by_age ON waiting_things (workspace, kind, integration, read_at);
