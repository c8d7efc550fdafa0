/* promptlog-index objects: many objects of one archive, for 'promptlog export'
 * and 'promptlog verify-export', since only this program reads archives.
 *
 * Keys come on standard input, each with a NUL behind it; an empty key ends a
 * batch, and its answers follow, in order:
 *
 *	object SIZE SHA256 RECORDS\n
 *	    RECORDS times   ORDINAL BEGIN END DIGEST\n
 *	    with "bytes"    SIZE bytes, the object as found
 *	failed STATUS SIZE\n
 *	    SIZE bytes      why, for people
 *
 * A batch is read to its end before anything is written, so neither side waits
 * for the other.  DIGEST is pl_record_digest of what the object gives today.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/output.h"
#include "indexer/commands.h"
#include "indexer/parse/object.h"
#include "indexer/source/fetch.h"
#include "indexer/source/key.h"
#include "schema/record_digest.h"

/* The longest key; S3 has none above 1024 bytes. */
#define KEY_MAX 4096

static const struct option_def options[] = {
	{ 0 },
};

struct objects {
	struct fetch *fetch;
	bool bytes; /* wanted, instead of digests */
	struct object_parser *parser;
	struct span keys[FETCH_BATCH_MAX];
	size_t count;
	struct buf text; /* the keys' */
	struct buf bytes_found;
	struct buf lines; /* of the records */
	struct buf out;
};

static enum pl_status
add_digest(void *context, const struct pl_record *record, struct pl_error *err)
{
	struct buf *lines = context;
	uint8_t digest[PL_SHA256_BYTES];
	char text[PL_SHA256_TEXT];

	(void)err;
	pl_record_digest(record, digest);
	pl_sha256_text(digest, text);
	buf_addf(lines, "%u %llu %llu %s\n", record->ordinal,
	    (unsigned long long)record->begin, (unsigned long long)record->end,
	    text);
	return PL_OK;
}

static enum pl_status
answer_found(struct objects *o, struct span key, struct pl_error *err)
{
	struct span bytes = buf_span(&o->bytes_found);
	struct object_result result = { .records = 0 };
	uint8_t hash[PL_SHA256_BYTES];
	char text[PL_SHA256_TEXT];
	struct pl_place place;
	enum pl_status rc = PL_OK;

	pl_sha256(bytes, hash);
	pl_sha256_text(hash, text);
	buf_clear(&o->lines);
	if (!o->bytes) {
		key_place(key, &place);
		rc = object_parse(o->parser, bytes, &place, add_digest,
		    &o->lines, &result, err);
	}
	buf_addf(&o->out, "object %zu %s %u\n", bytes.n, text, result.records);
	buf_addspan(&o->out, buf_span(&o->lines));
	if (o->bytes)
		buf_addspan(&o->out, bytes);
	return rc;
}

static enum pl_status
answer(struct objects *o, struct span key, struct pl_error *err)
{
	struct pl_error why;
	enum pl_status rc = fetch_read(o->fetch, key, &o->bytes_found, &why);

	if (rc == PL_OK)
		rc = answer_found(o, key, err);
	else if (rc == PL_ESTOP)
		return pl_fail(err, rc, "%s", why.text);
	else
		buf_addf(&o->out, "failed %d %zu\n%s", (int)rc,
		    strlen(why.text), why.text);
	/* No status of one object ends the batch. */
	return output_write(&o->out, err);
}

/* Read a key and its NUL: PL_END where the input ends instead. */
static enum pl_status
read_key(struct objects *o, struct span *key, struct pl_error *err)
{
	size_t begin = o->text.n;
	int c;

	while ((c = getchar()) != EOF && c != '\0') {
		if (o->text.n - begin == KEY_MAX)
			return pl_fail(err, PL_ELIMIT,
			    "a key is longer than %d bytes", KEY_MAX);
		buf_addc(&o->text, (char)c);
	}
	*key = span_of(NULL, o->text.n - begin);
	return c == EOF ? PL_END : PL_OK;
}

