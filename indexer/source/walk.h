/* One walk through folders, for planning and for listing alike: it follows no
 * link, opens nothing but folders, and notes what it cannot look at. */
#ifndef INDEXER_WALK_H
#define INDEXER_WALK_H

#include "base/buf.h"
#include "indexer/source/source.h"
#include "indexer/source/trouble.h"

struct walk {
	struct troubles *troubles; /* borrowed */
	uint64_t *passed;          /* counts by enum source_passed; borrowed */
	struct buf key;            /* of what is being looked at; owned */
	void *context;
	/* Whether to go into the folder w->key, called name in the folder fd;
	 * NULL: always. */
	bool (*enter)(struct walk *w, int fd, const char *name);
	/* A file that may be a prompt log: w->key is its key, name its name in
	 * the folder fd. */
	void (*file)(struct walk *w, int fd, const char *name);
};

/* Walk the folder open at fd, which is closed in the end.  w->key is its key,
 * "" or ending in '/', and is the same afterwards.  What lies in it comes in
 * the order of keys, unless it is so much that it is taken in parts. */
void walk_folder(struct walk *w, int fd);

/* The kind of what lies at name in the folder fd, as in d_type; DT_UNKNOWN and
 * errno where that cannot be told. */
unsigned char walk_kind(int fd, const char *name);

#endif
