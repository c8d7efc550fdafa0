/* What a sweep would forget, and whether it may. */
#ifndef INDEXER_RETAIN_SWEEP_PLAN_H
#define INDEXER_RETAIN_SWEEP_PLAN_H

#include "indexer/retain/listing.h"
#include "indexer/run/run_sources.h"

/* An object that is to be forgotten. */
struct gone_object {
	struct span key;
	int64_t archive;
	int64_t row; /* in the day's shard */
	uint64_t records;
	bool hashed;
	uint8_t sha256[PL_SHA256_BYTES];
};

/* A day that holds some. */
struct gone_day {
	int64_t day;
	bool whole;                /* it holds no others */
	uint64_t objects, records; /* that it holds, those among them */
	struct gone_object *gone;  /* by row; owned */
	size_t count, capacity;
	uint64_t gone_records;
};

/* How the objects that are gone are told. */
enum sweep_mode {
	SWEEP_ARCHIVE, /* the archive does not have them */
	SWEEP_BEFORE,  /* their day is old */
	SWEEP_LISTING, /* a listing does not have them */
	SWEEP_MODES
};

/* A hold, and what it keeps of what would be forgotten. */
struct sweep_hold {
	const char *name; /* the writer's */
	uint64_t objects;
	struct span key; /* the first of them */
};

/* An object that is kept out, and may come back. */
struct let_in {
	int64_t archive, day;
	struct span key;
};

struct sweep_plan {
	enum sweep_mode mode;
	int jobs;               /* days looked at at once */
	bool except_held;       /* what is held stays, and the rest goes */
	int64_t before;         /* SWEEP_BEFORE */
	struct listing listing; /* SWEEP_LISTING */
	struct run_sources sources;
	struct arena arena;
	struct gone_day *days; /* ascending; owned */
	size_t count, capacity;
	uint64_t whole;            /* days */
	uint64_t objects, records; /* gone */
	uint64_t index_records;    /* in the index */
	uint64_t newer;            /* objects that a listing is too old for */
	/* Kept out by an earlier sweep, and listed again; owned. */
	struct let_in *let_in;
	size_t let_in_count, let_in_capacity;
	/* The day before which nothing is taken in, until now; INSTANT_NONE:
	 * there is none.  Beside sources; owned. */
	int64_t *limits;
	char **users; /* of these records, each once; owned */
	size_t user_count, user_capacity;
	struct sweep_hold *held; /* beside the writer's holds; owned */
	size_t held_count;
	uint64_t held_objects; /* that a hold keeps */
	/* Why it may not be done, "" else. */
	char refusal[640];
	uint64_t *listed; /* objects found, beside sources; owned */
	int64_t *seen;    /* a day on which some were; owned */
};

/* At most so many records, or so many in a hundred. */
struct sweep_limit {
	uint64_t records;
	double percent;
	bool is_share; /* then it is the latter */
};

/* Compare everything, with the archives that plan->sources names.  PL_EGUARD
 * when an archive cannot be looked at: nothing is known of it then. */
PL_CHECKED enum pl_status sweep_plan_make(struct sweep_plan *plan,
    struct pl_writer *w, struct progress *progress, struct pl_error *err);
/* Hold it against the holds and the limit: plan->refusal. */
void sweep_plan_limit(
    struct sweep_plan *plan, const struct sweep_limit *limit);
void sweep_plan_release(struct sweep_plan *plan);

/* The shard of a day that index.db knows, or NULL. */
const struct pl_shard_info *sweep_find_shard(
    const struct pl_index *ix, int64_t day);
bool gone_has(const struct gone_day *d, int64_t row);

#endif
