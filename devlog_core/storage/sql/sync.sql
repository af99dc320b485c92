-- name: link_upsert
INSERT INTO links (workspace, uid, entry, integration, kind, remote_id, remote_key, url, scope, state, marked, base,
    version_order, version_hash, generation, seen, data, last_synced_at, item_entry, item_remote)
VALUES (:ws, :uid, :entry, :integration, :kind, :remote_id, :remote_key, :url, :scope, :state, :marked, :base,
    :version_order, :version_hash, :generation, :seen, :data, :last_synced_at, :item_entry, :item_remote)
ON CONFLICT (workspace, uid) DO UPDATE SET entry = excluded.entry, remote_id = excluded.remote_id,
    remote_key = excluded.remote_key, url = excluded.url, scope = excluded.scope, state = excluded.state,
    marked = excluded.marked, base = excluded.base, version_order = excluded.version_order,
    version_hash = excluded.version_hash, generation = excluded.generation, seen = excluded.seen, data = excluded.data,
    last_synced_at = excluded.last_synced_at, item_entry = excluded.item_entry, item_remote = excluded.item_remote;

-- name: link_delete
DELETE FROM links WHERE workspace = :ws AND uid = :uid;

-- name: links_of_entry
SELECT * FROM links WHERE workspace = :ws AND entry = :entry ORDER BY integration, kind, uid;

-- name: item_link
SELECT * FROM links WHERE workspace = :ws AND integration = :integration AND item_entry = :entry;

-- name: link_by_remote
SELECT * FROM links WHERE workspace = :ws AND integration = :integration AND item_remote = :remote_id;

-- name: remote_of_entry
SELECT item_remote FROM links
WHERE workspace = :ws AND integration = :integration AND item_entry = :entry AND state <> 'gone';

-- name: entry_of_remote
SELECT item_entry FROM links
WHERE workspace = :ws AND integration = :integration AND item_remote = :remote_id AND state <> 'gone';

-- name: links_by_key
SELECT * FROM links WHERE workspace = :ws AND integration = :integration AND kind = 'item' AND remote_key = :key;

-- name: thing_link
SELECT * FROM links WHERE workspace = :ws AND integration = :integration AND kind = :kind AND remote_id = :remote_id
    AND entry = :entry;

-- name: links_of_thing
SELECT * FROM links WHERE workspace = :ws AND integration = :integration AND kind = :kind AND remote_id = :remote_id;

-- name: things_by_remote
SELECT * FROM links WHERE workspace = :ws AND integration = :integration AND kind <> 'item' AND remote_id = :remote_id;

-- name: links_of_commit
SELECT * FROM links WHERE workspace = :ws AND kind = 'commit' AND remote_id = :sha;

-- name: links_of_branch
SELECT * FROM links WHERE workspace = :ws AND kind = 'branch' AND remote_key = :name;

-- name: links_pending
SELECT * FROM links WHERE workspace = :ws AND integration = :integration AND state = 'pending' ORDER BY uid;

-- name: links_unseen
SELECT * FROM links WHERE workspace = :ws AND integration = :integration AND item_remote IS NOT NULL
    AND state = 'linked' AND seen < :seen ORDER BY uid;

-- name: links_count
SELECT COUNT(*) AS n FROM links WHERE workspace = :ws AND integration = :integration AND item_remote IS NOT NULL
    AND state = 'linked';

-- name: unlinked_insert
INSERT INTO unlinked (workspace, integration, entry, remote_id) VALUES (:ws, :integration, :entry, :remote_id)
ON CONFLICT (workspace, integration, entry, remote_id) DO NOTHING;

-- name: unlinked_delete
DELETE FROM unlinked WHERE workspace = :ws AND integration = :integration AND entry = :entry;

-- name: unlinked_remote_delete
DELETE FROM unlinked WHERE workspace = :ws AND integration = :integration AND remote_id = :remote_id;

-- name: unlinked_entry
SELECT 1 AS n FROM unlinked WHERE workspace = :ws AND integration = :integration AND entry = :entry;

-- name: unlinked_remote
SELECT 1 AS n FROM unlinked WHERE workspace = :ws AND integration = :integration AND remote_id = :remote_id;

-- name: passed_upsert
INSERT INTO passed_items (workspace, integration, remote_id, remote_key, mark, reason, at)
VALUES (:ws, :integration, :remote_id, :remote_key, :mark, :reason, :at)
ON CONFLICT (workspace, integration, remote_id) DO UPDATE SET remote_key = excluded.remote_key, mark = excluded.mark,
    reason = excluded.reason, at = excluded.at;

-- name: passed_delete
DELETE FROM passed_items WHERE workspace = :ws AND integration = :integration AND remote_id = :remote_id;

-- name: passed_clear
DELETE FROM passed_items WHERE workspace = :ws AND integration = :integration;

-- name: waiting_clear
DELETE FROM waiting_things WHERE workspace = :ws AND integration = :integration;

-- name: passed_known
SELECT remote_id, remote_key, mark, reason, at FROM passed_items
WHERE workspace = :ws AND integration = :integration AND remote_id = :remote_id;

-- name: passed_by_mark
SELECT remote_id, remote_key, mark, reason, at FROM passed_items
WHERE workspace = :ws AND integration = :integration AND mark = :mark;

-- name: waiting_upsert
INSERT INTO waiting_things (workspace, integration, kind, remote_id, target, closes, thing, read_at)
VALUES (:ws, :integration, :kind, :remote_id, :target, :closes, :thing, :read_at)
ON CONFLICT (workspace, integration, kind, remote_id, target) DO UPDATE SET closes = excluded.closes,
    thing = excluded.thing, read_at = excluded.read_at;

