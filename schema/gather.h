/* pl_gather(rowid): an aggregate of SQL that puts rowids into a set.  To hand
 * each row to a caller takes as long as finding it does. */
#ifndef SCHEMA_GATHER_H
#define SCHEMA_GATHER_H

#include <sqlite3.h>

#include "schema/set.h"

/* Where a connection's rowids go: to be filled in before a statement that
 * gathers is run. */
struct gathering {
	struct pl_set *set; /* borrowed */
	bool met;           /* whether a rowid was none of the set's: */
	int64_t strange;    /* that one */
};

/* Make pl_gather known; what it returns lives as long as the connection.  NULL
 * when SQLite refuses. */
struct gathering *gather_add(sqlite3 *connection);

#endif
