"""How good the published descriptions and files are, by the method of data.europa.eu (Metadata Quality Assurance, 405 points)."""
