"""What every case shares: registry, lifecycle, legal clock, documents, decision, delivery, audit, archive."""
