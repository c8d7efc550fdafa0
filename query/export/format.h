/* The forms of an export: one const struct each, format_<name>.c.  Each
 * appends to a stream, conversation by conversation; whoever drives it writes
 * that out between the calls. */
#ifndef QUERY_EXPORT_FORMAT_H
#define QUERY_EXPORT_FORMAT_H

#include "base/json.h"
#include "query/export/selection.h"
#include "query/export/texts.h"
#include "query/match/highlight.h"
#include "query/zone.h"

/* What holds for an export as a whole. */
struct export_about {
	struct span query;      /* as it was typed */
	struct span understood; /* as query_print has it */
	int64_t least, below;   /* the range of time asked for */
	bool hits_only;
	bool originals;
	const struct query_zone *zone; /* for people's times */
};

struct export_writing {
	const struct export_about *about;
	struct selection *selection;
	struct stream *to;
	struct plan *plan;          /* of the query, to highlight hits by */
	struct texts *texts;        /* for texts that do not fit in a field */
	struct json_writer json;    /* the format's own */
	struct highlight highlight; /* the format's own */
	size_t record;              /* the number of the one at hand, from 1 */
	size_t conversation;        /* its conversation's */
};

struct export_format {
	const char *name;   /* for --format */
	const char *suffix; /* of a path that means it */
	const char *member; /* its file in a bundle */
	bool texts;         /* it may need files beside it, see texts.h */
	/* Each may be NULL. */
	void (*begin)(struct export_writing *w);
	void (*conversation)(
	    struct export_writing *w, const struct selected_conversation *c);
	enum pl_status (*record)(struct export_writing *w,
	    const struct selected *item, struct pl_error *err);
	void (*conversation_end)(struct export_writing *w);
	void (*end)(struct export_writing *w);
};

extern const struct export_format format_jsonl;
extern const struct export_format format_csv;
extern const struct export_format format_html;
extern const struct export_format format_dat;

/* Those above, ending with NULL. */
extern const struct export_format *const export_formats[];

/* Write the whole export in that form; `progress` may be NULL.  PL_ESTOP when
 * a signal asked to stop. */
struct progress;
PL_CHECKED enum pl_status format_write(const struct export_format *format,
    struct export_writing *w, struct progress *progress, struct pl_error *err);

#endif
