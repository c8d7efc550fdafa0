/* Which files an open index was read from.  A writer never changes a file but
 * puts another in its place, so what was read of several may be of before and
 * after a change: their marks tell. */
#ifndef SCHEMA_STORE_MARKS_H
#define SCHEMA_STORE_MARKS_H

#include <sys/stat.h>

#include "schema/reader.h"

/* Not its ctime, which a backup that links the file changes. */
struct file_mark {
	bool there;
	dev_t device;
	ino_t inode;
	int64_t mtime;
	off_t size;
};

struct file_mark mark_file(const char *path);
bool mark_same(const struct file_mark *a, const struct file_mark *b);

struct pl_marks {
	struct file_mark store;   /* index.db, before it was opened */
	struct file_mark *shards; /* beside the index's; there: opened once */
};
struct pl_marks *marks_new(const struct file_mark *store, size_t shard_count);
void marks_free(struct pl_marks *marks);

/* A shard was opened, from this file: PL_EGUARD if it is another one than that
 * which was opened first.  The path is for the error. */
PL_CHECKED enum pl_status marks_shard(const struct pl_index *ix,
    const struct pl_shard_info *info, const struct stat *file,
    const char *path, struct pl_error *err);

#endif
