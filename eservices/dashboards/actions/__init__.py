"""Everything that writes figures: recording changes, folding them, counting anew."""