-- name: waiting_for
SELECT * FROM waiting_things WHERE workspace = :ws AND target = :target ORDER BY remote_id;

-- name: waiting_thing
SELECT * FROM waiting_things WHERE workspace = :ws AND integration = :integration AND kind = :kind
    AND remote_id = :remote_id ORDER BY target LIMIT 1;

-- name: waiting_one
SELECT * FROM waiting_things WHERE workspace = :ws AND integration = :integration AND kind = :kind
    AND remote_id = :remote_id AND target = :target;

-- name: waiting_old
DELETE FROM waiting_things WHERE workspace = :ws AND integration = :integration AND kind = :kind
    AND read_at < :before;

-- name: waiting_delete
DELETE FROM waiting_things WHERE workspace = :ws AND target = :target;

-- name: waiting_gone
DELETE FROM waiting_things WHERE workspace = :ws AND integration = :integration AND remote_id = :remote_id;

-- name: conflict_upsert
INSERT INTO conflicts (workspace, entry, field, id, base, candidates, since)
VALUES (:ws, :entry, :field, :id, :base, :candidates, :since)
ON CONFLICT (workspace, entry, field) DO UPDATE SET id = excluded.id, base = excluded.base,
    candidates = excluded.candidates, since = excluded.since;

-- name: conflict_delete
DELETE FROM conflicts WHERE workspace = :ws AND entry = :entry AND field = :field;

-- name: conflicts_of_entry
SELECT * FROM conflicts WHERE workspace = :ws AND entry = :entry ORDER BY field;

-- name: conflicts_all
SELECT * FROM conflicts WHERE workspace = :ws ORDER BY since, entry, field;

-- name: conflicts_count
SELECT COUNT(*) AS n FROM conflicts WHERE workspace = :ws;

-- name: outbox_upsert
INSERT INTO outbox (workspace, row_id, entry, integration, seq, state, attempts, next_at, error, aside)
VALUES (:ws, :row, :entry, :integration, :seq, :state, :attempts, :next_at, :error, :aside)
ON CONFLICT (workspace, row_id) DO UPDATE SET seq = excluded.seq, state = excluded.state,
    attempts = excluded.attempts, next_at = excluded.next_at, error = excluded.error, aside = excluded.aside;

-- name: outbox_of
SELECT * FROM outbox WHERE workspace = :ws AND entry = :entry AND integration = :integration;

-- name: outbox_row
SELECT * FROM outbox WHERE workspace = :ws AND row_id = :row;

-- name: outbox_all
SELECT * FROM outbox WHERE workspace = :ws ORDER BY row_id;

-- name: outbox_after
SELECT * FROM outbox WHERE workspace = :ws AND integration = :integration AND row_id > :after ORDER BY row_id LIMIT :limit;

-- name: outbox_waiting
SELECT o.row_id, o.seq, l.uid IS NOT NULL AS linked FROM outbox o
LEFT JOIN links l ON l.workspace = o.workspace AND l.integration = o.integration AND l.item_entry = o.entry
WHERE o.workspace = :ws AND o.integration = :integration;

-- name: outbox_delete
DELETE FROM outbox WHERE workspace = :ws AND row_id = :row;

-- name: outbox_delete_sent
DELETE FROM outbox WHERE workspace = :ws AND row_id = :row AND seq <= :seq;

-- name: outbox_delete_for
DELETE FROM outbox WHERE workspace = :ws AND entry = :entry AND integration = :integration;

-- name: intent_upsert
INSERT INTO intents (workspace, entry, integration, subject, tried_at, draft)
VALUES (:ws, :entry, :integration, :subject, :tried_at, :draft)
ON CONFLICT (workspace, entry, integration, subject) DO UPDATE SET tried_at = excluded.tried_at,
    draft = excluded.draft;

-- name: intent_read
SELECT * FROM intents WHERE workspace = :ws AND entry = :entry AND integration = :integration AND subject = :subject;

-- name: intent_delete
DELETE FROM intents WHERE workspace = :ws AND entry = :entry AND integration = :integration AND subject = :subject;

-- name: event_insert
INSERT INTO events (workspace, integration, id, name, at, data, handled)
VALUES (:ws, :integration, :id, :name, :at, :data, 0)
ON CONFLICT (workspace, integration, id) DO NOTHING;

-- name: run_upsert
INSERT INTO runs (workspace, id, integration, status, started_at, document)
VALUES (:ws, :id, :integration, :status, :started_at, :document)
ON CONFLICT (workspace, id) DO UPDATE SET status = excluded.status, document = excluded.document;

-- name: run_last
SELECT id, document FROM runs WHERE workspace = :ws AND integration = :integration ORDER BY started_at DESC LIMIT 1;

-- name: run_by_id
SELECT id, document FROM runs WHERE workspace = :ws AND id = :id;

-- name: runs_by_tail
SELECT id FROM runs WHERE workspace = :ws AND id LIKE :tail ORDER BY id;

-- name: state_read
SELECT value FROM state WHERE workspace = :ws AND owner = :owner AND name = :name;

-- name: state_upsert
INSERT INTO state (workspace, owner, name, value) VALUES (:ws, :owner, :name, :value)
ON CONFLICT (workspace, owner, name) DO UPDATE SET value = excluded.value;

-- name: state_delete
DELETE FROM state WHERE workspace = :ws AND owner = :owner AND name = :name;

-- name: state_clear
DELETE FROM state WHERE workspace = :ws AND owner = :owner;

-- name: state_clear_below
DELETE FROM state WHERE workspace = :ws AND owner >= :first AND owner < :beyond;

-- name: state_all
SELECT name, value FROM state WHERE workspace = :ws AND owner = :owner ORDER BY name;
