#include "indexer/parse/prompt.h"

#include <stdlib.h>

#include "base/mem.h"
#include "indexer/parse/prompt_mark.h"

struct split {
	struct span prompt;
	struct marks marks;
	struct prompt_pieces *out;
	size_t done; /* bytes that are in pieces */
};

static struct span
from(struct span s, size_t at)
{
	return span_of(s.p + at, s.n - at);
}

static size_t
past_space(struct span s, size_t at)
{
	while (at < s.n && mark_space(s.p[at]))
		at++;
	return at;
}

static void
add_piece(struct split *s, size_t end, bool typed)
{
	struct prompt_pieces *out = s->out;

	if (end <= s->done)
		return;
	if (out->count > 0 && out->pieces[out->count - 1].typed == typed) {
		out->pieces[out->count - 1].end = end;
	} else {
		out->pieces = xgrow(out->pieces, out->count, &out->capacity,
		    sizeof *out->pieces);
		out->pieces[out->count++] =
		    (struct prompt_piece){ s->done, end, typed };
	}
	s->done = end;
}

/* Typed up to begin, but for white space at its edges, then injected up to
 * end and what white space follows. */
static void
inject(struct split *s, size_t begin, size_t end)
{
	struct span p = s->prompt;

	while (begin > s->done && mark_space(p.p[begin - 1]))
		begin--;
	add_piece(s, begin, true);
	add_piece(s, past_space(p, end), false);
}

/* The first mark from index i on that does not begin before `at`. */
static size_t
mark_from(const struct split *s, size_t i, size_t at)
{
	while (i < s->marks.count && s->marks.items[i].begin < at)
		i++;
	return i;
}

/* The mark at i if it opens a closed one of this kind, with no more than the
 * client's words between `after` and it; else NULL. */
static const struct mark *
follower(const struct split *s, size_t i, enum kind kind, size_t after)
{
	if (i >= s->marks.count || s->marks.items[i].kind != kind ||
	    s->marks.items[i].closes || s->marks.items[i].match == NO_MARK ||
	    s->marks.items[i].begin - after > PROMPT_PREAMBLE_MAX)
		return NULL;
	return &s->marks.items[i];
}

/* The rules after the heading at mark i.  The mark to go on with. */
static size_t
split_rules(struct split *s, size_t i)
{
	const struct mark *heading = &s->marks.items[i++];
	const struct mark *rule = follower(s, i, KIND_RULE, heading->end);

	if (rule == NULL)
		return i;
	size_t begin = heading->begin;
	do {
		size_t end = s->marks.items[rule->match].end;

		inject(s, begin, end);
		i = mark_from(s, rule->match, end);
		begin = s->done;
		rule = follower(s, i, KIND_RULE, end);
	} while (rule != NULL && rule->begin == begin);
	return i;
}

/* What the client says after a steering message, up to `at`; where it ends. */
static size_t
steering_end(struct span prompt, size_t at)
{
	size_t i = past_space(prompt, at);

	if (!span_starts(
		from(prompt, i), "IMPORTANT: After completing your work"))
		return at;
	size_t limit = prompt.n - i > PROMPT_PREAMBLE_MAX
	    ? i + PROMPT_PREAMBLE_MAX
	    : prompt.n;
	while (i < limit && !span_starts(from(prompt, i), "[STEERING "))
		i++;
	while (i < limit && prompt.p[i] != ']')
		i++;
	return i < limit ? i + 1 : at;
}

static size_t
split_steering(struct split *s, size_t i)
{
	const struct mark *heading = &s->marks.items[i++];
	const struct mark *open = follower(s, i, KIND_STEERED, heading->end);

	if (open == NULL)
		return i;
	const struct mark *close = &s->marks.items[open->match];
	inject(s, heading->begin, open->end);
	inject(s, close->begin, steering_end(s->prompt, close->end));
	return mark_from(s, open->match, s->done);
}

static size_t
split_message(struct split *s, size_t i)
{
	const struct mark *open = &s->marks.items[i];

	if (open->match == NO_MARK)
		return i + 1;
	const struct mark *close = &s->marks.items[open->match];
	inject(s, open->begin, open->end);
	inject(s, close->begin, close->end);
	return open->match + 1;
}

static size_t
split_block(struct split *s, size_t i)
{
	const struct mark *open = &s->marks.items[i];

	if (open->match == NO_MARK)
		return i + 1;
	inject(s, open->begin, s->marks.items[open->match].end);
	return open->match + 1;
}

static size_t
split_mark(struct split *s, size_t i)
{
	if (s->marks.items[i].closes)
		return i + 1;
	switch (s->marks.items[i].kind) {
	case KIND_MESSAGE:
		return split_message(s, i);
	case KIND_RULES:
		return split_rules(s, i);
	case KIND_STEERING:
		return split_steering(s, i);
	case KIND_RULE:
	case KIND_STEERED:
		return i + 1; /* only after their heading */
	default:
		return split_block(s, i);
	}
}

void
prompt_split(struct span prompt, struct prompt_pieces *out)
{
	struct split s = { .prompt = prompt, .out = out };
	size_t i = 0;

	out->count = 0;
	marks_find(prompt, &s.marks);
	while (i < s.marks.count)
		i = split_mark(&s, i);
	marks_release(&s.marks);
	add_piece(&s, prompt.n, true);
}

void
prompt_pieces_release(struct prompt_pieces *p)
{
	free(p->pieces);
	*p = (struct prompt_pieces){ 0 };
}
