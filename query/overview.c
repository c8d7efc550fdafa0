#include "query/overview.h"

static const struct pl_run *
last_ended(const struct pl_index *ix, const char *command)
{
	for (size_t i = ix->run_count; i > 0; i--)
		if (ix->runs[i - 1].state == PL_RUN_ENDED &&
		    strcmp(ix->runs[i - 1].command, command) == 0)
			return &ix->runs[i - 1];
	return NULL;
}

/* A sweep has not looked for what is new, and a rebuild perhaps not
 * everywhere: it counts where index.db was lost and made anew. */
const struct pl_run *
overview_last_ended(const struct pl_index *ix)
{
	const struct pl_run *update = last_ended(ix, "update");

	return update != NULL ? update : last_ended(ix, "rebuild");
}

const struct pl_run *
overview_last_run(const struct pl_index *ix)
{
	return ix->run_count > 0 ? &ix->runs[ix->run_count - 1] : NULL;
}

int64_t
overview_as_of(const struct pl_index *ix)
{
	const struct pl_run *run = overview_last_ended(ix);

	return run != NULL ? run->ended : INSTANT_NONE;
}

struct covered
overview_covered(const struct pl_index *ix)
{
	struct covered c = { INSTANT_NONE, INSTANT_NONE };

	for (size_t i = 0; i < ix->shard_count; i++) {
		const struct pl_shard_info *shard = &ix->shards[i];

		/* Of one that could never be read nothing is known. */
		if (shard->records == 0)
			continue;
		if (shard->least != INSTANT_NONE &&
		    (c.from == INSTANT_NONE || shard->least < c.from))
			c.from = shard->least;
		if (shard->greatest > c.to)
			c.to = shard->greatest;
	}
	/* A shard's least time is unknown where a record has none. */
	if (c.from == INSTANT_NONE)
		c.from = c.to;
	return c;
}

int64_t
overview_newest(const struct pl_index *ix, int64_t now)
{
	int64_t newest = INSTANT_NONE;

	for (size_t i = 0; i < ix->shard_count; i++) {
		const struct pl_shard_info *shard = &ix->shards[i];
		int64_t time = shard->greatest;

		if (shard->records == 0 || shard->day > now)
			continue;
		if (shard->day != INSTANT_NONE) {
			int64_t end = shard->day + NS_PER_DAY;

			end = end < now ? end : now;
			time = time < end ? time : end;
		}
		if (time <= now && time > newest)
			newest = time;
	}
	return newest;
}

struct extent
overview_extent(const struct pl_index *ix, int64_t archive)
{
	struct extent e = { .as_of = INSTANT_NONE };

	for (size_t i = 0; i < ix->looked_count; i++) {
		const struct pl_looked *part = &ix->looked[i];

		if (part->archive != archive)
			continue;
		if (e.count++ == 0)
			e.parts = part;
		if (part->ended == INSTANT_NONE)
			return (struct extent){ .as_of = INSTANT_NONE };
		e.whole |= part->scope[0] == '\0';
		if (e.as_of == INSTANT_NONE || part->ended < e.as_of)
			e.as_of = part->ended;
	}
	return e;
}

const struct pl_archive *
overview_archive(const struct pl_index *ix, int64_t id)
{
	for (size_t i = 0; i < ix->archive_count; i++)
		if (ix->archives[i].id == id)
			return &ix->archives[i];
	return NULL;
}
