#include "base/program.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "base/term.h"

static void
print_error(const struct program *p, const struct pl_error *err)
{
	struct buf line;

	buf_init(&line, BUF_UNLIMITED);
	buf_addf(&line, "%s: ", p->name);
	term_escape(&line, span_str(err->text), false);
	buf_addc(&line, '\n');
	fwrite(line.p, 1, line.n, stderr);
	buf_release(&line);
}

static void
add_overview(struct buf *out, const struct program *p)
{
	option_overview(out, p->name, p->summary, p->commands);
}

/* "--help-commands", for tests and completions. */
static void
add_commands(struct buf *out, const struct program *p)
{
	for (size_t i = 0; p->commands[i] != NULL; i++)
		buf_addf(out, "%s\t%s\n", p->commands[i]->name,
		    p->commands[i]->summary);
}

/* "help COMMAND" and "--help-options COMMAND". */
static enum pl_status
add_command(struct buf *out, const struct program *p, const char *name,
    bool help, struct pl_error *err)
{
	const struct command *command = option_command(name, p->commands, err);

	if (command == NULL)
		return PL_EUSAGE;
	if (help)
		option_help(out, p->name, command);
	else
		option_list(out, command);
	return PL_OK;
}

/* What is answered here, without a subcommand; *known says whether it is. */
static enum pl_status
add_own_answer(struct buf *out, const struct program *p, int argc, char **argv,
    bool *known, struct pl_error *err)
{
	const char *word = argv[1];
	bool help = strcmp(word, "help") == 0;
	bool list = strcmp(word, "--help-options") == 0;

	*known = true;
	if (strcmp(word, "--version") == 0)
		buf_addf(out, "%s %s\n", p->name, PL_VERSION);
	else if (strcmp(word, "--help-commands") == 0)
		add_commands(out, p);
	else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
	    (help && argc == 2))
		add_overview(out, p);
	else if (list && argc == 2)
		return pl_fail(err, PL_EUSAGE, "'%s' needs a command", word);
	else if (help || list)
		return add_command(out, p, argv[2], help, err);
	else
		*known = false;
	return PL_OK;
}

static int
run_command(const struct program *p, int argc, char **argv, struct buf *out,
    struct pl_error *err)
{
	const struct command *command;
	int rc;

	if (argv[0][0] == '-')
		return pl_fail(err, PL_EUSAGE,
		    "unknown option '%s', '--help' lists the commands",
		    argv[0]);
	command = option_command(argv[0], p->commands, err);
	if (command == NULL)
		return PL_EUSAGE;
	rc = command->run(argc, argv, err);
	if (rc == OPTION_HELP) {
		option_help(out, p->name, command);
		rc = PL_EXIT_FOUND;
	}
	return rc;
}

/* The exit status, or a negative status with *err set. */
static int
run(const struct program *p, int argc, char **argv, struct pl_error *err)
{
	struct buf out;
	bool known;
	int status, rc;

	buf_init(&out, BUF_UNLIMITED);
	status = add_own_answer(&out, p, argc, argv, &known, err);
	if (!known)
		status = run_command(p, argc - 1, argv + 1, &out, err);
	rc = output_write(&out, status < 0 ? NULL : err);
	if (status >= 0 && rc != PL_OK)
		status = rc;
	buf_release(&out);
	return status;
}

int
program_main(const struct program *p, int argc, char **argv)
{
	struct pl_error err = { .status = PL_OK };
	struct pl_error late = { .status = PL_OK };
	int status;

	/* Whoever reads no more, as head does, ends this program quietly. */
	signal(SIGPIPE, SIG_DFL);
	if (argc < 2) {
		struct buf out;

		buf_init(&out, BUF_UNLIMITED);
		add_overview(&out, p);
		fwrite(out.p, 1, out.n, stderr);
		buf_release(&out);
		return PL_EXIT_USAGE;
	}
	status = run(p, argc, argv, &err);
	if (status < 0) {
		print_error(p, &err);
		status = (int)pl_exit_for((enum pl_status)status);
	}
	if (output_finish(&late) != PL_OK && err.status == PL_OK) {
		print_error(p, &late);
		status = PL_EXIT_SYSTEM;
	}
	return status;
}
