#include "query/export/selection.h"

#include <stdlib.h>

#include "base/mem.h"
#include "query/overview.h"

/* ---- hits and their conversations ---- */

static struct selected_conversation *
conversation_at(struct selection *s, const struct conversation *whole)
{
	/* Numbers count up as conversations are met. */
	while (s->conversation_count <= whole->number) {
		s->conversations =
		    xgrow(s->conversations, s->conversation_count,
			&s->conversation_capacity, sizeof *s->conversations);
		s->conversations[s->conversation_count++] =
		    (struct selected_conversation){ .whole = NULL };
	}
	struct selected_conversation *c = &s->conversations[whole->number];
	if (c->whole == NULL) {
		c->whole = whole;
		c->marks =
		    xcalloc(whole->turn_count / 64 + 1, sizeof *c->marks);
	}
	return c;
}

static void
mark_hit(struct selection *s, const struct hit *hit)
{
	const struct conversation *whole;
	struct pl_error why;

	if (conversations_of(s->source, hit->shard, hit->row.rowid, &whole,
		&why) != PL_OK) {
		incompletes_shard(&s->causes, hit->shard, &why);
		return;
	}
	struct selected_conversation *c = conversation_at(s, whole);
	size_t turn =
	    conversations_turn(s->source, whole, hit->shard, hit->row.rowid);
	if (turn < whole->turn_count) {
		c->marks[turn / 64] |= UINT64_C(1) << turn % 64;
		c->hits++;
		s->hits++;
	}
}

static void
take_causes(struct selection *s, const struct incomplete *causes, size_t count)
{
	struct buf name;

	buf_init(&name, BUF_UNLIMITED);
	for (size_t i = 0; i < count; i++) {
		size_t known = s->known.count;

		buf_clear(&name);
		buf_addf(&name, "%s %s", causes[i].kind, causes[i].subject);
		if (intern_add(&s->known, buf_span(&name)) == known)
			incompletes_copy(&s->causes, &causes[i]);
	}
	buf_release(&name);
}

/* What a stretch of time lacks, beside what the list has already. */
static void
add_stretch(struct selection *s, int64_t least, int64_t below)
{
	struct incompletes causes = { 0 };

	incompletes_of_index(&causes, s->index, least, below);
	take_causes(s, causes.items, causes.count);
	incompletes_release(&causes);
}

/* The query's range may end within a conversation, of which a record may be
 * missing beyond it.  They are in order: reaches that meet make a stretch. */
static void
add_reaches(struct selection *s)
{
	int64_t least, below, from = INSTANT_NONE, to = INSTANT_NONE;

	for (size_t i = 0; i < s->conversation_count; i++) {
		conversation_reach(s->conversations[i].whole, &least, &below);
		if (i > 0 && least > to)
			add_stretch(s, from, to);
		if (i == 0 || least > to || least < from)
			from = least;
		if (i == 0 || below > to)
			to = below;
	}
	if (s->conversation_count > 0)
		add_stretch(s, from, to);
}

static enum pl_status
find_hits(struct selection *s, const struct node *query, struct pl_error *err)
{
	const struct hits_options options = { .sort = SORT_OLDEST };
	struct pl_hits *hits;
	const struct incomplete *causes;
	struct hit hit;
	size_t count;
	enum pl_status rc =
	    pl_hits_open(s->index, query, &options, &hits, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = pl_hits_next(hits, &hit, err)) == PL_OK)
		mark_hit(s, &hit);
	s->copies = pl_hits_duplicates(hits);
	forgottens_join(&s->forgotten, pl_hits_forgotten(hits), s->index);
	causes = pl_hits_incomplete(hits, &count);
	take_causes(s, causes, count);
	causes = conversations_incomplete(s->source, &count);
	take_causes(s, causes, count);
	pl_hits_close(hits);
	return rc == PL_END ? PL_OK : rc;
}

/* ---- in order ---- */

static int
compare_conversations(const void *a, const void *b)
{
	const struct conversation *x =
	    ((const struct selected_conversation *)a)->whole;
	const struct conversation *y =
	    ((const struct selected_conversation *)b)->whole;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return span_compare(x->id, y->id);
}

static bool
is_marked(const struct selected_conversation *c, size_t turn)
{
	return (c->marks[turn / 64] >> turn % 64 & 1) != 0;
}

static void
list_records(struct selection *s, bool hits_only)
{
	size_t total = 0;

	for (size_t i = 0; i < s->conversation_count; i++)
		total += hits_only ? s->conversations[i].hits
				   : s->conversations[i].whole->turn_count;
	s->records = xcalloc(total + 1, sizeof *s->records);
	for (size_t i = 0; i < s->conversation_count; i++) {
		struct selected_conversation *c = &s->conversations[i];

		c->first = s->count;
		for (size_t t = 0; t < c->whole->turn_count; t++) {
			const struct turn *turn = &c->whole->turns[t];
			bool hit = is_marked(c, t);

			if (hits_only && !hit)
				continue;
			s->records[s->count++] = (struct selected_record){
				.shard = turn->shard,
				.rowid = turn->rowid,
				.conversation = (uint32_t)i,
				.hit = hit,
			};
		}
		c->count = s->count - c->first;
		free(c->marks);
		c->marks = NULL;
	}
}

