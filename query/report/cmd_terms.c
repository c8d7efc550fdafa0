/* promptlog terms: a file of queries, and what each of them finds. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/output.h"
#include "base/term.h"
#include "base/where.h"
#include "query/commands.h"
#include "query/notes.h"
#include "query/report/report.h"

enum {
	OPT_INDEX = 1,
	OPT_JSON,
	OPT_CSV,
	OPT_SINCE_RUN,
	OPT_TZ,
	OPT_NO_PAGER,
};

static const struct option_def option_defs[] = {
	{ OPT_INDEX, 0, "index", "FOLDER", "search this index", NULL },
	{ OPT_JSON, 0, "json", NULL, "print one JSON document", NULL },
	{ OPT_CSV, 0, "csv", NULL, "print a table as CSV", NULL },
	{ OPT_SINCE_RUN, 0, "since-run", "FILE",
	    "say what changed since an earlier report made by --json", NULL },
	{ OPT_TZ, 0, "tz", "ZONE",
	    "zone of dates and times: UTC, local, a name, +02:00", NULL },
	{ OPT_NO_PAGER, 0, "no-pager", NULL, "start no pager", NULL },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

struct terms_run {
	const char *index_path, *file, *since, *zone_name;
	bool json, csv, pager;
	struct query_zone zone;
	bool zoned; /* zone is open */
	struct pl_index *index;
	struct report report;
	struct buf out;
};

static void
run_release(struct terms_run *t)
{
	report_release(&t->report);
	pl_index_close(t->index);
	buf_release(&t->out);
	if (t->zoned)
		query_zone_close(&t->zone);
}

static void
take_option(struct terms_run *t, int id, const char *value)
{
	switch (id) {
	case OPT_INDEX:
		t->index_path = value;
		break;
	case OPT_JSON:
		t->json = true;
		break;
	case OPT_CSV:
		t->csv = true;
		break;
	case OPT_SINCE_RUN:
		t->since = value;
		break;
	case OPT_TZ:
		t->zone_name = value;
		break;
	case OPT_NO_PAGER:
		t->pager = false;
		break;
	}
}

static enum pl_status
check(struct terms_run *t, const struct option_parser *p, struct pl_error *err)
{
	if (t->json && t->csv)
		return pl_fail(
		    err, PL_EUSAGE, "'--json' and '--csv' exclude each other");
	if (p->operand_count != 1)
		return pl_fail(err, PL_EUSAGE,
		    "'terms' needs one file with a query on each line");
	t->file = p->operands[0];
	return PL_OK;
}

static int
read_options(struct terms_run *t, int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	int rc;

	option_begin(&p, &cmd_terms, argc, argv);
	while ((rc = option_next(&p, err)) > OPTION_DONE)
		take_option(t, rc, p.value);
	if (rc == OPTION_DONE)
		rc = check(t, &p, err);
	option_end(&p);
	return rc;
}

static enum pl_status
read_input(struct terms_run *t, struct pl_error *err)
{
	char *path = NULL;
	enum pl_status rc = query_zone_open(t->zone_name, &t->zone, err);

	if (rc != PL_OK)
		return rc;
	t->zoned = true;
	rc = report_read(&t->report, t->file, t->zone_name, err);
	if (rc == PL_OK && t->since != NULL)
		rc = report_read_since(&t->report, t->since, err);
	if (rc == PL_OK)
		rc = pl_where_index(t->index_path, &path, err);
	if (rc == PL_OK)
		rc = pl_index_open(path, &t->index, err);
	free(path);
	return rc;
}

static enum pl_status
print(struct terms_run *t, struct pl_error *err)
{
	enum pl_status rc;

	if (t->json)
		report_json(&t->out, &t->report, t->index);
	else if (t->csv)
		report_csv(&t->out, &t->report, isatty(STDOUT_FILENO) != 0);
	else
		report_text(&t->out, &t->report, &t->zone,
		    isatty(STDOUT_FILENO) ? (size_t)term_width(stdout) : 0);
	term_pager_begin(t->pager && !t->json && !t->csv);
	rc = output_write(&t->out, err);
	if (rc == PL_OK)
		rc = output_finish(err);
	term_pager_end();
	return rc;
}

static enum pl_status
report(struct terms_run *t, struct pl_error *err)
{
	struct buf notes;
	enum pl_status rc = read_input(t, err);

	t->report.want_ids = t->json || t->since != NULL;
	if (rc == PL_OK)
		rc = report_check(&t->report, t->index, err);
	if (rc == PL_OK)
		rc = report_run(&t->report, t->index, err);
	if (rc != PL_OK)
		return rc;
	report_compare(&t->report);
	rc = print(t, err);
	if (rc != PL_OK)
		return rc;
	buf_init(&notes, BUF_UNLIMITED);
	if (t->report.since_index.n > 0 &&
	    !span_is(buf_span(&t->report.since_index), t->index->id))
		buf_adds(&notes, "the earlier report is of another index\n");
	notes_add_copies(&notes, t->report.copies,
	    ", each as often as lines would find it");
	if (!t->json)
		notes_add_covered(&notes, t->index, &t->zone);
	forgottens_text(&notes, &t->report.forgotten);
	notes_add_incomplete(
	    &notes, t->report.causes.items, t->report.causes.count);
	output_note(&notes);
	buf_release(&notes);
	return PL_OK;
}

static int
run_terms(int argc, char **argv, struct pl_error *err)
{
	struct terms_run t = { .zone_name = "UTC", .pager = true };
	int rc;

	report_init(&t.report);
	buf_init(&t.out, BUF_UNLIMITED);
	rc = read_options(&t, argc, argv, err);
	if (rc == OPTION_DONE)
		rc = report(&t, err);
	if (rc == PL_OK && t.report.causes.count > 0)
		rc = PL_EXIT_INCOMPLETE;
	else if (rc == PL_OK && t.report.total.hits == 0)
		rc = PL_EXIT_NOTHING;
	run_release(&t);
	return rc;
}

const struct command cmd_terms = {
	.name = "terms",
	.operands = "FILE",
	.summary = "Report what each of many queries finds.",
	.options = option_defs,
	.run = run_terms,
};
