#include "schema/shard/body.h"

#include <stdlib.h>

#include "base/mem.h"

static void
put_number(struct buf *out, uint64_t value)
{
	while (value >= 0x80) {
		buf_addc(out, (char)(value | 0x80));
		value >>= 7;
	}
	buf_addc(out, (char)value);
}

static size_t
number_size(uint64_t value)
{
	size_t n = 1;

	while (value >>= 7)
		n++;
	return n;
}

/* Takes a number off the front of *from; false when there is none. */
static bool
get_number(struct span *from, uint64_t *value)
{
	*value = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		if (from->n == 0)
			return false;
		unsigned char byte = (unsigned char)*from->p;
		*from = span_of(from->p + 1, from->n - 1);
		*value |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

size_t
body_size(const struct pl_record *record)
{
	size_t n = number_size(record->part_count);

	for (int c = 0; c < PL_COLUMNS; c++)
		n += number_size(record->column[c].n) + record->column[c].n;
	for (size_t i = 0; i < record->part_count; i++) {
		const struct pl_part *part = &record->parts[i];

		n += number_size((uint64_t)part->member) +
		    number_size((uint64_t)part->column) +
		    number_size(part->offset) + number_size(part->length);
	}
	return n;
}

void
body_write(struct buf *out, const struct pl_record *record)
{
	for (int c = 0; c < PL_COLUMNS; c++)
		put_number(out, record->column[c].n);
	put_number(out, record->part_count);
	for (size_t i = 0; i < record->part_count; i++) {
		const struct pl_part *part = &record->parts[i];

		put_number(out, (uint64_t)part->member);
		put_number(out, (uint64_t)part->column);
		put_number(out, part->offset);
		put_number(out, part->length);
	}
	for (int c = 0; c < PL_COLUMNS; c++)
		buf_addspan(out, record->column[c]);
}

void
body_space_release(struct body_space *space)
{
	free(space->parts);
	*space = (struct body_space){ 0 };
}

static bool
read_part(
    struct span *from, const struct pl_record *record, struct pl_part *part)
{
	uint64_t member, column, offset, length;

	if (!get_number(from, &member) || !get_number(from, &column) ||
	    !get_number(from, &offset) || !get_number(from, &length))
		return false;
	if (member >= PL_MEMBERS || column >= PL_COLUMNS)
		return false;
	size_t n = record->column[column].n;
	if (offset > n || length > n - offset || n > UINT32_MAX)
		return false;
	*part = (struct pl_part){ (enum pl_member)member,
		(enum pl_column)column, (uint32_t)offset, (uint32_t)length };
	return true;
}

/* A part takes at least a byte for each of its numbers.  This is what holds
 * the memory for a damaged body's parts to a multiple of its size. */
#define PART_BYTES_MIN 4

static bool
read_all(struct span body, struct body_space *space, struct pl_record *out)
{
	uint64_t lengths[PL_COLUMNS], parts, total = 0;

	for (int c = 0; c < PL_COLUMNS; c++) {
		if (!get_number(&body, &lengths[c]) || lengths[c] > body.n)
			return false;
		out->column[c].n = (size_t)lengths[c];
		total += lengths[c];
	}
	if (!get_number(&body, &parts) || parts > body.n / PART_BYTES_MIN)
		return false;
	while (space->capacity < parts)
		space->parts = xgrow(space->parts, space->capacity,
		    &space->capacity, sizeof *space->parts);
	for (size_t i = 0; i < parts; i++)
		if (!read_part(&body, out, &space->parts[i]))
			return false;
	if (body.n != total)
		return false;
	for (int c = 0; c < PL_COLUMNS; c++) {
		out->column[c].p = body.p;
		body.p += out->column[c].n;
	}
	out->parts = space->parts;
	out->part_count = (size_t)parts;
	return true;
}

enum pl_status
body_read(struct span body, struct body_space *space, struct pl_record *out,
    struct pl_error *err)
{
	*out = (struct pl_record){ 0 };
	if (read_all(body, space, out))
		return PL_OK;
	*out = (struct pl_record){ 0 };
	return pl_fail(err, PL_EFORMAT, "a record's text is damaged");
}
