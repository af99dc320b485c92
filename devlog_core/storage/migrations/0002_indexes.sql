CREATE INDEX entry_names_by_entry ON entry_names (workspace, entry);
CREATE INDEX links_by_state ON links (workspace, integration, state, uid);
