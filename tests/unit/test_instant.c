#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <time.h>

#include "base/instant.h"

/* The C library's calendar is the oracle. */
static void
every_day_is_the_day_of_the_c_library(void **state)
{
	struct tm tm = { .tm_year = 1678 - 1900, .tm_mday = 1 };
	int64_t first = timegm(&tm) / 86400;

	(void)state;
	for (int64_t day = first; day < first + 584 * 365; day++) {
		time_t seconds = (time_t)day * 86400;

		assert_non_null(gmtime_r(&seconds, &tm));
		struct civil c = instant_to_civil(day * NS_PER_DAY);
		if (c.year != tm.tm_year + 1900 || c.month != tm.tm_mon + 1 ||
		    c.day != tm.tm_mday ||
		    instant_days(c.year, c.month, c.day) != day)
			fail_msg("day %lld", (long long)day);
	}
}

static void
instants_survive_being_taken_apart(void **state)
{
	static const int64_t some[] = { 0, 1, -1, NS_PER_DAY - 1, -NS_PER_DAY,
		-NS_PER_DAY - 1, INT64_C(1785193409027400929),
		INT64_C(-8999999999999999999), INT64_C(9199999999999999999) };

	(void)state;
	for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
		struct civil c = instant_to_civil(some[i]);
		int64_t back;

		assert_true(instant_from_civil(&c, &back));
		assert_int_equal(back, some[i]);
	}
}

static void
days_that_no_month_has_are_refused(void **state)
{
	static const struct civil bad[] = { { 2025, 2, 29, 0, 0, 0, 0 },
		{ 1900, 2, 29, 0, 0, 0, 0 }, { 2025, 6, 31, 0, 0, 0, 0 },
		{ 2025, 0, 1, 0, 0, 0, 0 }, { 2025, 13, 1, 0, 0, 0, 0 },
		{ 2025, 1, 0, 0, 0, 0, 0 }, { 2025, 1, 1, 24, 0, 0, 0 },
		{ 2025, 1, 1, 0, 60, 0, 0 }, { 2025, 1, 1, 0, 0, 60, 0 },
		{ 2025, 1, 1, -1, 0, 0, 0 }, { 1677, 12, 31, 0, 0, 0, 0 },
		{ 2262, 1, 1, 0, 0, 0, 0 },
		{ 2025, 1, 1, 0, 0, 0, NS_PER_SECOND } };
	static const struct civil leap = { 2000, 2, 29, 0, 0, 0, 0 };
	int64_t instant;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		instant = 7;
		assert_false(instant_from_civil(&bad[i], &instant));
		assert_true(instant == INSTANT_NONE);
	}
	assert_true(instant_from_civil(&leap, &instant));
}

static void
time_stamps_are_read_with_any_number_of_digits(void **state)
{
	static const struct {
		const char *text;
		int64_t instant;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1969-12-31T23:59:59.999999999Z", -1 },
		{ "2026-07-27T23:03:29.027400929Z",
		    INT64_C(1785193409027400929) },
		{ "2026-07-27T23:03:29.0274009299Z",
		    INT64_C(1785193409027400929) },
		{ "2025-01-06T15:09:16.412719Z",
		    INT64_C(1736176156412719000) },
		{ "2025-01-06T15:09:16.4Z", INT64_C(1736176156400000000) },
		{ "2025-01-06T15:09:16Z", INT64_C(1736176156000000000) },
		{ "2025-01-06T20:39:16+05:30", INT64_C(1736176156000000000) },
		{ "2025-01-06T07:09:16-08:00", INT64_C(1736176156000000000) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t instant;

		assert_true(instant_parse(span_str(cases[i].text), &instant));
		assert_int_equal(instant, cases[i].instant);
	}
}

static void
what_is_no_time_stamp_is_refused(void **state)
{
	static const char *const bad[] = { "", "yesterday", "2025-01-06",
		"2025-01-06T15:09:16", "2025-01-06 15:09:16Z",
		"2025-01-06T15:09Z", "2025-01-06T15:09:16.Z",
		"2025-01-06T15:09:16z", "2025-01-06T15:09:16Z ",
		" 2025-01-06T15:09:16Z", "2025-1-06T15:09:16Z",
		"2025-02-29T15:09:16Z", "2025-01-06T15:09:60Z",
		"2025-01-06T24:00:00Z", "2025-01-06T15:09:16+5:30",
		"2025-01-06T15:09:16+24:00", "2025-01-06T15:09:16+0530",
		"+025-01-06T15:09:16Z", "0000-01-06T15:09:16Z",
		"9999-12-31T23:59:59Z", "1736176156" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t instant = 7;

		if (instant_parse(span_str(bad[i]), &instant))
			fail_msg("'%s' is read", bad[i]);
		assert_true(instant == INSTANT_NONE);
	}
	int64_t instant;
	assert_false(
	    instant_parse(span_of("2025-01-06T15:09:16Z", 19), &instant));
}

static void
instants_are_written_with_the_fewest_digits_that_lose_nothing(void **state)
{
	static const char *const texts[] = { "2026-07-27T23:03:29Z",
		"2026-07-27T23:03:29.020Z", "2026-07-27T23:03:29.027400Z",
		"2026-07-27T23:03:29.027400929Z", "1969-12-31T23:59:59.999Z",
		"1678-01-01T00:00:00Z", "2261-12-31T23:59:59.999999999Z" };
	char text[INSTANT_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		int64_t instant;

		assert_true(instant_parse(span_str(texts[i]), &instant));
		instant_format(instant, text);
		assert_string_equal(text, texts[i]);
		instant_format_day(instant, text);
		assert_memory_equal(text, texts[i], 10);
		assert_int_equal(strlen(text), 10);
	}
	instant_format(INSTANT_NONE, text);
	assert_string_equal(text, "unknown");
	instant_format_day(INSTANT_NONE, text);
	assert_string_equal(text, "unknown");
	instant_format(INT64_MAX, text);
	assert_string_equal(text, "2262-04-11T23:47:16.854775807Z");
	instant_format(INT64_MIN + 1, text);
	assert_string_equal(text, "1677-09-21T00:12:43.145224193Z");
}

static void
now_is_between_two_looks_at_the_clock(void **state)
{
	int64_t before = (int64_t)time(NULL) - 1;
	int64_t now = instant_now();

	(void)state;
	assert_true(now >= before * NS_PER_SECOND);
	assert_true(now <= ((int64_t)time(NULL) + 1) * NS_PER_SECOND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_is_the_day_of_the_c_library),
		cmocka_unit_test(instants_survive_being_taken_apart),
		cmocka_unit_test(days_that_no_month_has_are_refused),
		cmocka_unit_test(
		    time_stamps_are_read_with_any_number_of_digits),
		cmocka_unit_test(what_is_no_time_stamp_is_refused),
		cmocka_unit_test(
		    instants_are_written_with_the_fewest_digits_that_lose_nothing),
		cmocka_unit_test(now_is_between_two_looks_at_the_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
