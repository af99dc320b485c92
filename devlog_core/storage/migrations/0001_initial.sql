CREATE TABLE workspaces (
    workspace TEXT NOT NULL PRIMARY KEY,
    replica TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE counters (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (workspace, name)
);
CREATE TABLE entries (
    workspace TEXT NOT NULL,
    uid TEXT NOT NULL,
    id BIGINT NOT NULL,
    ref TEXT NOT NULL,
    key_name TEXT NOT NULL,
    title TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    priority TEXT NOT NULL,
    archived INTEGER NOT NULL,
    origin TEXT NOT NULL,
    imported INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    closed_at BIGINT,
    aliases TEXT NOT NULL,
    content TEXT NOT NULL,
    targets TEXT NOT NULL,
    vector TEXT NOT NULL,
    PRIMARY KEY (workspace, uid),
    UNIQUE (workspace, id),
    UNIQUE (workspace, ref)
);
CREATE INDEX entries_by_age ON entries (workspace, archived, created_at);
CREATE TABLE entry_names (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (workspace, name, entry)
);
CREATE TABLE entry_labels (
    workspace TEXT NOT NULL,
    label TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (workspace, label, entry)
);
CREATE INDEX entry_labels_by_entry ON entry_labels (workspace, entry);
CREATE TABLE entry_people (
    workspace TEXT NOT NULL,
    person TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (workspace, person, entry)
);
CREATE INDEX entry_people_by_entry ON entry_people (workspace, entry);
CREATE TABLE people (
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    emails TEXT NOT NULL,
    identities TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE TABLE notes (
    workspace TEXT NOT NULL,
    uid TEXT NOT NULL,
    entry TEXT NOT NULL,
    at BIGINT NOT NULL,
    edited_at BIGINT,
    author TEXT,
    category TEXT NOT NULL,
    content TEXT NOT NULL,
    files TEXT NOT NULL,
    origin TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (workspace, uid)
);
CREATE INDEX notes_by_entry ON notes (workspace, entry, at);
CREATE TABLE note_places (
    workspace TEXT NOT NULL,
    note TEXT NOT NULL,
    entry TEXT NOT NULL,
    integration TEXT NOT NULL,
    remote_id TEXT,
    remote_key TEXT NOT NULL,
    url TEXT NOT NULL,
    ours INTEGER NOT NULL,
    local_text TEXT,
    remote_text TEXT,
    PRIMARY KEY (workspace, note, integration),
    UNIQUE (workspace, integration, remote_id)
);
CREATE INDEX note_places_by_entry ON note_places (workspace, entry, integration);
CREATE TABLE worklogs (
    workspace TEXT NOT NULL,
    uid TEXT NOT NULL,
    entry TEXT NOT NULL,
    at BIGINT NOT NULL,
    author TEXT,
    minutes BIGINT NOT NULL,
    text TEXT NOT NULL,
    origin TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (workspace, uid)
);
CREATE INDEX worklogs_by_entry ON worklogs (workspace, entry, at);
CREATE TABLE changes (
    workspace TEXT NOT NULL,
    replica TEXT NOT NULL,
    seq BIGINT NOT NULL,
    entry TEXT NOT NULL,
    field TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    at BIGINT NOT NULL,
    actor TEXT,
    origin TEXT NOT NULL,
    cause TEXT NOT NULL,
    run TEXT,
    PRIMARY KEY (workspace, replica, seq)
);
CREATE INDEX changes_by_entry ON changes (workspace, entry, field, seq);
CREATE TABLE links (
    workspace TEXT NOT NULL,
    uid TEXT NOT NULL,
    entry TEXT NOT NULL,
    integration TEXT NOT NULL,
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    remote_key TEXT NOT NULL,
    url TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    marked INTEGER NOT NULL,
    base TEXT,
    version_order BIGINT,
    version_hash TEXT,
    generation BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    data TEXT NOT NULL,
    last_synced_at BIGINT,
    -- The two columns below are NULL unless the link is an item's: one item per entry and integration, one entry per item.
    item_entry TEXT,
    item_remote TEXT,
    PRIMARY KEY (workspace, uid),
    UNIQUE (workspace, integration, item_entry),
    UNIQUE (workspace, integration, item_remote)
);
CREATE INDEX links_by_entry ON links (workspace, entry);
CREATE INDEX links_by_key ON links (workspace, integration, kind, remote_key);
CREATE INDEX links_by_remote ON links (workspace, integration, kind, remote_id, entry);
CREATE TABLE unlinked (
    workspace TEXT NOT NULL,
    integration TEXT NOT NULL,
    entry TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    PRIMARY KEY (workspace, integration, entry, remote_id)
);
CREATE INDEX unlinked_by_remote ON unlinked (workspace, integration, remote_id);
CREATE TABLE passed_items (
    workspace TEXT NOT NULL,
    integration TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    remote_key TEXT NOT NULL,
    mark TEXT,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace, integration, remote_id)
);
CREATE INDEX passed_items_by_mark ON passed_items (workspace, integration, mark);
CREATE TABLE waiting_things (
    workspace TEXT NOT NULL,
    integration TEXT NOT NULL,
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    target TEXT NOT NULL,
    closes INTEGER NOT NULL,
    thing TEXT NOT NULL,
    PRIMARY KEY (workspace, integration, kind, remote_id, target)
);
CREATE INDEX waiting_things_by_target ON waiting_things (workspace, target);
CREATE TABLE conflicts (
    workspace TEXT NOT NULL,
    entry TEXT NOT NULL,
    field TEXT NOT NULL,
    id TEXT NOT NULL,
    base TEXT,
    candidates TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (workspace, entry, field)
);
CREATE TABLE outbox (
    workspace TEXT NOT NULL,
    row_id BIGINT NOT NULL,
    entry TEXT NOT NULL,
    integration TEXT NOT NULL,
    seq BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT,
    error TEXT,
    aside TEXT NOT NULL,
    PRIMARY KEY (workspace, row_id),
    UNIQUE (workspace, entry, integration)
);
CREATE INDEX outbox_by_integration ON outbox (workspace, integration, row_id);
CREATE TABLE intents (
    workspace TEXT NOT NULL,
    entry TEXT NOT NULL,
    integration TEXT NOT NULL,
    subject TEXT NOT NULL,
    tried_at BIGINT,
    draft TEXT NOT NULL,
    PRIMARY KEY (workspace, entry, integration, subject)
);
CREATE TABLE events (
    workspace TEXT NOT NULL,
    integration TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    data TEXT NOT NULL,
    handled INTEGER NOT NULL,
    PRIMARY KEY (workspace, integration, id)
);
CREATE TABLE runs (
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    integration TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX runs_by_integration ON runs (workspace, integration, started_at);
CREATE TABLE state (
    workspace TEXT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (workspace, owner, name)
);