/* ---- everything read once ---- */

static char *
first_line(struct span text)
{
	size_t begin = 0, end;

	while (begin < text.n && (unsigned char)text.p[begin] <= ' ')
		begin++;
	for (end = begin; end < text.n && end - begin < SELECTION_TITLE_MAX &&
	     text.p[end] != '\n' && text.p[end] != '\r';)
		end++;
	/* Not within a character. */
	while (end > begin && end < text.n &&
	    ((unsigned char)text.p[end] & 0xC0) == 0x80)
		end--;
	return end > begin ? xstrndup(text.p + begin, end - begin) : NULL;
}

/* A record that is not there any more takes its place with it. */
static void
drop(struct selection *s, size_t at, const struct pl_error *why)
{
	const struct selected_record *r = &s->records[at];

	incompletes_shard(&s->causes, r->shard, why);
	if (r->hit) {
		s->hits--;
		s->conversations[r->conversation].hits--;
	}
}

static void
read_all(struct selection *s)
{
	struct selected item;
	struct pl_error why;
	size_t kept = 0;

	for (size_t i = 0; i < s->conversation_count; i++) {
		struct selected_conversation *c = &s->conversations[i];
		size_t first = kept;

		for (size_t at = c->first; at < c->first + c->count; at++) {
			if (selection_read(s, at, &item, &why) != PL_OK) {
				drop(s, at, &why);
				continue;
			}
			s->bytes += item.row.length;
			if (c->title == NULL)
				c->title = first_line(
				    item.text.column[PL_COLUMN_PROMPT]);
			s->records[kept++] = s->records[at];
		}
		c->first = first;
		c->count = kept - first;
	}
	s->count = kept;
}

/* Conversations of which nothing was left. */
static void
drop_empty(struct selection *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->conversation_count; i++) {
		struct selected_conversation *c = &s->conversations[i];

		if (c->count == 0) {
			free(c->title);
			continue;
		}
		for (size_t at = c->first; at < c->first + c->count; at++)
			s->records[at].conversation = (uint32_t)kept;
		s->conversations[kept++] = *c;
	}
	s->conversation_count = kept;
}

enum pl_status
selection_open(struct selection *s, struct pl_index *ix,
    const struct node *query, bool hits_only, struct pl_error *err)
{
	enum pl_status rc;

	*s = (struct selection){ .index = ix };
	intern_init(&s->known);
	rc = conversations_open(ix, &s->source, err);
	if (rc == PL_OK)
		rc = find_hits(s, query, err);
	if (rc != PL_OK)
		return rc;
	if (s->conversation_count > 1)
		qsort(s->conversations, s->conversation_count,
		    sizeof *s->conversations, compare_conversations);
	if (!hits_only)
		add_reaches(s);
	list_records(s, hits_only);
	read_all(s);
	drop_empty(s);
	return PL_OK;
}

void
selection_close(struct selection *s)
{
	for (size_t i = 0; i < s->conversation_count; i++) {
		free(s->conversations[i].title);
		free(s->conversations[i].marks);
	}
	free(s->conversations);
	free(s->records);
	incompletes_release(&s->causes);
	intern_release(&s->known);
	forgottens_release(&s->forgotten);
	conversations_close(s->source);
	*s = (struct selection){ 0 };
}

/* ---- one record ---- */

/* What the row has of the record, so that the text is a record by itself. */
static void
complete_text(struct pl_record *text, const struct pl_row *row)
{
	text->type = row->type;
	text->flags = row->flags;
	text->time = row->time;
	text->request = row->request;
	text->user = row->user;
	text->model = row->model;
	text->conversation = row->conversation;
	text->file = row->file;
	text->ordinal = row->ordinal;
	text->begin = row->begin;
	text->end = row->end;
}

enum pl_status
selection_read(
    struct selection *s, size_t at, struct selected *out, struct pl_error *err)
{
	const struct selected_record *r = &s->records[at];
	struct pl_shard *shard;
	struct pl_error why;
	enum pl_status rc;

	*out = (struct selected){
		.record = r,
		.conversation = &s->conversations[r->conversation],
	};
	rc = conversations_shard(s->source, r->shard, &shard, err);
	if (rc == PL_OK)
		rc = pl_shard_row(shard, r->rowid, &out->row, err);
	if (rc == PL_OK)
		rc =
		    pl_shard_object(shard, out->row.object, &out->object, err);
	if (rc != PL_OK)
		return rc;
	/* It is a record all the same. */
	out->damaged =
	    pl_shard_text(shard, r->rowid, &out->text, &why) != PL_OK;
	if (out->damaged) {
		out->text = (struct pl_record){ 0 };
		incompletes_shard(&s->causes, r->shard, &why);
	}
	complete_text(&out->text, &out->row);
	out->archive = overview_archive(s->index, out->row.archive);
	return PL_OK;
}
