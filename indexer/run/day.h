/* One day of a run: what its archives hold is held against its shard, and the
 * shard replaced where they differ. */
#ifndef INDEXER_DAY_H
#define INDEXER_DAY_H

#include "base/progress.h"
#include "indexer/parse/arena.h"
#include "indexer/parse/object.h"
#include "indexer/run/summary.h"
#include "indexer/source/source.h"
#include "schema/writer.h"

/* An archive, or a part of one, in a run. */
struct run_source {
	struct pl_archive archive; /* root is owned */
	char *scope;               /* "" or ending in '/'; owned */
	struct source *source;     /* NULL: it could not be opened */
	/* Whether size and times tell that a member has not changed: not in a
	 * bundle that is not the one that was read last. */
	bool trusted;
	/* Everything is read, whether it has changed or not: shards are made
	 * anew. */
	bool anew;
	/* With it: what neither the archive nor the old shard can give is
	 * given up. */
	bool lossy;
};

/* Something of an archive that is not as it was: for the notes. */
struct day_absent {
	size_t source;           /* in the run's list */
	struct pl_absent absent; /* key and reason are owned */
};

enum day_state {
	DAY_KEPT,      /* not in this run */
	DAY_VANISHED,  /* no longer in the archive */
	DAY_UNCHANGED, /* as it was */
	DAY_READ,      /* new or changed: to be read from the archive */
};

struct day_entry {
	struct span key;
	int64_t archive;
	size_t source; /* in the run's list; DAY_NO_SOURCE: not in this run */
	const struct source_object *found; /* NULL: only in the old shard */
	/* In the old shard: its row there, 0 if it is new. */
	int64_t row;
	uint64_t size, inode;
	int64_t mtime, ctime, hour;
	uint32_t records;
	bool hashed;
	uint8_t sha256[PL_SHA256_BYTES];
	enum day_state state;
};
#define DAY_NO_SOURCE ((size_t)-1)

struct day {
	int64_t day;
	const struct run_source *sources;
	size_t source_count;
	struct source_list *lists; /* beside sources */
	char *file;                /* of the shard */
	bool exists;               /* the shard does, and can be read */
	struct pl_shard *old;      /* it, while the day is built */
	struct arena keys;         /* of entries that are only in the shard */
	struct day_entry *entries; /* by key and archive */
	size_t count, capacity;
	struct pl_kept_out *outs; /* beside sources */
	uint64_t kept_out;        /* objects that were forgotten for good */
	/* Nothing has changed, as a glance told: there are no entries. */
	bool settled;
	uint64_t listed; /* objects that were found */
	bool lost;       /* the old shard cannot be read, and held more */
	size_t reads;    /* entries to be read */
	bool replaces;   /* some of them are in the old shard */
	/* A day whose bytes do not fit into memory at once is done in rounds:
	 * this one is for the keys from `from` on (NULL: all) to before
	 * `until` (NULL: all).  Both are owned. */
	char *from, *until;
	bool replaced; /* the shard was, in this round or an earlier one */
	struct summary counts;
	struct day_absent *absents;
	size_t absent_count, absent_capacity;
};

/* What a thread keeps from day to day. */
struct day_worker {
	struct object_parser *parser;
	struct pl_hasher *hasher;
	struct buf bytes;
};

/* List the day and compare it with its shard, at a glance or, if it has
 * changed, object by object.  No file stays open: many days
 * may be open at once.  A shard that is missing or
 * damaged is built anew if all of its archives are in the run as a whole, and
 * PL_EGUARD names what is missing if they are not. */
PL_CHECKED enum pl_status day_open(struct pl_writer *writer, int64_t day,
    const struct run_source *sources, size_t source_count, struct day *out,
    struct pl_error *err);
/* Whether everything that the run has of the day is in its shard, as it is
 * there, and nothing more of these archives: told by their digests, without
 * reading a row.  False as well where that cannot be told so. */
PL_CHECKED enum pl_status day_glance(struct day *d, struct pl_writer *writer,
    bool *settled, struct pl_error *err);
/* Whether an entry is this round's business. */
bool day_has(const struct day *d, const struct day_entry *e);
/* How many objects are known of it, from the archives or from its shard. */
uint64_t day_objects(const struct day *d);
void day_release(struct day *d);

/* For day_build.c: note that an object is vanished or unreadable. */
void day_note(struct day *d, const struct day_entry *e, enum pl_note_kind kind,
    const char *reason);

/* Read what is new or changed and put the shard in place, if that changes
 * anything at all.  When a stop is asked for, what was read until then is
 * kept. */
PL_CHECKED enum pl_status day_build(struct day *d, struct pl_writer *writer,
    struct day_worker *worker, struct progress *progress,
    struct pl_error *err);

void day_worker_init(struct day_worker *w);
void day_worker_release(struct day_worker *w);

#endif
