/* Reads JSON (RFC 8259) into a tree.  It is read strictly, but for one thing
 * that nothing is lost by: control characters may stand bare in strings. */
#ifndef BASE_JSON_TREE_H
#define BASE_JSON_TREE_H

#include "base/buf.h"
#include "base/json_lex.h"

/* Objects and arrays within each other; deeper ones are refused. */
#define JSON_TREE_DEPTH 64
/* Values of one document, which take 64 bytes each. */
#define JSON_TREE_VALUES_MAX 1000000

/* A value, and its place among those around it.  Objects and arrays have their
 * members and items in the order in which they are written, all of them. */
struct json_node {
	enum json_kind kind;
	struct span name; /* of a member; else empty */
	struct span text; /* what a string says, a number as it is written */
	struct json_node *first, *last; /* of an object or array */
	struct json_node *next;         /* the one after it there */
};

struct json_page;

/* The space of one tree after the other. */
struct json_tree {
	struct json_node *root;
	bool repaired; /* U+FFFD stands for bytes that are no UTF-8, or for a
			  \ud800 that is no half of a pair */
	struct json_page *pages;
	size_t left;     /* free values on the newest */
	size_t count;    /* values that were read */
	struct buf said; /* strings that had escapes */
	struct buf text; /* the document, where it was repaired */
};

void json_tree_init(struct json_tree *t);
void json_tree_release(struct json_tree *t);

/* Read what the whole document is to t->root.  The values are valid until the
 * next call, and as long as the document, which strings without escapes lie
 * in.
 *
 * PL_EFORMAT: it is no JSON; the text says at which byte, from 1 on.
 * PL_ELIMIT: it holds more than JSON_TREE_VALUES_MAX values.  The texts name
 * no document, and t->root is NULL. */
PL_CHECKED enum pl_status json_tree_read(
    struct json_tree *t, struct span document, struct pl_error *err);

/* A new object or array, empty, that lives as long as the tree. */
struct json_node *json_tree_new(struct json_tree *t, enum json_kind kind);
/* Append the value (NULL for null), with all that is in it, which may be part
 * of another tree that lives as long.  The name is empty in an array. */
void json_tree_add(struct json_tree *t, struct json_node *parent,
    struct span name, const struct json_node *value);

/* The last member of that name; NULL if there is none, if it is null, and for
 * what is no object (v may be NULL). */
const struct json_node *json_node_find(
    const struct json_node *v, const char *name);
bool json_node_is(const struct json_node *v, enum json_kind kind);
/* What a string says; no bytes for what is none (v may be NULL). */
struct span json_node_text(const struct json_node *v);

#endif
