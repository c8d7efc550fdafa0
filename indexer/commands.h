/* The subcommands of promptlog-index: one file each. */
#ifndef INDEXER_COMMANDS_H
#define INDEXER_COMMANDS_H

#include "base/option.h"

extern const struct command cmd_update;
extern const struct command cmd_sweep;
extern const struct command cmd_hold;
extern const struct command cmd_rebuild;
extern const struct command cmd_check;
extern const struct command cmd_accept;
extern const struct command cmd_raw;
extern const struct command cmd_objects;

#endif
