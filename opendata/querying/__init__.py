"""Questions to rows: a small language, parsed here and put together from quoted names and literals. No SQL comes from outside."""
