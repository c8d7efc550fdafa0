#include "base/stop.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "base/status.h"

static atomic_int asked;

/* A terminal that goes says so more than once, and nobody is there to be in a
 * hurry. */
static void
on_signal(int signal)
{
	int none = 0;

	if (!atomic_compare_exchange_strong(&asked, &none, signal) &&
	    signal != SIGHUP)
		_exit(128 + signal);
}

/* nohup(1) asks to go on without a terminal. */
static void
install_hangup(const struct sigaction *action)
{
	struct sigaction before;

	if (sigaction(SIGHUP, NULL, &before) == 0 &&
	    before.sa_handler != SIG_IGN)
		sigaction(SIGHUP, action, NULL);
}

void
stop_install(void)
{
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	install_hangup(&action);
	signal(SIGXFSZ, SIG_IGN);
}

bool
stop_asked(void)
{
	return atomic_load_explicit(&asked, memory_order_relaxed) != 0;
}

int
stop_exit_status(void)
{
	return 128 + atomic_load(&asked);
}

int
stop_status(int status)
{
	return status == PL_ESTOP ? stop_exit_status() : status;
}
