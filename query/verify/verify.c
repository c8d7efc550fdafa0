#include "query/verify/verify.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/output.h"
#include "base/term.h"
#include "query/export/bundle.h"
#include "query/package/seal.h"

void
findings_add(struct findings *f, const char *subject, const char *format, ...)
{
	char why[512];
	va_list args;

	if (f->count++ >= FINDINGS_NAMED_MAX)
		return;
	va_start(args, format);
	vsnprintf(why, sizeof why, format, args);
	va_end(args);
	term_escape(&f->out, span_str(subject), false);
	buf_adds(&f->out, ": ");
	term_escape(&f->out, span_str(why), false);
	buf_addc(&f->out, '\n');
}

static int
compare_name(const void *name, const void *member)
{
	return strcmp(name, ((const struct reader_member *)member)->name);
}

const struct reader_member *
verify_member(const struct verification *v, const char *name)
{
	const struct reader *r = &v->reader;

	if (r->count == 0)
		return NULL;
	return bsearch(
	    name, r->members, r->count, sizeof *r->members, compare_name);
}

enum pl_status
verify_stream(struct verification *v, const char *name,
    struct reader_stream *s, struct pl_error *err)
{
	const struct reader_member *m = verify_member(v, name);

	*s = (struct reader_stream){ .fd = -1 };
	if (m == NULL || m->strange != NULL)
		return pl_fail(
		    err, PL_ENOTFOUND, "is no file that could be read");
	return reader_stream_open(s, &v->reader, name, err);
}

enum pl_status
verify_damage(struct verification *v, const char *name, enum pl_status rc,
    const struct pl_error *why, struct pl_error *err)
{
	if (rc >= 0)
		return PL_OK;
	if (rc != PL_EFORMAT && rc != PL_ELIMIT && rc != PL_ENOTFOUND)
		return pl_fail(err, rc, "%s", why->text);
	findings_add(&v->findings, name, "%s", why->text);
	return PL_OK;
}

static enum pl_status
check_seal(struct verification *v, struct pl_error *err)
{
	const struct reader *r = &v->reader;
	enum seal_state state = SEAL_WHOLE;
	enum pl_status rc = PL_OK;

	if (r->kind != NULL)
		rc = seal_check(r->kind, r->fd, r->path, &state, err);
	if (rc == PL_OK && state == SEAL_BROKEN)
		findings_add(&v->findings, r->path,
		    "the file was changed: its SHA-256 is not the one at its "
		    "end");
	if (rc == PL_OK && state == SEAL_MISSING)
		findings_add(&v->findings, r->path,
		    "the SHA-256 at its end is missing or damaged; if it was "
		    "packed anew, unpack it and check the folder");
	return rc;
}

static enum pl_status
check_all(struct verification *v, struct pl_error *err)
{
	const struct reader_member *manifest;
	enum pl_status rc = check_seal(v, err);

	if (rc == PL_OK)
		rc = reader_list(&v->reader, err);
	if (rc != PL_OK)
		return rc;
	if (v->reader.damage[0] != '\0')
		findings_add(&v->findings, v->reader.path,
		    "cannot be read to its end: %s", v->reader.damage);
	manifest = verify_member(v, BUNDLE_MANIFEST);
	if (manifest == NULL || manifest->strange != NULL) {
		findings_add(&v->findings, BUNDLE_MANIFEST,
		    "is missing: it cannot be said what should be here");
		return PL_OK;
	}
	v->result->has_manifest = true;
	memcpy(v->result->manifest, manifest->sha256, PL_SHA256_BYTES);
	rc = verify_files(v, err);
	/* Without a list of what should be there, nothing can be compared. */
	if (rc != PL_OK || !v->result->understood)
		return rc;
	rc = verify_records(v, err);
	if (rc == PL_OK && v->options->archive_count > 0)
		rc = verify_originals(v, err);
	return rc;
}

enum pl_status
verify_run(const struct verify_options *options, struct verify_result *result,
    struct pl_error *err)
{
	struct verification v = { .options = options, .result = result };
	enum pl_status rc;

	*result = (struct verify_result){ 0 };
	signal(SIGPIPE, SIG_IGN); /* a child that ended is an error */
	buf_init(&v.findings.out, BUF_UNLIMITED);
	rc = reader_open(&v.reader, options->path, err);
	if (rc == PL_OK)
		rc = check_all(&v, err);
	result->files = v.reader.count;
	result->differences = v.findings.count;
	if (rc == PL_OK)
		rc = output_write(&v.findings.out, err);
	buf_release(&v.findings.out);
	reader_close(&v.reader);
	return rc;
}
