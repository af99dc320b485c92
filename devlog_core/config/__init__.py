"""Finding, reading, checking and editing a workspace's settings."""
