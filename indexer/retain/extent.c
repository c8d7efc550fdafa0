#include "indexer/retain/extent.h"

#include <stdlib.h>

#include "base/mem.h"
#include "indexer/run/holding.h"

/* How a shard lies to the days of a hold. */
enum cover { COVER_NONE, COVER_SOME, COVER_ALL };

struct measuring {
	const struct pl_index *ix;
	const struct pl_hold *hold;
	struct hold_extent *out;
	enum cover *covers; /* beside the shards */
	uint64_t *shares;   /* records of each that are held */
	char **users;       /* out->users of them; owned */
	size_t capacity;
};

static enum cover
cover_of(const struct pl_hold *hold, const struct pl_shard_info *shard)
{
	const struct days *days = &hold->days;

	if (days_have(days, shard->day))
		return COVER_ALL;
	return !days->undated && shard->least <= shard->greatest &&
		shard->greatest >= days->least && shard->least < days->past
	    ? COVER_SOME
	    : COVER_NONE;
}

/* There are few, and most come in order. */
static void
count_user(struct measuring *m, struct span user)
{
	for (size_t i = m->out->users; i > 0; i--)
		if (span_is(user, m->users[i - 1]))
			return;
	m->users =
	    xgrow(m->users, m->out->users, &m->capacity, sizeof *m->users);
	m->users[m->out->users++] = xstrndup(user.p, user.n);
}

static void
count_names(void *context, const char *name, const struct pl_shard_info *shard,
    uint64_t records)
{
	struct measuring *m = context;
	size_t i = (size_t)(shard - m->ix->shards);

	if (m->covers[i] != COVER_ALL ||
	    !hold_has_user(m->hold, span_str(name)))
		return;
	count_user(m, span_str(name));
	if (m->hold->user[0] != '\0')
		m->shares[i] += records;
}

/* Which records of a shard are of the hold's days, and of its user. */
static enum pl_status
count_rows(struct measuring *m, size_t i, struct pl_error *err)
{
	const struct pl_shard_info *info = &m->ix->shards[i];
	struct pl_shard *shard;
	struct pl_error damage;
	uint64_t records = 0;
	enum pl_status rc = pl_shard_open(m->ix, info, &shard, &damage);

	if (rc == PL_EFORMAT)
		return PL_OK;
	if (rc != PL_OK)
		return pl_fail(err, rc, "%s", damage.text);
	for (uint32_t id = 1; id <= pl_shard_limit(shard); id++) {
		struct pl_row row;

		if (pl_shard_row(shard, id, &row, &damage) == PL_OK &&
		    hold_has(m->hold, row.user, info->day, row.time)) {
			records++;
			if (row.user.n > 0)
				count_user(m, row.user);
		}
	}
	pl_shard_close(shard);
	m->shares[i] = records;
	return PL_OK;
}

enum pl_status
hold_measure(struct pl_index *ix, const struct pl_hold *hold,
    struct hold_extent *out, struct pl_error *err)
{
	struct measuring m = { .ix = ix, .hold = hold, .out = out };
	enum pl_status rc = PL_OK;

	*out = (struct hold_extent){ 0 };
	m.covers = xcalloc(ix->shard_count, sizeof *m.covers);
	m.shares = xcalloc(ix->shard_count, sizeof *m.shares);
	for (size_t i = 0; i < ix->shard_count; i++) {
		m.covers[i] = cover_of(hold, &ix->shards[i]);
		if (m.covers[i] != COVER_NONE && hold->user[0] == '\0')
			m.shares[i] = ix->shards[i].records;
	}
	for (size_t i = 0; i < ix->shard_count && rc == PL_OK; i++)
		if (m.covers[i] == COVER_SOME)
			rc = count_rows(&m, i, err);
	if (rc == PL_OK)
		rc = pl_index_names(ix, PL_NAME_USER, count_names, &m, err);
	for (size_t i = 0; i < ix->shard_count; i++) {
		out->records += m.shares[i];
		out->days += m.shares[i] > 0;
	}
	free(m.covers);
	free(m.shares);
	for (size_t i = 0; i < out->users; i++)
		free(m.users[i]);
	free(m.users);
	return rc;
}
