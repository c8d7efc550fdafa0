#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/instant.h"
#include "schema/store/lock.h"
#include "tests/unit/scratch.h"

static int64_t
since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - begun->tv_sec) * NS_PER_SECOND + now.tv_nsec -
	    begun->tv_nsec;
}

/* A child that holds the lock until it is killed, or for a while. */
static pid_t
hold(const char *path, int64_t nanoseconds)
{
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct timespec pause = { nanoseconds / NS_PER_SECOND,
			nanoseconds % NS_PER_SECOND };
		int fd;

		if (lock_take(path, "update", 0, NULL, &fd, NULL) != PL_OK)
			_exit(1);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		nanosleep(&pause, NULL);
		_exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void
kill_holder(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void
the_second_waits_and_then_names_the_holder(void **state)
{
	const int64_t wait = NS_PER_SECOND / 5;
	struct timespec begun;
	struct pl_error err;
	char expected[64];
	int fd = 77;

	(void)state;
	pid_t holder = hold(scratch("lock"), 60 * NS_PER_SECOND);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	assert_int_equal(
	    lock_take(scratch("lock"), "accept", wait, NULL, &fd, &err),
	    PL_ELOCKED);
	assert_true(since(&begun) >= wait);
	assert_int_equal(fd, -1);
	snprintf(expected, sizeof expected, "'update' of process %ld on host ",
	    (long)holder);
	assert_non_null(strstr(err.text, expected));
	assert_non_null(strstr(err.text, "since 20"));
	kill_holder(holder);
}

static void
the_lock_of_a_killed_holder_is_free(void **state)
{
	struct pl_error err;
	int fd;

	(void)state;
	kill_holder(hold(scratch("lock"), 60 * NS_PER_SECOND));
	assert_int_equal(
	    lock_take(scratch("lock"), "update", 0, NULL, &fd, &err), PL_OK);
	close(fd);
}

static void
who_waits_long_enough_gets_it(void **state)
{
	struct pl_error err;
	int fd;

	(void)state;
	pid_t holder = hold(scratch("lock"), NS_PER_SECOND / 10);
	/* As long as there is: it must not run over. */
	assert_int_equal(
	    lock_take(scratch("lock"), "update", INT64_MAX, NULL, &fd, &err),
	    PL_OK);
	close(fd);
	assert_int_equal(waitpid(holder, NULL, 0), holder);
}

static int asked;

static bool
stop_at_third(void)
{
	return ++asked == 3;
}

static void
the_waiting_ends_when_asked_to(void **state)
{
	struct timespec begun;
	struct pl_error err;
	int fd;

	(void)state;
	pid_t holder = hold(scratch("lock"), 60 * NS_PER_SECOND);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	assert_int_equal(lock_take(scratch("lock"), "update",
			     60 * NS_PER_SECOND, stop_at_third, &fd, &err),
	    PL_ESTOP);
	assert_true(since(&begun) < 30 * NS_PER_SECOND);
	assert_int_equal(asked, 3);
	assert_int_equal(fd, -1);
	kill_holder(holder);
}

static void
a_lock_file_that_names_nobody_is_told_too(void **state)
{
	struct pl_error err;
	int fd;

	(void)state;
	pid_t holder = hold(scratch("lock"), 60 * NS_PER_SECOND);
	scratch_write(scratch("lock"), "", 0);
	assert_int_equal(
	    lock_take(scratch("lock"), "update", 0, NULL, &fd, &err),
	    PL_ELOCKED);
	assert_non_null(strstr(err.text, "lock"));
	kill_holder(holder);
}

static void
a_link_in_its_place_is_not_followed(void **state)
{
	struct pl_error err;
	int fd;

	(void)state;
	scratch_write(scratch("victim"), "precious", 8);
	assert_int_equal(symlink(scratch("victim"), scratch("link")), 0);
	assert_int_equal(
	    lock_take(scratch("link"), "update", 0, NULL, &fd, &err), PL_EIO);
	size_t n;
	char *bytes = scratch_read(scratch("victim"), &n);
	assert_string_equal(bytes, "precious");
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_waits_and_then_names_the_holder),
		cmocka_unit_test(the_lock_of_a_killed_holder_is_free),
		cmocka_unit_test(who_waits_long_enough_gets_it),
		cmocka_unit_test(the_waiting_ends_when_asked_to),
		cmocka_unit_test(a_lock_file_that_names_nobody_is_told_too),
		cmocka_unit_test(a_link_in_its_place_is_not_followed),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
