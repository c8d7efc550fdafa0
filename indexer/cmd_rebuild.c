/* promptlog-index rebuild: shards are made anew from the archives. */
#include "base/days.h"
#include "base/stop.h"
#include "indexer/commands.h"
#include "indexer/options.h"

enum { OPT_DAYS = OPT_OWN, OPT_LOSSY };

static const struct option_def table[] = {
	OPTION_INDEX,
	OPTION_JOBS,
	OPTION_MEMORY,
	OPTION_LOCK_WAIT,
	{ OPT_DAYS, 0, "days", "A..B",
	    "only these days, as 2025-01-06..2025-01-31 (default: all)",
	    NULL },
	{ OPT_LOSSY, 0, "lossy", NULL,
	    "give up what neither an archive nor a damaged shard can give",
	    NULL },
	OPTION_JSON("print the summary as JSON"),
	OPTION_PROGRESS,
	OPTION_QUIET(
	    "show no progress, and no summary unless something is wrong"),
	{ 0 },
};

struct wanted {
	struct days days;
	bool lossy;
};

static enum pl_status
take_own(struct option_parser *p, int id, void *context, struct pl_error *err)
{
	struct wanted *w = context;

	if (id == OPT_DAYS)
		return days_parse("--days", p->value, &w->days, err);
	w->lossy = true;
	return PL_OK;
}

static int
take_options(struct option_parser *p, struct options *options,
    struct wanted *w, struct pl_error *err)
{
	int status = options_take(p, options, take_own, w, err);

	if (status == OPTION_DONE && p->operand_count > 0)
		return pl_fail(err, PL_EUSAGE,
		    "'rebuild' takes no operand '%s': it reads the archives "
		    "that the index knows",
		    p->operands[0]);
	return status;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct wanted wanted = { .days = days_all() };
	struct options options;
	struct option_parser p;
	int status;

	option_begin(&p, &cmd_rebuild, argc, argv);
	status = take_options(&p, &options, &wanted, err);
	if (status == OPTION_DONE) {
		struct update_options update = {
			.rebuild = &wanted.days,
			.lossy = wanted.lossy,
		};

		status = options_build(&options, &update, err);
	}
	option_end(&p);
	return stop_status(status);
}

const struct command cmd_rebuild = {
	.name = "rebuild",
	.operands = "",
	.summary = "Make shards anew from the archives.",
	.options = table,
	.run = run,
};
