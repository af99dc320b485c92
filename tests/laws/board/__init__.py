"""A reference tracker for the laws' tests: strict where GitHub is lax, and the plugin that reaches it."""
