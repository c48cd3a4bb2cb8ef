"""Pages of participation for everybody."""
