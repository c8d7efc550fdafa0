/* The columns of an export as a table, which csv and dat share. */
#ifndef QUERY_EXPORT_COLUMNS_H
#define QUERY_EXPORT_COLUMNS_H

#include "query/export/selection.h"

enum export_column {
	COLUMN_ID,
	COLUMN_TIME,
	COLUMN_TYPE,
	COLUMN_USER,
	COLUMN_ACCOUNT,
	COLUMN_REGION,
	COLUMN_CONVERSATION,
	COLUMN_RULE,
	COLUMN_HIT,
	COLUMN_REQUEST,
	COLUMN_FILE,
	COLUMN_MODEL,
	COLUMN_ROOT,
	COLUMN_OBJECT,
	COLUMN_ORDINAL,
	COLUMN_SHA256,
	COLUMN_FLAGS,
	COLUMN_PROMPT, /* from here on texts, in the order of pl_column */
	COLUMN_CONTEXT,
	COLUMN_RESPONSE,
	COLUMNS
};

/* "id", "time", … */
const char *column_name(enum export_column column);

/* A record's value, valid until the next call with the same space. */
#define COLUMN_SPACE 512
struct span column_value(enum export_column column,
    const struct selected *item, char space[COLUMN_SPACE]);

#endif
