/* promptlog-index hold: what no sweep may forget. */
#include <stdlib.h>

#include "base/human.h"
#include "base/output.h"
#include "base/stop.h"
#include "base/where.h"
#include "indexer/commands.h"
#include "indexer/options.h"
#include "indexer/retain/extent.h"
#include "schema/writer.h"

enum {
	OPT_DAYS = OPT_OWN,
	OPT_USER,
	OPT_REASON,
};

static const struct option_def table[] = {
	OPTION_INDEX,
	{ OPT_DAYS, 0, "days", "A..B",
	    "add: hold only these days (default: all)", NULL },
	{ OPT_USER, 0, "user", "ID",
	    "add: hold only what this user sent and got", NULL },
	{ OPT_REASON, 0, "reason", "TEXT", "add: why (needed)", NULL },
	OPTION_JSON("list: print JSON"),
	OPTION_LOCK_WAIT,
	{ 0 },
};

enum verb { VERB_ADD, VERB_LIST, VERB_RELEASE };

struct arguments {
	struct options common;
	enum verb verb;
	struct pl_hold hold;
	bool narrowed;
};

static enum pl_status
take_option(
    struct option_parser *p, int id, void *context, struct pl_error *err)
{
	struct arguments *a = context;
	enum pl_status rc = PL_OK;

	switch (id) {
	case OPT_DAYS:
		a->narrowed = true;
		rc = days_parse("--days", p->value, &a->hold.days, err);
		break;
	case OPT_USER:
		a->narrowed = true;
		a->hold.user = p->value;
		break;
	case OPT_REASON:
		a->hold.reason = p->value;
		break;
	}
	return rc;
}

static enum pl_status
take_verb(
    const struct option_parser *p, struct arguments *a, struct pl_error *err)
{
	static const char *const verbs[] = { "add", "list", "release" };
	size_t verb = 0;

	while (verb < 3 &&
	    (p->operand_count == 0 ||
		strcmp(p->operands[0], verbs[verb]) != 0))
		verb++;
	if (verb == 3 ||
	    p->operand_count != (verb == VERB_LIST ? (size_t)1 : (size_t)2))
		return pl_fail(err, PL_EUSAGE,
		    "say 'hold add NAME', 'hold list' or 'hold release NAME'");
	a->verb = (enum verb)verb;
	if (a->verb != VERB_LIST)
		a->hold.name = p->operands[1];
	if (a->verb != VERB_LIST && a->hold.name[0] == '\0')
		return pl_fail(err, PL_EUSAGE, "a hold needs a name");
	if (a->verb == VERB_ADD && a->hold.reason[0] == '\0')
		return pl_fail(err, PL_EUSAGE,
		    "say why with '--reason TEXT': it is kept with the hold");
	if (a->verb != VERB_ADD && (a->narrowed || a->hold.reason[0]))
		return pl_fail(err, PL_EUSAGE,
		    "'--days', '--user' and '--reason' are for 'hold add'");
	return PL_OK;
}

static int
take_options(
    struct option_parser *p, struct arguments *a, struct pl_error *err)
{
	int id;

	*a = (struct arguments){ 0 };
	a->hold =
	    (struct pl_hold){ .days = days_all(), .user = "", .reason = "" };
	id = options_take(p, &a->common, take_option, a, err);
	return id == OPTION_DONE ? (int)take_verb(p, a, err) : id;
}

/* What a hold keeps now is told with it: a hold may come before the first
 * record, but one that was mistyped keeps nothing, and nobody would notice. */
static enum pl_status
add_extent(struct buf *out, struct pl_index *ix, const struct pl_hold *hold,
    struct pl_error *err)
{
	struct hold_extent e;
	enum pl_status rc = hold_measure(ix, hold, &e, err);

	if (rc != PL_OK)
		return rc;
	if (e.records == 0) {
		buf_adds(
		    out, "NO record in the index matches it at present\n");
		return PL_OK;
	}
	buf_adds(out, "holds ");
	human_counted(out, e.records, "record");
	buf_adds(out, " of ");
	human_counted(out, e.users, "user");
	buf_adds(out, " on ");
	human_counted(out, e.days, "day");
	buf_addc(out, '\n');
	return PL_OK;
}

