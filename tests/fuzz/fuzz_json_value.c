/* Whatever is taken for JSON can be gone through to its last byte, and every
 * value of it is JSON itself. */
#include <stdlib.h>

#include "base/json_value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
walk(struct json_value v, int depth)
{
	struct json_items items = json_value_items(v);
	struct json_value item, again;
	struct span name;
	struct buf text;
	int64_t number;

	if (json_value_parse(v.text, &again, NULL) != PL_OK ||
	    again.kind != v.kind || depth > JSON_VALUE_DEPTH)
		abort();
	buf_init(&text, BUF_UNLIMITED);
	if (json_value_text(v, &text) != (v.kind == JSON_STRING))
		abort();
	(void)json_value_int(v, &number);
	/* Each level is parsed again below it: not too often. */
	for (int n = 0; n < 64 && json_value_next(&items, &name, &item); n++)
		walk(item, depth + 1);
	buf_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_value v;
	struct pl_error err = { .text = "" };

	if (json_value_parse(span_of((const char *)data, size), &v, &err) ==
	    PL_OK)
		walk(v, 0);
	else if (err.text[0] == '\0')
		abort();
	return 0;
}
