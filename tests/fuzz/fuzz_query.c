/* Whatever parses prints as a query that parses to the same tree. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/tree_text.h"

/* 2025-03-04T10:11:12.013014015Z */
static const struct query_clock query_time = {
	.now = INT64_C(1741083072013014015),
	.zone = "UTC",
};

static void
describe(const struct node *n, struct buf *tree, struct buf *query)
{
	buf_init(tree, BUF_UNLIMITED);
	buf_init(query, BUF_UNLIMITED);
	tree_text(tree, n);
	query_print(query, n);
}

static void
check_again(const struct buf *tree, const struct buf *query)
{
	struct buf tree_again, query_again;
	struct pl_error err;
	struct node *n;

	if (query_parse(buf_span(query), &query_time, &n, &err) != PL_OK) {
		fprintf(
		    stderr, "%.*s: %s\n", SPAN_ARG(buf_span(query)), err.text);
		abort();
	}
	describe(n, &tree_again, &query_again);
	if (!span_equal(buf_span(tree), buf_span(&tree_again)) ||
	    !span_equal(buf_span(query), buf_span(&query_again))) {
		fprintf(stderr, "%.*s\n%.*s\n%.*s\n%.*s\n",
		    SPAN_ARG(buf_span(tree)), SPAN_ARG(buf_span(&tree_again)),
		    SPAN_ARG(buf_span(query)),
		    SPAN_ARG(buf_span(&query_again)));
		abort();
	}
	buf_release(&tree_again);
	buf_release(&query_again);
	node_free(n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of((const char *)data, size);
	struct buf tree, query;
	struct pl_error err = { .text = "" };
	struct node *n;

	if (query_parse(text, &query_time, &n, &err) != PL_OK) {
		if (n != NULL || err.text[0] == '\0' ||
		    err.status != PL_EQUERY)
			abort();
		return 0;
	}
	describe(n, &tree, &query);
	check_again(&tree, &query);
	buf_release(&tree);
	buf_release(&query);
	node_free(n);
	return 0;
}
