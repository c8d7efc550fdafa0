#include <stdlib.h>

#include "base/human.h"
#include "base/mem.h"
#include "query/overview.h"
#include "query/status/status.h"

void
status_release(struct status *s)
{
	for (size_t i = 0; i < s->user_count; i++)
		free(s->users[i].name);
	free(s->users);
	free(s->kept_out);
	incompletes_release(&s->causes);
	forgottens_release(&s->forgotten);
	pl_index_close(s->index);
	*s = (struct status){ .index = NULL };
}

bool
status_complete(const struct status *s)
{
	uint64_t open = 0;

	for (int kind = 0; kind < STATUS_NOTES; kind++)
		open += s->notes[kind] - s->accepted[kind];
	return open == 0 && s->causes.count == 0;
}

static void
add_day(struct status *s, int64_t day)
{
	if (day == INSTANT_NONE) {
		s->undated = true;
		return;
	}
	if (s->days++ == 0 || day < s->first_day)
		s->first_day = day;
	if (s->last_day == INSTANT_NONE || day > s->last_day)
		s->last_day = day;
}

/* Whether the shard is the one that was made, as far as a glance shows. */
static void
check_shard(struct status *s, const struct pl_shard_info *info)
{
	struct pl_shard *shard;
	struct pl_error why;

	if (pl_shard_open(s->index, info, &shard, &why) != PL_OK)
		incompletes_shard(&s->causes, info, &why);
	pl_shard_close(shard);
}

static void
add_shards(struct status *s)
{
	const struct pl_index *ix = s->index;

	s->first_day = s->last_day = INSTANT_NONE;
	for (size_t i = 0; i < ix->shard_count; i++) {
		const struct pl_shard_info *shard = &ix->shards[i];

		s->bytes += shard->bytes;
		for (int outcome = 0; outcome < 3; outcome++)
			s->objects[outcome] += shard->objects[outcome];
		s->records += shard->records;
		s->duplicates += shard->duplicates;
		add_day(s, shard->day);
		check_shard(s, shard);
	}
}

static void
add_notes(struct status *s)
{
	for (size_t i = 0; i < s->index->note_count; i++) {
		const struct pl_note *note = &s->index->notes[i];

		s->notes[note->kind]++;
		s->accepted[note->kind] += note->accepted;
	}
}

static void
visit_type(void *context, const char *name, const struct pl_shard_info *shard,
    uint64_t records)
{
	struct status *s = context;
	enum pl_type type = pl_type_find(span_str(name));

	(void)shard;
	if (type < PL_TYPES)
		s->types[type] += records;
}

/* Names come in order, once for each shard. */
static void
visit_user(void *context, const char *name, const struct pl_shard_info *shard,
    uint64_t records)
{
	struct status *s = context;
	struct status_user *last =
	    s->user_count > 0 ? &s->users[s->user_count - 1] : NULL;

	(void)shard;
	if (last == NULL || strcmp(last->name, name) != 0) {
		s->users = xgrow(s->users, s->user_count, &s->user_capacity,
		    sizeof *s->users);
		last = &s->users[s->user_count++];
		*last = (struct status_user){ .name = xstrdup(name) };
	}
	last->records += records;
}

static int
compare_users(const void *left, const void *right)
{
	const struct status_user *a = left, *b = right;

	if (a->records != b->records)
		return a->records < b->records ? 1 : -1;
	return strcmp(a->name, b->name);
}

static void
check_age(struct status *s, const char *subject, int64_t instant)
{
	struct buf reason;

	if (instant != INSTANT_NONE && s->now - instant <= s->max_age)
		return;
	buf_init(&reason, BUF_UNLIMITED);
	if (instant == INSTANT_NONE) {
		buf_adds(&reason, "there is none");
	} else {
		human_duration(&reason, s->now - instant);
		buf_adds(&reason, " old, which is more than ");
		human_duration(&reason, s->max_age);
	}
	incompletes_add(&s->causes, "age", subject, reason.p);
	buf_release(&reason);
}

static enum pl_status
count_kept_out(struct status *s, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	s->kept_out = xcalloc(s->index->archive_count, sizeof *s->kept_out);
	for (size_t i = 0; i < s->index->archive_count && rc == PL_OK; i++)
		rc = pl_index_kept_out_counts(s->index,
		    s->index->archives[i].id, &s->kept_out[i].objects,
		    &s->kept_out[i].before, err);
	return rc;
}

enum pl_status
status_gather(struct status *s, struct pl_error *err)
{
	enum pl_status rc;

	add_shards(s);
	add_notes(s);
	incompletes_of_runs(&s->causes, s->index);
	forgottens_add(&s->forgotten, s->index, INSTANT_NONE, INT64_MAX);
	rc = pl_index_names(s->index, PL_NAME_TYPE, visit_type, s, err);
	if (rc == PL_OK)
		rc =
		    pl_index_names(s->index, PL_NAME_USER, visit_user, s, err);
	if (rc == PL_OK)
		rc = count_kept_out(s, err);
	if (rc != PL_OK)
		return rc;
	if (s->user_count > 1)
		qsort(
		    s->users, s->user_count, sizeof *s->users, compare_users);
	if (s->max_age >= 0) {
		check_age(
		    s, "newest record", overview_newest(s->index, s->now));
		check_age(s, "last finished run", overview_as_of(s->index));
	}
	return PL_OK;
}
