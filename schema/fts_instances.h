/* An auxiliary function of FTS5, for relevance. */
#ifndef SCHEMA_FTS_INSTANCES_H
#define SCHEMA_FTS_INSTANCES_H

#include <sqlite3.h>

/* Makes pl_instances(text) known: an SQLite result code. */
int fts_instances_add(fts5_api *fts5);

#endif
