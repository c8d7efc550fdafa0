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
fts_instances_register(sqlite3 *db)
{
	sqlite3_stmt *s = NULL;
	fts5_api *api = NULL;
	int code = sqlite3_prepare_v2(db, "select fts5(?1)", -1, &s, NULL);

	if (code == SQLITE_OK) {
		sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(s);
		code = sqlite3_finalize(s);
	}
	if (code != SQLITE_OK || api == NULL)
		return code != SQLITE_OK ? code : SQLITE_ERROR;
	return api->xCreateFunction(
	    api, "pl_instances", NULL, instances, NULL);
}
