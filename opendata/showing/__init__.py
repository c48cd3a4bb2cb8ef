"""What a reader sees of rows besides the rows: conditions to choose, a chart, a map, markup for search engines."""