static enum pl_status
list_text(struct buf *out, struct pl_index *ix, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (ix->hold_count == 0)
		buf_adds(out, "nothing is held\n");
	for (size_t i = 0; i < ix->hold_count && rc == PL_OK; i++) {
		pl_holds_text(out, &ix->holds[i], 1);
		buf_adds(out, "  ");
		rc = add_extent(out, ix, &ix->holds[i], err);
	}
	return rc;
}

static enum pl_status
list_json(struct buf *out, struct pl_index *ix, struct pl_error *err)
{
	struct json_writer j;
	enum pl_status rc = PL_OK;

	json_begin(&j, out, true);
	json_object(&j);
	json_key_int(&j, "schema_version", 1);
	json_key(&j, "holds");
	json_array(&j);
	for (size_t i = 0; i < ix->hold_count && rc == PL_OK; i++) {
		struct hold_extent e;

		rc = hold_measure(ix, &ix->holds[i], &e, err);
		if (rc != PL_OK)
			break;
		json_object(&j);
		pl_hold_json(&j, &ix->holds[i]);
		json_key_int(&j, "held_records", (int64_t)e.records);
		json_key_int(&j, "held_users", (int64_t)e.users);
		json_key_int(&j, "held_days", (int64_t)e.days);
		json_object_end(&j);
	}
	if (rc != PL_OK)
		return rc;
	json_array_end(&j);
	json_object_end(&j);
	buf_addc(out, '\n');
	return PL_OK;
}

static enum pl_status
list(const char *index, bool json, struct pl_error *err)
{
	struct pl_index *ix;
	struct buf out;
	enum pl_status rc = pl_index_open(index, &ix, err);

	if (rc != PL_OK)
		return rc;
	buf_init(&out, BUF_UNLIMITED);
	if (json)
		rc = list_json(&out, ix, err);
	else
		rc = list_text(&out, ix, err);
	if (rc == PL_OK)
		rc = output_write(&out, err);
	buf_release(&out);
	pl_index_close(ix);
	return rc;
}

static enum pl_status
tell_extent(
    const struct pl_hold *hold, const char *index, struct pl_error *err)
{
	struct pl_index *ix;
	struct buf line;
	enum pl_status rc = pl_index_open(index, &ix, err);

	buf_init(&line, BUF_UNLIMITED);
	if (rc == PL_OK)
		rc = add_extent(&line, ix, hold, err);
	if (rc == PL_OK)
		output_note(&line);
	buf_release(&line);
	pl_index_close(ix);
	return rc;
}

static enum pl_status
change(const struct arguments *a, const char *index, struct pl_error *err)
{
	struct pl_writer_options options_of_writer = {
		.command = "hold",
		.lock_wait = a->common.lock_wait,
		.stop = stop_asked,
	};
	struct pl_writer *w;
	enum pl_status rc = pl_writer_open(index, &options_of_writer, &w, err);

	if (rc == PL_OK && a->verb == VERB_ADD)
		rc = pl_writer_add_hold(w, &a->hold, err);
	else if (rc == PL_OK)
		rc = pl_writer_release_hold(w, a->hold.name, err);
	if (rc == PL_OK)
		rc = pl_writer_publish(w, err);
	pl_writer_close(w);
	if (rc == PL_OK && a->verb == VERB_ADD)
		rc = tell_extent(&a->hold, index, err);
	return rc;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct arguments a;
	struct option_parser p;
	char *index = NULL;
	int rc;

	option_begin(&p, &cmd_hold, argc, argv);
	rc = take_options(&p, &a, err);
	if (rc == PL_OK)
		rc = pl_where_index(a.common.index, &index, err);
	if (rc == PL_OK && a.verb == VERB_LIST)
		rc = list(index, a.common.json, err);
	else if (rc == PL_OK)
		rc = change(&a, index, err);
	free(index);
	option_end(&p);
	return stop_status(rc);
}

const struct command cmd_hold = {
	.name = "hold",
	.operands = "add NAME | list | release NAME",
	.summary = "Say what no sweep may forget.",
	.options = table,
	.run = run,
};
