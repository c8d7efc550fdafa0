#include "query/search/search_options.h"

#include <limits.h>
#include <unistd.h>

#include "query/language/query_text.h"

#define LIMIT_ON_TERMINAL 50

enum {
	OPT_INDEX = 1,
	OPT_QUERY_FILE,
	OPT_JSON,
	OPT_JSONL,
	OPT_CSV,
	OPT_COUNT,
	OPT_BY,
	OPT_CONVERSATIONS,
	OPT_CONTEXT,
	OPT_FULL,
	OPT_LIMIT,
	OPT_OFFSET,
	OPT_NO_TOTAL,
	OPT_SORT,
	OPT_DUPLICATES,
	OPT_EXPLAIN,
	OPT_PLAN,
	OPT_JOBS,
	OPT_TZ,
	OPT_COLOR,
	OPT_NO_PAGER,
};

const struct option_def search_option_defs[] = {
	{ OPT_INDEX, 0, "index", "FOLDER", "search this index", NULL },
	{ OPT_QUERY_FILE, 'Q', "query-file", "FILE",
	    "read the query from FILE, or from standard input for \"-\"",
	    NULL },
	{ OPT_JSON, 0, "json", NULL, "print one JSON document", NULL },
	{ OPT_JSONL, 0, "jsonl", NULL, "print each hit as a line of JSON",
	    NULL },
	{ OPT_CSV, 0, "csv", NULL, "print a table as CSV", NULL },
	{ OPT_COUNT, 0, "count", NULL, "print only the number of hits", NULL },
	{ OPT_BY, 0, "by", "FIELD", "count hits by what they have in common",
	    COUNT_CHOICES },
	{ OPT_CONVERSATIONS, 0, "conversations", NULL,
	    "list the conversations that hold hits", NULL },
	{ OPT_CONTEXT, 'C', "context", "N",
	    "show N turns of its conversation before and after each hit",
	    NULL },
	{ OPT_FULL, 0, "full", NULL, "print whole texts, not a piece of them",
	    NULL },
	{ OPT_LIMIT, 'n', "limit", "N",
	    "print at most N hits, 0 for all"
	    " (50 on a terminal, else all)",
	    NULL },
	{ OPT_OFFSET, 0, "offset", "N", "pass over the first N hits", NULL },
	{ OPT_NO_TOTAL, 0, "no-total", NULL,
	    "stop as soon as the hits asked for are found", NULL },
	{ OPT_SORT, 0, "sort", "ORDER", "order of the hits",
	    "newest|oldest|relevance" },
	{ OPT_DUPLICATES, 0, "duplicates", NULL, "list every copy of a record",
	    NULL },
	{ OPT_EXPLAIN, 0, "explain", NULL,
	    "say how the query is understood and answered", NULL },
	{ OPT_PLAN, 0, "plan", "PLAN", "how to answer; the hits are the same",
	    "auto|scan|narrow" },
	{ OPT_JOBS, 'j', "jobs", "N",
	    "search N days at once (default: one a processor)", NULL },
	{ OPT_TZ, 0, "tz", "ZONE",
	    "zone of dates and times: UTC, local, a name, +02:00", NULL },
	{ OPT_COLOR, 0, "color", "WHEN", "colour hits", "always|never|auto" },
	{ OPT_NO_PAGER, 0, "no-pager", NULL, "start no pager", NULL },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

/* Of the forms an answer can have, only one. */
static enum pl_status
set_printer(struct search_options *o, const struct printer *printer,
    struct pl_error *err)
{
	if (o->printer != NULL && o->printer != printer)
		return pl_fail(err, PL_EUSAGE,
		    "'--%s' and '--%s' exclude each other", o->printer->name,
		    printer->name);
	o->printer = printer;
	return PL_OK;
}

static enum hits_sort
sort_find(const char *name)
{
	if (strcmp(name, "oldest") == 0)
		return SORT_OLDEST;
	return strcmp(name, "relevance") == 0 ? SORT_RELEVANCE : SORT_NEWEST;
}

static enum hits_plan
plan_find(const char *name)
{
	if (strcmp(name, "scan") == 0)
		return PLAN_SCAN;
	return strcmp(name, "narrow") == 0 ? PLAN_NARROW : PLAN_AUTO;
}

static enum pl_status
read_number(const struct option_parser *p, long long most, uint64_t *out,
    struct pl_error *err)
{
	long long n;
	enum pl_status rc = option_number(p, 0, most, &n, err);

	*out = rc == PL_OK ? (uint64_t)n : 0;
	return rc;
}

static enum pl_status
read_jobs(struct search_options *o, const struct option_parser *p,
    struct pl_error *err)
{
	long long n;
	enum pl_status rc = option_number(p, 1, HITS_JOBS_MAX, &n, err);

	o->hits.jobs = rc == PL_OK ? (unsigned)n : 0;
	return rc;
}

/* Options that say what to print and how. */
static enum pl_status
take_form(struct search_options *o, int id, const struct option_parser *p,
    struct pl_error *err)
{
	switch (id) {
	case OPT_JSON:
		return set_printer(o, &print_json, err);
	case OPT_JSONL:
		return set_printer(o, &print_jsonl, err);
	case OPT_CSV:
		return set_printer(o, &print_csv, err);
	case OPT_COUNT:
		o->count = true;
		break;
	case OPT_BY:
		o->by = count_field_find(p->value);
		break;
	case OPT_CONVERSATIONS:
		o->conversations = true;
		break;
	case OPT_CONTEXT:
		o->around = true;
		return read_number(p, EXCERPT_TURNS_MAX, &o->context, err);
	case OPT_FULL:
		o->full = true;
		break;
	case OPT_EXPLAIN:
		o->explain = true;
		break;
	case OPT_COLOR:
		o->colour = p->value;
		break;
	case OPT_NO_PAGER:
		o->pager = false;
		break;
	}
	return PL_OK;
}

static enum pl_status
take_option(struct search_options *o, int id, const struct option_parser *p,
    const char **file, struct pl_error *err)
{
	switch (id) {
	case OPT_INDEX:
		o->index = p->value;
		break;
	case OPT_QUERY_FILE:
		*file = p->value;
		o->from_file = true;
		break;
	case OPT_LIMIT:
		return read_number(p, LLONG_MAX, &o->limit, err);
	case OPT_OFFSET:
		return read_number(p, LLONG_MAX, &o->offset, err);
	case OPT_NO_TOTAL:
		o->hits.no_total = true;
		break;
	case OPT_SORT:
		o->hits.sort = sort_find(p->value);
		break;
	case OPT_DUPLICATES:
		o->hits.duplicates = true;
		break;
	case OPT_PLAN:
		o->hits.plan = plan_find(p->value);
		break;
	case OPT_JOBS:
		return read_jobs(o, p, err);
	case OPT_TZ:
		o->zone = p->value;
		break;
	default:
		return take_form(o, id, p, err);
	}
	return PL_OK;
}

/* Options that contradict each other. */
static enum pl_status
check(const struct search_options *o, struct pl_error *err)
{
	const char *form = o->printer != NULL ? o->printer->name : "";
	bool by = o->by != COUNT_FIELDS, list = o->conversations;
	bool copies = o->hits.duplicates, some = o->hits.no_total;
	const struct {
		bool both;
		const char *one, *other;
	} pairs[] = {
		{ o->count && by, "count", "by" },
		{ o->count && o->printer != NULL && o->printer->count == NULL,
		    "count", form },
		{ o->count && o->around, "count", "context" },
		{ o->count && some, "count", "no-total" },
		{ by && some, "by", "no-total" },
		{ by && list, "by", "conversations" },
		{ by && o->around, "by", "context" },
		{ list && some, "conversations", "no-total" },
		{ list && o->around, "conversations", "context" },
		{ list && o->full, "conversations", "full" },
		{ list && copies, "conversations", "duplicates" },
		{ list && o->hits.sort == SORT_RELEVANCE, "conversations",
		    "sort=relevance" },
		{ o->around && some, "context", "no-total" },
		{ o->around && copies, "context", "duplicates" },
		{ o->around && o->printer == &print_csv, "context", "csv" },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (pairs[i].both)
			return pl_fail(err, PL_EUSAGE,
			    "'--%s' and '--%s' exclude each other",
			    pairs[i].one, pairs[i].other);
	return PL_OK;
}

/* What was not said. */
static void
add_defaults(struct search_options *o, bool limited)
{
	bool list = !o->count && o->by == COUNT_FIELDS;

	if (!limited && list && isatty(STDOUT_FILENO))
		o->limit = LIMIT_ON_TERMINAL;
	if (o->printer == NULL)
		o->printer = &print_text;
	if (o->limit > 0 && list &&
	    __builtin_add_overflow(o->limit, o->offset, &o->hits.want))
		o->hits.want = 0;
}

int
search_options_read(struct search_options *o, const struct command *command,
    int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	const char *file = NULL;
	bool limited = false;
	int id;
	enum pl_status rc = PL_OK;

	*o = (struct search_options){ .zone = "UTC",
		.colour = "auto",
		.pager = true,
		.by = COUNT_FIELDS };
	buf_init(&o->query, BUF_UNLIMITED);
	option_begin(&p, command, argc, argv);
	while (rc == PL_OK && (id = option_next(&p, err)) != OPTION_DONE) {
		limited = limited || id == OPT_LIMIT;
		rc = id < 0 ? (enum pl_status)id
			    : take_option(o, id, &p, &file, err);
	}
	if (rc == PL_OK)
		rc = query_text_read(&o->query, &p, file, err);
	if (rc == PL_OK)
		rc = check(o, err);
	if (rc == PL_OK)
		add_defaults(o, limited);
	option_end(&p);
	return rc;
}

void
search_options_release(struct search_options *o)
{
	buf_release(&o->query);
}
