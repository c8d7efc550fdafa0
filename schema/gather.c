#include "schema/gather.h"

#include <stdlib.h>

#include "base/mem.h"

static void
gather(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	struct gathering *g = sqlite3_user_data(context);
	int64_t rowid = sqlite3_value_int64(argv[0]);

	(void)argc;
	if (rowid < 1 || rowid > (int64_t)g->set->limit) {
		g->met = true;
		g->strange = rowid;
	} else {
		pl_set_add(g->set, (uint32_t)rowid);
	}
}

static void
finish(sqlite3_context *context)
{
	(void)context; /* the set is the result */
}

struct gathering *
gather_add(sqlite3 *connection)
{
	struct gathering *g = xcalloc(1, sizeof *g);

	/* SQLite frees it, also where it refuses. */
	if (sqlite3_create_function_v2(connection, "pl_gather", 1,
		SQLITE_UTF8 | SQLITE_DIRECTONLY, g, NULL, gather, finish,
		free) != SQLITE_OK)
		return NULL;
	return g;
}
