"""A plugin in a process of its own, spoken to over a versioned protocol."""
