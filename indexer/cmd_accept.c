/* promptlog-index accept: a person has seen what is not wholly indexed. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/output.h"
#include "base/stop.h"
#include "base/where.h"
#include "indexer/commands.h"
#include "indexer/options.h"
#include "schema/writer.h"

enum { OPT_ALL = OPT_OWN, OPT_REASON };

static const struct option_def table[] = {
	OPTION_INDEX,
	{ OPT_ALL, 0, "all", NULL,
	    "every object that is not wholly in the index", NULL },
	{ OPT_REASON, 0, "reason", "TEXT", "why that is all right (needed)",
	    NULL },
	OPTION_LOCK_WAIT,
	{ 0 },
};

struct arguments {
	struct options common;
	const char *reason;
	char *const *keys;
	size_t key_count;
	bool all;
};

static enum pl_status
take_option(
    struct option_parser *p, int id, void *context, struct pl_error *err)
{
	struct arguments *a = context;

	(void)err;
	if (id == OPT_ALL)
		a->all = true;
	else
		a->reason = p->value;
	return PL_OK;
}

static int
take_options(
    struct option_parser *p, struct arguments *a, struct pl_error *err)
{
	int id = options_take(p, &a->common, take_option, a, err);

	if (id != OPTION_DONE)
		return id;
	a->keys = p->operands;
	a->key_count = p->operand_count;
	if (a->reason == NULL || a->reason[0] == '\0')
		return pl_fail(err, PL_EUSAGE,
		    "say why with '--reason TEXT': it is kept with the "
		    "object");
	if (a->all == (a->key_count > 0))
		return pl_fail(err, PL_EUSAGE,
		    "name the keys of the objects, as 'promptlog status "
		    "--rejected' lists them, or give '--all'");
	return PL_OK;
}

static enum pl_status
accept_keys(const struct arguments *a, struct pl_writer *w, uint64_t *total,
    struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	*total = 0;
	if (a->all)
		return pl_writer_accept(w, NULL, a->reason, total, err);
	for (size_t i = 0; i < a->key_count && rc == PL_OK; i++) {
		uint64_t count;

		rc = pl_writer_accept(w, a->keys[i], a->reason, &count, err);
		*total += count;
	}
	return rc;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct pl_writer_options options_of_writer = { .command = "accept",
		.stop = stop_asked };
	struct arguments a = { 0 };
	struct pl_writer *w = NULL;
	struct option_parser p;
	uint64_t count = 0;
	char *index = NULL;
	int rc;

	option_begin(&p, &cmd_accept, argc, argv);
	rc = take_options(&p, &a, err);
	if (rc == PL_OK)
		rc = pl_where_index(a.common.index, &index, err);
	if (rc != PL_OK)
		goto done;
	options_of_writer.lock_wait = a.common.lock_wait;
	rc = pl_writer_open(index, &options_of_writer, &w, err);
	if (rc == PL_OK)
		rc = accept_keys(&a, w, &count, err);
	if (rc == PL_OK)
		rc = pl_writer_publish(w, err);
	if (rc == PL_OK) {
		struct buf line;

		buf_init(&line, BUF_UNLIMITED);
		buf_addf(&line, "%" PRIu64 " %s accepted\n", count,
		    count == 1 ? "object" : "objects");
		output_note(&line);
		buf_release(&line);
	}
done:
	pl_writer_close(w);
	free(index);
	option_end(&p);
	return stop_status(rc);
}

const struct command cmd_accept = {
	.name = "accept",
	.operands = "[KEY]...",
	.summary = "Record that a person has seen objects that are not wholly "
		   "indexed.",
	.options = table,
	.run = run,
};
