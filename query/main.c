/* promptlog: finds the subcommand, and is the one place that prints errors. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/option.h"
#include "base/term.h"
#include "query/commands.h"
#include "query/output.h"

#define PROGRAM "promptlog"

static const struct command *const commands[] = {
	&cmd_search,
	&cmd_show,
	&cmd_status,
	&cmd_index,
	NULL,
};

static const char summary[] =
    "Search archives of AI prompt logs, from an index of them.";

static void
print_error(const struct pl_error *err)
{
	struct buf line;

	buf_init(&line, BUF_UNLIMITED);
	buf_adds(&line, PROGRAM ": ");
	term_escape(&line, span_str(err->text), false);
	buf_addc(&line, '\n');
	fwrite(line.p, 1, line.n, stderr);
	buf_release(&line);
}

static void
add_overview(struct buf *out)
{
	option_overview(out, PROGRAM, summary, commands);
}

/* "--help-commands", for tests and completions. */
static void
add_commands(struct buf *out)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		buf_addf(
		    out, "%s\t%s\n", commands[i]->name, commands[i]->summary);
}

/* "help COMMAND" and "--help-options COMMAND". */
static enum pl_status
add_command(struct buf *out, const char *name,
    void (*add)(struct buf *out, const struct command *command),
    struct pl_error *err)
{
	const struct command *command = option_command(name, commands, err);

	if (command == NULL)
		return PL_EUSAGE;
	add(out, command);
	return PL_OK;
}

static void
add_help(struct buf *out, const struct command *command)
{
	option_help(out, PROGRAM, command);
}

/* What is answered here, without a subcommand; *known says whether it is. */
static enum pl_status
add_own_answer(
    struct buf *out, int argc, char **argv, bool *known, struct pl_error *err)
{
	const char *word = argv[1];
	bool help = strcmp(word, "help") == 0;
	bool list = strcmp(word, "--help-options") == 0;

	*known = true;
	if (strcmp(word, "--version") == 0)
		buf_adds(out, PROGRAM " " PL_VERSION "\n");
	else if (strcmp(word, "--help-commands") == 0)
		add_commands(out);
	else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
	    (help && argc == 2))
		add_overview(out);
	else if (list && argc == 2)
		return pl_fail(err, PL_EUSAGE, "'%s' needs a command", word);
	else if (help)
		return add_command(out, argv[2], add_help, err);
	else if (list)
		return add_command(out, argv[2], option_list, err);
	else
		*known = false;
	return PL_OK;
}

static int
run_command(int argc, char **argv, struct buf *out, struct pl_error *err)
{
	const struct command *command;
	int rc;

	if (argv[0][0] == '-')
		return pl_fail(err, PL_EUSAGE,
		    "unknown option '%s', '--help' lists the commands",
		    argv[0]);
	command = option_command(argv[0], commands, err);
	if (command == NULL)
		return PL_EUSAGE;
	rc = command->run(argc, argv, err);
	if (rc == OPTION_HELP) {
		add_help(out, command);
		rc = PL_EXIT_FOUND;
	}
	return rc;
}

/* The exit status, or a negative status with *err set. */
static int
run(int argc, char **argv, struct pl_error *err)
{
	struct buf out;
	bool known;
	int status, rc;

	buf_init(&out, BUF_UNLIMITED);
	status = add_own_answer(&out, argc, argv, &known, err);
	if (!known)
		status = run_command(argc - 1, argv + 1, &out, err);
	rc = output_write(&out, status < 0 ? NULL : err);
	if (status >= 0 && rc != PL_OK)
		status = rc;
	buf_release(&out);
	return status;
}

int
main(int argc, char **argv)
{
	struct pl_error err = { .status = PL_OK };
	struct pl_error late = { .status = PL_OK };
	int status;

	/* Whoever reads no more, as head does, ends this program quietly. */
	signal(SIGPIPE, SIG_DFL);
	if (argc < 2) {
		struct buf out;

		buf_init(&out, BUF_UNLIMITED);
		add_overview(&out);
		fwrite(out.p, 1, out.n, stderr);
		buf_release(&out);
		return PL_EXIT_USAGE;
	}
	status = run(argc, argv, &err);
	if (status < 0) {
		print_error(&err);
		status = (int)pl_exit_for((enum pl_status)status);
	}
	if (output_finish(&late) != PL_OK && err.status == PL_OK) {
		print_error(&late);
		status = PL_EXIT_SYSTEM;
	}
	return status;
}
