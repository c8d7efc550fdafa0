/* A query's text, cut into tokens. */
#ifndef QUERY_LEX_H
#define QUERY_LEX_H

#include "query/language/field.h"

enum lex_kind {
	LEX_END,
	LEX_OPEN,  /* ( */
	LEX_CLOSE, /* ) */
	LEX_NOT,   /* NOT, and the - before an atom */
	LEX_AND,
	LEX_OR,
	LEX_NEAR,
	LEX_TERM,  /* a plain term or a "phrase" */
	LEX_EXACT, /* 'bytes' */
	LEX_REGEX, /* /pattern/ */
	LEX_FIELD, /* name:value */
};

struct lex_token {
	enum lex_kind kind;
	size_t begin, end; /* bytes in the query */
	/* TERM, EXACT, REGEX, FIELD (its value): without delimiters, escapes
	 * resolved.  Valid until the next token. */
	struct buf text;
	bool prefix, infix; /* TERM */
	unsigned flags;     /* REGEX: REGEX_… */
	unsigned distance;  /* NEAR */
	int field;          /* FIELD: as field_find has it */
};

#define LEX_NEAR_DEFAULT 10 /* NEAR without a number */

struct lex {
	struct span text; /* valid UTF-8 without NUL */
	size_t next;
	size_t groups; /* open ones: whether a ) closes one */
	struct lex_token token;
};

/* After these the token is that of the text's beginning once lex_next was
 * called. */
void lex_begin(struct lex *l, struct span text);
void lex_end(struct lex *l);

/* Go on to the next token; at the end again and again to LEX_END. */
PL_CHECKED enum pl_status lex_next(struct lex *l, struct pl_error *err);

/* PL_EQUERY, "column N: " and the message; `at` is the byte it is about. */
enum pl_status lex_fail(const struct lex *l, size_t at, struct pl_error *err,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* What is written from `begin` to the next white space, cut to what fits into
 * a message. */
struct span lex_written(const struct lex *l, size_t begin);

/* The length of the white space character that p begins with, 0 if it is
 * none: Unicode's White_Space, the ideographic space too. */
size_t lex_space(const char *p, size_t n);

#endif
