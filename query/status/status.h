/* Between the files of promptlog status. */
#ifndef QUERY_STATUS_H
#define QUERY_STATUS_H

#include "base/json.h"
#include "query/answer/incomplete.h"
#include "query/forgotten.h"
#include "query/zone.h"
#include "schema/reader.h"

#define STATUS_NOTES 4  /* of enum pl_note_kind */
#define STATUS_TOP   10 /* users named */

struct status_user {
	char *name; /* owned */
	uint64_t records;
};

/* What sweeps forgot for good of an archive. */
struct status_kept_out {
	uint64_t objects; /* by their keys */
	int64_t before;   /* and everything before that day; INSTANT_NONE */
};

/* The index as a whole. */
struct status {
	struct pl_index *index;
	struct status_kept_out *kept_out; /* beside its archives; owned */
	const struct query_zone *zone;
	int64_t now;
	uint64_t bytes;      /* of the shards */
	uint64_t objects[3]; /* by enum pl_outcome */
	uint64_t records, duplicates;
	uint64_t types[PL_TYPES]; /* records, duplicates left out */
	size_t days;
	int64_t first_day, last_day; /* INSTANT_NONE without any */
	bool undated;                /* there are objects without a day */
	struct status_user *users;   /* most records first; owned */
	size_t user_count, user_capacity;
	uint64_t notes[STATUS_NOTES], accepted[STATUS_NOTES];
	int64_t max_age; /* negative: any */
	struct forgottens forgotten;
	struct incompletes causes; /* why the exit status is 3 */
};

/* All of the above from s->index, s->now and s->max_age. */
PL_CHECKED enum pl_status status_gather(
    struct status *s, struct pl_error *err);
void status_release(struct status *s);

/* Whether a search over everything would call itself complete. */
bool status_complete(const struct status *s);

void status_text(struct buf *out, const struct status *s);
/* Members of an object that the caller opened and will close. */
void status_json(struct json_writer *w, const struct status *s);

/* --rejected: what keeps the index from being whole, by kind. */
void status_rejected_text(struct buf *out, const struct status *s);
void status_rejected_json(struct json_writer *w, const struct status *s);

/* --users: every one, with as many records as --by user tells of them. */
void status_users_text(struct buf *out, const struct status *s);
void status_users_json(struct json_writer *w, const struct status *s);

/* --hours: which hours hold objects. */
#define HOURS 24
struct hours_day {
	int64_t day; /* its start */
	uint32_t objects[HOURS], partly[HOURS], rejected[HOURS];
};
/* What was delivered of one log type in one region of one account. */
struct hours_group {
	char *account, *region, *log_type; /* owned; "" where unknown */
	struct hours_day *days;            /* ascending; owned */
	size_t count, capacity;
	uint64_t undated; /* objects whose key holds no hour */
};
struct hours {
	struct hours_group *groups; /* by account, region, type; owned */
	size_t count, capacity;
};
/* A shard that cannot be read becomes a cause. */
void hours_gather(
    struct hours *h, struct pl_index *ix, struct incompletes *causes);
void hours_release(struct hours *h);
void hours_text(struct buf *out, const struct hours *h);
void hours_json(struct json_writer *w, const struct hours *h);

/* --receipts: what sweeps forgot. */
struct receipt {
	char *file, *summary, *document; /* owned */
};
struct receipts {
	struct receipt *items; /* newest first; owned */
	size_t count, capacity;
};
PL_CHECKED enum pl_status receipts_gather(
    struct receipts *r, const struct pl_index *ix, struct pl_error *err);
void receipts_release(struct receipts *r);
void receipts_text(struct buf *out, const struct receipts *r);
void receipts_json(struct json_writer *w, const struct receipts *r);

#endif
