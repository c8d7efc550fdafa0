/* Where in a record's text the leaves of a query that are not below a NOT
 * matched. */
#ifndef QUERY_HIGHLIGHT_H
#define QUERY_HIGHLIGHT_H

#include "query/answer/plan.h"
#include "query/match/words.h"

struct highlight {
	struct hit_span *spans; /* owned; by column and place, none overlap */
	size_t count, capacity;
	/* The column at hand, as far as a leaf asked for it. */
	struct words words;
	struct pl_folded folded;
	bool has_words, has_folded;
};

void highlight_init(struct highlight *h);
void highlight_release(struct highlight *h);

/* Find at most `most` of the first ones in a record's text; replaces what was
 * found before. */
void highlight_record(struct highlight *h, struct plan *plan,
    const struct pl_record *record, size_t most);
/* The same in the first column that has any. */
void highlight_column(struct highlight *h, struct plan *plan,
    const struct pl_record *record, size_t most);

#endif
