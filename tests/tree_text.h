/* A tree as one line for tests: every member that a parser sets, so that two
 * trees are equal when their lines are.  Not a query. */
#ifndef TESTS_TREE_TEXT_H
#define TESTS_TREE_TEXT_H

#include "query/language/field.h"

static inline void tree_text(struct buf *out, const struct node *n);

static inline void
tree_text_members(struct buf *out, const struct node *n)
{
	static const char *const columns[] = { "", "@p", "@c", "@pc", "@r",
		"@pr", "@cr", "" };

	if (n->kind == NODE_WORDS || n->kind == NODE_LITERAL ||
	    n->kind == NODE_EXACT || n->kind == NODE_REGEX)
		buf_addf(out, "[%.*s]", SPAN_ARG(buf_span(&n->text)));
	if (n->prefix || n->infix)
		buf_adds(out, n->infix ? "infix" : "prefix");
	if (n->kind == NODE_REGEX)
		buf_addf(out, "%s%s%s", n->flags & REGEX_CASELESS ? "i" : "",
		    n->flags & REGEX_MULTILINE ? "m" : "",
		    n->flags & REGEX_DOTALL ? "s" : "");
	if (n->kind == NODE_NEAR)
		buf_addf(out, "%u", n->distance);
	if (n->kind == NODE_FIELD)
		buf_addf(out, " %s", query_field_name(n->field));
	for (size_t i = 0; i < n->value_count; i++)
		buf_addf(out, " [%.*s]", SPAN_ARG(buf_span(&n->values[i])));
	if (n->kind == NODE_TIME)
		buf_addf(out, " %lld %lld", (long long)n->least,
		    (long long)n->below);
	buf_adds(out, columns[n->columns & PL_ALL_TEXT]);
}

static inline void
tree_text(struct buf *out, const struct node *n)
{
	static const char *const kinds[] = { "all", "and", "or", "not",
		"words", "near", "literal", "exact", "regex", "field",
		"time" };

	buf_adds(out, kinds[n->kind]);
	tree_text_members(out, n);
	if (n->child_count == 0)
		return;
	buf_addc(out, '(');
	for (size_t i = 0; i < n->child_count; i++) {
		if (i > 0)
			buf_addc(out, ' ');
		tree_text(out, n->children[i]);
	}
	buf_addc(out, ')');
}

#endif
