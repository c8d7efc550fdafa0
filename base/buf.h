/* Bytes: borrowed ones are a struct span, owned ones a struct buf. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/status.h"

/* Borrowed bytes, never freed and not terminated; whoever hands one out says
 * how long it stays valid.  p may be NULL where n is 0. */
struct span {
	const char *p;
	size_t n;
};

static inline struct span
span_of(const char *p, size_t n)
{
	return (struct span){ p, n };
}

/* The span of a terminated string; an empty one for NULL. */
static inline struct span
span_str(const char *text)
{
	return (struct span){ text, text ? strlen(text) : 0 };
}

bool span_equal(struct span a, struct span b);
bool span_is(struct span a, const char *text);
bool span_starts(struct span a, const char *prefix);
bool span_ends(struct span a, const char *suffix);
/* memcmp order, the shorter first: the order of keys. */
int span_compare(struct span a, struct span b);

/* For "%.*s": both arguments of a span. */
#define SPAN_ARG(s) (int)(s).n, (s).n ? (s).p : ""

/* Owned bytes, always released.  max is the ceiling in bytes; an append that
 * would pass it fails with PL_ELIMIT and leaves the buffer as it was.  p is
 * always terminated by a NUL that n does not count (p may be NULL while
 * cap is 0). */
struct buf {
	char *p;
	size_t n;
	size_t cap;
	size_t max;
};

/* No ceiling: for what does not grow from foreign input, or is already held
 * to a limit elsewhere. */
#define BUF_UNLIMITED ((size_t)-1 / 2)

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);
void buf_clear(struct buf *b);

PL_CHECKED enum pl_status buf_append(
    struct buf *b, const void *bytes, size_t n, struct pl_error *err);
/* Room for n more bytes at b->p + b->n, without counting them. */
PL_CHECKED enum pl_status buf_reserve(
    struct buf *b, size_t n, struct pl_error *err);

/* For unlimited buffers: passing the ceiling is a programmer's error here. */
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_adds(struct buf *b, const char *text);
void buf_addc(struct buf *b, char c);
void buf_addspan(struct buf *b, struct span s);
void buf_addf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline struct span
buf_span(const struct buf *b)
{
	return (struct span){ b->p, b->n };
}

/* Hand the bytes over as a terminated string to be freed; b is empty then. */
char *buf_take(struct buf *b);

#endif
