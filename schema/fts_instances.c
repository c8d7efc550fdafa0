/* pl_instances(text): how often the phrases of the MATCH occur in the row. */
#include "schema/fts_instances.h"

#include <stddef.h>

static void
instances(const Fts5ExtensionApi *api, Fts5Context *fts,
    sqlite3_context *context, int argc, sqlite3_value **argv)
{
	int count = 0;
	int code = api->xInstCount(fts, &count);

	(void)argc;
	(void)argv;
	if (code != SQLITE_OK)
		sqlite3_result_error_code(context, code);
	else
		sqlite3_result_int(context, count);
}

int
fts_instances_add(fts5_api *fts5)
{
	return fts5->xCreateFunction(
	    fts5, "pl_instances", NULL, instances, NULL);
}
