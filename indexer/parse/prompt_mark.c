#include "indexer/parse/prompt_mark.h"

#include <stdlib.h>

#include "base/mem.h"

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
		    !mark_space(prompt.p[end]))
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
find_marks(struct span p, struct marks *out)
{
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

			if (!span_starts(span_of(p.p + at, p.n - at), m->text))
				continue;
			end = marker_end(p, at, m);
			if (end == 0)
				continue;
			out->items = xgrow(out->items, out->count,
			    &out->capacity, sizeof *out->items);
			out->items[out->count++] = (struct mark){ at, end,
				NO_MARK, m->kind, m->closes };
		}
		at = end > 0 ? end : at + 1;
	}
}

/* Blocks: each closing mark closes the last opening one that is still open. */
static void
match_nested(struct marks *s)
{
	size_t open[KIND_BLOCKS];

	for (int kind = 0; kind < KIND_BLOCKS; kind++)
		open[kind] = NO_MARK;
	for (size_t i = 0; i < s->count; i++) {
		struct mark *m = &s->items[i];

		if (m->kind >= KIND_BLOCKS)
			continue;
		if (!m->closes) {
			/* Until it is closed, match chains the open ones. */
			m->match = open[m->kind];
			open[m->kind] = i;
		} else if (open[m->kind] != NO_MARK) {
			struct mark *opening = &s->items[open[m->kind]];

			open[m->kind] = opening->match;
			opening->match = i;
		}
	}
	for (int kind = 0; kind < KIND_BLOCKS; kind++)
		while (open[kind] != NO_MARK) {
			struct mark *unclosed = &s->items[open[kind]];

			open[kind] = unclosed->match;
			unclosed->match = NO_MARK;
		}
}

/* The others: an opening mark ends at the first closing one after it. */
static void
match_raw(struct marks *s)
{
	size_t close[KINDS];

	for (int kind = 0; kind < KINDS; kind++)
		close[kind] = NO_MARK;
	for (size_t i = s->count; i-- > 0;) {
		struct mark *m = &s->items[i];

		if (m->kind < KIND_BLOCKS)
			continue;
		if (m->closes)
			close[m->kind] = i;
		else
			m->match = close[m->kind];
	}
}

void
marks_find(struct span prompt, struct marks *out)
{
	find_marks(prompt, out);
	match_nested(out);
	match_raw(out);
}

void
marks_release(struct marks *m)
{
	free(m->items);
	*m = (struct marks){ 0 };
}
