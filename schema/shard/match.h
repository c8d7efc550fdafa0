/* MATCH expressions of FTS5, from tokens.  Nobody's text gets here: tokens are
 * quoted, and marked as folded already (a byte 0xFE, see fts_tokenizer.h). */
#ifndef SCHEMA_MATCH_H
#define SCHEMA_MATCH_H

#include "schema/reader.h"

/* Append one term, "{prompt context} : NEAR(…)". */
void match_term(struct buf *out, const struct pl_term *term);
/* Append a phrase, "{prompt context} : "…"", in which any of the words that
 * are given stands for the first token. */
void match_phrase(struct buf *out, unsigned columns,
    const struct pl_phrase *phrase, const struct span *first, size_t firsts);
/* Append " AND " first, unless out is empty. */
void match_and(struct buf *out);
/* Append "{filter} : ("\xFFu1" OR "\xFFu7")": any of the numbers. */
void match_filter(
    struct buf *out, char kind, const int64_t *numbers, size_t count);

#endif
