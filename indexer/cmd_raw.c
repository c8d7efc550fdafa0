/* promptlog-index raw: the bytes of a record, cut from its object.  What
 * 'promptlog show --raw' runs, since only this program reads archives. */
#include <errno.h>
#include <stdlib.h>

#include "base/output.h"
#include "indexer/commands.h"
#include "indexer/parse/inflate.h"
#include "indexer/source/fetch.h"
#include "schema/sha256.h"

static const struct option_def options[] = {
	{ 0 },
};

struct wanted {
	const char *root, *key;
	bool bundle;
	uint8_t sha256[PL_SHA256_BYTES];
	unsigned long long begin, end;
};

static enum pl_status
take_operands(
    const struct option_parser *p, struct wanted *w, struct pl_error *err)
{
	if (p->operand_count != 6)
		return pl_fail(err, PL_EUSAGE,
		    "'raw' needs ROOT BUNDLE KEY SHA256 BEGIN END; "
		    "'promptlog show --raw ID' fills them in");
	w->root = p->operands[0];
	w->bundle = strcmp(p->operands[1], "1") == 0;
	w->key = p->operands[2];
	errno = 0;
	w->begin = strtoull(p->operands[4], NULL, 10);
	w->end = strtoull(p->operands[5], NULL, 10);
	if (!pl_sha256_parse(span_str(p->operands[3]), w->sha256) ||
	    errno != 0 || w->begin > w->end)
		return pl_fail(
		    err, PL_EUSAGE, "'raw' cannot understand its operands");
	return PL_OK;
}

static enum pl_status
cut(const struct wanted *w, struct span bytes, struct pl_error *err)
{
	struct inflater *z = inflater_new();
	struct pl_error damage;
	struct buf out;
	struct span inflated;
	enum pl_status rc;

	buf_init(&out, BUF_UNLIMITED);
	/* A truncated object holds the records before the break. */
	rc = inflate_bytes(z, bytes, &inflated, &damage);
	if (rc != PL_OK && rc != PL_EFORMAT) {
		pl_fail(err, rc, "%s", damage.text);
	} else if (w->end > inflated.n) {
		rc = pl_fail(err, PL_EFORMAT,
		    "the object '%s' holds no bytes %llu to %llu", w->key,
		    w->begin, w->end);
	} else {
		buf_add(
		    &out, inflated.p + w->begin, (size_t)(w->end - w->begin));
		rc = output_write(&out, err);
	}
	buf_release(&out);
	inflater_free(z);
	return rc;
}

static enum pl_status
print_record(const struct wanted *w, struct pl_error *err)
{
	uint8_t sha256[PL_SHA256_BYTES];
	struct fetch *f = NULL;
	struct buf bytes;
	enum pl_status rc;

	buf_init(&bytes, BUF_UNLIMITED);
	rc = fetch_open(w->root, w->bundle, &f, err);
	if (rc == PL_OK)
		rc = fetch_read(f, span_str(w->key), &bytes, err);
	if (rc != PL_OK)
		goto done;
	pl_sha256(buf_span(&bytes), sha256);
	if (memcmp(sha256, w->sha256, sizeof sha256) != 0)
		rc = pl_fail(err, PL_EFORMAT,
		    "the object '%s' is no longer what was indexed: its "
		    "SHA-256 differs",
		    w->key);
	else
		rc = cut(w, buf_span(&bytes), err);
done:
	buf_release(&bytes);
	fetch_close(f);
	return rc;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	struct wanted w;
	int rc;

	option_begin(&p, &cmd_raw, argc, argv);
	while ((rc = option_next(&p, err)) > 0)
		continue;
	if (rc == OPTION_DONE)
		rc = take_operands(&p, &w, err);
	if (rc == PL_OK)
		rc = print_record(&w, err);
	option_end(&p);
	return rc;
}

const struct command cmd_raw = {
	.name = "raw",
	.operands = "ROOT BUNDLE KEY SHA256 BEGIN END",
	.summary = "Print the bytes of a record: what 'promptlog show --raw' "
		   "runs.",
	.options = options,
	.run = run,
};
