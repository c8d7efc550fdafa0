/* Makes a record's bytes fit for a strict parser without losing what they
 * say. */
#ifndef INDEXER_MEND_H
#define INDEXER_MEND_H

#include <stdbool.h>

#include "base/buf.h"

/* Append the JSON `raw`, which is valid UTF-8, to out: control characters in
 * strings escaped, and integers that 64 bits might not hold as decimal
 * numbers ("123…" becomes "123….0"), since json-c keeps the digits of those
 * and would cut the others down to the nearest 64-bit value.  With `ascii`,
 * characters beyond ASCII in strings are escaped, too; without, those pairs of
 * escapes that json-c mistakes become the characters themselves. */
void mend_json(struct buf *out, struct span raw, bool ascii);

#endif
