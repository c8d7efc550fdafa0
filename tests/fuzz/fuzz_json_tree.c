/* The two readers of JSON against one another: what the strict one takes the
 * other takes too, and finds the same values in it; what only the other takes
 * is no UTF-8 or has control characters bare in its strings. */
#include <stdlib.h>

#include "base/json_tree.h"
#include "base/json_value.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool truth)
{
	if (!truth)
		abort();
}

static void
compare_text(struct json_value v, struct span text)
{
	struct buf said;

	buf_init(&said, BUF_UNLIMITED);
	if (v.kind == JSON_STRING) {
		need(json_value_text(v, &said));
		need(span_equal(text, buf_span(&said)));
	} else if (v.kind == JSON_NUMBER) {
		need(span_equal(text, v.text));
	}
	buf_release(&said);
}

static void
compare(struct json_value v, const struct json_node *node)
{
	struct json_items items = json_value_items(v);
	const struct json_node *m = node->first;
	struct json_value item;
	struct span name;

	need(v.kind == node->kind);
	compare_text(v, node->text);
	for (; json_value_next(&items, &name, &item); m = m->next) {
		need(m != NULL);
		if (items.named) {
			struct json_value quoted = { JSON_STRING,
				span_of(name.p - 1, name.n + 2) };

			compare_text(quoted, m->name);
		}
		compare(item, m);
	}
	need(m == NULL);
}

static bool
has_control(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20)
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of((const char *)data, size);
	struct json_tree tree;
	struct json_value v;

	/* Going through the strict one's values takes the square of it. */
	if (size > 4096)
		return 0;
	json_tree_init(&tree);
	bool valid = utf8_valid(text.p, text.n) == text.n;
	bool strict = json_value_parse(text, &v, NULL) == PL_OK;
	if (json_tree_read(&tree, text, NULL) == PL_OK) {
		need(tree.repaired || valid);
		need(strict || has_control(text) || !valid);
	} else {
		need(!strict || !valid);
	}
	if (strict && valid)
		compare(v, tree.root);
	json_tree_release(&tree);
	return 0;
}
