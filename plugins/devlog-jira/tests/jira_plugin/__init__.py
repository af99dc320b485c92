"""The plugin against its sandbox and against recordings."""
