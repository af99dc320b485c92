"""Tests of reading and writing work items."""
