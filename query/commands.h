/* The subcommands of promptlog, each in its cmd_<name>.c. */
#ifndef QUERY_COMMANDS_H
#define QUERY_COMMANDS_H

#include "base/option.h"

extern const struct command cmd_search;
extern const struct command cmd_show;
extern const struct command cmd_terms;
extern const struct command cmd_export;
extern const struct command cmd_verify_export;
extern const struct command cmd_status;
extern const struct command cmd_index;

#endif
