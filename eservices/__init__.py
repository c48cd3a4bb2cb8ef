"""Electronic services of towns and municipalities."""
