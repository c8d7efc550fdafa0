#include "query/conversation/thread.h"

#include "base/output.h"
#include "query/print_json.h"

struct thread_run {
	const struct thread_options *options;
	struct pl_index *ix;
	struct conversations *conversations;
	const struct conversation *v; /* NULL: not found */
	struct incompletes *causes;
	struct buf out;
	struct json_writer json;
};

int64_t
thread_gap(const struct conversation *v, const struct thread_turn *turn)
{
	int64_t from = v->turns[turn->before].time;
	int64_t to = v->turns[turn->place].time;

	if (turn->before == turn->place || from == INSTANT_NONE)
		return -1;
	return (to - from) / NS_PER_SECOND;
}

/* Read a turn.  One that is damaged must not hide the others. */
static void
read_turn(struct thread_run *r, struct thread_turn *turn)
{
	const struct turn *t = &r->v->turns[turn->place];
	struct pl_shard *shard;
	struct pl_error why;
	enum pl_status rc =
	    conversations_shard(r->conversations, t->shard, &shard, &why);

	if (rc == PL_OK)
		rc = pl_shard_row(shard, t->rowid, &turn->row, &why);
	if (rc == PL_OK)
		rc = pl_shard_text(shard, t->rowid, &turn->text, &why);
	turn->readable = rc == PL_OK;
	if (rc == PL_OK)
		return;
	turn->text = (struct pl_record){ 0 };
	incompletes_shard(r->causes, t->shard, &why);
}

/* Past the turns from `first` on that are folded into one line. */
static size_t
folded(const struct thread_run *r, size_t first)
{
	size_t past = first;

	while (!r->options->json && !r->options->router &&
	    past < r->v->turn_count &&
	    (r->v->turns[past].flags & PL_RECORD_ROUTER) != 0)
		past++;
	return past;
}

static enum pl_status
print_turns(struct thread_run *r, struct pl_error *err)
{
	enum pl_status rc = PL_OK;
	size_t past, last = SIZE_MAX;

	for (size_t i = 0; rc == PL_OK && i < r->v->turn_count; i = past) {
		past = folded(r, i);
		if (past > i) {
			thread_text_folded(&r->out, i, past);
			continue;
		}
		past = i + 1;
		struct thread_turn turn = { .place = i,
			.before = last == SIZE_MAX ? i : last };
		last = i;
		read_turn(r, &turn);
		if (r->options->json)
			thread_json_turn(&r->json, r->v, &turn);
		else
			thread_text_turn(&r->out, r->v, &turn, r->options);
		rc = output_write(&r->out, err);
	}
	return rc;
}

/* What the index lacks that could belong to the conversation. */
static void
add_causes(struct thread_run *r)
{
	int64_t least = INSTANT_NONE, below = INT64_MAX;
	const struct incomplete *list;
	size_t count;

	if (r->v != NULL)
		conversation_reach(r->v, &least, &below);
	incompletes_of_index(r->causes, r->ix, least, below);
	list = conversations_incomplete(r->conversations, &count);
	for (size_t i = 0; i < count; i++)
		incompletes_take(r->causes, &list[i]);
}

static void
begin(struct thread_run *r, struct span id)
{
	struct json_writer *w = &r->json;

	if (!r->options->json) {
		if (r->v != NULL)
			thread_text_head(&r->out, r->v, r->options);
		return;
	}
	json_begin(w, &r->out, true);
	json_object(w);
	json_key_int(w, "schema_version", JSON_SCHEMA_VERSION);
	json_key_overview(w, r->ix);
	json_key(w, "not_found");
	json_array(w);
	if (r->v == NULL)
		json_span(w, id);
	json_array_end(w);
	if (r->v != NULL)
		json_key_thread(w, r->v);
	json_key(w, "records");
	json_array(w);
}

static void
end(struct thread_run *r)
{
	incompletes_of_changes(r->causes, r->ix);
	if (!r->options->json)
		return;
	json_array_end(&r->json);
	json_key_incomplete(&r->json, r->causes->items, r->causes->count);
	json_object_end(&r->json);
	buf_addc(&r->out, '\n');
}

enum pl_status
thread_print(struct pl_index *ix, struct span id,
    const struct thread_options *options, struct incompletes *causes,
    bool *found, struct pl_error *err)
{
	struct thread_run r = {
		.options = options, .ix = ix, .causes = causes
	};
	enum pl_status rc;

	*found = false;
	buf_init(&r.out, BUF_UNLIMITED);
	rc = conversations_open(ix, &r.conversations, err);
	if (rc != PL_OK)
		goto done;
	rc = conversations_find(r.conversations, id, &r.v, err);
	if (rc != PL_OK && rc != PL_ENOTFOUND)
		goto done;
	*found = rc == PL_OK;
	add_causes(&r);
	begin(&r, id);
	rc = r.v != NULL ? print_turns(&r, err) : PL_OK;
	if (rc != PL_OK)
		goto done;
	end(&r);
	rc = output_write(&r.out, err);
done:
	buf_release(&r.out);
	conversations_close(r.conversations);
	return rc;
}
