/* The small pieces of JSON (RFC 8259), which its readers are made of. */
#ifndef BASE_JSON_LEX_H
#define BASE_JSON_LEX_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum json_kind {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

/* A text from where it is read on.  What is passed is behind p; where a
 * function returns false, p is where it went wrong. */
struct json_lex {
	const char *p, *end;
};

/* The next byte, or -1 at the end. */
static inline int
json_lex_peek(const struct json_lex *l)
{
	return l->p < l->end ? (unsigned char)*l->p : -1;
}

static inline void
json_lex_space(struct json_lex *l)
{
	while (l->p < l->end &&
	    (*l->p == ' ' || *l->p == '\n' || *l->p == '\r' || *l->p == '\t'))
		l->p++;
}

static inline bool
json_lex_pass(struct json_lex *l, char c)
{
	if (json_lex_peek(l) != (unsigned char)c)
		return false;
	l->p++;
	return true;
}

bool json_lex_word(struct json_lex *l, const char *word);
bool json_lex_number(struct json_lex *l);

#define JSON_LEX_ESCAPE_BYTES 4
/* What stands behind a backslash, in two halves (\ud83d\ude00) if need be, as
 * bytes of UTF-8 to out: how many; 0 if it is no escape.  A half without the
 * other is U+FFFD, and sets *half. */
size_t json_lex_escape(
    struct json_lex *l, char out[JSON_LEX_ESCAPE_BYTES], bool *half);

#define JSON_LEX_STEP sizeof(uint64_t)
/* How many of the next JSON_LEX_STEP bytes come before a quote or backslash;
 * all of them if there is none. */
static inline size_t
json_lex_step(const char *p)
{
	const uint64_t ones = UINT64_MAX / 0xFF, high = ones << 7;
	uint64_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	bytes = le64toh(bytes);
	/* A byte that is zero borrows from the next, which may be marked in
	 * error then, but not from those before it. */
	uint64_t quote = bytes ^ ones * '"', slash = bytes ^ ones * '\\';
	uint64_t found =
	    (((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & high;
	return found ? (size_t)__builtin_ctzll(found) / 8 : JSON_LEX_STEP;
}

/* To the next quote or backslash, or the end. */
static inline void
json_lex_plain(struct json_lex *l)
{
	while ((size_t)(l->end - l->p) >= JSON_LEX_STEP) {
		size_t step = json_lex_step(l->p);

		l->p += step;
		if (step < JSON_LEX_STEP)
			return;
	}
	while (l->p < l->end && *l->p != '"' && *l->p != '\\')
		l->p++;
}

#endif
