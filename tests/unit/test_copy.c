#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "schema/copy.h"
#include "tests/unit/scratch.h"

static void
a_copy_is_the_same_to_the_last_byte(void **state)
{
	static const size_t sizes[] = { 0, 1, 4096, (1 << 20) + 1, 3000001 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		char *bytes = xmalloc(sizes[i] + 1), *again;
		struct pl_error err;
		size_t n;

		for (size_t k = 0; k < sizes[i]; k++)
			bytes[k] = (char)(k * 7 + i);
		scratch_write(scratch("from"), bytes, sizes[i]);
		unlink(scratch("to"));
		assert_int_equal(
		    copy_file(scratch("from"), scratch("to"), &err), PL_OK);
		again = scratch_read(scratch("to"), &n);
		assert_int_equal(n, sizes[i]);
		assert_memory_equal(again, bytes, n);
		free(again);
		free(bytes);
	}
}

static void
a_copy_is_private_whoever_may_read_the_original(void **state)
{
	struct pl_error err;

	(void)state;
	umask(0);
	scratch_write(scratch("open"), "x", 1);
	assert_int_equal(chmod(scratch("open"), 0666), 0);
	assert_int_equal(
	    copy_file(scratch("open"), scratch("copy"), &err), PL_OK);
	assert_int_equal(scratch_mode(scratch("copy")), 0600);
	assert_int_equal(create_private(scratch("new"), &err), PL_OK);
	assert_int_equal(scratch_mode(scratch("new")), 0600);
	umask(0277);
	assert_int_equal(create_private(scratch("newer"), &err), PL_OK);
	assert_int_equal(scratch_mode(scratch("newer")), 0600);
	umask(077);
}

static void
nothing_is_written_over(void **state)
{
	struct pl_error err;
	size_t n;

	(void)state;
	scratch_write(scratch("mine"), "mine", 4);
	scratch_write(scratch("other"), "other", 5);
	assert_int_equal(
	    copy_file(scratch("other"), scratch("mine"), &err), PL_EIO);
	assert_int_equal(create_private(scratch("mine"), &err), PL_EIO);
	char *bytes = scratch_read(scratch("mine"), &n);
	assert_string_equal(bytes, "mine");
	free(bytes);
}

static void
what_cannot_be_copied_leaves_nothing_behind(void **state)
{
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    copy_file(scratch("absent"), scratch("none"), &err), PL_EIO);
	assert_non_null(strstr(err.text, "absent"));
	assert_int_equal(mkdir(scratch("folder"), 0700), 0);
	assert_int_equal(
	    copy_file(scratch("folder"), scratch("none"), &err), PL_EIO);
	assert_int_equal(access(scratch("none"), F_OK), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_the_same_to_the_last_byte),
		cmocka_unit_test(
		    a_copy_is_private_whoever_may_read_the_original),
		cmocka_unit_test(nothing_is_written_over),
		cmocka_unit_test(what_cannot_be_copied_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
