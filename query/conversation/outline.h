/* The records of the shards in outline: who, when, and which group each is in,
 * so that conversations are found without their text.  A shard is read when
 * it is first asked for, and kept: 32 bytes a record. */
#ifndef QUERY_OUTLINE_H
#define QUERY_OUTLINE_H

#include "query/answer/incomplete.h"
#include "query/answer/intern.h"
#include "query/answer/pool.h"

/* Records of one group may belong together: those with one conversationId; a
 * user's chat and /dev records of one tree.  A user's other records are a
 * group too, so that copies of them can be found, but each is alone. */
enum outline_kind { OUTLINE_ID, OUTLINE_SESSION, OUTLINE_ALONE };

struct outline_record {
	int64_t time;
	uint32_t rowid;
	uint32_t group; /* place in groups.items */
	uint32_t user;  /* place in users.items; empty for none */
	uint32_t flags; /* enum pl_record_flag */
	uint32_t found; /* 1 + the number of its conversation; 0: not asked
			   for yet */
	uint32_t turn;  /* its place there */
};

/* One shard. */
struct outline {
	bool asked;  /* it was read, or could not be: no records then */
	bool failed; /* a cause names it */
	struct outline_record *records; /* owned; by group, time and rowid */
	size_t count, capacity;
	uint32_t *places; /* owned, by rowid: 1 + place in records, 0 for
			     copies */
	uint32_t limit;   /* the greatest rowid */
};

struct outlines {
	struct pl_index *ix;   /* borrowed */
	struct pool *pool;     /* borrowed */
	struct outline *items; /* owned; in the order of ix->shards */
	struct intern groups, users, trees;
	struct incompletes causes; /* shards that cannot be read */
};
void outlines_init(struct outlines *o, struct pl_index *ix, struct pool *pool);
void outlines_release(struct outlines *o);

/* The outline of a shard, by its place in ix->shards. */
struct outline *outlines_get(struct outlines *o, size_t shard);
/* Say that a shard could not be read, once. */
void outlines_fail(
    struct outlines *o, size_t shard, const struct pl_error *why);

/* The record, or NULL for a copy. */
struct outline_record *outline_find(const struct outline *o, uint32_t rowid);
/* The first record of the group at that time or later: a place in records,
 * which may be another group's or past the end. */
size_t outline_seek(const struct outline *o, uint32_t group, int64_t time);

/* The group of a conversationId; whether records of it were seen is another
 * matter. */
uint32_t outlines_group(struct outlines *o, struct span conversation);
/* The group that the record would be in, were it of that tree (a place in
 * trees.items); INTERN_NONE if no such group was met. */
uint32_t outlines_in_tree(const struct outlines *o,
    const struct outline_record *record, uint32_t tree);
enum outline_kind outlines_kind(const struct outlines *o, uint32_t group);
/* The conversationId of a group of that kind. */
struct span outlines_id(const struct outlines *o, uint32_t group);

#endif
