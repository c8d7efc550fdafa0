#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/status.h"

static void
a_failure_tells_its_status_and_text(void **state)
{
	struct pl_error err = { 0 };

	(void)state;
	assert_int_equal(
	    pl_fail(&err, PL_EQUERY, "no '%s' at %d", "field", 7), PL_EQUERY);
	assert_int_equal(err.status, PL_EQUERY);
	assert_string_equal(err.text, "no 'field' at 7");
}

static void
a_failure_needs_no_error_to_write_to(void **state)
{
	(void)state;
	assert_int_equal(pl_fail(NULL, PL_EIO, "lost"), PL_EIO);
	errno = ENOENT;
	assert_int_equal(pl_fail_errno(NULL, PL_EDB, "lost"), PL_EDB);
}

static void
the_systems_reason_follows_the_subject(void **state)
{
	struct pl_error err;

	(void)state;
	errno = ENOENT;
	assert_int_equal(
	    pl_fail_errno(&err, PL_EIO, "cannot open '%s'", "a/b"), PL_EIO);
	assert_string_equal(
	    err.text, "cannot open 'a/b': No such file or directory");
}

static void
a_text_that_is_too_long_is_cut_and_terminated(void **state)
{
	struct pl_error err;
	char path[2000];

	(void)state;
	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	assert_int_equal(pl_fail(&err, PL_EIO, "'%s'", path), PL_EIO);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	errno = EACCES;
	assert_int_equal(pl_fail_errno(&err, PL_EIO, "'%s'", path), PL_EIO);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

static void
exit_statuses_are_those_of_the_manual(void **state)
{
	static const struct {
		enum pl_status status;
		int code;
	} cases[] = { { PL_OK, 0 }, { PL_END, 0 }, { PL_EQUERY, 2 },
		{ PL_EUSAGE, 2 }, { PL_ENOTFOUND, 1 }, { PL_EFORMAT, 4 },
		{ PL_EDB, 4 }, { PL_ENOINDEX, 10 }, { PL_ELOCKED, 11 },
		{ PL_EVERSION, 12 }, { PL_EIO, 13 }, { PL_ELIMIT, 13 },
		{ PL_ESTOP, 13 }, { PL_EGUARD, 14 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(pl_exit_for(cases[i].status), cases[i].code);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_tells_its_status_and_text),
		cmocka_unit_test(a_failure_needs_no_error_to_write_to),
		cmocka_unit_test(the_systems_reason_follows_the_subject),
		cmocka_unit_test(
		    a_text_that_is_too_long_is_cut_and_terminated),
		cmocka_unit_test(exit_statuses_are_those_of_the_manual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
