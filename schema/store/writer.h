/* The index in a writer's hands, as the files of the writer share it. */
#ifndef SCHEMA_STORE_WRITER_H
#define SCHEMA_STORE_WRITER_H

#include <pthread.h>
#include <sys/types.h>

#include "schema/store/store.h"
#include "schema/writer.h"

/* How often a long run puts what it has so far into index.db, so that searches
 * see it and a crash costs little. */
#define CHECKPOINT_NS (5 * NS_PER_SECOND)

/* How many finished runs index.db remembers. */
#define RUNS_KEPT 1000

struct pl_writer {
	char *path;
	char *file;      /* index.db */
	char *temporary; /* index.db.new */
	char *command;
	int lock;
	bool shared; /* with a readers' group */
	/* Whom its files are given to: (uid_t)-1, (gid_t)-1 for no change. */
	uid_t owner;
	gid_t group;
	bool fresh;            /* there is no index.db yet */
	pthread_mutex_t mutex; /* over all that follows */
	struct db db;          /* index.db.new, in a transaction */
	bool editing;          /* whether db is open */
	struct pl_error lost;  /* why edits were lost; PL_OK: were not */
	int64_t published;     /* instant of the last publish */
	int64_t run;           /* the open run, 0: none */
	bool start_marked;     /* its start is on disk */
	bool salvaged;         /* index.db was made from the shards */
	int64_t runs_before;   /* numbers of runs begin after it */
	struct pl_doubt *doubts;
	size_t doubt_count, doubt_capacity;
	struct store_image known; /* archives */
	struct store_image kept;  /* holds */
};

/* Open index.db.new as a copy of index.db, unless it is open. */
PL_CHECKED enum pl_status writer_edit(
    struct pl_writer *w, struct pl_error *err);
/* Put index.db.new in place of index.db.  When that fails, what was edited is
 * lost, and the writer with it: it fails in the same way from then on, so that
 * nothing is built on what is not there. */
PL_CHECKED enum pl_status writer_publish(
    struct pl_writer *w, struct pl_error *err);

/* Whether index.db is missing or damaged while there are shards. */
bool writer_needs_salvage(const char *path, const char *file);
/* The name of the group that may read the index's folder, to be freed, or
 * NULL. */
char *writer_folder_group(const char *path);

PL_CHECKED enum pl_status writer_clean_receipts(
    const struct pl_writer *w, struct pl_error *err);

/* Make the start of the open run known, unless it is. */
PL_CHECKED enum pl_status writer_mark_start(
    struct pl_writer *w, struct pl_error *err);

/* A setting: NULL when there is none, else to be freed; NULL removes it. */
PL_CHECKED enum pl_status writer_get_setting(
    struct pl_writer *w, const char *key, char **value, struct pl_error *err);
PL_CHECKED enum pl_status writer_put_setting(struct pl_writer *w,
    const char *key, const char *value, struct pl_error *err);

/* Whether an index is at that path; where `create`, make its folder, unless
 * that holds other things. */
PL_CHECKED enum pl_status writer_find_folder(
    const char *path, bool create, struct pl_error *err);

/* The modes and the group of an index's folders and files. */
PL_CHECKED enum pl_status writer_protect(const struct pl_writer *w,
    const char *path, bool folder, struct pl_error *err);
PL_CHECKED enum pl_status writer_make_folder(
    const struct pl_writer *w, const char *path, struct pl_error *err);
/* The folder that a path lies in, synced: what was made or renamed there lasts
 * only then. */
PL_CHECKED enum pl_status writer_sync_folder_of(
    const char *path, struct pl_error *err);
/* Nothing is there; false also when that cannot be told. */
bool writer_is_missing(const char *path);

/* Remove what killed runs left, and describe shards anew that are not as
 * index.db says. */
PL_CHECKED enum pl_status writer_recover(
    struct pl_writer *w, struct pl_error *err);

#endif
