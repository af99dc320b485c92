"""The provider's JSON."""
