"""The format codervisor-json: one JSON file an entry, as the devlog of codervisor keeps them."""
