"""Several MapperGraphs -> one Alignment."""
