/* What promptlog search was asked for. */
#ifndef QUERY_SEARCH_OPTIONS_H
#define QUERY_SEARCH_OPTIONS_H

#include "base/option.h"
#include "query/answer/count_by.h"
#include "query/answer/hits.h"
#include "query/search/printer.h"

struct search_options {
	const char *index; /* --index, or NULL */
	struct buf query;  /* owned */
	bool from_file;    /* it came by --query-file */
	const char *zone;
	const char *colour;
	const struct printer *printer;
	bool count; /* the bare number instead of hits */
	bool explain;
	bool full;
	bool pager;
	bool conversations;  /* list them instead of hits */
	bool around;         /* show turns around hits: */
	uint64_t context;    /* so many on either side */
	enum count_field by; /* COUNT_FIELDS: hits are listed */
	uint64_t limit;      /* 0: all */
	uint64_t offset;
	struct hits_options hits;
};

extern const struct option_def search_option_defs[];

/* Read the command line; *o is to be released in any case.  OPTION_HELP, or
 * what option_next and the file of --query-file give. */
PL_CHECKED int search_options_read(struct search_options *o,
    const struct command *command, int argc, char **argv,
    struct pl_error *err);
void search_options_release(struct search_options *o);

#endif
