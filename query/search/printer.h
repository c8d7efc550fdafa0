/* The forms in which an answer can be had, one const struct each.  A printer
 * appends to a buffer; whoever drives it writes that out between calls, so
 * that an answer of any length passes through. */
#ifndef QUERY_PRINTER_H
#define QUERY_PRINTER_H

#include "base/json.h"
#include "query/conversation/excerpt.h"
#include "query/conversation/listing.h"
#include "query/forgotten.h"
#include "query/search/snippet.h"
#include "query/zone.h"

/* What holds for an answer as a whole, known before its first hit. */
struct answer {
	struct span query;      /* as it was typed */
	struct span understood; /* as query_print has it */
	const struct pl_index *index;
	uint64_t total;
	bool exact;          /* whether total is all there is */
	uint64_t shown;      /* hits that will follow */
	uint64_t duplicates; /* copies left out */
	const struct incomplete *incomplete;
	size_t incomplete_count;
	const struct forgottens *forgotten;
	struct span explain; /* empty where it was not asked for */
	/* With --by: how many groups there are and are shown; 0, 0 else. */
	uint64_t groups, groups_shown;
	bool conversations; /* they are listed instead of hits: total and
			       shown count them */
	uint64_t hits;      /* then: how many hits they hold together */
};

/* A hit with its text. */
struct full_hit {
	const struct hit *hit;
	const struct pl_record *record;
	const struct hit_span *spans;
	size_t span_count;
	const struct conversation *conversation; /* NULL: not asked for */
	size_t turn;                             /* its place there */
};

/* Hits counted by what they have in common; see count_by.h. */
struct group {
	struct span value; /* empty: the hit has none */
	uint64_t count;
	int64_t least; /* time of its first hit */
};
struct grouping {
	const char *field; /* "user" */
	const struct group *groups;
	size_t count;
	size_t total; /* of them, before a page was cut out */
};

/* One answer being printed. */
struct print {
	struct buf out;                /* owned */
	const struct query_zone *zone; /* for people's times */
	bool full;                     /* whole texts, not only a snippet */
	bool terminal;                 /* goes to one */
	bool colour;
	size_t width;          /* columns */
	size_t column;         /* of the line of fields being made */
	bool several_archives; /* so a key alone does not say where */
	bool excerpts;         /* hits come with turns around them */
	struct json_writer json;
	struct snippet snippet; /* owned */
	uint64_t printed;       /* hits so far */
};
void print_init(struct print *p);
void print_release(struct print *p);

struct printer {
	const char *name;
	void (*begin)(struct print *p, const struct answer *a);
	void (*hit)(struct print *p, const struct full_hit *h);
	void (*end)(struct print *p, const struct answer *a);
	/* Instead of hit; p->snippet holds what was typed first. */
	void (*conversation)(struct print *p, const struct listed *l);
	/* With -C, NULL where the form has no place for it: an excerpt begins;
	 * its hits come each between these two, and between its own hits the
	 * turns shown with them, as context of the hit they follow; what
	 * comes before the first hit is context of that. */
	void (*begin_excerpt)(struct print *p, const struct excerpt *x);
	void (*begin_hit)(struct print *p);
	void (*context)(struct print *p, const struct full_hit *turn);
	void (*end_hit)(struct print *p);
	/* Instead of all others. */
	void (*groups)(
	    struct print *p, const struct answer *a, const struct grouping *g);
	/* Only how many there are, NULL where the form has no place for it. */
	void (*count)(struct print *p, const struct answer *a);
};

extern const struct printer print_text;
extern const struct printer print_json;
extern const struct printer print_jsonl;
extern const struct printer print_csv;

/* Characters of a snippet where no terminal's width says. */
#define PRINT_SNIPPET 240

/* Make p->snippet from a hit. */
void print_make_snippet(
    struct print *p, const struct full_hit *h, size_t characters);

/* The words for a record's flags, from `flag` = 0 on: the next one's name, or
 * NULL; *flag is moved past it.  PL_RECORD_DUPLICATE is none of them. */
const char *print_next_flag(unsigned flags, unsigned *flag);

#endif
