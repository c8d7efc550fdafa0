#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/human.h"
#include "base/instant.h"

/* What the last call wrote. */
static struct buf out;

static const char *
counted(uint64_t n, const char *noun)
{
	buf_clear(&out);
	human_counted(&out, n, noun);
	return out.p;
}

static const char *
bytes(uint64_t n)
{
	buf_clear(&out);
	human_bytes(&out, n);
	return out.p;
}

static const char *
duration(int64_t nanoseconds)
{
	buf_clear(&out);
	human_duration(&out, nanoseconds);
	return out.p;
}

static void
thousands_are_set_apart_and_nouns_follow_the_number(void **state)
{
	(void)state;
	assert_string_equal(counted(0, "hit"), "0 hits");
	assert_string_equal(counted(1, "hit"), "1 hit");
	assert_string_equal(counted(999, "hit"), "999 hits");
	assert_string_equal(counted(1000, "hit"), "1,000 hits");
	assert_string_equal(counted(123456, "hit"), "123,456 hits");
	assert_string_equal(
	    counted(UINT64_MAX, "hit"), "18,446,744,073,709,551,615 hits");
}

static void
bytes_have_the_unit_that_keeps_them_short(void **state)
{
	(void)state;
	assert_string_equal(bytes(0), "0 bytes");
	assert_string_equal(bytes(999), "999 bytes");
	assert_string_equal(bytes(1000), "1.0 kB");
	assert_string_equal(bytes(999949), "999.9 kB");
	assert_string_equal(bytes(999950), "1.0 MB");
	assert_string_equal(bytes(641 * 1000000ull), "641.0 MB");
	assert_string_equal(bytes(UINT64_MAX), "18.4 EB");
}

static void
lengths_of_time_keep_two_of_their_unit(void **state)
{
	(void)state;
	assert_string_equal(duration(-5), "0 seconds");
	assert_string_equal(duration(NS_PER_SECOND), "1 second");
	assert_string_equal(duration(119 * NS_PER_SECOND), "119 seconds");
	assert_string_equal(duration(120 * NS_PER_SECOND), "2 minutes");
	assert_string_equal(duration(26 * NS_PER_HOUR), "26 hours");
	assert_string_equal(duration(2 * NS_PER_DAY), "2 days");
	assert_string_equal(duration(400 * NS_PER_DAY), "400 days");
}

static int
set_up(void **state)
{
	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	buf_release(&out);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    thousands_are_set_apart_and_nouns_follow_the_number),
		cmocka_unit_test(bytes_have_the_unit_that_keeps_them_short),
		cmocka_unit_test(lengths_of_time_keep_two_of_their_unit),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
