"""Data sets with places as collections of features: OGC API - Features, part 1 (OGC 17-069r4), parts Core and GeoJSON."""
