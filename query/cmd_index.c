/* promptlog index …: the writer's commands under the one name people learn. */
#include "query/commands.h"
#include "query/writer.h"

static int
run_index(int argc, char **argv, struct pl_error *err)
{
	(void)argc;
	return writer_become(argv, err);
}

const struct command cmd_index = {
	.name = "index",
	.operands = "COMMAND [OPTION]... [OPERAND]...",
	.summary = "Make and keep the index: runs promptlog-index.",
	.options = NULL,
	.run = run_index,
};
