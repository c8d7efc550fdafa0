/* promptlog-index: the only program that writes an index. */
#include <sys/stat.h>

#include "base/program.h"
#include "base/stop.h"
#include "indexer/commands.h"

static const struct command *const commands[] = {
	&cmd_update,
	&cmd_sweep,
	&cmd_hold,
	&cmd_rebuild,
	&cmd_check,
	&cmd_accept,
	&cmd_raw,
	&cmd_objects,
	NULL,
};

static const struct program program = {
	.name = "promptlog-index",
	.summary = "Make and keep the index of archives of AI prompt logs.",
	.commands = commands,
};

int
main(int argc, char **argv)
{
	/* What is made here holds what people said: it is nobody else's. */
	umask(077);
	stop_install();
	return program_main(&program, argc, argv);
}
