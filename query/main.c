/* promptlog: everything a reviewer does with an index. */
#include "base/program.h"
#include "query/commands.h"

static const struct command *const commands[] = {
	&cmd_search,
	&cmd_show,
	&cmd_terms,
	&cmd_export,
	&cmd_verify_export,
	&cmd_status,
	&cmd_index,
	NULL,
};

static const struct program program = {
	.name = "promptlog",
	.summary = "Search archives of AI prompt logs, from an index of them.",
	.commands = commands,
};

int
main(int argc, char **argv)
{
	return program_main(&program, argc, argv);
}
