/* What is known of an archive's objects without reading them, in one number:
 * the same whether it is taken of a listing or of the rows of a shard.  A day
 * whose numbers agree holds the same objects, and none of them was touched. */
#ifndef SCHEMA_OBJECTS_DIGEST_H
#define SCHEMA_OBJECTS_DIGEST_H

#include "schema/sha256.h"

/* Everything by which an object is told to be as it was. */
struct pl_object_state {
	struct span key;
	uint64_t size, inode;
	int64_t mtime, ctime; /* instants */
};

/* SHA-256 over the objects in the order of their keys, each as six numbers of
 * eight bytes, the least first, and two texts: how long its folder is, or all
 * bits set where that is the one before; how long its name is; size, mtime,
 * ctime, inode; its folder, unless it is the one before; its name. */
struct pl_objects_digest;
struct pl_objects_digest *pl_objects_digest_new(void);
void pl_objects_digest_free(struct pl_objects_digest *d);

/* False when the key does not come after the one before: such objects have no
 * digest. */
bool pl_objects_digest_add(
    struct pl_objects_digest *d, const struct pl_object_state *o);
/* The next object is the first of another digest. */
void pl_objects_digest_end(
    struct pl_objects_digest *d, uint8_t out[PL_SHA256_BYTES]);

#endif
