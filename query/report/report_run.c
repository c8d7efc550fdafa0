/* Each line asked of the index, its hits counted as they come. */
#include <stdlib.h>

#include "base/mem.h"
#include "query/conversation.h"
#include "query/report/report.h"

/* For things that are numbered: 1 + the line that met them last. */
struct marks {
	uint32_t *items; /* owned */
	size_t count;
};
/* Records that several lines hit. */
#define MARK_SEVERAL UINT32_MAX

struct counting {
	struct report *report;
	struct pl_index *ix;
	struct conversations *conversations;
	struct marks met, users; /* conversations and users */
	struct marks *records;   /* owned, and theirs; by shard and rowid */
	struct intern causes;    /* those the report has */
};

/* The mark of a number, 0 to begin with. */
static uint32_t *
mark(struct marks *m, size_t number)
{
	if (number >= m->count) {
		size_t count = 2 * number + 64;

		m->items = xreallocarray(m->items, count, sizeof *m->items);
		memset(m->items + m->count, 0,
		    (count - m->count) * sizeof *m->items);
		m->count = count;
	}
	return &m->items[number];
}

/* Count what has that mark once for the line, and once for all. */
static void
count_marked(
    uint32_t *marked, uint32_t line, uint64_t *of_line, uint64_t *of_all)
{
	*of_all += *marked == 0;
	*of_line += *marked != line;
	*marked = line;
}

static void
count_time(struct tally *t, int64_t time)
{
	if (time == INSTANT_NONE)
		return;
	if (t->first == INSTANT_NONE || time < t->first)
		t->first = time;
	if (t->last == INSTANT_NONE || time > t->last)
		t->last = time;
}

/* A record is unique to the first line that hits it until another does. */
static void
count_record(struct counting *c, size_t shard, uint32_t rowid, uint32_t line)
{
	uint32_t *marked = mark(&c->records[shard], rowid);
	struct report_line *lines = c->report->lines;

	if (*marked == 0) {
		c->report->total.hits++;
		lines[line - 1].tally.unique++;
		*marked = line;
	} else if (*marked != MARK_SEVERAL) {
		lines[*marked - 1].tally.unique--;
		*marked = MARK_SEVERAL;
	}
}

static void
count_hit(struct counting *c, const struct pl_shard_info *shard,
    uint32_t rowid, uint32_t number)
{
	struct tally *line = &c->report->lines[number - 1].tally;
	struct tally *total = &c->report->total;
	const struct conversation *v;
	struct conversation_record record;

	line->hits++;
	count_record(c, (size_t)(shard - c->ix->shards), rowid, number);
	/* What cannot be known of it is among the causes. */
	if (conversations_of(c->conversations, shard, rowid, &v, NULL) !=
		PL_OK ||
	    conversations_record(
		c->conversations, shard, rowid, &record, NULL) != PL_OK)
		return;
	count_marked(mark(&c->met, v->number), number, &line->conversations,
	    &total->conversations);
	if (!record.nobody)
		count_marked(mark(&c->users, record.user), number,
		    &line->users, &total->users);
	count_time(line, record.time);
	count_time(total, record.time);
}

static enum pl_status
add_id(struct counting *c, struct id_list *ids,
    const struct pl_shard_info *info, uint32_t rowid, struct pl_error *err)
{
	struct pl_shard *shard;
	struct pl_row row;
	enum pl_status rc =
	    conversations_shard(c->conversations, info, &shard, err);

	if (rc == PL_OK)
		rc = pl_shard_row(shard, rowid, &row, err);
	if (rc == PL_OK)
		id_list_add(
		    ids, intern_add(&c->report->ids, span_str(row.id)));
	return rc;
}

static enum pl_status
count_hits(struct counting *c, struct pl_hits *hits, uint32_t number,
    struct pl_error *err)
{
	struct report_line *line = &c->report->lines[number - 1];
	const struct pl_shard_info *shard;
	uint32_t rowid;
	uint64_t total;
	bool exact;
	enum pl_status rc = pl_hits_total(hits, &total, &exact, err);

	line->ids.known = c->report->want_ids && total <= REPORT_IDS_MAX;
	while (rc == PL_OK) {
		rc = pl_hits_next_place(hits, &shard, &rowid, err);
		if (rc != PL_OK)
			break;
		count_hit(c, shard, rowid, number);
		/* Ids that are not all there would pass for hits gone. */
		if (line->ids.known &&
		    add_id(c, &line->ids, shard, rowid, NULL) != PL_OK)
			id_list_release(&line->ids);
	}
	id_list_end(&line->ids);
	return rc < 0 ? rc : PL_OK;
}

/* Causes are the same for most lines: each is named once. */
static void
take_causes(struct counting *c, const struct incomplete *list, size_t count)
{
	struct buf name;

	buf_init(&name, BUF_UNLIMITED);
	for (size_t i = 0; i < count; i++) {
		size_t known = c->causes.count;

		buf_clear(&name);
		buf_addf(&name, "%s %s %s", list[i].kind, list[i].subject,
		    list[i].reason);
		if (intern_add(&c->causes, buf_span(&name)) == known)
			incompletes_copy(&c->report->causes, &list[i]);
	}
	buf_release(&name);
}

static enum pl_status
run_line(struct counting *c, uint32_t number, struct pl_error *err)
{
	struct report_line *line = &c->report->lines[number - 1];
	struct hits_options options = { .sort = SORT_NEWEST };
	const struct incomplete *causes;
	struct pl_hits *hits = NULL;
	struct pl_error why;
	size_t count = 0;
	enum pl_status rc;

	line->tally.first = line->tally.last = INSTANT_NONE;
	rc = pl_hits_open(c->ix, line->tree, &options, &hits, &why);
	if (rc == PL_OK)
		rc = count_hits(c, hits, number, &why);
	if (rc != PL_OK) {
		rc = pl_fail(err, rc, "line %zu of '%s': %s", line->number,
		    c->report->path, why.text);
		goto done;
	}
	c->report->copies += pl_hits_duplicates(hits);
	forgottens_join(&c->report->forgotten, pl_hits_forgotten(hits), c->ix);
	causes = pl_hits_incomplete(hits, &count);
	line->complete = count == 0;
	take_causes(c, causes, count);
done:
	pl_hits_close(hits);
	return rc;
}

enum pl_status
report_run(struct report *r, struct pl_index *ix, struct pl_error *err)
{
	struct counting c = { .report = r, .ix = ix };
	const struct incomplete *causes;
	size_t count;
	enum pl_status rc;

	r->total.first = r->total.last = INSTANT_NONE;
	c.records = xcalloc(ix->shard_count + 1, sizeof *c.records);
	intern_init(&c.causes);
	rc = conversations_open(ix, &c.conversations, err);
	for (size_t i = 0; rc == PL_OK && i < r->count; i++)
		rc = run_line(&c, (uint32_t)i + 1, err);
	if (rc != PL_OK)
		goto done;
	for (size_t i = 0; i < r->count; i++)
		r->total.unique += r->lines[i].tally.unique;
	causes = conversations_incomplete(c.conversations, &count);
	take_causes(&c, causes, count);
done:
	for (size_t i = 0; i < ix->shard_count; i++)
		free(c.records[i].items);
	free(c.records);
	free(c.met.items);
	free(c.users.items);
	intern_release(&c.causes);
	conversations_close(c.conversations);
	return rc;
}
