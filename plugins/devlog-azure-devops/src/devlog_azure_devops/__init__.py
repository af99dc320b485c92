"""devlog's plugin for Azure DevOps: work items, boards, pipelines and deployments."""
