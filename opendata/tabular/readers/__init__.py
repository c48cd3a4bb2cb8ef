"""One module for each kind of file; each gives a `Table` whose rows are read one after another."""
