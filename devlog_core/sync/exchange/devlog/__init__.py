"""The format devlog: a whole store in one JSON document, for another store to take in."""
