/* A query as a tree.  The parser makes it, normalised; the planner answers
 * it. */
#ifndef QUERY_TREE_H
#define QUERY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"
#include "schema/record.h"

/* Everything that grows with a query has a limit. */
#define QUERY_TEXT_MAX  65536 /* bytes of a query */
#define QUERY_NODES_MAX 4096
#define QUERY_DEPTH_MAX 200   /* groups and negations within each other */
#define QUERY_NEAR_MAX  10000 /* the number of NEAR/n */

enum node_kind {
	NODE_ALL,     /* every record: the empty query */
	NODE_AND,     /* all children; one or more */
	NODE_OR,      /* any child; two or more */
	NODE_NOT,     /* not its one child */
	NODE_WORDS,   /* a term or phrase that tokens answer exactly */
	NODE_NEAR,    /* its NODE_WORDS children near each other */
	NODE_LITERAL, /* a term or phrase that must be verified */
	NODE_EXACT,   /* bytes, case-sensitive */
	NODE_REGEX,
	NODE_FIELD, /* type, user, model, account, region, conversation,
		       request, file, object: values are ORed */
	NODE_TIME,  /* least <= time < below */
};

enum query_field {
	FIELD_USER,
	FIELD_TYPE,
	FIELD_FILE,
	FIELD_MODEL,
	FIELD_ACCOUNT,
	FIELD_REGION,
	FIELD_CONVERSATION,
	FIELD_REQUEST,
	FIELD_OBJECT,
	FIELDS
};
/* "user", "type", … */
const char *query_field_name(enum query_field field);

#define REGEX_CASELESS  1u
#define REGEX_MULTILINE 2u
#define REGEX_DOTALL    4u

struct node {
	enum node_kind kind;
	struct node **children; /* owned */
	size_t child_count, child_capacity;
	/* The column mask that in: gave to its group (PL_COLUMN_BIT), for
	 * WORDS, NEAR, LITERAL, EXACT, REGEX. */
	unsigned columns;
	/* WORDS, LITERAL, EXACT, REGEX: the text between the delimiters, with
	 * escapes resolved. */
	struct buf text;
	bool prefix; /* WORDS, LITERAL: word*, no edge at the end */
	bool infix;  /* LITERAL: *word*, no edges; also what is letters only */
	unsigned flags;    /* REGEX_… */
	unsigned distance; /* NEAR */
	enum query_field field;
	struct buf *values; /* FIELD; owned */
	size_t value_count, value_capacity;
	int64_t least, below; /* TIME: instants; INSTANT_NONE and INT64_MAX
				 where open */
	size_t begin, end;    /* where in the query's text it stands */
};

struct node *node_new(enum node_kind kind, size_t begin, size_t end);
void node_free(struct node *n);
/* The child is the parent's from now on. */
void node_adopt(struct node *parent, struct node *child);
/* A node with one child gives way to it; any other is returned as it is. */
struct node *node_unwrap(struct node *n);
/* A copy of a value that the field does not have yet. */
void node_add_value(struct node *n, struct span value);
/* How many nodes and values there are from n down. */
size_t node_count(const struct node *n);
/* How many nodes with children lie within each other from n down. */
size_t node_height(const struct node *n);

struct query_clock {
	int64_t now;      /* what "7d" counts back from */
	const char *zone; /* for dates without a zone: "UTC", "local", an IANA
			     name as in tzdata, "+02:00" */
};

/* Parse a query.  PL_EQUERY with *err saying what is wrong, where (the column,
 * from 1), and what would be right. */
PL_CHECKED enum pl_status query_parse(struct span text,
    const struct query_clock *clock, struct node **out, struct pl_error *err);

/* The query as understood, as a query that parses to the same tree: fully
 * parenthesised, times in full UTC. */
void query_print(struct buf *out, const struct node *n);

/* One date of the date grammar (design: since:, until:, on:, --max-age):
 * *first is its first instant and *past the one after its last. */
PL_CHECKED enum pl_status query_date(struct span text,
    const struct query_clock *clock, int64_t *first, int64_t *past,
    struct pl_error *err);

#endif
