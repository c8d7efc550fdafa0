#include "base/stop.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "base/status.h"

static atomic_int asked;

static void
on_signal(int signal)
{
	int none = 0;

	if (!atomic_compare_exchange_strong(&asked, &none, signal))
		_exit(128 + signal);
}

void
stop_install(void)
{
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
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
