/* The parts of the parser: parse.c knows how terms are joined, parse_term.c
 * and parse_field.c what they are. */
#ifndef QUERY_PARSE_H
#define QUERY_PARSE_H

#include "query/language/lex.h"
#include "query/zone.h"

struct parser {
	struct lex lex;
	int64_t now;
	struct query_zone zone;
	struct pl_error *err;
};

/* What in: said in one group. */
struct group {
	unsigned columns;    /* 0: nothing */
	size_t at;           /* the first in: */
	size_t alternative;  /* and where it stands among those of OR */
	size_t alternatives; /* so far */
};

/* The terms joined by AND so far. */
struct terms {
	struct node *all;            /* owned */
	struct node *fields[FIELDS]; /* its child for that field, or NULL */
	struct node *time;           /* its child for the times, or NULL */
	unsigned times; /* 1 << FIELD_SINCE, …: which there were */
	bool any;       /* something stands there, if only in: */
};

static inline const struct lex_token *
token(const struct parser *p)
{
	return &p->lex.token;
}

PL_CHECKED static inline enum pl_status
next(struct parser *p)
{
	return lex_next(&p->lex, p->err);
}

/* Go on behind a token that became n: hand it over, or free it. */
PL_CHECKED static inline enum pl_status
next_after(struct parser *p, struct node *n, struct node **out)
{
	enum pl_status rc = next(p);

	if (rc == PL_OK)
		*out = n;
	else
		node_free(n);
	return rc;
}

#define FAIL(p, at, ...) lex_fail(&(p)->lex, (at), (p)->err, __VA_ARGS__)

/* The current token, a term, as a node. */
PL_CHECKED enum pl_status parse_term(struct parser *p, struct node **out);
/* The current token, exact or a regex, as a node of that kind. */
PL_CHECKED enum pl_status parse_leaf(
    struct parser *p, enum node_kind kind, struct node **out);

/* The current token, a field other than in:, as a node. */
PL_CHECKED enum pl_status parse_field(struct parser *p, struct node **out);

/* The current token, in:, as what it says of its group. */
PL_CHECKED enum pl_status parse_in(struct parser *p, struct group *g);

/* Give the columns to every leaf that has none yet; how many took them. */
size_t parse_columns(struct node *n, unsigned columns);

/* Put a field among the terms; n is theirs from now on. */
void parse_merge_value(struct terms *terms, struct node *n);
PL_CHECKED enum pl_status parse_merge_time(
    struct parser *p, struct terms *terms, int field, struct node *n);

#endif
