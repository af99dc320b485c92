"""Keeping the store and every place in step."""
