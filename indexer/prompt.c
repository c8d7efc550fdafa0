#include "indexer/prompt.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

/* The markers clients put into prompts. */
enum kind {
	KIND_ENVIRONMENT,
	KIND_FILES,
	KIND_SNAPSHOT,
	KIND_CONTEXT,
	KIND_ENTRY,
	KIND_BLOCKS, /* the above are injected from opening to closing */
	KIND_MESSAGE = KIND_BLOCKS, /* --- USER MESSAGE */
	KIND_RULES,                 /* the heading */
	KIND_RULE,
	KIND_STEERING, /* the heading */
	KIND_STEERED,  /* <user_message> */
	KINDS
};

enum shape {
	SHAPE_TEXT, /* exactly this text */
	SHAPE_TAG,  /* the beginning of a tag, perhaps with attributes */
	SHAPE_LINE, /* this text at the beginning of a line */
};

static const struct marker {
	const char *text;
	enum kind kind;
	enum shape shape;
	bool closes;
} markers[] = {
	{ "<EnvironmentContext", KIND_ENVIRONMENT, SHAPE_TAG, false },
	{ "</EnvironmentContext>", KIND_ENVIRONMENT, SHAPE_TEXT, true },
	{ "<session_context_files", KIND_FILES, SHAPE_TAG, false },
	{ "</session_context_files>", KIND_FILES, SHAPE_TEXT, true },
	{ "<session_start_snapshot", KIND_SNAPSHOT, SHAPE_TAG, false },
	{ "</session_start_snapshot>", KIND_SNAPSHOT, SHAPE_TEXT, true },
	{ "<current_context", KIND_CONTEXT, SHAPE_TAG, false },
	{ "</current_context>", KIND_CONTEXT, SHAPE_TEXT, true },
	{ "--- CONTEXT ENTRY BEGIN ---", KIND_ENTRY, SHAPE_TEXT, false },
	{ "--- CONTEXT ENTRY END ---", KIND_ENTRY, SHAPE_TEXT, true },
	{ "--- USER MESSAGE BEGIN ---", KIND_MESSAGE, SHAPE_TEXT, false },
	{ "--- USER MESSAGE END ---", KIND_MESSAGE, SHAPE_TEXT, true },
	{ "## Included Rules (", KIND_RULES, SHAPE_LINE, false },
	{ "<user-rule", KIND_RULE, SHAPE_TAG, false },
	{ "</user-rule>", KIND_RULE, SHAPE_TEXT, true },
	{ "[LIVE STEERING - New message from user]", KIND_STEERING, SHAPE_TEXT,
	    false },
	{ "<user_message", KIND_STEERED, SHAPE_TAG, false },
	{ "</user_message>", KIND_STEERED, SHAPE_TEXT, true },
};

#define MARKERS (sizeof markers / sizeof markers[0])

/* A marker found in the prompt. */
struct mark {
	size_t begin, end;
	size_t match; /* index of the closing mark, or NO_MARK */
	enum kind kind;
	bool closes;
};

#define NO_MARK SIZE_MAX

struct split {
	struct span prompt;
	struct mark *marks;
	size_t count, capacity;
	struct prompt_pieces *out;
	size_t done; /* bytes that are in pieces */
};

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct span
from(struct span s, size_t at)
{
	return span_of(s.p + at, s.n - at);
}

static size_t
past_space(struct span s, size_t at)
{
	while (at < s.n && is_space(s.p[at]))
		at++;
	return at;
}

/* Where the marker that begins at `at` ends, or 0 if it is none after all. */
static size_t
marker_end(struct span prompt, size_t at, const struct marker *m)
{
	size_t end = at + strlen(m->text);

	switch (m->shape) {
	case SHAPE_TEXT:
		return end;
	case SHAPE_LINE:
		return at == 0 || prompt.p[at - 1] == '\n' ? end : 0;
	case SHAPE_TAG:
		if (end < prompt.n && prompt.p[end] != '>' &&
		    !is_space(prompt.p[end]))
			return 0;
		/* Stopping at '<' keeps a thousand open tags linear. */
		while (end < prompt.n && prompt.p[end] != '>' &&
		    prompt.p[end] != '<' && prompt.p[end] != '\n')
			end++;
		return end < prompt.n && prompt.p[end] == '>' ? end + 1 : 0;
	}
	return 0;
}

