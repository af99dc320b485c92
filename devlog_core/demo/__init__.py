"""`devlog demo`: a story that is played for real, against a simulated place and a repository of its own."""
