-- name: entry_insert
INSERT INTO entries (workspace, uid, id, ref, key_name, title, type, status, priority, archived, origin, imported,
    created_at, updated_at, closed_at, aliases, content, targets, vector)
VALUES (:ws, :uid, :id, :ref, :key, :title, :type, :status, :priority, :archived, :origin, :imported,
    :created_at, :updated_at, :closed_at, :aliases, :content, :targets, :vector);

-- name: entry_update
UPDATE entries SET ref = :ref, key_name = :key, title = :title, type = :type, status = :status, priority = :priority,
    archived = :archived, origin = :origin, imported = :imported, created_at = :created_at, updated_at = :updated_at,
    closed_at = :closed_at, aliases = :aliases, content = :content, targets = :targets, vector = :vector
WHERE workspace = :ws AND uid = :uid;

-- name: entry_delete
DELETE FROM entries WHERE workspace = :ws AND uid = :uid;

-- name: entry_by_uid
SELECT * FROM entries WHERE workspace = :ws AND uid = :uid;

-- name: entry_by_id
SELECT * FROM entries WHERE workspace = :ws AND id = :id;

-- name: entry_by_ref
SELECT * FROM entries WHERE workspace = :ws AND ref = :ref;

-- name: entries_by_tail
SELECT * FROM entries WHERE workspace = :ws AND REPLACE(uid, '-', '') LIKE :tail ORDER BY id;

-- name: entries_by_name
SELECT * FROM entries WHERE workspace = :ws
    AND uid IN (SELECT entry FROM entry_names WHERE workspace = :ws AND name = :name) ORDER BY id;

-- name: entries_by_remote_key
SELECT * FROM entries WHERE workspace = :ws AND uid IN (
    SELECT entry FROM links
    WHERE workspace = :ws AND kind = 'item' AND remote_key = :key AND state <> 'gone'
) ORDER BY id;

-- name: entry_uids
SELECT uid FROM entries WHERE workspace = :ws ORDER BY id;

-- name: entries_after
SELECT * FROM entries WHERE workspace = :ws AND id > :after ORDER BY id LIMIT :limit;

-- name: entries_routable
SELECT e.* FROM entries e
WHERE e.workspace = :ws AND e.id > :after AND e.archived = 0
  AND NOT EXISTS (SELECT 1 FROM links l WHERE l.workspace = :ws AND l.integration = :integration AND l.item_entry = e.uid)
ORDER BY e.id LIMIT :limit;

-- name: entry_name_insert
INSERT INTO entry_names (workspace, name, entry) VALUES (:ws, :name, :entry);

-- name: entry_names_delete
DELETE FROM entry_names WHERE workspace = :ws AND entry = :entry;

-- name: entry_label_insert
INSERT INTO entry_labels (workspace, label, entry) VALUES (:ws, :label, :entry);

-- name: entry_labels_delete
DELETE FROM entry_labels WHERE workspace = :ws AND entry = :entry;

-- name: entry_person_insert
INSERT INTO entry_people (workspace, person, entry) VALUES (:ws, :person, :entry);

-- name: entry_people_delete
DELETE FROM entry_people WHERE workspace = :ws AND entry = :entry;

-- name: entries_naming
SELECT * FROM entries WHERE workspace = :ws AND content LIKE :uid_text ORDER BY id;

-- name: counter_bump
UPDATE counters SET value = value + :by WHERE workspace = :ws AND name = :name;

-- name: counter_set
UPDATE counters SET value = :value WHERE workspace = :ws AND name = :name;

-- name: counter_read
SELECT value FROM counters WHERE workspace = :ws AND name = :name;

-- name: counter_insert
INSERT INTO counters (workspace, name, value) VALUES (:ws, :name, :value);

-- name: workspace_read
SELECT workspace, replica FROM workspaces;

-- name: workspace_insert
INSERT INTO workspaces (workspace, replica, created_at) VALUES (:ws, :replica, :at);

-- name: person_upsert
INSERT INTO people (workspace, id, name, emails, identities) VALUES (:ws, :id, :name, :emails, :identities)
ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, emails = excluded.emails, identities = excluded.identities;

-- name: people_all
SELECT id, name, emails, identities FROM people WHERE workspace = :ws ORDER BY id;
