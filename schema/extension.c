/* The tokenizer as a loadable extension, so that the sqlite3 shell and others
 * can run MATCH on a shard: ".load promptlog_tokenizer".  SQLite finds the
 * entry point by the letters of the file's name. */
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include <stddef.h>

#include "schema/fts_tokenizer.h"

__attribute__((visibility("default"))) int sqlite3_promptlogtokenizer_init(
    sqlite3 *db, char **message, const sqlite3_api_routines *api);

int
sqlite3_promptlogtokenizer_init(
    sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
	SQLITE_EXTENSION_INIT2(api);
	int rc = pl_fts_register(db);
	if (rc != SQLITE_OK && message != NULL)
		*message = sqlite3_mprintf("FTS5 is not there");
	return rc;
}
