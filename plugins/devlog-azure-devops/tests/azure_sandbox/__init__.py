"""The sandbox of Azure DevOps against its descriptions, recordings and client library."""
