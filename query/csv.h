/* Cells of RFC 4180, which no spreadsheet takes for a formula. */
#ifndef QUERY_CSV_H
#define QUERY_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define CSV_END "\r\n"

/* Append a cell without what follows it, in quotes where it needs them; on a
 * terminal also escaped. */
void csv_text(struct buf *out, struct span cell, bool terminal);
/* An instant; empty for INSTANT_NONE. */
void csv_instant(struct buf *out, int64_t instant);
void csv_count(struct buf *out, uint64_t count);

#endif
