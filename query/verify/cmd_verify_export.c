/* promptlog verify-export: whether a bundle is as it was made. */
#include "base/human.h"
#include "base/output.h"
#include "query/commands.h"
#include "query/verify/verify.h"

enum {
	OPT_ARCHIVE = 1,
	OPT_QUIET,
};

/* Archives that may be given. */
#define ARCHIVES_MAX 16

static const struct option_def option_defs[] = {
	{ OPT_ARCHIVE, 0, "archive", "PATH",
	    "compare every record with its object in this archive", NULL },
	{ OPT_QUIET, 'q', "quiet", NULL, "say only what differs", NULL },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

struct arguments {
	struct verify_options verify;
	const char *archives[ARCHIVES_MAX];
	bool quiet;
};

static enum pl_status
take_option(
    struct arguments *a, int id, const char *value, struct pl_error *err)
{
	if (id == OPT_QUIET) {
		a->quiet = true;
		return PL_OK;
	}
	if (a->verify.archive_count == ARCHIVES_MAX)
		return pl_fail(err, PL_EUSAGE,
		    "more than %d archives were given", ARCHIVES_MAX);
	a->archives[a->verify.archive_count++] = value;
	a->verify.archives = a->archives;
	return PL_OK;
}

static int
read_arguments(
    struct arguments *a, int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	int rc = PL_OK, id = 0;

	option_begin(&p, &cmd_verify_export, argc, argv);
	while (rc == PL_OK && (id = option_next(&p, err)) > OPTION_DONE)
		rc = take_option(a, id, p.value, err);
	if (rc == PL_OK)
		rc = id;
	if (rc == PL_OK && p.operand_count != 1)
		rc = pl_fail(err, PL_EUSAGE,
		    "'verify-export' needs the path of one bundle");
	if (rc == PL_OK)
		a->verify.path = p.operands[0];
	option_end(&p);
	return rc;
}

/* Whoever trusts the table or the page shall know what binds them. */
static const char compared[] = "records.jsonl agrees with the manifest; what "
			       "the other files show is bound "
			       "by\ntheir SHA-256 alone\n";

static void
add_verdict(struct buf *out, const struct verify_result *r)
{
	if (r->differences > FINDINGS_NAMED_MAX) {
		buf_adds(out, "and ");
		human_counted(
		    out, r->differences - FINDINGS_NAMED_MAX, "difference");
		buf_adds(out, " more\n");
	}
	buf_adds(out, r->differences == 0 ? "verified: " : "not verified: ");
	human_counted(out, r->files, "file");
	buf_adds(out, ", ");
	human_counted(out, r->records, "record");
	if (r->compared > 0) {
		buf_adds(out, ", ");
		human_count(out, r->compared);
		buf_adds(out, " of them compared with the archive");
	}
	if (r->differences > 0) {
		buf_adds(out, "; ");
		human_counted(out, r->differences, "difference");
	}
	buf_addc(out, '\n');
}

static enum pl_status
print_result(const struct verify_result *r, struct pl_error *err)
{
	char hash[PL_SHA256_TEXT];
	struct buf out;
	enum pl_status rc;

	buf_init(&out, BUF_UNLIMITED);
	add_verdict(&out, r);
	if (r->differences == 0)
		buf_adds(&out, compared);
	if (r->has_manifest) {
		pl_sha256_text(r->manifest, hash);
		buf_addf(&out, "SHA-256 of its manifest: %s\n", hash);
		if (r->understood && !r->complete)
			buf_adds(&out,
			    "the manifest says that the answer was not "
			    "complete\n");
	}
	rc = output_write(&out, err);
	buf_release(&out);
	return rc;
}

static int
run_verify(int argc, char **argv, struct pl_error *err)
{
	struct arguments a = { .quiet = false };
	struct verify_result result;
	int rc = read_arguments(&a, argc, argv, err);

	if (rc == PL_OK)
		rc = verify_run(&a.verify, &result, err);
	if (rc == PL_OK && !a.quiet)
		rc = print_result(&result, err);
	if (rc == PL_OK && result.differences > 0)
		rc = PL_EXIT_DAMAGE;
	return rc;
}

const struct command cmd_verify_export = {
	.name = "verify-export",
	.operands = "PATH",
	.summary = "Check that nothing in a bundle was changed.",
	.options = option_defs,
	.run = run_verify,
};
