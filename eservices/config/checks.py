"""System checks of the composition root."""
