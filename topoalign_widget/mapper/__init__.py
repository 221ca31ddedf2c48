"""One representation -> one MapperGraph."""
