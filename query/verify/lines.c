#include "query/verify/lines.h"

#define CHUNK ((size_t)64 << 10)

void
lines_begin(struct lines *l, const struct byte_source *source)
{
	*l = (struct lines){ .source = *source };
	buf_init(&l->text, LINES_LENGTH_MAX);
}

void
lines_end(struct lines *l)
{
	buf_release(&l->text);
}

/* Read on behind what is there. */
static enum pl_status
fill(struct lines *l, struct pl_error *err)
{
	size_t got;
	enum pl_status rc;

	if (buf_reserve(&l->text, CHUNK, NULL) != PL_OK)
		return pl_fail(err, PL_ELIMIT,
		    "line %llu is longer than %zu bytes",
		    (unsigned long long)l->number + 1, LINES_LENGTH_MAX);
	rc = l->source.read(
	    l->source.context, l->text.p + l->text.n, CHUNK, &got, err);
	if (rc != PL_OK)
		return rc;
	l->text.n += got;
	l->ended = got == 0;
	return PL_OK;
}

/* Give up the line before, so that the next can grow in its place. */
static void
discard(struct lines *l)
{
	l->text.n -= l->begin;
	if (l->begin > 0 && l->text.n > 0)
		memmove(l->text.p, l->text.p + l->begin, l->text.n);
	l->begin = 0;
}

enum pl_status
lines_next(struct lines *l, struct span *out, struct pl_error *err)
{
	size_t looked = l->begin;
	enum pl_status rc;

	*out = span_of(NULL, 0);
	for (;;) {
		const char *newline = l->text.n > looked
		    ? memchr(l->text.p + looked, '\n', l->text.n - looked)
		    : NULL;

		if (newline != NULL) {
			size_t end = (size_t)(newline - l->text.p);

			*out = span_of(l->text.p + l->begin, end - l->begin);
			l->begin = end + 1;
			l->number++;
			return PL_OK;
		}
		if (l->ended)
			break;
		looked = l->text.n - l->begin;
		discard(l);
		rc = fill(l, err);
		if (rc != PL_OK)
			return rc;
	}
	if (l->text.n == l->begin)
		return PL_END;
	return pl_fail(err, PL_EFORMAT,
	    "line %llu is cut off: no newline ends it",
	    (unsigned long long)l->number + 1);
}