/* The keys up to the next empty one. */
static enum pl_status
read_batch(struct objects *o, struct pl_error *err)
{
	size_t at = 0;
	enum pl_status rc;

	o->count = 0;
	buf_clear(&o->text);
	while ((rc = read_key(o, &o->keys[o->count], err)) == PL_OK &&
	    o->keys[o->count].n > 0) {
		if (++o->count == FETCH_BATCH_MAX)
			return pl_fail(err, PL_ELIMIT,
			    "a batch holds %d keys or more", FETCH_BATCH_MAX);
	}
	/* Only now does the text stay where it is. */
	for (size_t i = 0; i < o->count; i++) {
		o->keys[i].p = o->text.p + at;
		at += o->keys[i].n;
	}
	return rc;
}

static enum pl_status
serve(struct objects *o, struct pl_error *err)
{
	enum pl_status rc;

	while ((rc = read_batch(o, err)) == PL_OK) {
		fetch_expect(o->fetch, o->keys, o->count);
		for (size_t i = 0; rc == PL_OK && i < o->count; i++)
			rc = answer(o, o->keys[i], err);
		if (rc == PL_OK)
			rc = output_finish(err);
		if (rc != PL_OK)
			return rc;
	}
	return rc == PL_END ? PL_OK : rc;
}

/* The archive: what index.db calls its root, or, with "find", any path that
 * update would take for one archive. */
static enum pl_status
open_archive(struct objects *o, const char *kind, const char *path,
    struct pl_error *err)
{
	struct source_found *found;
	size_t count;
	enum pl_status rc;

	if (strcmp(kind, "find") != 0)
		return fetch_open(
		    path, strcmp(kind, "bundle") == 0, &o->fetch, err);
	rc = source_find(path, &found, &count, err);
	if (rc != PL_OK)
		return rc;
	if (count == 1)
		rc =
		    fetch_open(found[0].root, found[0].bundle, &o->fetch, err);
	else
		rc = pl_fail(err, PL_EUSAGE,
		    "'%s' holds %zu archives: name one of them", path, count);
	source_found_release(found, count);
	return rc;
}

static enum pl_status
serve_archive(char **operands, struct pl_error *err)
{
	struct objects *o = xcalloc(1, sizeof *o);
	enum pl_status rc;

	o->bytes = strcmp(operands[2], "bytes") == 0;
	o->parser = object_parser_new();
	buf_init(&o->text, BUF_UNLIMITED);
	buf_init(&o->bytes_found, BUF_UNLIMITED);
	buf_init(&o->lines, BUF_UNLIMITED);
	buf_init(&o->out, BUF_UNLIMITED);
	rc = open_archive(o, operands[0], operands[1], err);
	if (rc == PL_OK)
		rc = serve(o, err);
	buf_release(&o->text);
	buf_release(&o->bytes_found);
	buf_release(&o->lines);
	buf_release(&o->out);
	object_parser_free(o->parser);
	fetch_close(o->fetch);
	free(o);
	return rc;
}

static int
run(int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	int rc;

	option_begin(&p, &cmd_objects, argc, argv);
	while ((rc = option_next(&p, err)) > 0)
		continue;
	if (rc == OPTION_DONE && p.operand_count != 3)
		rc = pl_fail(err, PL_EUSAGE,
		    "'objects' needs KIND PATH WHAT; 'promptlog export' and "
		    "'promptlog verify-export' fill them in");
	if (rc == OPTION_DONE)
		rc = serve_archive(p.operands, err);
	option_end(&p);
	return rc;
}

const struct command cmd_objects = {
	.name = "objects",
	.operands = "KIND PATH WHAT",
	.summary = "Answer for objects named on standard input: what "
		   "'promptlog export' runs.",
	.options = options,
	.run = run,
};
