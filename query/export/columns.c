#include "query/export/columns.h"

#include <stdio.h>

#include "query/export/provenance.h"
#include "query/search/printer.h"

static const char *const names[COLUMNS] = {
	[COLUMN_ID] = "id",
	[COLUMN_TIME] = "time",
	[COLUMN_TYPE] = "type",
	[COLUMN_USER] = "user",
	[COLUMN_ACCOUNT] = "account",
	[COLUMN_REGION] = "region",
	[COLUMN_CONVERSATION] = "conversation",
	[COLUMN_RULE] = "conversation_rule",
	[COLUMN_HIT] = "hit",
	[COLUMN_REQUEST] = "request_id",
	[COLUMN_FILE] = "file",
	[COLUMN_MODEL] = "model",
	[COLUMN_ROOT] = "root",
	[COLUMN_OBJECT] = "object",
	[COLUMN_ORDINAL] = "ordinal",
	[COLUMN_SHA256] = "object_sha256",
	[COLUMN_FLAGS] = "flags",
	[COLUMN_PROMPT] = "prompt",
	[COLUMN_CONTEXT] = "context",
	[COLUMN_RESPONSE] = "response",
};

const char *
column_name(enum export_column column)
{
	return names[column];
}

static struct span
flags_of(const struct selected *item, char space[COLUMN_SPACE])
{
	unsigned next = 0;
	size_t n = 0;
	const char *name;

	space[0] = '\0';
	while ((name = print_next_flag(item->row.flags, &next)) != NULL)
		n += (size_t)snprintf(space + n, COLUMN_SPACE - n, "%s%s",
		    n > 0 ? " " : "", name);
	if (item->damaged)
		snprintf(space + n, COLUMN_SPACE - n, "%sdamaged",
		    n > 0 ? " " : "");
	return span_str(space);
}

static struct span
time_of(const struct pl_row *row, char space[COLUMN_SPACE])
{
	space[0] = '\0';
	if (row->time != INSTANT_NONE)
		instant_format(row->time, space);
	return span_str(space);
}

/* What takes some making. */
static struct span
made_value(enum export_column column, const struct selected *item,
    char space[COLUMN_SPACE])
{
	switch (column) {
	case COLUMN_TIME:
		return time_of(&item->row, space);
	case COLUMN_RULE:
		return span_str(
		    conversation_rule_name(item->conversation->whole->rule));
	case COLUMN_HIT:
		return span_str(item->record->hit ? "hit" : "context");
	case COLUMN_ORDINAL:
		snprintf(space, COLUMN_SPACE, "%u", item->row.ordinal);
		return span_str(space);
	case COLUMN_SHA256:
		provenance_hash(item, space);
		return span_str(space);
	case COLUMN_FLAGS:
		return flags_of(item, space);
	default:
		return item->text.column[column - COLUMN_PROMPT];
	}
}

struct span
column_value(enum export_column column, const struct selected *item,
    char space[COLUMN_SPACE])
{
	const struct pl_row *row = &item->row;

	switch (column) {
	case COLUMN_ID:
		return span_str(row->id);
	case COLUMN_TYPE:
		return span_str(pl_type_name(row->type));
	case COLUMN_USER:
		return row->user;
	case COLUMN_ACCOUNT:
		return row->account;
	case COLUMN_REGION:
		return row->region;
	case COLUMN_CONVERSATION:
		return item->conversation->whole->id;
	case COLUMN_REQUEST:
		return row->request;
	case COLUMN_FILE:
		return row->file;
	case COLUMN_MODEL:
		return row->model;
	case COLUMN_ROOT:
		return span_str(provenance_root(item));
	case COLUMN_OBJECT:
		return row->key;
	default:
		return made_value(column, item, space);
	}
}
