"""devlog's plugin for Jira: issues, sprints, time and custom fields both ways, Cloud and Data Center."""
