-- name: notes_move
UPDATE notes SET entry = :entry WHERE workspace = :ws AND entry = :old;

-- name: note_places_move
UPDATE note_places SET entry = :entry WHERE workspace = :ws AND entry = :old;

-- name: worklogs_move
UPDATE worklogs SET entry = :entry WHERE workspace = :ws AND entry = :old;

-- name: worklog_places_move
UPDATE worklog_places SET entry = :entry WHERE workspace = :ws AND entry = :old;

-- name: intents_move
UPDATE intents SET entry = :entry WHERE workspace = :ws AND entry = :old;

-- name: items_under_way
SELECT integration FROM intents WHERE workspace = :ws AND entry = :entry AND subject = 'item' ORDER BY integration;

-- name: intents_drop
DELETE FROM intents WHERE workspace = :ws AND entry = :entry AND integration = :integration;

-- name: outbox_drop_entry
DELETE FROM outbox WHERE workspace = :ws AND entry = :entry;
