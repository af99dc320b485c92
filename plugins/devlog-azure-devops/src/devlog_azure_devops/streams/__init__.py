"""What lies beside work items and is read after them: pull requests, pipeline runs, deployments."""
