/* promptlog terms: many queries held against one index, and what each of them
 * finds that no other does. */
#ifndef QUERY_REPORT_REPORT_H
#define QUERY_REPORT_REPORT_H

#include "query/answer/incomplete.h"
#include "query/answer/intern.h"
#include "query/forgotten.h"
#include "query/language/tree.h"
#include "query/zone.h"
#include "schema/reader.h"

/* Bytes of a file of queries, and how many it may hold. */
#define REPORT_FILE_MAX  ((size_t)16 << 20)
#define REPORT_LINES_MAX 100000
/* Hits whose ids a report keeps for each query, so that a later one can tell
 * which are new: a report of more would be too large to be handed around. */
#define REPORT_IDS_MAX 10000

/* Copies are left out of everything. */
struct tally {
	uint64_t hits;
	uint64_t unique; /* hits of no other line */
	uint64_t conversations;
	uint64_t users;
	int64_t first, last; /* times; INSTANT_NONE if no hit has one */
};

/* Which records are hits: places in the report's ids, ascending, each with how
 * many before it have the same id. */
struct id_list {
	bool known;      /* false: they are too many, or nobody asked */
	uint64_t *items; /* owned: 32 bits each, the place first */
	size_t count, capacity;
};

/* What became of a line since an earlier report. */
struct change {
	bool listed; /* the earlier report has that query */
	uint64_t then;
	bool counted; /* both reports know the ids: */
	uint64_t fresh, gone;
};

struct report_line {
	size_t number;     /* in the file, from 1 on */
	char *query;       /* owned; as it stands there */
	char *wrong;       /* owned; why it cannot be understood, or NULL */
	struct node *tree; /* NULL then */
	struct buf understood;
	struct tally tally;
	bool complete;
	struct id_list ids;
	struct change change;
};

/* A query of the earlier report. */
struct former {
	struct buf query;
	uint64_t hits;
	struct id_list ids;
	bool listed; /* a line of this report has that query */
};

struct report {
	const char *path;          /* borrowed: the file of queries */
	struct report_line *lines; /* owned */
	size_t count, capacity;
	struct tally total; /* of the union of all hits; `unique` is summed */
	uint64_t copies;    /* left out, as often as a line would have them */
	struct intern ids;
	bool want_ids;
	struct incompletes causes;
	struct forgottens forgotten;
	/* Where --since-run named an earlier one: */
	bool compared;
	int64_t since;          /* its as_of */
	struct buf since_index; /* the id of its index; empty: not known */
	struct former *formers; /* owned */
	size_t former_count, former_capacity;
	struct change total_change;
};
void report_init(struct report *r);
void report_release(struct report *r);

/* Read the queries of a file, one a line; empty lines and those that begin
 * with '#' are passed over. */
PL_CHECKED enum pl_status report_read(struct report *r, const char *path,
    const char *zone, struct pl_error *err);
/* PL_EQUERY names each line that cannot be understood, or cannot be asked of
 * this index: a regex is wrong, or a user is none or several. */
PL_CHECKED enum pl_status report_check(
    const struct report *r, struct pl_index *ix, struct pl_error *err);

/* Read an earlier report, as --json printed it. */
PL_CHECKED enum pl_status report_read_since(
    struct report *r, const char *path, struct pl_error *err);

/* Ask the index each of the lines. */
PL_CHECKED enum pl_status report_run(
    struct report *r, struct pl_index *ix, struct pl_error *err);

/* Compare with the earlier report. */
void report_compare(struct report *r);

/* Append the report. */
/* With `width` columns of a terminal, 0 for none: a table that is wider has
 * its times and queries on lines of their own. */
void report_text(struct buf *out, const struct report *r,
    const struct query_zone *zone, size_t width);
void report_csv(struct buf *out, const struct report *r, bool terminal);
void report_json(
    struct buf *out, const struct report *r, const struct pl_index *ix);

static inline uint32_t
id_list_place(const struct id_list *list, size_t i)
{
	return (uint32_t)(list->items[i] >> 32);
}
void id_list_add(struct id_list *list, uint32_t place);
/* To be called once all were added. */
void id_list_end(struct id_list *list);
/* The union: of each id as many as the list has that has most.  *all is to be
 * sorted when all were joined. */
void id_list_join(struct id_list *all, const struct id_list *list);
void id_list_sort(struct id_list *all);
void id_list_release(struct id_list *list);

#endif
