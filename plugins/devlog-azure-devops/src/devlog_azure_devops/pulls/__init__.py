"""Pull requests of Azure Repos: what they become, how they are read, made and linked."""
