/* What index.db says of a shard is made from the shard, all of it and always
 * in this one way: after a commit, after a crash, after a rebuild. */
#ifndef SCHEMA_STORE_DESCRIBE_H
#define SCHEMA_STORE_DESCRIBE_H

#include <sys/stat.h>

#include "schema/shard/shard.h"
#include "schema/store/store.h"

/* A shard's file, from outside. */
struct describe_file {
	struct stat st;
	uint8_t sha256[PL_SHA256_BYTES];
};
PL_CHECKED enum pl_status describe_read_file(
    const char *path, struct describe_file *out, struct pl_error *err);

/* Describe a shard to the store; what its file is may be known, or is read
 * where that is NULL.  PL_EFORMAT when the shard is damaged: what
 * the store said of it stays; if it said nothing, it now says that there is
 * such a shard. */
PL_CHECKED enum pl_status store_describe(struct db *store, const char *index,
    const char *name, const struct describe_file *known, struct pl_error *err);

/* Its parts: count the records into *info, whose bytes are set, and replace
 * what is said of the names that they have; of the shard's archives; the notes
 * on its objects. */
PL_CHECKED enum pl_status describe_records(struct db *store, const char *name,
    struct pl_shard *shard, struct pl_shard_info *info, struct pl_error *err);
PL_CHECKED enum pl_status describe_archives(struct db *store, const char *name,
    struct pl_shard *shard, struct pl_error *err);
PL_CHECKED enum pl_status describe_notes(struct db *store, const char *name,
    struct pl_shard *shard, struct pl_error *err);
/* Run a statement whose one parameter is the shard's name. */
PL_CHECKED enum pl_status describe_drop(struct db *store, enum statement which,
    const char *name, struct pl_error *err);

#endif
