/* Between the files of promptlog show. */
#ifndef QUERY_SHOW_H
#define QUERY_SHOW_H

#include "query/answer/incomplete.h"
#include "query/zone.h"

/* Where one copy of a record lies. */
struct copy {
	const struct pl_shard_info *shard;
	uint32_t rowid;
	bool duplicate;
	const struct pl_archive *archive; /* NULL if index.db lost it */
	int64_t archive_id;
	char *key; /* owned */
	uint32_t ordinal;
	uint64_t begin, end;
	bool hashed;
	uint8_t sha256[PL_SHA256_BYTES];
	size_t group; /* those of one group say the same */
};

/* What was asked for by one id: every copy, the one that stands for all
 * first.  An id may be that of several records, which say something else. */
struct wanted {
	const char *id;
	struct copy *copies; /* owned */
	size_t count, capacity;
};

/* Find the copies of each of the ids in every shard.  A shard that cannot be
 * read becomes a cause. */
void show_find(struct pl_index *ix, struct wanted *wanted, size_t count,
    struct incompletes *causes);
void wanted_release(struct wanted *w);
/* Give each record that has one of the ids an item of its own, with its
 * copies, in order of day and key: *wanted and *count are replaced.  A record
 * that cannot be read becomes a cause, and is left out if others can. */
void show_part_ids(struct pl_index *ix, struct wanted **wanted, size_t *count,
    struct incompletes *causes);

/* A record with all there is of it; spans live as long as the shard is open
 * and not read again. */
struct shown {
	const struct wanted *wanted;
	struct pl_row row;
	struct pl_record text;
};

/* Append it for people, or as one JSON object. */
void show_text(struct buf *out, const struct shown *s,
    const struct query_zone *zone, bool colour);
struct json_writer;
void show_json(struct json_writer *w, const struct shown *s);
/* The members that its columns are made of, into an object that is open. */
void show_json_members(struct json_writer *w, const struct pl_record *record);

/* The pieces of a member, end to end, appended. */
void show_join(
    struct buf *out, const struct pl_record *record, enum pl_member member);
/* The first part of that member; empty if there is none. */
struct span show_member(const struct pl_record *record, enum pl_member member);
struct span show_part(
    const struct pl_record *record, const struct pl_part *part);

#define SHA256_TEXT (2 * PL_SHA256_BYTES + 1)
void show_sha256(const uint8_t sha256[PL_SHA256_BYTES], char out[SHA256_TEXT]);

#endif
