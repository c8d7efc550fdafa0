/* What sweeps decided, taken again from their receipts where index.db is lost:
 * what they keep out must not come back with the next object that is read. */
#ifndef INDEXER_RETAIN_RESTORE_H
#define INDEXER_RETAIN_RESTORE_H

#include "schema/writer.h"

struct restored {
	size_t receipts, unread; /* understood, and not */
	uint64_t objects;        /* kept out by their keys */
	int64_t before;          /* and all before that day, or INSTANT_NONE */
};

/* Before anything is read, and before a run is begun: its number follows those
 * of the receipts. */
PL_CHECKED enum pl_status receipts_restore(struct pl_writer *w,
    const char *index, struct restored *out, struct pl_error *err);

#endif
