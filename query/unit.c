/* Placeholder so that the library exists. */ extern int query_unit;
int query_unit;
