"""A team's boards and iterations: where cards stand, and moving them."""
