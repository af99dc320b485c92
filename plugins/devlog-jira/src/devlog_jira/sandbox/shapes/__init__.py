"""The JSON that answers are made of."""
