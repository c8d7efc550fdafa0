#include "query/show/show.h"

struct span
show_part(const struct pl_record *record, const struct pl_part *part)
{
	struct span column = record->column[part->column];

	if (part->offset > column.n || part->length > column.n - part->offset)
		return span_of(NULL, 0);
	return span_of(column.p + part->offset, part->length);
}

struct span
show_member(const struct pl_record *record, enum pl_member member)
{
	for (size_t i = 0; i < record->part_count; i++)
		if (record->parts[i].member == member)
			return show_part(record, &record->parts[i]);
	return span_of(NULL, 0);
}

void
show_join(
    struct buf *out, const struct pl_record *record, enum pl_member member)
{
	for (size_t i = 0; i < record->part_count; i++)
		if (record->parts[i].member == member)
			buf_addspan(out, show_part(record, &record->parts[i]));
}

void
show_sha256(const uint8_t sha256[PL_SHA256_BYTES], char out[SHA256_TEXT])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < PL_SHA256_BYTES; i++) {
		out[2 * i] = digits[sha256[i] >> 4];
		out[2 * i + 1] = digits[sha256[i] & 15];
	}
	out[SHA256_TEXT - 1] = '\0';
}
