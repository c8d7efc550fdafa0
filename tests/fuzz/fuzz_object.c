/* Whatever an object's bytes, the records and the result hold together. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "indexer/parse/object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool truth)
{
	if (!truth)
		abort();
}

struct seen {
	uint32_t records;
	uint64_t end;
};

static void
check_parts(const struct pl_record *r)
{
	size_t at[PL_COLUMNS] = { 0 };
	bool begun[PL_COLUMNS] = { false };

	for (size_t i = 0; i < r->part_count; i++) {
		const struct pl_part *part = &r->parts[i];
		struct span column = r->column[part->column];

		need(part->column < PL_COLUMNS && part->member < PL_MEMBERS);
		if (begun[part->column])
			need(at[part->column] < column.n &&
			    column.p[at[part->column]++] == '\n');
		begun[part->column] = true;
		need(part->offset == at[part->column]);
		need(part->length > 0 || part->member == PL_MEMBER_LINK_TITLE);
		at[part->column] += part->length;
	}
	for (int i = 0; i < PL_COLUMNS; i++)
		need(at[i] == r->column[i].n);
}

static void
check_text(struct span s)
{
	need(utf8_valid(s.p, s.n) == s.n);
}

static enum pl_status
check_record(void *context, const struct pl_record *r, struct pl_error *err)
{
	struct seen *seen = context;

	(void)err;
	seen->records++;
	need(r->begin >= seen->end && r->end > r->begin);
	seen->end = r->end;
	need(r->type < PL_TYPES && r->request.n <= PL_REQUEST_MAX);
	need(!(r->flags & PL_RECORD_DUPLICATE));
	check_parts(r);
	for (int i = 0; i < PL_COLUMNS; i++)
		check_text(r->column[i]);
	check_text(r->request);
	check_text(r->user);
	check_text(r->model);
	check_text(r->conversation);
	check_text(r->file);
	return PL_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct object_parser *parser;
	static const struct pl_place place = { .hour = INSTANT_NONE };
	struct seen seen = { 0 };
	struct object_result result;
	struct pl_error err;

	if (parser == NULL)
		parser = object_parser_new();
	need(object_parse(parser, span_of((const char *)data, size), &place,
		 check_record, &seen, &result, &err) == PL_OK);
	need(result.records == seen.records);
	need(seen.end <= result.inflated);
	need((result.outcome == PL_OUTCOME_INDEXED) ==
	    (result.reason[0] == '\0'));
	need(result.failed == 0 || result.outcome != PL_OUTCOME_INDEXED);
	need((result.outcome != PL_OUTCOME_PARTLY) || result.records > 0);
	need((result.outcome != PL_OUTCOME_REJECTED) || result.records == 0);
	return 0;
}
