/* promptlog export: conversations that hold a hit, with the proof of where
 * they come from. */
#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/output.h"
#include "base/stop.h"
#include "base/term.h"
#include "query/commands.h"
#include "query/export/export.h"
#include "query/language/query_text.h"
#include "query/notes.h"

enum {
	OPT_INDEX = 1,
	OPT_QUERY_FILE,
	OPT_OUTPUT,
	OPT_FORMAT,
	OPT_RECORDS,
	OPT_ORIGINALS,
	OPT_FORCE,
	OPT_TZ,
	OPT_PROGRESS,
	OPT_QUIET,
};

static const struct option_def option_defs[] = {
	{ OPT_INDEX, 0, "index", "FOLDER", "search this index", NULL },
	{ OPT_QUERY_FILE, 'Q', "query-file", "FILE",
	    "read the query from FILE, or from standard input for \"-\"",
	    NULL },
	{ OPT_OUTPUT, 'o', "output", "PATH", "write to PATH", NULL },
	{ OPT_FORMAT, 0, "format", "FORMAT",
	    "what to write (default: what the name of PATH says)",
	    "jsonl|csv|html|dat|bundle" },
	{ OPT_RECORDS, 0, "records", NULL,
	    "only the hits, without the conversations around them", NULL },
	{ OPT_ORIGINALS, 0, "originals", NULL,
	    "put the archive's own files into the bundle", NULL },
	{ OPT_FORCE, 0, "force", NULL, "replace what is at PATH", NULL },
	{ OPT_TZ, 0, "tz", "ZONE",
	    "zone of dates, and of times in the page: UTC, local, a name,"
	    " +02:00",
	    NULL },
	{ OPT_PROGRESS, 0, "progress", "STYLE",
	    "how progress is shown on standard error", "auto|json|none" },
	{ OPT_QUIET, 'q', "quiet", NULL,
	    "show no progress, and say nothing unless something is wrong",
	    NULL },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

struct arguments {
	struct export_options export;
	const char *format;     /* as given, or NULL */
	const char *query_file; /* or NULL */
};

static enum progress_style
progress_find(const char *name)
{
	if (strcmp(name, "json") == 0)
		return PROGRESS_JSON;
	return strcmp(name, "none") == 0 ? PROGRESS_NONE : PROGRESS_AUTO;
}

static void
take_option(struct arguments *a, int id, const char *value)
{
	struct export_options *o = &a->export;

	switch (id) {
	case OPT_INDEX:
		o->index = value;
		break;
	case OPT_QUERY_FILE:
		a->query_file = value;
		break;
	case OPT_OUTPUT:
		o->path = value;
		break;
	case OPT_FORMAT:
		a->format = value;
		break;
	case OPT_RECORDS:
		o->hits_only = true;
		break;
	case OPT_ORIGINALS:
		o->originals = true;
		break;
	case OPT_FORCE:
		o->force = true;
		break;
	case OPT_TZ:
		o->zone = value;
		break;
	case OPT_PROGRESS:
		o->progress = progress_find(value);
		break;
	case OPT_QUIET:
		o->quiet = true;
		break;
	}
}

/* A name that says something else than what would be there. */
static enum pl_status
check_packed(const struct export_options *o, struct pl_error *err)
{
	bool folder = package_kind_for(o->path) == package_kind_folder();

	if (!package_looks_packed(o->path) || (o->format == NULL && !folder))
		return PL_OK;
	if (o->format != NULL)
		return pl_fail(err, PL_EUSAGE,
		    "'%s' would not be packed with '--format %s': name a path "
		    "that ends in '%s'",
		    o->path, o->format->name, o->format->suffix);
	return pl_fail(err, PL_EUSAGE,
	    "a bundle is not packed as '%s': name a path that ends in .zip, "
	    ".tar.zst or .tar.gz, or a folder",
	    o->path);
}

/* The form that was named, else the one that the path's suffix means. */
static enum pl_status
choose_format(struct arguments *a, struct pl_error *err)
{
	struct export_options *o = &a->export;
	struct span path = span_str(o->path);

	for (size_t i = 0; export_formats[i] != NULL; i++) {
		const struct export_format *f = export_formats[i];

		if (a->format != NULL ? strcmp(a->format, f->name) == 0
				      : span_ends(path, f->suffix))
			o->format = f;
	}
	if (a->format == NULL && o->format == NULL &&
	    package_kind_for(o->path) == package_kind_folder())
		return pl_fail(err, PL_EUSAGE,
		    "the name '%s' does not say what to write: let it end in "
		    ".jsonl, .csv, .html, .dat, .zip, .tar.zst or .tar.gz, or "
		    "add --format, such as --format bundle for a folder",
		    o->path);
	if (o->format != NULL && o->originals)
		return pl_fail(
		    err, PL_EUSAGE, "'--originals' needs '--format bundle'");
	return check_packed(o, err);
}

static enum pl_status
check(struct arguments *a, const struct option_parser *p, struct pl_error *err)
{
	enum pl_status rc;

	if (a->export.path == NULL || a->export.path[0] == '\0')
		return pl_fail(err, PL_EUSAGE,
		    "'export' needs a path to write to: -o PATH");
	if (strcmp(a->export.path, "-") == 0)
		return pl_fail(err, PL_EUSAGE,
		    "an export is not written to standard output: name a "
		    "path, or use 'promptlog search --jsonl'");
	rc = choose_format(a, err);
	if (rc == PL_OK)
		rc = query_text_read(&a->export.query, p, a->query_file, err);
	if (a->export.quiet)
		a->export.progress = PROGRESS_NONE;
	return rc;
}

static int
read_arguments(
    struct arguments *a, int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	int rc;

	option_begin(&p, &cmd_export, argc, argv);
	while ((rc = option_next(&p, err)) > OPTION_DONE)
		take_option(a, rc, p.value);
	if (rc == OPTION_DONE)
		rc = check(a, &p, err);
	option_end(&p);
	return rc;
}

static void
say_result(const struct export_options *o, const struct export_result *r)
{
	char hash[PL_SHA256_TEXT];
	struct buf lines;

	buf_init(&lines, BUF_UNLIMITED);
	if (!o->quiet) {
		human_counted(&lines, r->records, "record");
		buf_adds(&lines, ", ");
		human_counted(&lines, r->hits, "hit");
		buf_adds(&lines, " among them, of ");
		human_counted(&lines, r->conversations, "conversation");
		buf_adds(&lines, " in '");
		term_escape(&lines, span_str(o->path), false);
		buf_adds(&lines, "'\n");
	}
	if (!o->quiet && r->has_manifest) {
		pl_sha256_text(r->manifest, hash);
		buf_addf(&lines, "SHA-256 of its manifest: %s\n", hash);
	}
	if (!o->quiet) {
		notes_add_copies(&lines, r->copies, "");
		buf_addspan(&lines, buf_span(&r->covered));
	}
	buf_addspan(&lines, buf_span(&r->forgotten));
	notes_add_incomplete(&lines, r->causes.items, r->causes.count);
	output_note(&lines);
	buf_release(&lines);
}

static void
say_stopped(void)
{
	struct buf line;

	buf_init(&line, BUF_UNLIMITED);
	buf_adds(&line, "stopped: nothing was written\n");
	output_note(&line);
	buf_release(&line);
}

static int
run_export(int argc, char **argv, struct pl_error *err)
{
	struct arguments a = { .export = { .zone = "UTC",
				   .progress = PROGRESS_AUTO } };
	struct export_result result = { 0 };
	int rc;

	buf_init(&a.export.query, BUF_UNLIMITED);
	rc = read_arguments(&a, argc, argv, err);
	if (rc == PL_OK)
		rc = export_run(&a.export, &result, err);
	if (rc == PL_ESTOP)
		say_stopped();
	if (rc == PL_OK) {
		say_result(&a.export, &result);
		if (result.causes.count > 0)
			rc = PL_EXIT_INCOMPLETE;
		else if (result.hits == 0)
			rc = PL_EXIT_NOTHING;
	}
	export_result_release(&result);
	buf_release(&a.export.query);
	return stop_status(rc);
}

const struct command cmd_export = {
	.name = "export",
	.operands = "[QUERY]",
	.summary = "Write conversations with hits to a file or a bundle.",
	.options = option_defs,
	.run = run_export,
	.query_operands = true,
};
