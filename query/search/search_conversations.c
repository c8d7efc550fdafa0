/* promptlog search --conversations. */
#include "base/output.h"
#include "query/search/search.h"

enum pl_status
search_list_conversations(struct search *s, struct pl_error *err)
{
	struct answer *a = &s->answer;
	enum pl_status rc =
	    conversations_open(s->index, &s->conversations, err);

	if (rc == PL_OK)
		rc = listing_collect(
		    &s->listing, s->conversations, s->hits, err);
	if (rc != PL_OK)
		return rc;
	listing_sort(&s->listing, s->options.hits.sort == SORT_OLDEST);
	a->conversations = true;
	a->hits = a->total;
	a->total = s->listing.count;
	a->shown = search_count_shown(&s->options, a->total);
	search_note_incomplete(s);
	return PL_OK;
}

enum pl_status
search_print_conversations(struct search *s, struct pl_error *err)
{
	const struct printer *printer = s->options.printer;
	struct print *p = &s->print;
	enum pl_status rc = PL_OK;

	printer->begin(p, &s->answer);
	for (uint64_t i = 0; rc == PL_OK && i < s->answer.shown; i++) {
		const struct listed *l =
		    &s->listing.items[s->options.offset + i];

		listing_typed(s->conversations, l->conversation,
		    printer == &print_text ? p->width : PRINT_SNIPPET,
		    &p->snippet);
		printer->conversation(p, l);
		rc = output_write(&p->out, err);
	}
	if (rc != PL_OK)
		return rc;
	search_note_incomplete(s);
	printer->end(p, &s->answer);
	return output_write(&p->out, err);
}
