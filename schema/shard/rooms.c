#include "schema/shard/rooms.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct slab {
	struct slab *older;
	_Alignas(16) char room[SLAB_BYTES];
};

struct room {
	struct room *next;
};

void *
room_take_bytes(struct rooms *r, size_t bytes)
{
	bytes = (bytes + 7) / 8 * 8;
	if (bytes > r->left) {
		struct slab *s = xmalloc(sizeof *s);

		s->older = r->slabs;
		r->slabs = s;
		r->at = s->room;
		r->left = SLAB_BYTES;
		r->bytes += sizeof *s;
	}
	void *room = r->at;
	r->at += bytes;
	r->left -= bytes;
	return room;
}

void *
room_take(struct rooms *r, unsigned size)
{
	if (size >= ROOM_SIZES) {
		r->bytes += ROOM_BYTES(size);
		return xmalloc(ROOM_BYTES(size));
	}
	struct room *room = r->outgrown[size];
	if (room == NULL)
		return room_take_bytes(r, ROOM_BYTES(size));
	r->outgrown[size] = room->next;
	return room;
}

void
room_give(struct rooms *r, void *room, unsigned size)
{
	if (size >= ROOM_SIZES) {
		r->bytes -= ROOM_BYTES(size);
		free(room);
		return;
	}
	struct room *outgrown = room;
	outgrown->next = r->outgrown[size];
	r->outgrown[size] = outgrown;
}

void *
room_grow(struct rooms *r, void *room, unsigned size, size_t used)
{
	void *larger = room_take(r, size + 1);

	memcpy(larger, room, used);
	room_give(r, room, size);
	return larger;
}

void
rooms_release(struct rooms *r)
{
	while (r->slabs != NULL) {
		struct slab *older = r->slabs->older;

		free(r->slabs);
		r->slabs = older;
	}
	*r = (struct rooms){ 0 };
}
