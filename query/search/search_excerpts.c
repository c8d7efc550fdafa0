/* promptlog search -C: hits with the turns before and after them. */
#include "base/output.h"
#include "query/conversation/excerpt.h"
#include "query/search/search.h"

/* Print turns that are no hits, from `first` on and before `past`. */
static enum pl_status
print_turns(struct search *s, const struct conversation *v, size_t first,
    size_t past, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = first; rc == PL_OK && i < past; i++) {
		const struct turn *turn = &v->turns[i];
		struct pl_shard *shard;
		struct pl_record text;
		struct hit hit = { .shard = turn->shard };
		struct full_hit full = { .hit = &hit,
			.record = &text,
			.conversation = v,
			.turn = i };

		if (!excerpt_shows(turn) ||
		    conversations_shard(s->conversations, turn->shard, &shard,
			NULL) != PL_OK ||
		    pl_shard_row(shard, turn->rowid, &hit.row, NULL) !=
			PL_OK ||
		    pl_shard_text(shard, turn->rowid, &text, NULL) != PL_OK)
			continue;
		s->options.printer->context(&s->print, &full);
		rc = output_write(&s->print.out, err);
	}
	return rc;
}

static enum pl_status
print_hit(struct search *s, const struct excerpt_hit *x, struct pl_error *err)
{
	struct pl_record record;
	struct hit hit;
	struct full_hit full = {
		.hit = &hit, .conversation = x->conversation, .turn = x->turn
	};
	enum pl_status rc = pl_hits_seek(s->hits, x->position, err);

	if (rc == PL_OK)
		rc = pl_hits_next(s->hits, &hit, err);
	if (rc == PL_OK)
		rc = search_read_text(s, &full, &record, err);
	if (rc == PL_OK)
		s->options.printer->hit(&s->print, &full);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
print_excerpt(struct search *s, const struct excerpt *x, struct pl_error *err)
{
	const struct printer *printer = s->options.printer;
	const struct conversation *v = x->hits[0].conversation;
	size_t from = x->first;
	enum pl_status rc = PL_OK;

	printer->begin_excerpt(&s->print, x);
	for (size_t i = 0; rc == PL_OK && i < x->hit_count; i++) {
		const struct excerpt_hit *hit = &x->hits[i];
		size_t past = i + 1 < x->hit_count ? hit[1].turn : x->past;

		printer->begin_hit(&s->print);
		if (i == 0 && v != NULL)
			rc = print_turns(s, v, from, hit->turn, err);
		if (rc == PL_OK)
			rc = print_hit(s, hit, err);
		if (rc == PL_OK && v != NULL)
			rc = print_turns(s, v, hit->turn + 1, past, err);
		printer->end_hit(&s->print);
	}
	return rc;
}

enum pl_status
search_print_excerpts(struct search *s, struct pl_error *err)
{
	const struct search_options *o = &s->options;
	struct excerpts e = { 0 };
	enum pl_status rc =
	    conversations_open(s->index, &s->conversations, err);

	if (rc == PL_OK)
		rc = excerpts_collect(&e, s->conversations, s->hits, o->offset,
		    s->answer.shown, (size_t)o->context, err);
	if (rc != PL_OK)
		goto done;
	s->print.excerpts = true;
	o->printer->begin(&s->print, &s->answer);
	for (size_t i = 0; rc == PL_OK && i < e.count; i++) {
		rc = print_excerpt(s, &e.items[i], err);
		if (rc == PL_OK)
			rc = output_write(&s->print.out, err);
	}
	if (rc != PL_OK)
		goto done;
	search_note_incomplete(s);
	o->printer->end(&s->print, &s->answer);
	rc = output_write(&s->print.out, err);
done:
	excerpts_release(&e);
	return rc;
}
