/* The piece of a record's text that shows why it is a hit. */
#ifndef QUERY_SNIPPET_H
#define QUERY_SNIPPET_H

#include "query/answer/hits.h"

#define SNIPPET_MARKS 16 /* hits highlighted within one snippet */

struct snippet {
	enum pl_column column; /* where the text comes from */
	struct buf text;       /* each run of white space is one space; "…"
				  stands where it was cut */
	struct snippet_mark {
		size_t begin, end; /* bytes in text */
	} marks[SNIPPET_MARKS];
	size_t mark_count;
};

void snippet_init(struct snippet *s);
void snippet_release(struct snippet *s);

/* About `characters` characters around the first of the spans; without spans
 * the beginning of what was typed, else answered, else sent along.  Replaces
 * what is in *s; the text is empty if the record has none. */
void snippet_make(struct snippet *s, const struct pl_record *record,
    const struct hit_span *spans, size_t span_count, size_t characters);

#endif
