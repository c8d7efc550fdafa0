#include "query/language/tree.h"

#include <stdlib.h>

#include "base/mem.h"

struct node *
node_new(enum node_kind kind, size_t begin, size_t end)
{
	struct node *n = xcalloc(1, sizeof *n);

	n->kind = kind;
	n->begin = begin;
	n->end = end;
	n->least = INSTANT_NONE;
	n->below = INT64_MAX;
	buf_init(&n->text, BUF_UNLIMITED); /* within QUERY_TEXT_MAX */
	return n;
}

void
node_free(struct node *n)
{
	if (n == NULL)
		return;
	for (size_t i = 0; i < n->child_count; i++)
		node_free(n->children[i]);
	for (size_t i = 0; i < n->value_count; i++)
		buf_release(&n->values[i]);
	free(n->children);
	free(n->values);
	buf_release(&n->text);
	free(n);
}

void
node_adopt(struct node *parent, struct node *child)
{
	parent->children = xgrow(parent->children, parent->child_count,
	    &parent->child_capacity, sizeof *parent->children);
	parent->children[parent->child_count++] = child;
	parent->end = child->end;
}

struct node *
node_unwrap(struct node *n)
{
	struct node *only;

	if (n->child_count != 1)
		return n;
	only = n->children[0];
	n->child_count = 0;
	node_free(n);
	return only;
}

void
node_add_value(struct node *n, struct span value)
{
	for (size_t i = 0; i < n->value_count; i++)
		if (span_equal(buf_span(&n->values[i]), value))
			return;
	n->values = xgrow(
	    n->values, n->value_count, &n->value_capacity, sizeof *n->values);
	buf_init(&n->values[n->value_count], BUF_UNLIMITED);
	buf_addspan(&n->values[n->value_count++], value);
}

size_t
node_count(const struct node *n)
{
	size_t count = 1 + n->value_count;

	for (size_t i = 0; i < n->child_count; i++)
		count += node_count(n->children[i]);
	return count;
}

size_t
node_height(const struct node *n)
{
	size_t height = 0;

	for (size_t i = 0; i < n->child_count; i++) {
		size_t child = 1 + node_height(n->children[i]);

		if (child > height)
			height = child;
	}
	return height;
}
