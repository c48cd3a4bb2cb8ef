"""One folder per e-service; siblings never import each other."""
