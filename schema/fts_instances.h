/* An auxiliary function of FTS5, for relevance. */
#ifndef SCHEMA_FTS_INSTANCES_H
#define SCHEMA_FTS_INSTANCES_H

#include <sqlite3.h>

/* Makes pl_instances(text) known to the handle: an SQLite result code. */
int fts_instances_register(sqlite3 *db);

#endif
