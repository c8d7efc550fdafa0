/* promptlog status: what the index holds, what it lacks, how old it is. */
#include <stdlib.h>

#include "base/output.h"
#include "base/term.h"
#include "base/where.h"
#include "query/commands.h"
#include "query/notes.h"
#include "query/status/status.h"

enum {
	OPT_INDEX = 1,
	OPT_REJECTED,
	OPT_HOURS,
	OPT_RECEIPTS,
	OPT_USERS,
	OPT_MAX_AGE,
	OPT_JSON,
	OPT_TZ,
	OPT_NO_PAGER,
};

static const struct option_def option_defs[] = {
	{ OPT_INDEX, 0, "index", "FOLDER", "look at this index", NULL },
	{ OPT_REJECTED, 0, "rejected", NULL,
	    "list the objects that are not wholly in the index, and why",
	    NULL },
	{ OPT_HOURS, 0, "hours", NULL,
	    "draw which hours of which days hold objects", NULL },
	{ OPT_RECEIPTS, 0, "receipts", NULL,
	    "list what sweeps forgot, newest first", NULL },
	{ OPT_USERS, 0, "users", NULL,
	    "list every user with their records, most first", NULL },
	{ OPT_MAX_AGE, 0, "max-age", "TIME",
	    "exit with 3 if the newest record or the last finished run is"
	    " older, as 26h",
	    NULL },
	{ OPT_JSON, 0, "json", NULL, "print one JSON document", NULL },
	{ OPT_TZ, 0, "tz", "ZONE", "zone of times: UTC, local, a name, +02:00",
	    NULL },
	{ OPT_NO_PAGER, 0, "no-pager", NULL, "start no pager", NULL },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

struct request {
	const char *path;
	const char *zone;
	bool rejected, hours, receipts, users, json, pager;
	long long max_age;
};

static enum pl_status
take_option(struct request *r, int id, const struct option_parser *p,
    struct pl_error *err)
{
	switch (id) {
	case OPT_INDEX:
		r->path = p->value;
		break;
	case OPT_REJECTED:
		r->rejected = true;
		break;
	case OPT_HOURS:
		r->hours = true;
		break;
	case OPT_RECEIPTS:
		r->receipts = true;
		break;
	case OPT_USERS:
		r->users = true;
		break;
	case OPT_MAX_AGE:
		return option_duration(p, &r->max_age, err);
	case OPT_JSON:
		r->json = true;
		break;
	case OPT_TZ:
		r->zone = p->value;
		break;
	case OPT_NO_PAGER:
		r->pager = false;
		break;
	}
	return PL_OK;
}

static int
read_options(struct request *r, int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	int id, rc = PL_OK;

	option_begin(&p, &cmd_status, argc, argv);
	while (rc == PL_OK && (id = option_next(&p, err)) != OPTION_DONE)
		rc = id < 0 ? id : take_option(r, id, &p, err);
	if (rc == PL_OK && p.operand_count > 0)
		rc = pl_fail(err, PL_EUSAGE, "'status' takes no operand '%s'",
		    p.operands[0]);
	option_end(&p);
	return rc;
}

static void
report_json(struct buf *out, const struct request *r, const struct status *s,
    const struct hours *h, const struct receipts *receipts)
{
	struct json_writer w;

	json_begin(&w, out, true);
	json_object(&w);
	status_json(&w, s);
	if (r->rejected)
		status_rejected_json(&w, s);
	if (r->hours)
		hours_json(&w, h);
	if (r->receipts)
		receipts_json(&w, receipts);
	if (r->users)
		status_users_json(&w, s);
	json_object_end(&w);
	buf_addc(out, '\n');
}

static void
report_text(struct buf *out, const struct request *r, const struct status *s,
    const struct hours *h, const struct receipts *receipts)
{
	if (!r->rejected && !r->hours && !r->receipts && !r->users)
		status_text(out, s);
	if (r->rejected)
		status_rejected_text(out, s);
	if (r->rejected && r->hours)
		buf_addc(out, '\n');
	if (r->hours)
		hours_text(out, h);
	if (r->receipts && (r->rejected || r->hours))
		buf_addc(out, '\n');
	if (r->receipts)
		receipts_text(out, receipts);
	if (r->users && (r->rejected || r->hours || r->receipts))
		buf_addc(out, '\n');
	if (r->users)
		status_users_text(out, s);
}

static void
say_causes(const struct incompletes *causes)
{
	struct buf lines;

	buf_init(&lines, BUF_UNLIMITED);
	for (size_t i = 0; i < causes->count; i++)
		notes_add_cause(&lines, "problem", &causes->items[i]);
	output_note(&lines);
	buf_release(&lines);
}

static enum pl_status
gather(const struct request *r, struct status *s, struct hours *h,
    struct receipts *receipts, struct pl_error *err)
{
	char *path;
	enum pl_status rc = pl_where_index(r->path, &path, err);

	if (rc == PL_OK)
		rc = pl_index_open(path, &s->index, err);
	free(path);
	if (rc == PL_OK)
		rc = status_gather(s, err);
	if (rc == PL_OK && r->hours)
		hours_gather(h, s->index, &s->causes);
	if (rc == PL_OK && r->receipts)
		rc = receipts_gather(receipts, s->index, err);
	return rc;
}

static enum pl_status
report(const struct request *r, const struct status *s, const struct hours *h,
    const struct receipts *receipts, struct pl_error *err)
{
	struct buf out;
	enum pl_status rc;

	buf_init(&out, BUF_UNLIMITED);
	if (r->json)
		report_json(&out, r, s, h, receipts);
	else
		report_text(&out, r, s, h, receipts);
	term_pager_begin(r->pager && !r->json);
	rc = output_write(&out, err);
	if (rc == PL_OK)
		rc = output_finish(err);
	term_pager_end();
	buf_release(&out);
	if (rc == PL_OK)
		say_causes(&s->causes);
	return rc;
}

static int
run_status(int argc, char **argv, struct pl_error *err)
{
	struct request r = { .zone = "UTC", .pager = true, .max_age = -1 };
	struct query_zone zone = { 0 };
	struct status s = { .zone = &zone, .now = instant_now() };
	struct hours h = { 0 };
	struct receipts receipts = { 0 };
	int rc = read_options(&r, argc, argv, err);

	if (rc != PL_OK)
		return rc;
	rc = query_zone_open(r.zone, &zone, err);
	if (rc != PL_OK)
		return rc;
	s.max_age = r.max_age;
	rc = gather(&r, &s, &h, &receipts, err);
	if (rc == PL_OK)
		rc = report(&r, &s, &h, &receipts, err);
	if (rc == PL_OK && s.causes.count > 0)
		rc = PL_EXIT_INCOMPLETE;
	hours_release(&h);
	receipts_release(&receipts);
	status_release(&s);
	query_zone_close(&zone);
	return rc;
}

const struct command cmd_status = {
	.name = "status",
	.operands = "",
	.summary = "Say what the index holds, and what it lacks.",
	.options = option_defs,
	.run = run_status,
};
