/* promptlog-index sweep: what the archives no longer hold leaves the index. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/output.h"
#include "base/stop.h"
#include "base/where.h"
#include "indexer/commands.h"
#include "indexer/options.h"
#include "indexer/retain/sweep.h"

#define MAX_DELETE_DEFAULT 10 /* of 100 */

enum {
	OPT_ARCHIVE = OPT_OWN,
	OPT_YES,
	OPT_BEFORE,
	OPT_LISTING,
	OPT_EXCEPT_HELD,
	OPT_MAX_DELETE,
};

static const struct option_def table[] = {
	OPTION_INDEX,
	{ OPT_ARCHIVE, 0, "archive", "PATH",
	    "compare with this archive only; may be repeated", NULL },
	{ OPT_YES, 0, "yes", NULL, "forget; without it, only report", NULL },
	{ OPT_BEFORE, 0, "before", "DATE",
	    "forget days before this one, or older than 90d; 'never' lifts it",
	    NULL },
	{ OPT_LISTING, 0, "listing", "FILE",
	    "compare with this listing of the bucket instead", NULL },
	{ OPT_EXCEPT_HELD, 0, "except-held", NULL,
	    "forget what no hold keeps, instead of refusing it all", NULL },
	{ OPT_MAX_DELETE, 0, "max-delete", "N",
	    "refuse to forget more records, or more than N% (default: 10%)",
	    NULL },
	OPTION_LOCK_WAIT,
	OPTION_JSON("print the report as JSON"),
	OPTION_PROGRESS,
	OPTION_QUIET(
	    "show no progress, and no report unless something is wrong"),
	{ 0 },
};

struct arguments {
	struct sweep_options sweep;
	struct options common;
	char **archives; /* owned, its strings borrowed */
};

static enum pl_status
take_limit(const char *text, struct sweep_limit *out, struct pl_error *err)
{
	size_t digits = strspn(text, "0123456789");

	*out = (struct sweep_limit){ 0 };
	out->is_share = options_percent(text, &out->percent);
	if (out->is_share)
		return PL_OK;
	if (digits == 0 || digits > 18 || text[digits] != '\0')
		return pl_fail(err, PL_EUSAGE,
		    "'--max-delete' takes a number of records, or a "
		    "percentage such as 10%% or 0.5%%, not '%s'",
		    text);
	for (size_t i = 0; i < digits; i++)
		out->records = out->records * 10 + (uint64_t)(text[i] - '0');
	return PL_OK;
}

static enum pl_status
take_before(const char *text, struct arguments *a, struct pl_error *err)
{
	int64_t now = instant_now();
	enum pl_status rc;

	a->sweep.mode = SWEEP_BEFORE;
	a->sweep.before = INSTANT_NONE;
	if (strcmp(text, "never") == 0)
		return PL_OK;
	rc = days_parse_before("--before", text, now, &a->sweep.before, err);
	if (rc == PL_OK && a->sweep.before > now)
		rc = pl_fail(err, PL_EUSAGE,
		    "'--before %s' lies in the future: no update would take "
		    "anything in until then",
		    text);
	return rc;
}

static enum pl_status
take_option(
    struct option_parser *p, int id, void *context, struct pl_error *err)
{
	struct arguments *a = context;
	enum pl_status rc = PL_OK;

	switch (id) {
	case OPT_ARCHIVE:
		a->archives[a->sweep.archive_count++] = (char *)p->value;
		break;
	case OPT_YES:
		a->sweep.yes = true;
		break;
	case OPT_BEFORE:
		rc = take_before(p->value, a, err);
		break;
	case OPT_LISTING:
		a->sweep.listing = p->value;
		break;
	case OPT_EXCEPT_HELD:
		a->sweep.except_held = true;
		break;
	case OPT_MAX_DELETE:
		rc = take_limit(p->value, &a->sweep.limit, err);
		break;
	}
	return rc;
}

static int
take_options(struct option_parser *p, struct arguments *a, int argc,
    struct pl_error *err)
{
	int id;

	a->archives = xcalloc((size_t)argc + 1, sizeof *a->archives);
	id = options_take(p, &a->common, take_option, a, err);
	for (size_t i = 0; i < p->operand_count; i++)
		a->archives[a->sweep.archive_count++] = p->operands[i];
	a->sweep.archives = a->archives;
	a->sweep.lock_wait = a->common.lock_wait;
	a->sweep.progress = a->common.progress;
	a->sweep.jobs = a->common.jobs;
	if (id == OPTION_DONE && a->sweep.listing != NULL) {
		if (a->sweep.mode == SWEEP_BEFORE)
			return pl_fail(err, PL_EUSAGE,
			    "'--before' and '--listing' do not go together");
		a->sweep.mode = SWEEP_LISTING;
	}
	return id;
}

static int
status_of(const struct sweep_result *r)
{
	if (sweep_found(r) > 0 || sweep_is_unverified(r))
		return PL_EXIT_DAMAGE;
	return r->interrupted ? stop_exit_status() : PL_EXIT_FOUND;
}

static enum pl_status
print_result(const struct arguments *a, const struct sweep_result *r,
    struct pl_error *err)
{
	struct buf out;
	enum pl_status rc = PL_OK;

	buf_init(&out, BUF_UNLIMITED);
	if (a->common.json)
		sweep_json(&out, &a->sweep, r);
	else if (!a->common.quiet || r->plan.refusal[0] != '\0' ||
	    status_of(r) != PL_EXIT_FOUND)
		sweep_text(&out, &a->sweep, r);
	rc = output_write(&out, err);
	buf_release(&out);
	return rc;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct arguments a = { 0 };
	struct sweep_result result = { 0 };
	struct option_parser p;
	char *index = NULL;
	int status;

	a.sweep.limit = (struct sweep_limit){ .percent = MAX_DELETE_DEFAULT,
		.is_share = true };
	option_begin(&p, &cmd_sweep, argc, argv);
	status = take_options(&p, &a, argc, err);
	if (status == PL_OK)
		status = pl_where_index(a.common.index, &index, err);
	if (status != PL_OK)
		goto done;
	a.sweep.index = index;
	status = sweep_run(&a.sweep, &result, err);
	if (status == PL_OK)
		status = print_result(&a, &result, err);
	if (status == PL_OK && !result.done && result.plan.refusal[0] != '\0')
		status = pl_fail(err, PL_EGUARD,
		    "with '--yes' the sweep would be refused: %s",
		    result.plan.refusal);
	if (status == PL_OK)
		status = status_of(&result);
	status = stop_status(status);
done:
	sweep_result_release(&result);
	free(a.archives);
	free(index);
	option_end(&p);
	return status;
}

const struct command cmd_sweep = {
	.name = "sweep",
	.operands = "[ARCHIVE]...",
	.summary = "Forget what the archives no longer hold.",
	.options = table,
	.run = run,
};
