/* The pager that long answers go through on a terminal. */
#include "base/term.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#define PAGER_DEFAULT "less -FRX"
#define PAGER_WORDS   16

/* There is one standard output, so there is one pager. */
static struct {
	pid_t pid;
	int terminal; /* standard output as it was */
} pager = { .terminal = -1 };

static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
#define FATAL_COUNT (sizeof fatal / sizeof *fatal)

static void
wait_for_pager(void)
{
	while (waitpid(pager.pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

/* Only what a signal handler may do. */
static void
end_on_signal(int number)
{
	int saved = errno;

	close(STDOUT_FILENO);
	wait_for_pager();
	errno = saved;
	raise(number); /* SA_RESETHAND: now it ends the program */
}

/* Take over the signals that would end the program, but not those that are
 * ignored or handled by somebody else; or give them back. */
static void
handle_signals(bool begin)
{
	struct sigaction ours = { .sa_handler = end_on_signal,
		.sa_flags = (int)SA_RESETHAND };
	struct sigaction usual = { .sa_handler = SIG_DFL };
	struct sigaction now;

	for (size_t i = 0; i < FATAL_COUNT; i++) {
		sigaction(fatal[i], NULL, &now);
		if (begin && now.sa_handler == SIG_DFL)
			sigaction(fatal[i], &ours, NULL);
		else if (!begin && now.sa_handler == end_on_signal)
			sigaction(fatal[i], &usual, NULL);
	}
}

static const char *
pager_command(void)
{
	const char *command = getenv("PROMPTLOG_PAGER");

	if (command == NULL)
		command = getenv("PAGER");
	if (command == NULL)
		command = PAGER_DEFAULT;
	return command[0] == '\0' || strcmp(command, "cat") == 0 ? NULL
								 : command;
}

/* The words of a command, which is cut up for it.  Only a command that needs
 * the shell gets it: without, a pager that is not there is noticed. */
static void
split_command(char *command, char *words[PAGER_WORDS + 1])
{
	static char shell[] = "/bin/sh", flag[] = "-c";
	size_t count = 0;
	char *word;

	if (strpbrk(command, "|&;<>()$`\\\"'*?[#~=%") != NULL) {
		words[0] = shell;
		words[1] = flag;
		words[2] = command;
		return;
	}
	while (
	    count < PAGER_WORDS && (word = strsep(&command, " \t")) != NULL) {
		if (*word != '\0')
			words[count++] = word;
	}
}

/* Start the command with `in` as its standard input. */
static bool
start(const char *command, int in)
{
	posix_spawn_file_actions_t actions;
	char *words[PAGER_WORDS + 1] = { NULL };
	char *copy = xstrdup(command);

	split_command(copy, words);
	setenv("LESS", "FRX", 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	bool started = words[0] != NULL &&
	    posix_spawnp(
		&pager.pid, words[0], &actions, NULL, words, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	free(copy);
	return started;
}

void
term_pager_begin(bool want)
{
	const char *command = pager_command();
	int ends[2] = { -1, -1 };
	int terminal = -1;

	if (!want || command == NULL || pager.terminal >= 0 ||
	    !isatty(STDOUT_FILENO))
		return;
	terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (terminal < 0 || pipe2(ends, O_CLOEXEC) != 0 ||
	    !start(command, ends[0]))
		goto done;
	fflush(stdout);
	dup2(ends[1], STDOUT_FILENO);
	pager.terminal = terminal;
	terminal = -1; /* handed over */
	handle_signals(true);
done:
	if (ends[0] >= 0) {
		close(ends[0]);
		close(ends[1]);
	}
	if (terminal >= 0)
		close(terminal);
}

void
term_pager_end(void)
{
	if (pager.terminal < 0)
		return;
	fflush(stdout);
	dup2(pager.terminal, STDOUT_FILENO);
	wait_for_pager();
	handle_signals(false);
	close(pager.terminal);
	pager.terminal = -1;
}

int
term_pager_fd(void)
{
	return pager.terminal;
}
