/* The scanner that cuts records against the reader of the same text: where
 * both take a document they find as many records, and the reader takes each.
 */
#include <stdlib.h>

#include "base/json_tree.h"
#include "indexer/parse/cut.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool truth)
{
	if (!truth)
		abort();
}

/* How many records the tree has. */
static size_t
expected_records(const struct json_node *document)
{
	const struct json_node *list = document;
	size_t count = 0;

	if (document->kind == JSON_OBJECT) {
		list = NULL;
		for (const struct json_node *m = document->first; m != NULL;
		     m = m->next)
			if (span_is(m->name, "records"))
				list = m;
		if (list == NULL)
			return 1;
	}
	if (list->kind == JSON_ARRAY)
		for (const struct json_node *v = list->first; v != NULL;
		     v = v->next)
			count++;
	return count;
}

/* Where the two may count differently `records` is given twice, or its name is
 * escaped. */
static bool
is_plain(const char *p, size_t n)
{
	size_t names = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\\')
			return false;
		if (n - i >= 9 && memcmp(p + i, "\"records\"", 9) == 0)
			names++;
	}
	return names <= 1;
}

static void
compare(struct span text, const struct cuts *cuts)
{
	struct json_tree tree;
	bool clean = true;

	json_tree_init(&tree);
	if (json_tree_read(&tree, text, NULL) != PL_OK)
		goto done;
	for (size_t i = 0; i < cuts->count; i++)
		clean = clean && !cuts->items[i].faulty;
	need(clean);
	if (cuts->trouble == NULL && is_plain(text.p, text.n))
		need(cuts->count == expected_records(tree.root));
	for (size_t i = 0; i < cuts->count && i < 64; i++) {
		const struct cut *cut = &cuts->items[i];
		struct span record =
		    span_of(text.p + cut->begin, cut->end - cut->begin);

		need(json_tree_read(&tree, record, NULL) == PL_OK);
	}
done:
	json_tree_release(&tree);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	struct cuts cuts;
	struct pl_error err;
	size_t at = 0;

	cuts_init(&cuts);
	enum pl_status rc = cut_records(span_of(p, size), &cuts, &err);
	for (size_t i = 0; i < cuts.count; i++) {
		need(cuts.items[i].begin >= at);
		need(cuts.items[i].end > cuts.items[i].begin);
		at = cuts.items[i].end;
	}
	need(at <= size && (rc != PL_ELIMIT || cuts.count == 0));
	if (rc == PL_OK)
		compare(span_of(p, size), &cuts);
	cuts_release(&cuts);
	return 0;
}
