#include "schema/shard/word_list.h"

#include "schema/shard/varint.h"

/* What one word may add to a list: the rest of the size of the places before
 * it, a record, the least size, a change of column, a place. */
#define LIST_ROOM (4 + 5 + 1 + 2 + 5)

static uint32_t
full_at(unsigned size)
{
	return (uint32_t)ROOM_BYTES(size) - LIST_ROOM;
}

void
word_list_init(struct word_list *l, struct rooms *rooms)
{
	*l = (struct word_list){
		.bytes = room_take(rooms, 0),
		.full = full_at(0),
	};
}

void
word_list_release(struct word_list *l, struct rooms *rooms)
{
	if (l->size >= ROOM_SIZES)
		room_give(rooms, l->bytes, l->size);
}

/* Write how many bytes of places the last record has, twice that: FTS5 tells
 * deleted ones by the lowest bit.  One byte was left for it. */
static void
end_record(struct word_list *l)
{
	uint8_t *size = l->bytes + l->size_at;
	size_t bytes = l->used - l->size_at - 1;

	if (bytes < 0x40) {
		*size = (uint8_t)(2 * bytes);
		return;
	}
	size_t more = varint_size(2 * (uint64_t)bytes) - 1;
	memmove(size + 1 + more, size + 1, bytes);
	varint_put(size, 2 * (uint64_t)bytes);
	l->used += (uint32_t)more;
}

static void
begin_record(struct word_list *l, uint32_t record)
{
	if (l->used > 0)
		end_record(l);
	l->used +=
	    (uint32_t)varint_put(l->bytes + l->used, record - l->record);
	l->size_at = l->used++;
	l->record = record;
	l->column = 0;
	l->place = 0;
}

void
word_list_add(struct word_list *l, struct rooms *rooms, uint32_t record,
    unsigned column, uint32_t place)
{
	if (l->used > l->full) {
		l->bytes = room_grow(rooms, l->bytes, l->size, l->used);
		l->full = full_at(++l->size);
	}
	if (l->record != record)
		begin_record(l, record);
	uint8_t *out = l->bytes + l->used;
	if (l->column != column) {
		*out++ = 1;
		*out++ = (uint8_t)column;
		l->column = (uint8_t)column;
		l->place = 0;
	}
	out += varint_put(out, (uint64_t)place - l->place + 2);
	l->place = place;
	l->used = (uint32_t)(out - l->bytes);
}

struct span
word_list_end(struct word_list *l)
{
	end_record(l);
	return span_of((const char *)l->bytes, l->used);
}
