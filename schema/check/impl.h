/* Between the files of checking. */
#ifndef SCHEMA_CHECK_IMPL_H
#define SCHEMA_CHECK_IMPL_H

#include "schema/check.h"
#include "schema/shard/shard.h"
#include "schema/writer.h"

/* What is told of one file. */
struct check {
	pl_check_visitor *visit;
	void *context;
	uint64_t findings;
};

void check_say(struct check *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* That there were more than were told. */
void check_end(struct check *c);
/* A failure while looking is a finding: true when there was one. */
bool check_failed(
    struct check *c, enum pl_status rc, const struct pl_error *err);

/* The sums over the words of each record: of one column a sum of a hash of
 * each word and its place. */
#define CHECK_COLUMNS 4 /* prompt, context, response, filter */
struct word_sums {
	uint64_t (*sums)[CHECK_COLUMNS]; /* by rowid; owned */
	uint32_t limit;
};
uint64_t word_hash(struct span word, uint64_t place);

/* Whether a shard's file is sound in itself, and of its day. */
bool check_is_sound(const char *path, const struct pl_shard_info *info);

/* SQLite's own check of an open file. */
PL_CHECKED enum pl_status check_integrity(
    struct check *c, struct db *db, struct pl_error *err);
/* The keys by which pages of the full-text index are found. */
PL_CHECKED enum pl_status check_page_keys(
    struct check *c, struct db *db, struct pl_error *err);
/* The list of words that is kept beside the full-text index. */
PL_CHECKED enum pl_status check_vocabulary(
    struct check *c, struct db *db, int64_t records, struct pl_error *err);
/* The file as bytes: hash, SQLite, FTS5; the words that the full-text index
 * holds are added to *sums. */
PL_CHECKED enum pl_status check_file(struct check *c, const char *path,
    const struct pl_shard_info *info, struct word_sums *sums,
    struct pl_error *err);
/* The records, their texts and their words, held against *sums. */
PL_CHECKED enum pl_status check_records(struct check *c, struct pl_shard *s,
    const struct word_sums *sums, struct pl_error *err);
/* What is marked as a copy; only where all texts can be read. */
PL_CHECKED enum pl_status check_copies(
    struct check *c, struct pl_shard *s, struct pl_error *err);
/* What index.db says of the shard. */
PL_CHECKED enum pl_status check_described(struct check *c, struct pl_index *ix,
    const struct pl_shard_info *info, struct pl_error *err);

#endif
