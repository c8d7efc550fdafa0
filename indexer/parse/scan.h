/* Follows JSON's strings and brackets, and nothing else. */
#ifndef INDEXER_SCAN_H
#define INDEXER_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

/* What a strict parser (json-c) would accept though it is no JSON, or would
 * change in silence. */
enum scan_flag {
	SCAN_SURROGATE = 1, /* a \ud800 that is no half of a pair */
	SCAN_CONTROL = 2,   /* a control character bare in a string */
	SCAN_INTEGER = 4,   /* an integer that 64 bits might not hold */
	SCAN_FAULT = 8,     /* something outside strings that is no JSON */
	SCAN_PAIR = 16,     /* a pair of escapes that scan_is_mistaken() */
	SCAN_FLAGS = 32,    /* further flags begin here */
};

/* A text, and how far it has been read.  Each function leaves `at` behind what
 * it passed; on PL_EFORMAT (the text ends, or something else stands there) and
 * PL_ELIMIT *err says why, in bytes of the text. */
struct scan {
	struct span text;
	size_t at;
	unsigned flags; /* of what was passed since they were last cleared */
	size_t fault;   /* byte of the first fault, with SCAN_FAULT */
	struct pl_error *err;
};

/* The byte at `at`; 0, which begins nothing, at the end. */
static inline char
scan_peek(const struct scan *s)
{
	return s->at < s->text.n ? s->text.p[s->at] : '\0';
}

void scan_space(struct scan *s);

/* The string whose quote is at `at`. */
PL_CHECKED enum pl_status scan_string(struct scan *s);

/* A value that lies in `outer` objects and arrays, white space before it.
 * PL_ELIMIT: deeper than OBJECT_DEPTH_MAX, with those. */
PL_CHECKED enum pl_status scan_value(struct scan *s, int outer);

/* PL_EFORMAT, naming what is at `at` instead of what was wanted. */
PL_CHECKED enum pl_status scan_unexpected(struct scan *s, const char *wanted);

/* Whether json-c, which looks at the lower 16 bits alone, takes an escaped
 * character for half of a pair when it is whole: U+1D800 to U+1DFFF and the
 * same places of the planes above, rare Chinese characters among them. */
static inline bool
scan_is_mistaken(uint32_t c)
{
	return c > 0xFFFF && (c & 0xF800) == 0xD800;
}

#define SCAN_PAIR_BYTES 12
/* The character of a pair of escapes (\ud83d\ude00) that the text begins
 * with; 0 if it begins with none. */
uint32_t scan_pair(struct span text);

/* Whether an integer (digits, perhaps with a minus) might not fit 64 bits. */
bool scan_long_integer(struct span number);

#endif
