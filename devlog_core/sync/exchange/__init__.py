"""Taking entries in from files of other formats, and writing them out."""
