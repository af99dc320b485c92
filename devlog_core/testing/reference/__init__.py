"""A reference tracker, strict and hostile, and the right plugin that reaches it."""