static void
find_marks(struct split *s)
{
	struct span p = s->prompt;
	size_t at = 0;

	while (at < p.n) {
		size_t end = 0;

		if (p.p[at] != '<' && p.p[at] != '-' && p.p[at] != '#' &&
		    p.p[at] != '[') {
			at++;
			continue;
		}
		for (size_t i = 0; i < MARKERS && end == 0; i++) {
			const struct marker *m = &markers[i];

			if (!span_starts(from(p, at), m->text))
				continue;
			end = marker_end(p, at, m);
			if (end == 0)
				continue;
			s->marks = xgrow(s->marks, s->count, &s->capacity,
			    sizeof *s->marks);
			s->marks[s->count++] = (struct mark){ at, end, NO_MARK,
				m->kind, m->closes };
		}
		at = end > 0 ? end : at + 1;
	}
}

/* Blocks: each closing mark closes the last opening one that is still open. */
static void
match_nested(struct split *s)
{
	size_t open[KIND_BLOCKS];

	for (int kind = 0; kind < KIND_BLOCKS; kind++)
		open[kind] = NO_MARK;
	for (size_t i = 0; i < s->count; i++) {
		struct mark *m = &s->marks[i];

		if (m->kind >= KIND_BLOCKS)
			continue;
		if (!m->closes) {
			/* Until it is closed, match chains the open ones. */
			m->match = open[m->kind];
			open[m->kind] = i;
		} else if (open[m->kind] != NO_MARK) {
			struct mark *opening = &s->marks[open[m->kind]];

			open[m->kind] = opening->match;
			opening->match = i;
		}
	}
	for (int kind = 0; kind < KIND_BLOCKS; kind++)
		while (open[kind] != NO_MARK) {
			struct mark *unclosed = &s->marks[open[kind]];

			open[kind] = unclosed->match;
			unclosed->match = NO_MARK;
		}
}

/* The others: an opening mark ends at the first closing one after it. */
static void
match_raw(struct split *s)
{
	size_t close[KINDS];

	for (int kind = 0; kind < KINDS; kind++)
		close[kind] = NO_MARK;
	for (size_t i = s->count; i-- > 0;) {
		struct mark *m = &s->marks[i];

		if (m->kind < KIND_BLOCKS)
			continue;
		if (m->closes)
			close[m->kind] = i;
		else
			m->match = close[m->kind];
	}
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

	while (begin > s->done && is_space(p.p[begin - 1]))
		begin--;
	add_piece(s, begin, true);
	add_piece(s, past_space(p, end), false);
}

/* The first mark from index i on that does not begin before `at`. */
static size_t
mark_from(const struct split *s, size_t i, size_t at)
{
	while (i < s->count && s->marks[i].begin < at)
		i++;
	return i;
}

/* The mark at i if it opens a closed one of this kind, with no more than the
 * client's words between `after` and it; else NULL. */
static const struct mark *
follower(const struct split *s, size_t i, enum kind kind, size_t after)
{
	if (i >= s->count || s->marks[i].kind != kind || s->marks[i].closes ||
	    s->marks[i].match == NO_MARK ||
	    s->marks[i].begin - after > PROMPT_PREAMBLE_MAX)
		return NULL;
	return &s->marks[i];
}

/* The rules after the heading at mark i.  The mark to go on with. */
static size_t
split_rules(struct split *s, size_t i)
{
	const struct mark *heading = &s->marks[i++];
	const struct mark *rule = follower(s, i, KIND_RULE, heading->end);

	if (rule == NULL)
		return i;
	size_t begin = heading->begin;
	do {
		size_t end = s->marks[rule->match].end;

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
	const struct mark *heading = &s->marks[i++];
	const struct mark *open = follower(s, i, KIND_STEERED, heading->end);

	if (open == NULL)
		return i;
	const struct mark *close = &s->marks[open->match];
	inject(s, heading->begin, open->end);
	inject(s, close->begin, steering_end(s->prompt, close->end));
	return mark_from(s, open->match, s->done);
}

static size_t
split_message(struct split *s, size_t i)
{
	const struct mark *open = &s->marks[i];

	if (open->match == NO_MARK)
		return i + 1;
	const struct mark *close = &s->marks[open->match];
	inject(s, open->begin, open->end);
	inject(s, close->begin, close->end);
	return open->match + 1;
}

static size_t
split_block(struct split *s, size_t i)
{
	const struct mark *open = &s->marks[i];

	if (open->match == NO_MARK)
		return i + 1;
	inject(s, open->begin, s->marks[open->match].end);
	return open->match + 1;
}

static size_t
split_mark(struct split *s, size_t i)
{
	if (s->marks[i].closes)
		return i + 1;
	switch (s->marks[i].kind) {
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
	find_marks(&s);
	match_nested(&s);
	match_raw(&s);
	while (i < s.count)
		i = split_mark(&s, i);
	free(s.marks);
	add_piece(&s, prompt.n, true);
}

void
prompt_pieces_release(struct prompt_pieces *p)
{
	free(p->pieces);
	*p = (struct prompt_pieces){ 0 };
}
