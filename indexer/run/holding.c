#include "indexer/run/holding.h"

#include <strings.h>

#include "base/instant.h"

static bool
begins(struct span text, struct span beginning)
{
	return text.n >= beginning.n &&
	    strncasecmp(text.p, beginning.p, beginning.n) == 0;
}

bool
hold_has_user(const struct pl_hold *hold, struct span user)
{
	struct span wanted = span_str(hold->user);
	struct span uuid = pl_user_uuid(user);
	struct span held = pl_user_uuid(wanted);

	if (wanted.n == 0)
		return true;
	return user.n > 0 &&
	    (begins(user, wanted) || begins(uuid, wanted) ||
		(held.n == uuid.n && begins(uuid, held)));
}

bool
hold_has(
    const struct pl_hold *hold, struct span user, int64_t day, int64_t time)
{
	return hold_has_user(hold, user) &&
	    (days_have(&hold->days, day) ||
		(time != INSTANT_NONE && days_have(&hold->days, time)));
}

bool
hold_has_empty(const struct pl_hold *hold, int64_t day)
{
	return hold->user[0] == '\0' && days_have(&hold->days, day);
}

enum pl_status
hold_find(const struct pl_writer *w, struct pl_shard *shard, int64_t row,
    int64_t day, const struct pl_hold **hold, struct pl_error *err)
{
	size_t hold_count, count = 0;
	const struct pl_hold *holds = pl_writer_holds(w, &hold_count);
	const uint32_t *rowids;
	enum pl_status rc = PL_OK;

	*hold = NULL;
	if (hold_count > 0)
		rc = pl_shard_object_records(shard, row, &rowids, &count, err);
	for (size_t k = 0; k < hold_count && rc == PL_OK && count == 0; k++)
		if (hold_has_empty(&holds[k], day))
			*hold = &holds[k];
	for (size_t i = 0; i < count && rc == PL_OK && *hold == NULL; i++) {
		struct pl_row r;

		rc = pl_shard_row(shard, rowids[i], &r, err);
		for (size_t k = 0; k < hold_count && rc == PL_OK; k++)
			if (hold_has(&holds[k], r.user, day, r.time))
				*hold = &holds[k];
	}
	return rc;
}

/* A record is delivered on the day of its time, or soon after midnight. */
const struct pl_hold *
hold_find_day(const struct pl_writer *w, int64_t day)
{
	size_t count;
	const struct pl_hold *holds = pl_writer_holds(w, &count);

	for (size_t i = 0; i < count; i++)
		if (days_have(&holds[i].days, day) ||
		    (day != INSTANT_NONE &&
			days_have(&holds[i].days, day - NS_PER_DAY)))
			return &holds[i];
	return NULL;
}
