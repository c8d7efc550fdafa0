/* Several records may have one id: what says the same is told from what does
 * not. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "query/answer/intern.h"
#include "query/show/show.h"
#include "schema/record_digest.h"
#include "schema/sha256.h"

static void
add(struct pl_hasher *h, struct span text)
{
	uint64_t length = text.n;

	pl_hasher_add(h, span_of((const char *)&length, sizeof length));
	pl_hasher_add(h, text);
}

/* A hash of all that is shown of a record but where it lies: of the same as
 * schema/shard/copies.c takes, by name, since a shard numbers names for
 * itself.
 */
static void
hash_said(const struct pl_row *row, const struct pl_record *text,
    uint8_t out[PL_SHA256_BYTES])
{
	struct pl_record record = *text;
	struct pl_hasher *h = pl_hasher_new();
	uint8_t digest[PL_SHA256_BYTES];
	unsigned flags = row->flags & ~(unsigned)PL_RECORD_DUPLICATE;

	record.type = row->type;
	record.time =
	    (flags & PL_RECORD_TIME_FROM_KEY) != 0 ? INSTANT_NONE : row->time;
	record.user = row->user;
	record.model = row->model;
	record.file = row->file;
	record.request = row->request;
	record.ordinal = 0;
	pl_record_digest(&record, digest);
	pl_hasher_add(h, span_of((const char *)digest, sizeof digest));
	pl_hasher_add(h, span_of((const char *)&flags, sizeof flags));
	add(h, row->conversation);
	add(h, row->account);
	add(h, row->region);
	for (size_t i = 0; i < text->part_count; i++) {
		const struct pl_part *part = &text->parts[i];

		pl_hasher_add(h,
		    span_of((const char *)&part->member, sizeof part->member));
		add(h, show_part(text, part));
	}
	pl_hasher_end(h, out);
	pl_hasher_free(h);
}

#define UNREADABLE SIZE_MAX

/* Give each copy its group; how many there are.  Nobody knows what a record
 * says that cannot be read: it is in none, unless there is no other. */
static size_t
group(struct pl_index *ix, struct wanted *w, struct incompletes *causes)
{
	struct pl_shard *shard = NULL;
	struct intern known;
	size_t count;

	intern_init(&known);
	for (size_t i = 0; i < w->count; i++) {
		struct copy *c = &w->copies[i];
		uint8_t said[PL_SHA256_BYTES];
		struct pl_record text;
		struct pl_row row;
		struct pl_error why;
		enum pl_status rc = pl_shard_turn(ix, c->shard, &shard, &why);

		c->group = UNREADABLE;
		if (rc == PL_OK)
			rc = pl_shard_row(shard, c->rowid, &row, &why);
		if (rc == PL_OK)
			rc = pl_shard_text(shard, c->rowid, &text, &why);
		if (rc != PL_OK) {
			incompletes_shard(causes, c->shard, &why);
			continue;
		}
		hash_said(&row, &text, said);
		c->group = intern_add(
		    &known, span_of((const char *)said, sizeof said));
	}
	count = known.count;
	intern_release(&known);
	pl_shard_close(shard);
	if (count > 0)
		return count;
	for (size_t i = 0; i < w->count; i++)
		w->copies[i].group = 0;
	return 1;
}

static void
give(struct wanted *to, struct copy copy)
{
	to->copies =
	    xgrow(to->copies, to->count, &to->capacity, sizeof *to->copies);
	to->copies[to->count++] = copy;
}

void
show_part_ids(struct pl_index *ix, struct wanted **wanted, size_t *count,
    struct incompletes *causes)
{
	struct wanted *out = NULL;
	size_t n = 0, capacity = 0;

	for (size_t i = 0; i < *count; i++) {
		struct wanted *w = &(*wanted)[i];
		size_t groups = w->count > 1 ? group(ix, w, causes) : 1;
		size_t first = n;

		for (size_t g = 0; g < groups; g++) {
			out = xgrow(out, n, &capacity, sizeof *out);
			out[n++] = (struct wanted){ .id = w->id };
		}
		for (size_t j = 0; j < w->count; j++)
			if (w->copies[j].group != UNREADABLE)
				give(&out[first + w->copies[j].group],
				    w->copies[j]);
			else
				free(w->copies[j].key);
		free(w->copies);
	}
	free(*wanted);
	*wanted = out;
	*count = n;
}
