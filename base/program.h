/* What both programs' main does: find the subcommand, answer --help and
 * --version, and be the one place that prints errors. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include "base/option.h"

struct program {
	const char *name;
	const char *summary;
	const struct command *const *commands; /* ends with NULL */
};

/* Run it: the exit status of the process. */
int program_main(const struct program *program, int argc, char **argv);

#endif
