-- Builds find their entries by commit and branch, whichever integration read these.
CREATE INDEX links_of_commits ON links (workspace, remote_id) WHERE kind = 'commit';
CREATE INDEX links_of_branches ON links (workspace, remote_key) WHERE kind = 'branch';
