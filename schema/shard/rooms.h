/* Memory in pieces that double, and give their room to others when they have
 * been outgrown: for many lists of which most stay short. */
#ifndef SCHEMA_SHARD_ROOMS_H
#define SCHEMA_SHARD_ROOMS_H

#include <stddef.h>

/* A room of size s has this many bytes. */
#define ROOM_BYTES(s) ((size_t)32 << (s))
/* Those of so many sizes lie in slabs, larger ones by themselves. */
#define ROOM_SIZES 12

struct room;
struct slab;

struct rooms {
	struct slab *slabs;
	char *at; /* what is left of the newest */
	size_t left;
	struct room *outgrown[ROOM_SIZES];
	size_t bytes; /* all of it */
};

void *room_take(struct rooms *r, unsigned size);
/* It is a room of the next size now, and its first `used` bytes are kept. */
void *room_grow(struct rooms *r, void *room, unsigned size, size_t used);
/* For what stays as it is, at most SLAB_BYTES, aligned to eight. */
#define SLAB_BYTES ((size_t)256 << 10)
void *room_take_bytes(struct rooms *r, size_t bytes);

/* Rooms that do not lie in slabs are given back one by one. */
void room_give(struct rooms *r, void *room, unsigned size);
/* All slabs, and with them all other rooms. */
void rooms_release(struct rooms *r);

#endif
