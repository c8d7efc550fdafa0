#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

bool
span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
span_is(struct span a, const char *text)
{
	return span_equal(a, span_str(text));
}

bool
span_starts(struct span a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.n >= n && (n == 0 || memcmp(a.p, prefix, n) == 0);
}

bool
span_ends(struct span a, const char *suffix)
{
	size_t n = strlen(suffix);

	return a.n >= n && (n == 0 || memcmp(a.p + a.n - n, suffix, n) == 0);
}

int
span_compare(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_release(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ .max = b->max };
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
	if (b->p != NULL)
		b->p[0] = '\0';
}

enum pl_status
buf_reserve(struct buf *b, size_t n, struct pl_error *err)
{
	if (n > b->max || b->n > b->max - n)
		return pl_fail(err, PL_ELIMIT, "more than %zu bytes", b->max);
	if (b->n + n < b->cap)
		return PL_OK;
	size_t cap = b->cap ? b->cap : 64;
	while (cap <= b->n + n)
		cap *= 2;
	b->p = xreallocarray(b->p, cap, 1);
	b->cap = cap;
	return PL_OK;
}

enum pl_status
buf_append(struct buf *b, const void *bytes, size_t n, struct pl_error *err)
{
	/* Mostly there is room. */
	if (n >= b->cap - b->n || n > b->max - b->n) {
		enum pl_status rc = buf_reserve(b, n, err);

		if (rc != PL_OK)
			return rc;
	}
	if (n > 0)
		memcpy(b->p + b->n, bytes, n);
	b->n += n;
	b->p[b->n] = '\0';
	return PL_OK;
}

void
buf_add(struct buf *b, const void *bytes, size_t n)
{
	enum pl_status rc = buf_append(b, bytes, n, NULL);

	assert(rc == PL_OK);
	(void)rc;
}

void
buf_adds(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_addspan(struct buf *b, struct span s)
{
	buf_add(b, s.p, s.n);
}

void
buf_addf(struct buf *b, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		abort();
	buf_add(b, text, (size_t)n);
	free(text);
}

char *
buf_take(struct buf *b)
{
	char *text = b->p ? b->p : xstrdup("");

	*b = (struct buf){ .max = b->max };
	return text;
}
