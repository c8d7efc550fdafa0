/* MATCH expressions of FTS5, from tokens.  Nobody's text gets here: tokens are
 * quoted, and marked as folded already (a byte 0xFE, see fts_tokenizer.h). */
#ifndef SCHEMA_MATCH_H
#define SCHEMA_MATCH_H

#include "schema/reader.h"

/* Append one term, "{prompt context} : NEAR(…)". */
void match_term(struct buf *out, const struct pl_term *term);
/* Its beginning, "{prompt context} : ", which is nothing where every column is
 * meant, and one token of it, quoted. */
void match_columns(struct buf *out, unsigned columns);
void match_word(struct buf *out, struct span token);
/* Append " AND " first, unless out is empty. */
void match_and(struct buf *out);
/* Append "{filter} : ("\xFFu1" OR "\xFFu7")": any of the numbers. */
void match_filter(
    struct buf *out, char kind, const int64_t *numbers, size_t count);

#endif
