"""devlog: one entry per unit of work, kept in step with every place where it lives."""
