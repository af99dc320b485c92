-- name: note_upsert
INSERT INTO notes (workspace, uid, entry, at, edited_at, author, category, content, files, origin, deleted)
VALUES (:ws, :uid, :entry, :at, :edited_at, :author, :category, :content, :files, :origin, :deleted)
ON CONFLICT (workspace, uid) DO UPDATE SET entry = excluded.entry, at = excluded.at, edited_at = excluded.edited_at,
    author = excluded.author, category = excluded.category, content = excluded.content, files = excluded.files,
    origin = excluded.origin, deleted = excluded.deleted;

-- name: note_by_uid
SELECT * FROM notes WHERE workspace = :ws AND uid = :uid;

-- name: notes_of_entry
SELECT * FROM notes WHERE workspace = :ws AND entry = :entry ORDER BY at, uid;

-- name: note_place_upsert
INSERT INTO note_places (workspace, note, entry, integration, remote_id, remote_key, url, ours, local_text, remote_text)
VALUES (:ws, :record, :entry, :integration, :remote_id, :remote_key, :url, :ours, :local, :remote)
ON CONFLICT (workspace, note, integration) DO UPDATE SET entry = excluded.entry, remote_id = excluded.remote_id,
    remote_key = excluded.remote_key, url = excluded.url, ours = excluded.ours, local_text = excluded.local_text,
    remote_text = excluded.remote_text;

-- name: note_places_of_entry
SELECT * FROM note_places WHERE workspace = :ws AND entry = :entry AND integration = :integration;

-- name: note_place_by_remote
SELECT * FROM note_places WHERE workspace = :ws AND integration = :integration AND remote_id = :remote_id;

-- name: note_place_delete
DELETE FROM note_places WHERE workspace = :ws AND note = :record AND integration = :integration;

-- name: note_places_delete
DELETE FROM note_places WHERE workspace = :ws AND entry = :entry AND integration = :integration;

-- name: worklog_upsert
INSERT INTO worklogs (workspace, uid, entry, at, edited_at, author, minutes, text, origin, deleted)
VALUES (:ws, :uid, :entry, :at, :edited_at, :author, :minutes, :text, :origin, :deleted)
ON CONFLICT (workspace, uid) DO UPDATE SET entry = excluded.entry, at = excluded.at, edited_at = excluded.edited_at,
    author = excluded.author, minutes = excluded.minutes, text = excluded.text, origin = excluded.origin,
    deleted = excluded.deleted;

-- name: worklog_by_uid
SELECT * FROM worklogs WHERE workspace = :ws AND uid = :uid;

-- name: worklogs_of_entry
SELECT * FROM worklogs WHERE workspace = :ws AND entry = :entry ORDER BY at, uid;

-- name: worklog_place_upsert
INSERT INTO worklog_places (
    workspace, worklog, entry, integration, remote_id, remote_key, url, ours, local_value, remote_value
)
VALUES (:ws, :record, :entry, :integration, :remote_id, :remote_key, :url, :ours, :local, :remote)
ON CONFLICT (workspace, worklog, integration) DO UPDATE SET entry = excluded.entry, remote_id = excluded.remote_id,
    remote_key = excluded.remote_key, url = excluded.url, ours = excluded.ours, local_value = excluded.local_value,
    remote_value = excluded.remote_value;

-- name: worklog_places_of_entry
SELECT * FROM worklog_places WHERE workspace = :ws AND entry = :entry AND integration = :integration;

-- name: worklog_place_by_remote
SELECT * FROM worklog_places WHERE workspace = :ws AND integration = :integration AND remote_id = :remote_id;

-- name: worklog_place_delete
DELETE FROM worklog_places WHERE workspace = :ws AND worklog = :record AND integration = :integration;

-- name: worklog_places_delete
DELETE FROM worklog_places WHERE workspace = :ws AND entry = :entry AND integration = :integration;

-- name: change_insert
INSERT INTO changes (workspace, replica, seq, entry, field, old_value, new_value, at, actor, origin, cause, run)
VALUES (:ws, :replica, :seq, :entry, :field, :old, :new, :at, :actor, :origin, :cause, :run);

-- name: changes_of_entry
SELECT * FROM changes WHERE workspace = :ws AND entry = :entry ORDER BY seq;

-- name: changes_of_field
SELECT * FROM changes WHERE workspace = :ws AND entry = :entry AND field = :field ORDER BY seq;

-- name: changes_after
SELECT * FROM changes WHERE workspace = :ws AND replica = :replica AND seq > :seq ORDER BY seq LIMIT :limit;

-- name: change_last
SELECT * FROM changes WHERE workspace = :ws AND entry = :entry AND field = :field ORDER BY seq DESC LIMIT 1;

-- name: changes_last_per_field
SELECT c.* FROM changes c JOIN (
    SELECT field, MAX(seq) AS seq FROM changes WHERE workspace = :ws AND entry = :entry AND replica = :replica GROUP BY field
) last ON last.field = c.field AND last.seq = c.seq
WHERE c.workspace = :ws AND c.entry = :entry AND c.replica = :replica;

-- name: changes_move
UPDATE changes SET entry = :entry WHERE workspace = :ws AND entry = :old;

-- name: changes_of_run
SELECT * FROM changes WHERE workspace = :ws AND replica = :replica AND run = :run ORDER BY seq;

-- name: replacement_insert
INSERT INTO replacements (workspace, id, seq, run, entry, integration, field, at, old_value, new_value)
VALUES (:ws, :id, :seq, :run, :entry, :integration, :field, :at, :old, :new);

-- name: replacements_of_entry
SELECT * FROM replacements WHERE workspace = :ws AND entry = :entry ORDER BY id;

-- name: replacements_of_run
SELECT * FROM replacements WHERE workspace = :ws AND run = :run ORDER BY id;

-- name: replacements_after
SELECT * FROM replacements WHERE workspace = :ws AND id > :known AND integration = :integration ORDER BY id;

-- name: replacements_move
UPDATE replacements SET entry = :entry WHERE workspace = :ws AND entry = :old;
