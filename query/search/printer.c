#include "query/search/printer.h"

void
print_init(struct print *p)
{
	*p = (struct print){ .width = 80 };
	buf_init(&p->out, BUF_UNLIMITED);
	snippet_init(&p->snippet);
}

void
print_release(struct print *p)
{
	buf_release(&p->out);
	snippet_release(&p->snippet);
}

void
print_make_snippet(
    struct print *p, const struct full_hit *h, size_t characters)
{
	snippet_make(
	    &p->snippet, h->record, h->spans, h->span_count, characters);
}

const char *
print_next_flag(unsigned flags, unsigned *flag)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {
		{ PL_RECORD_TIME_FROM_KEY, "time_from_key" },
		{ PL_RECORD_UTF8_REPAIRED, "utf8_repaired" },
		{ PL_RECORD_ROUTER, "router" },
		{ PL_RECORD_NO_RESPONSE, "no_response" },
	};

	while (*flag < sizeof names / sizeof *names) {
		unsigned i = (*flag)++;

		if (flags & names[i].bit)
			return names[i].name;
	}
	return NULL;
}
