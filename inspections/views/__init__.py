"""Pages of citizens: filing a report, following it, what everybody sees, and the reply form of other bodies."""
