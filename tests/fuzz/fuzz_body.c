/* Bodies of records, as a damaged or hostile shard may hold them: none is read
 * past its end, and what is read is written back to the same. */
#include <stdint.h>
#include <stdlib.h>

#include "schema/shard/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool truth)
{
	if (!truth)
		abort();
}

static bool
within(struct span inner, struct span outer)
{
	return inner.n == 0 ||
	    (inner.p >= outer.p && inner.n <= outer.n &&
		(size_t)(inner.p - outer.p) <= outer.n - inner.n);
}

static void
check(struct span body, const struct pl_record *r)
{
	for (int c = 0; c < PL_COLUMNS; c++)
		need(within(r->column[c], body));
	for (size_t i = 0; i < r->part_count; i++) {
		const struct pl_part *part = &r->parts[i];

		need(part->member < PL_MEMBERS && part->column < PL_COLUMNS);
		size_t n = r->column[part->column].n;
		need(part->offset <= n && part->length <= n - part->offset);
	}
}

/* Numbers may be written in more bytes than they need, so the bytes may
 * differ, once; what they say may not. */
static void
write_back(const struct pl_record *r)
{
	struct body_space space = { 0 };
	struct pl_record again;
	struct buf one, two;

	buf_init(&one, BUF_UNLIMITED);
	buf_init(&two, BUF_UNLIMITED);
	body_write(&one, r);
	need(one.n == body_size(r));
	need(body_read(buf_span(&one), &space, &again, NULL) == PL_OK);
	body_write(&two, &again);
	need(span_equal(buf_span(&one), buf_span(&two)));
	body_space_release(&space);
	buf_release(&one);
	buf_release(&two);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span body = span_of((const char *)data, size);
	struct body_space space = { 0 };
	struct pl_record record;
	struct pl_error err;

	if (body_read(body, &space, &record, &err) == PL_OK) {
		check(body, &record);
		write_back(&record);
	} else {
		need(record.part_count == 0);
	}
	body_space_release(&space);
	return 0;
}
