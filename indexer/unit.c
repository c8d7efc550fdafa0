/* Placeholder so that the library exists. */ extern int indexer_unit;
int indexer_unit;
