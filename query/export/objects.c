#include "query/export/objects.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"

#define LINE_MAX_BYTES 256

struct objects {
	struct writer_child child;
	char *path; /* for messages */
	bool bytes;
	struct buf text;
	struct object_record *records;
	size_t capacity;
};

enum pl_status
objects_open(const char *kind, const char *path, bool bytes,
    struct objects **out, struct pl_error *err)
{
	struct objects *o = xcalloc(1, sizeof *o);
	char program[] = "promptlog-index", command[] = "objects";
	char with[] = "bytes", without[] = "digests", end[] = "--";
	char *argv[] = { program, command, end, (char *)kind, (char *)path,
		bytes ? with : without, NULL };
	enum pl_status rc = writer_begin(argv, &o->child, err);

	*out = NULL;
	o->path = xstrdup(path);
	o->bytes = bytes;
	buf_init(&o->text, BUF_UNLIMITED);
	if (rc == PL_OK) {
		*out = o;
		o = NULL; /* handed over */
	}
	objects_close(o);
	return rc;
}

void
objects_close(struct objects *o)
{
	int status;

	if (o == NULL)
		return;
	/* How it ends is of no interest any more. */
	if (writer_end(&o->child, &status, NULL) != PL_OK)
		status = 0;
	buf_release(&o->text);
	free(o->records);
	free(o->path);
	free(o);
}

/* The child ended, and said why on standard error. */
static enum pl_status
fail(struct objects *o, struct pl_error *err)
{
	return pl_fail(err, PL_EIO,
	    "'promptlog-index' could not read the archive '%s'", o->path);
}

enum pl_status
objects_ask(struct objects *o, const struct span *keys, size_t count,
    struct pl_error *err)
{
	FILE *to = o->child.to;

	for (size_t i = 0; i < count; i++) {
		fwrite(keys[i].p, 1, keys[i].n, to);
		putc('\0', to);
	}
	putc('\0', to);
	return fflush(to) == 0 && !ferror(to) ? PL_OK : fail(o, err);
}

static bool
read_bytes(struct objects *o, size_t n)
{
	buf_clear(&o->text);
	if (n > OBJECTS_BYTES_MAX || buf_reserve(&o->text, n, NULL) != PL_OK ||
	    fread(o->text.p, 1, n, o->child.from) != n)
		return false;
	o->text.n = n;
	return true;
}

static bool
read_record(struct objects *o, struct object_record *out)
{
	char line[LINE_MAX_BYTES], digest[PL_SHA256_TEXT];

	return fgets(line, sizeof line, o->child.from) != NULL &&
	    sscanf(line, "%" SCNu32 " %" SCNu64 " %" SCNu64 " %64s",
		&out->ordinal, &out->begin, &out->end, digest) == 4 &&
	    pl_sha256_parse(span_str(digest), out->digest);
}

static bool
read_found(
    struct objects *o, size_t size, size_t count, struct object_answer *out)
{
	if (count > OBJECTS_RECORDS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		o->records =
		    xgrow(o->records, i, &o->capacity, sizeof *o->records);
		if (!read_record(o, &o->records[i]))
			return false;
	}
	out->records = o->records;
	out->record_count = count;
	if (o->bytes) {
		if (!read_bytes(o, size))
			return false;
		out->bytes = buf_span(&o->text);
	}
	return true;
}

enum pl_status
objects_next(
    struct objects *o, struct object_answer *out, struct pl_error *err)
{
	char line[LINE_MAX_BYTES], hash[PL_SHA256_TEXT];
	size_t size, count;
	int status;

	*out = (struct object_answer){ .record_count = 0 };
	if (fgets(line, sizeof line, o->child.from) == NULL)
		return fail(o, err);
	if (sscanf(line, "object %zu %64s %zu", &size, hash, &count) == 3 &&
	    pl_sha256_parse(span_str(hash), out->sha256))
		return read_found(o, size, count, out) ? PL_OK : fail(o, err);
	if (sscanf(line, "failed %d %zu", &status, &size) != 2 ||
	    !read_bytes(o, size))
		return fail(o, err);
	snprintf(out->failed, sizeof out->failed, "%.*s",
	    SPAN_ARG(buf_span(&o->text)));
	return PL_OK;
}
