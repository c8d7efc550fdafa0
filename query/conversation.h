/* Conversations: records that belong together, across hours, days and shards.
 *
 * By `conversationId` where there is one.  Where there is none, a session: the
 * same user as written, the same tree (QDeveloperLogs, KiroLogs), consecutive
 * chat and /dev records less than 30 minutes apart.  An inline record, and any
 * record without a user or a time, is a session of its own.
 *
 * Every record is a turn of exactly one conversation, but for those that are
 * marked as copies, which are in none.
 *
 * Only the days that a conversation touches are read for it, once each. */
#ifndef QUERY_CONVERSATION_H
#define QUERY_CONVERSATION_H

#include "query/answer/hits.h"

enum conversation_rule { CONVERSATION_ID, CONVERSATION_SESSION };
/* "id", "session" */
const char *conversation_rule_name(enum conversation_rule rule);

/* Two records of a session are less than this apart. */
#define CONVERSATION_GAP (30 * 60 * NS_PER_SECOND)
/* Turns of one conversation; those after them are left out, and the
 * conversation is named among what is incomplete. */
#define CONVERSATION_TURNS_MAX 1000000
/* What the id of a session begins with; a minus sign and the id of its first
 * record follow.  Where that record was delivered again, on another day or
 * into another tree, and is the first of a session there, the second such
 * session has a 2 before the sign, and so on. */
#define CONVERSATION_SESSION_NAME "session"

/* Whether that is the id of a session, as far as its form tells: a log's own
 * "session-7" is none. */
bool conversation_is_session(struct span id);

struct turn {
	const struct pl_shard_info *shard;
	int64_t time;
	uint32_t rowid;
	unsigned flags; /* enum pl_record_flag: ROUTER is folded away */
};

/* Texts and turns live as long as the struct conversations it comes from. */
struct conversation {
	struct span id; /* the conversationId, or what was said above;
			   terminated */
	enum conversation_rule rule;
	struct span user;         /* of its first turn; terminated */
	const struct turn *turns; /* by time, key, archive and ordinal; those
				     without a time first */
	size_t turn_count;        /* at least 1 */
	size_t router_count;      /* turns whose answer is a router's tag */
	int64_t first, last;      /* times; INSTANT_NONE if no turn has one */
	size_t number; /* 0, 1, …, in the order they were asked for:
			  a place in the caller's own tables */
};

/* Finds them, and keeps what it found.  The index must outlive it. */
struct conversations;
PL_CHECKED enum pl_status conversations_open(
    struct pl_index *ix, struct conversations **out, struct pl_error *err);
void conversations_close(struct conversations *c);

/* The conversation of a record; the same pointer for each of its records.
 * PL_ENOTFOUND for a copy, which is in none. */
PL_CHECKED enum pl_status conversations_of(struct conversations *c,
    const struct pl_shard_info *shard, uint32_t rowid,
    const struct conversation **out, struct pl_error *err);

/* The place of that record among its conversation's turns; turn_count if it
 * was cut off. */
size_t conversations_turn(struct conversations *c,
    const struct conversation *conversation, const struct pl_shard_info *shard,
    uint32_t rowid);

/* What is known of a record without reading it.  PL_ENOTFOUND for a copy. */
struct conversation_record {
	int64_t time;
	size_t user; /* 0, 1, …: a number for each user as written */
	bool nobody; /* it names no user */
};
PL_CHECKED enum pl_status conversations_record(struct conversations *c,
    const struct pl_shard_info *shard, uint32_t rowid,
    struct conversation_record *out, struct pl_error *err);

/* By its id, or by the id of any record in it.  PL_ENOTFOUND. */
PL_CHECKED enum pl_status conversations_find(struct conversations *c,
    struct span id, const struct conversation **out, struct pl_error *err);

/* A shard open for reading, from the pool they share: valid until
 * POOL_OPEN_MAX others have been asked for, and until the next question about
 * a conversation. */
PL_CHECKED enum pl_status conversations_shard(struct conversations *c,
    const struct pl_shard_info *info, struct pl_shard **out,
    struct pl_error *err);

/* The time that an object must lie in to hold a further record of it: a
 * session's own and half an hour around it; any, where the logs name it. */
void conversation_reach(
    const struct conversation *v, int64_t *least, int64_t *below);

/* What kept conversations from being whole: shards that could not be read, and
 * conversations that were cut.  Grows with what is asked for. */
const struct incomplete *conversations_incomplete(
    const struct conversations *c, size_t *count);

#endif
