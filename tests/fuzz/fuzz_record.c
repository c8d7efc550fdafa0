/* The scanner that cuts records against json-c reading the same text: where
 * both take a document they find as many records, and json-c takes each. */
#include <json-c/json.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "indexer/parse/cut.h"
#include "indexer/parse/object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool truth)
{
	if (!truth)
		abort();
}

static struct json_object *
parse(const char *p, size_t n)
{
	struct json_tokener *t = json_tokener_new_ex(OBJECT_DEPTH_MAX + 1);

	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	struct json_object *value = json_tokener_parse_ex(t, p, (int)n);
	if (json_tokener_get_error(t) != json_tokener_success) {
		json_object_put(value);
		value = NULL;
	}
	json_tokener_free(t);
	return value;
}

/* How many records json-c sees. */
static size_t
expected_records(struct json_object *document)
{
	struct json_object *records;

	if (json_object_is_type(document, json_type_array))
		return json_object_array_length(document);
	if (!json_object_object_get_ex(document, "records", &records))
		return 1;
	return json_object_is_type(records, json_type_array)
	    ? json_object_array_length(records)
	    : 0;
}

/* One with such a member would be read differently: it is given twice, its
 * name is escaped, or cut short by a NUL. */
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
compare(const char *p, size_t n, const struct cuts *cuts)
{
	struct json_object *document = parse(p, n);
	bool clean = true;

	if (document == NULL)
		return;
	for (size_t i = 0; i < cuts->count; i++)
		clean = clean && !(cuts->items[i].flags & SCAN_FAULT);
	if (clean && cuts->trouble == NULL && is_plain(p, n))
		need(cuts->count == expected_records(document));
	for (size_t i = 0; i < cuts->count && i < 64; i++) {
		const struct cut *cut = &cuts->items[i];
		size_t length = cut->end - cut->begin;

		/* A bare word is told from its beginning only by what
		 * follows it. */
		if (cut->flags & SCAN_FAULT || p[cut->begin] != '{')
			continue;
		struct json_object *record = parse(p + cut->begin, length);
		need(record != NULL);
		json_object_put(record);
	}
	json_object_put(document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	struct cuts cuts;
	struct pl_error err;
	size_t at = 0;

	if (size > INT_MAX)
		return 0;
	cuts_init(&cuts);
	enum pl_status rc = cut_records(span_of(p, size), &cuts, &err);
	for (size_t i = 0; i < cuts.count; i++) {
		need(cuts.items[i].begin >= at);
		need(cuts.items[i].end > cuts.items[i].begin);
		at = cuts.items[i].end;
	}
	need(at <= size && (rc != PL_ELIMIT || cuts.count == 0));
	if (rc == PL_OK)
		compare(p, size, &cuts);
	cuts_release(&cuts);
	return 0;
}
