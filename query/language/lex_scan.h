/* The pieces that tokens are read by; for lex.c alone. */
#ifndef QUERY_LEX_SCAN_H
#define QUERY_LEX_SCAN_H

#include "query/language/lex.h"

/* The byte `ahead` of the next one, NUL (which no query holds) at the end. */
char lex_peek(const struct lex *l, size_t ahead);

/* The length of the white space character at the next byte, or 0. */
size_t lex_gap(const struct lex *l);

/* Whether a term can end here: white space, the end, an open group's ). */
bool lex_at_end(const struct lex *l);

/* What follows a delimiter must be a term's end: "a""b" and "a"b are slips. */
PL_CHECKED enum pl_status lex_expect_end(
    const struct lex *l, char delimiter, struct pl_error *err);

/* From the opening quote at the next byte to its closing one into the token's
 * text.  A backslash escapes the quote and itself. */
PL_CHECKED enum pl_status lex_quoted(struct lex *l, struct pl_error *err);

/* To the end of a plain piece of text.  A ) that belongs to a ( of the same
 * piece is part of it, so that getUserById() can stand in a group. */
struct span lex_run(struct lex *l);

#endif
