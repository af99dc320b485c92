"""The sandbox held against what Jira really does."""
