"""The living local e-government index (Локални индекс е-управе): its method and its words. The database is not known here."""
