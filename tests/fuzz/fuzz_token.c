/* Any bytes: what is folded must hold exactly the tokens of the text, and
 * folding must change nothing more. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "schema/fold.h"
#include "schema/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool truth)
{
	if (!truth)
		abort();
}

static bool
begins_token(const struct pl_folded *f, size_t at)
{
	uint32_t c;

	utf8_decode(f->text.p + at, f->text.n - at, &c);
	enum fold_class class = fold_class(c);
	return class == FOLD_WORD || class == FOLD_ALONE;
}

static void
check_places(const struct pl_token_scan *s, size_t last)
{
	require(s->begin < s->end && s->end <= s->text.n);
	require(s->begin >= last && s->next >= s->end);
	require(s->folded.n > 0 && pl_token_only(s->folded));
}

static void
check_tokens(struct span text, const struct pl_folded *f)
{
	struct pl_token_scan s;
	size_t end, last = 0;

	pl_token_begin(&s, text);
	for (size_t at = 0; at < f->text.n; at = end) {
		end = at + 1;
		while (!f->edge[end])
			end++;
		require(f->origin[at] <= f->origin[end]);
		if (!begins_token(f, at))
			continue;
		require(pl_token_next(&s));
		check_places(&s, last);
		require(s.begin == f->origin[at]);
		require(
		    span_equal(s.folded, span_of(f->text.p + at, end - at)));
		last = s.end;
	}
	require(!pl_token_next(&s));
	pl_token_end(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of((const char *)data, size);
	struct pl_folded once, twice;

	if (size > 4096)
		return 0;
	pl_folded_init(&once);
	pl_folded_init(&twice);
	pl_folded_set(&once, text);
	require(utf8_valid(once.text.p, once.text.n) == once.text.n);
	check_tokens(text, &once);
	pl_folded_set(&twice, buf_span(&once.text));
	require(span_equal(buf_span(&once.text), buf_span(&twice.text)));
	pl_folded_release(&once);
	pl_folded_release(&twice);
	return 0;
}
