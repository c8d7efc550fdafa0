#include "schema/record_digest.h"

#include <stdio.h>

static void
add(struct pl_hasher *h, struct span field)
{
	char length[32];

	snprintf(length, sizeof length, "%zu:", field.n);
	pl_hasher_add(h, span_str(length));
	pl_hasher_add(h, field);
	pl_hasher_add(h, span_of(",", 1));
}

void
pl_record_digest(const struct pl_record *record, uint8_t out[PL_SHA256_BYTES])
{
	struct pl_hasher *h = pl_hasher_new();
	char time[INSTANT_TEXT] = "", ordinal[16];

	if (record->time != INSTANT_NONE)
		instant_format(record->time, time);
	snprintf(ordinal, sizeof ordinal, "%u", record->ordinal);
	add(h, span_str(pl_type_name(record->type)));
	add(h, span_str(time));
	add(h, record->user);
	add(h, record->model);
	add(h, record->file);
	add(h, record->request);
	add(h, span_str(ordinal));
	for (int c = 0; c < PL_TEXT_COLUMNS; c++)
		add(h, record->column[c]);
	pl_hasher_end(h, out);
	pl_hasher_free(h);
}
