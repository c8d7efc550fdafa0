/* promptlog-index: the only program that writes an index. */
#include <malloc.h>
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

/* A fixed one: glibc's own would rise to the size of what is given back, such
 * as the words of a day, and pieces of that size then lie in the heap among
 * what lasts: memory would grow from day to day.  What a day asks for often is
 * below it: with 128 KiB, mapping and unmapping took 4 % of an update. */
#define LARGE_BYTES (1 << 20)
/* What a heap may have free at its end: about what the words of a day leave
 * there, and the next day takes.  Given back at once, it had to be cleared by
 * the system for each day, 2 % of an update. */
#define SPARE_BYTES (8 << 20)

static void
give_back_what_is_large(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
	mallopt(M_TRIM_THRESHOLD, SPARE_BYTES);
#endif
}

int
main(int argc, char **argv)
{
	/* What is made here holds what people said: it is nobody else's. */
	umask(077);
	give_back_what_is_large();
	stop_install();
	return program_main(&program, argc, argv);
}
