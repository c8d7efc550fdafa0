/* promptlog-index check: whether the index is what it should be. */
#include <stdlib.h>

#include "base/output.h"
#include "base/stop.h"
#include "base/where.h"
#include "indexer/commands.h"
#include "indexer/options.h"
#include "indexer/retain/check.h"

enum {
	OPT_DAYS = OPT_OWN,
	OPT_ARCHIVE,
	OPT_RECALL,
	OPT_SEED,
};

static const struct option_def table[] = {
	OPTION_INDEX,
	{ OPT_DAYS, 0, "days", "A..B",
	    "only these days, as 2025-01-06..2025-01-31 (default: all)",
	    NULL },
	{ OPT_ARCHIVE, 0, "archive", NULL,
	    "compare keys, sizes and hashes with the archives, too", NULL },
	{ OPT_RECALL, 0, "recall", "PART",
	    "read this part of the archives' objects, as 1%, and ask for "
	    "their records",
	    NULL },
	{ OPT_SEED, 0, "seed", "N",
	    "which objects --recall draws (default: 0)", NULL },
	OPTION_JSON("print JSON"),
	OPTION_PROGRESS,
	OPTION_QUIET(
	    "show no progress, and nothing unless something is wrong"),
	{ 0 },
};

struct arguments {
	struct check_options check;
	struct options common;
};

static enum pl_status
take_part(const char *text, struct check_options *o, struct pl_error *err)
{
	double value;

	if (!options_percent(text, &value) || value <= 0)
		return pl_fail(err, PL_EUSAGE,
		    "'--recall' takes a part of the objects such as 1%% or "
		    "100%%, not '%s'",
		    text);
	o->recall = true;
	o->recall_part = value / 100;
	return PL_OK;
}

static enum pl_status
take_option(
    struct option_parser *p, int id, void *context, struct pl_error *err)
{
	struct arguments *a = context;
	enum pl_status rc = PL_OK;
	long long number = 0;

	switch (id) {
	case OPT_DAYS:
		rc = days_parse("--days", p->value, &a->check.days, err);
		break;
	case OPT_ARCHIVE:
		a->check.archive = true;
		break;
	case OPT_RECALL:
		rc = take_part(p->value, &a->check, err);
		break;
	case OPT_SEED:
		rc = option_number(p, 0, INT64_MAX, &number, err);
		a->check.seed = (uint64_t)number;
		break;
	}
	return rc;
}

static int
take_options(
    struct option_parser *p, struct arguments *a, struct pl_error *err)
{
	int id;

	*a = (struct arguments){ .check = { .days = days_all() } };
	id = options_take(p, &a->common, take_option, a, err);
	a->check.progress = a->common.progress;
	if (id == OPTION_DONE && p->operand_count > 0)
		return pl_fail(err, PL_EUSAGE, "'check' takes no operand '%s'",
		    p->operands[0]);
	return id;
}

static enum pl_status
print_result(const struct arguments *a, const struct check_result *r,
    struct pl_error *err)
{
	struct buf out;
	enum pl_status rc;

	buf_init(&out, BUF_UNLIMITED);
	if (a->common.json)
		check_json(&out, &a->check, r);
	else if (!a->common.quiet || r->count > 0 || r->interrupted)
		check_text(&out, &a->check, r);
	rc = output_write(&out, err);
	buf_release(&out);
	return rc;
}

static int
status_of(const struct check_result *r)
{
	if (r->count > 0)
		return PL_EXIT_DAMAGE;
	return r->interrupted ? stop_exit_status() : PL_EXIT_FOUND;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct check_result result = { 0 };
	struct option_parser p;
	struct arguments a;
	char *index = NULL;
	int rc;

	option_begin(&p, &cmd_check, argc, argv);
	rc = take_options(&p, &a, err);
	if (rc == PL_OK)
		rc = pl_where_index(a.common.index, &index, err);
	if (rc != PL_OK)
		goto done;
	a.check.index = index;
	rc = check_run(&a.check, &result, err);
	if (rc == PL_OK)
		rc = print_result(&a, &result, err);
	if (rc == PL_OK)
		rc = status_of(&result);
done:
	check_result_release(&result);
	free(index);
	option_end(&p);
	return rc;
}

const struct command cmd_check = {
	.name = "check",
	.operands = "",
	.summary = "Say whether the index is what it should be.",
	.options = table,
	.run = run,
};
