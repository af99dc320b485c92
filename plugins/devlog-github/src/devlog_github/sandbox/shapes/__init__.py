"""GitHub's JSON shapes, made from records when they are asked for."""
