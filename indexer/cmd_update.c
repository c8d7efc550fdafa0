/* promptlog-index update: what is new in the archives goes into the index. */
#include <stdlib.h>
#include <unistd.h>

#include "base/stop.h"
#include "base/term.h"
#include "base/where.h"
#include "indexer/commands.h"
#include "indexer/run/update.h"

#define LOCK_WAIT_DEFAULT (30 * NS_PER_SECOND)

enum {
	OPT_INDEX = 1,
	OPT_JOBS,
	OPT_MEMORY,
	OPT_LOCK_WAIT,
	OPT_GROUP,
	OPT_JSON,
	OPT_PROGRESS,
	OPT_QUIET,
};

static const struct option_def options[] = {
	{ OPT_INDEX, 0, "index", "FOLDER", "where the index is, or will be",
	    NULL },
	{ OPT_JOBS, 'j', "jobs", "N",
	    "build N days at once (default: the processors)", NULL },
	{ OPT_MEMORY, 0, "memory", "BYTES",
	    "memory for all jobs together, as 512M (the default)", NULL },
	{ OPT_LOCK_WAIT, 0, "lock-wait", "TIME",
	    "wait for another writer, as 30s (the default)", NULL },
	{ OPT_GROUP, 0, "group", "NAME",
	    "let this group read the index; only when it is made", NULL },
	{ OPT_JSON, 0, "json", NULL, "print the summary as JSON", NULL },
	{ OPT_PROGRESS, 0, "progress", "STYLE",
	    "how progress is shown on standard error", "auto|json|none" },
	{ OPT_QUIET, 'q', "quiet", NULL,
	    "show no progress, and no summary unless something is wrong",
	    NULL },
	{ 0 },
};

struct arguments {
	struct update_options update;
	const char *index;
	bool json, quiet;
};

static enum pl_status
take_option(
    struct option_parser *p, int id, struct arguments *a, struct pl_error *err)
{
	enum pl_status rc = PL_OK;
	long long number = 0;

	switch (id) {
	case OPT_INDEX:
		a->index = p->value;
		break;
	case OPT_JOBS:
		rc = option_number(p, 1, UPDATE_JOBS_MAX, &number, err);
		a->update.jobs = (int)number;
		break;
	case OPT_MEMORY:
		rc = option_bytes(p, UPDATE_MEMORY_MIN, &number, err);
		a->update.memory = number;
		break;
	case OPT_LOCK_WAIT:
		rc = option_duration(p, &number, err);
		a->update.lock_wait = number;
		break;
	case OPT_GROUP:
		a->update.group = p->value;
		break;
	case OPT_JSON:
		a->json = true;
		break;
	case OPT_PROGRESS:
		a->update.progress = progress_style(p->value);
		break;
	case OPT_QUIET:
		a->quiet = true;
		break;
	}
	return rc;
}

static int
take_options(
    struct option_parser *p, struct arguments *a, struct pl_error *err)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	int id;

	a->update = (struct update_options){
		.lock_wait = LOCK_WAIT_DEFAULT,
		.memory = UPDATE_MEMORY_DEFAULT,
		.jobs = processors < 1             ? 1
		    : processors < UPDATE_JOBS_MAX ? (int)processors
						   : UPDATE_JOBS_MAX,
		.progress = PROGRESS_AUTO,
	};
	while ((id = option_next(p, err)) > 0) {
		enum pl_status rc = take_option(p, id, a, err);

		if (rc != PL_OK)
			return rc;
	}
	if (a->quiet)
		a->update.progress = PROGRESS_NONE;
	a->update.archives = p->operands;
	a->update.archive_count = p->operand_count;
	return id;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct arguments a = { 0 };
	struct update_result result;
	struct option_parser p;
	char *index = NULL;
	int status;

	option_begin(&p, &cmd_update, argc, argv);
	status = take_options(&p, &a, err);
	if (status == PL_OK)
		status = pl_where_index(a.index, &index, err);
	if (status != PL_OK)
		goto done;
	a.update.index = index;
	status = update_run(&a.update, &result, err);
	if (status == PL_OK)
		status = update_report(&result, a.json, a.quiet, err);
done:
	free(index);
	option_end(&p);
	return stop_status(status);
}

const struct command cmd_update = {
	.name = "update",
	.operands = "[ARCHIVE]...",
	.summary = "Put what is new in the archives into the index.",
	.options = options,
	.run = run,
};
