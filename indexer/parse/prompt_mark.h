/* The markers that clients put into prompts, found and matched. */
#ifndef INDEXER_PROMPT_MARK_H
#define INDEXER_PROMPT_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

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

/* A marker found in the prompt. */
struct mark {
	size_t begin, end;
	size_t match; /* index of the closing mark, or NO_MARK */
	enum kind kind;
	bool closes;
};

#define NO_MARK SIZE_MAX

struct marks {
	struct mark *items;
	size_t count, capacity;
};
void marks_release(struct marks *m);

/* Find the markers of a prompt in order, and for each opening one its closing
 * one; *out must be empty. */
void marks_find(struct span prompt, struct marks *out);

/* White space as clients put it around their markers. */
static inline bool
mark_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
