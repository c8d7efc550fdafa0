/* Whatever the prompt, its pieces are the prompt, in order and without blank
 * typed ones. */
#include <stdint.h>
#include <stdlib.h>

#include "indexer/parse/prompt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool truth)
{
	if (!truth)
		abort();
}

static bool
is_blank(const char *p, size_t n)
{
	while (n > 0 &&
	    (p[n - 1] == ' ' || (p[n - 1] >= '\t' && p[n - 1] <= '\r')))
		n--;
	return n == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span prompt = span_of((const char *)data, size);
	struct prompt_pieces p = { 0 };
	size_t at = 0;

	prompt_split(prompt, &p);
	for (size_t i = 0; i < p.count; i++) {
		const struct prompt_piece *piece = &p.pieces[i];

		need(piece->begin == at && piece->end > at);
		need(i == 0 || piece->typed != p.pieces[i - 1].typed);
		need(!piece->typed || p.count == 1 ||
		    !is_blank(prompt.p + at, piece->end - at));
		at = piece->end;
	}
	need(at == size);
	prompt_pieces_release(&p);
	(void)prompt_router_answer(prompt);
	return 0;
}
