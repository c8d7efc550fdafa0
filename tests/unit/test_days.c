#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/days.h"

#define DAY0 (INT64_C(20094) * NS_PER_DAY) /* 2025-01-06 */

static struct days
parsed(const char *text)
{
	struct days d;
	struct pl_error err;

	if (days_parse("--days", text, &d, &err) != PL_OK)
		fail_msg("%s", err.text);
	return d;
}

static void
a_day_is_its_own_range(void **state)
{
	struct days d = parsed("2025-01-06");

	(void)state;
	assert_int_equal(d.least, DAY0);
	assert_int_equal(d.past, DAY0 + NS_PER_DAY);
	assert_true(days_have(&d, DAY0));
	assert_true(days_have(&d, DAY0 + NS_PER_DAY - 1));
	assert_false(days_have(&d, DAY0 + NS_PER_DAY));
	assert_false(days_have(&d, INSTANT_NONE));
}

static void
a_month_and_a_year_are_ranges(void **state)
{
	struct days month = parsed("2024-02"), year = parsed("2024");
	struct days months = parsed("2024-11..2024-12");

	(void)state;
	assert_int_equal(month.past - month.least, 29 * NS_PER_DAY);
	assert_int_equal(year.past - year.least, 366 * NS_PER_DAY);
	assert_int_equal(months.past - months.least, 61 * NS_PER_DAY);
	assert_int_equal(months.past, year.past);
	assert_int_equal(month.least, year.least + 31 * NS_PER_DAY);
}

static void
either_end_may_be_open(void **state)
{
	struct days from = parsed("2025-01-06.."), to = parsed("..2025-01-06");

	(void)state;
	assert_true(days_have(&from, INT64_MAX - 1));
	assert_false(days_have(&from, DAY0 - 1));
	assert_true(days_have(&to, INT64_MIN + 1));
	assert_false(days_have(&to, DAY0 + NS_PER_DAY));
}

static void
undated_is_no_day(void **state)
{
	struct days d = parsed("undated"), all = days_all();

	(void)state;
	assert_true(days_have(&d, INSTANT_NONE));
	assert_false(days_have(&d, DAY0));
	assert_true(days_have(&all, INSTANT_NONE));
	assert_true(days_have(&all, DAY0));
}

static void
what_is_printed_can_be_parsed(void **state)
{
	static const char *const texts[] = { "2025-01-06",
		"2025-01-06..2025-01-31", "..2025-01-31", "2025-01-06..",
		"undated" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct days d = parsed(texts[i]);
		struct buf out;

		buf_init(&out, BUF_UNLIMITED);
		days_format(&d, &out);
		assert_string_equal(out.p, texts[i]);
		buf_release(&out);
	}
}

static void
nonsense_is_refused(void **state)
{
	static const char *const texts[] = { "", "..", "2025-13", "2025-02-30",
		"2025-01-06...2025-01-07", "2025-01-07..2025-01-06", "today" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct days d;
		struct pl_error err;

		assert_int_equal(
		    days_parse("--days", texts[i], &d, &err), PL_EUSAGE);
	}
}

static int64_t
before(const char *text)
{
	int64_t day;
	struct pl_error err;

	/* 2025-01-06T12:00 */
	if (days_parse_before(
		"--before", text, DAY0 + NS_PER_DAY / 2, &day, &err) != PL_OK)
		fail_msg("%s: %s", text, err.text);
	return (day - DAY0) / NS_PER_DAY;
}

static void
a_period_keeps_days_that_are_not_wholly_older(void **state)
{
	(void)state;
	assert_int_equal(before("2025-01-06"), 0);
	assert_int_equal(before("0d"), 0);
	assert_int_equal(before("1d"), -1);
	assert_int_equal(before("2w"), -14);
	assert_int_equal(before("1mo"), -31);
	assert_int_equal(before("1y"), -366);
}

static void
periods_that_are_none_are_refused(void **state)
{
	static const char *const texts[] = { "", "90", "d", "90m", "90days",
		"-1d", "999999d", "9999y", "99999mo", "1.5y" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		int64_t day;
		struct pl_error err;

		assert_int_equal(
		    days_parse_before("--before", texts[i], DAY0, &day, &err),
		    PL_EUSAGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_is_its_own_range),
		cmocka_unit_test(a_month_and_a_year_are_ranges),
		cmocka_unit_test(either_end_may_be_open),
		cmocka_unit_test(undated_is_no_day),
		cmocka_unit_test(what_is_printed_can_be_parsed),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(
		    a_period_keeps_days_that_are_not_wholly_older),
		cmocka_unit_test(periods_that_are_none_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
