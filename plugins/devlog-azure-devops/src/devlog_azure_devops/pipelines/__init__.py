"""Pipelines and their runs, environments and releases and what is deployed there."""
