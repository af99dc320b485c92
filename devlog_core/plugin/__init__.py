"""What plugin authors import, and what finds, checks and calls their plugins."""
