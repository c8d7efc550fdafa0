/* Options that mean the same in several commands of promptlog-index. */
#ifndef INDEXER_OPTIONS_H
#define INDEXER_OPTIONS_H

#include "base/option.h"
#include "base/progress.h"
#include "indexer/run/update.h"

/* A command's own options are numbered from OPT_OWN on. */
enum {
	OPT_INDEX = 1,
	OPT_LOCK_WAIT,
	OPT_JSON,
	OPT_PROGRESS,
	OPT_QUIET,
	OPT_JOBS,
	OPT_MEMORY,
	OPT_OWN,
};

/* Lines of an option table. */
#define OPTION_INDEX                                                          \
	{                                                                     \
		OPT_INDEX, 0, "index", "FOLDER", "where the index is", NULL   \
	}
#define OPTION_LOCK_WAIT                                                      \
	{                                                                     \
		OPT_LOCK_WAIT, 0, "lock-wait", "TIME",                        \
		    "wait for another writer, as 30s (the default)", NULL     \
	}
#define OPTION_JSON(help)                                                     \
	{                                                                     \
		OPT_JSON, 0, "json", NULL, help, NULL                         \
	}
#define OPTION_PROGRESS                                                       \
	{                                                                     \
		OPT_PROGRESS, 0, "progress", "STYLE",                         \
		    "how progress is shown on standard error",                \
		    "auto|json|none"                                          \
	}
#define OPTION_QUIET(help)                                                    \
	{                                                                     \
		OPT_QUIET, 'q', "quiet", NULL, help, NULL                     \
	}
/* For what builds shards. */
#define OPTION_JOBS                                                           \
	{                                                                     \
		OPT_JOBS, 'j', "jobs", "N",                                   \
		    "build N days at once (default: the processors)", NULL    \
	}
#define OPTION_MEMORY                                                         \
	{                                                                     \
		OPT_MEMORY, 0, "memory", "BYTES",                             \
		    "memory for all jobs together, as 512M (the default)",    \
		    NULL                                                      \
	}

struct options {
	const char *index; /* NULL: not given */
	int64_t lock_wait; /* nanoseconds */
	enum progress_style progress;
	bool json, quiet;
	int jobs;
	int64_t memory; /* bytes */
};

/* Take a command's own option, whose value is p->value. */
typedef enum pl_status option_taker(
    struct option_parser *p, int id, void *context, struct pl_error *err);

/* Take all options: those above into *out, others through `take`.
 * OPTION_DONE, OPTION_HELP, or a negative status. */
PL_CHECKED int options_take(struct option_parser *p, struct options *out,
    option_taker *take, void *context, struct pl_error *err);

/* "12.5%": the number before the sign, at most 100; false when it is none. */
bool options_percent(const char *text, double *out);

/* Do what update and rebuild do, and tell it: an exit status, or a negative
 * one with *err set.  What is in *out goes into *update. */
PL_CHECKED int options_build(const struct options *options,
    struct update_options *update, struct pl_error *err);

#endif
