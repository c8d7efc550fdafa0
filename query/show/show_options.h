/* What promptlog show was asked for. */
#ifndef QUERY_SHOW_OPTIONS_H
#define QUERY_SHOW_OPTIONS_H

#include "base/option.h"

struct show_options {
	const char *index; /* --index, or NULL */
	const char *zone;
	const char *colour;
	char **ids; /* owned; the texts are argv's */
	size_t id_count;
	const char *conversation; /* instead of ids; NULL: it was not asked
				     for */
	bool json, raw, pager;
	bool context, router; /* of a conversation */
};

extern const struct option_def show_option_defs[];

/* Read the command line; *o is to be released in any case.  OPTION_HELP, or
 * what option_next gives. */
PL_CHECKED int show_options_read(struct show_options *o,
    const struct command *command, int argc, char **argv,
    struct pl_error *err);
void show_options_release(struct show_options *o);

#endif
