/* promptlog-index update: what is new in the archives goes into the index. */
#include "base/stop.h"
#include "indexer/commands.h"
#include "indexer/options.h"

enum { OPT_GROUP = OPT_OWN };

static const struct option_def table[] = {
	{ OPT_INDEX, 0, "index", "FOLDER", "where the index is, or will be",
	    NULL },
	OPTION_JOBS,
	OPTION_MEMORY,
	OPTION_LOCK_WAIT,
	{ OPT_GROUP, 0, "group", "NAME",
	    "let this group read the index; only when it is made", NULL },
	OPTION_JSON("print the summary as JSON"),
	OPTION_PROGRESS,
	OPTION_QUIET(
	    "show no progress, and no summary unless something is wrong"),
	{ 0 },
};

static enum pl_status
take_group(
    struct option_parser *p, int id, void *context, struct pl_error *err)
{
	struct update_options *update = context;

	(void)id;
	(void)err;
	update->group = p->value;
	return PL_OK;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct update_options update = { 0 };
	struct options options;
	struct option_parser p;
	int status;

	option_begin(&p, &cmd_update, argc, argv);
	status = options_take(&p, &options, take_group, &update, err);
	update.archives = p.operands;
	update.archive_count = p.operand_count;
	if (status == OPTION_DONE)
		status = options_build(&options, &update, err);
	option_end(&p);
	return stop_status(status);
}

const struct command cmd_update = {
	.name = "update",
	.operands = "[ARCHIVE]...",
	.summary = "Put what is new in the archives into the index.",
	.options = table,
	.run = run,
};
