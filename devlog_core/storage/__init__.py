"""Where entries, their journal and the state of every sync are kept."""
