#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/language/date.h"

/* 2024-05-31T10:11:12.5Z, a Friday */
#define NOW (INT64_C(1717150272) * NS_PER_SECOND + NS_PER_SECOND / 2)

static void
expect_at(int64_t now, const char *zone, const char *date, const char *first,
    const char *past)
{
	struct query_clock clock = { now, zone };
	char text[INSTANT_TEXT];
	int64_t from, end;
	struct pl_error err;

	if (query_date(span_str(date), &clock, &from, &end, &err) != PL_OK)
		fail_msg("%s: %s", date, err.text);
	instant_format(from, text);
	assert_string_equal(text, first);
	instant_format(end, text);
	assert_string_equal(text, past);
}

static void
expect(const char *date, const char *first, const char *past)
{
	expect_at(NOW, "UTC", date, first, past);
}

static void
refuse(const char *date, const char *words)
{
	struct query_clock clock = { NOW, "UTC" };
	int64_t from, end;
	struct pl_error err;

	if (query_date(span_str(date), &clock, &from, &end, &err) == PL_OK)
		fail_msg("%s: was taken", date);
	assert_int_equal(err.status, PL_EQUERY);
	assert_true(from == INSTANT_NONE && end == INSTANT_NONE);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s: %s", date, err.text);
}

static void
a_date_widens_to_what_it_names(void **state)
{
	(void)state;
	expect("2025", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
	expect("2025-03", "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z");
	expect("2025-12", "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z");
	expect("2025-03-04", "2025-03-04T00:00:00Z", "2025-03-05T00:00:00Z");
	expect("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z");
	expect(
	    "2025-03-04T10", "2025-03-04T10:00:00Z", "2025-03-04T11:00:00Z");
	expect("2025-03-04T10:59", "2025-03-04T10:59:00Z",
	    "2025-03-04T11:00:00Z");
	expect("2025-03-04T10:00:05", "2025-03-04T10:00:05Z",
	    "2025-03-04T10:00:06Z");
	expect("2025-03-04 10:00", "2025-03-04T10:00:00Z",
	    "2025-03-04T10:01:00Z");
}

static void
a_fraction_widens_to_its_last_digit(void **state)
{
	(void)state;
	expect("2025-03-04T10:00:05.1", "2025-03-04T10:00:05.100Z",
	    "2025-03-04T10:00:05.200Z");
	expect("2025-03-04T10:00:05.999", "2025-03-04T10:00:05.999Z",
	    "2025-03-04T10:00:06Z");
	expect("2025-03-04T10:00:05.123456789",
	    "2025-03-04T10:00:05.123456789Z",
	    "2025-03-04T10:00:05.123456790Z");
	refuse("2025-03-04T10:00:05.", "no date");
	refuse("2025-03-04T10:00:05.1234567891", "no date");
}

static void
a_written_offset_wins_over_the_zone(void **state)
{
	(void)state;
	expect_at(NOW, "+02:00", "2025-03-04T10Z", "2025-03-04T10:00:00Z",
	    "2025-03-04T11:00:00Z");
	expect_at(NOW, "+02:00", "2025-03-04T10", "2025-03-04T08:00:00Z",
	    "2025-03-04T09:00:00Z");
	expect("2025-03-04T10:00-05:30", "2025-03-04T15:30:00Z",
	    "2025-03-04T15:31:00Z");
	refuse("2025-03-04T10:00+19:00", "no date");
	refuse("2025-03-04Z", "no date");
}

static void
days_have_names(void **state)
{
	(void)state;
	expect("today", "2024-05-31T00:00:00Z", "2024-06-01T00:00:00Z");
	expect("yesterday", "2024-05-30T00:00:00Z", "2024-05-31T00:00:00Z");
	expect("friday", "2024-05-31T00:00:00Z", "2024-06-01T00:00:00Z");
	expect("Saturday", "2024-05-25T00:00:00Z", "2024-05-26T00:00:00Z");
	expect("monday", "2024-05-27T00:00:00Z", "2024-05-28T00:00:00Z");
	/* In New Zealand the next day has begun at 12:11. */
	expect_at(NOW + 2 * NS_PER_HOUR, "+12:00", "today",
	    "2024-05-31T12:00:00Z", "2024-06-01T12:00:00Z");
	/* Before 1970, a Wednesday. */
	expect_at(-NS_PER_DAY, "UTC", "tuesday", "1969-12-30T00:00:00Z",
	    "1969-12-31T00:00:00Z");
}

static void
what_others_read_in_two_ways_is_refused(void **state)
{
	(void)state;
	refuse("03/04/2025", "2025-03-04");
	refuse("2025/03/04", "2025-03-04");
	refuse("04.03.2025", "2025-03-04");
	refuse("20250304", "2025-03-04");
	refuse("2025-3-4", "2025-03-04");
	refuse("30", "7d");
	refuse("5m", "5min or 5mo");
}

static void
days_and_times_that_do_not_exist_are_refused(void **state)
{
	(void)state;
	refuse("2025-02-29", "no such day");
	refuse("2025-13", "no such day");
	refuse("2025-00", "no such day");
	refuse("2025-04-31", "no such day");
	refuse("2025-04-30T24", "no such day");
	refuse("2025-04-30T23:60", "no such day");
	refuse("", "no date");
	refuse("push", "no date");
	refuse("2025-03-04T", "no date");
	refuse("2025-03-04T10:00x", "no date");
}

static void
the_years_have_a_first_and_a_last(void **state)
{
	(void)state;
	expect("1678", "1678-01-01T00:00:00Z", "1679-01-01T00:00:00Z");
	expect("2261-12-31", "2261-12-31T00:00:00Z", "2262-01-01T00:00:00Z");
	refuse("1677", "1678 to 2261");
	refuse("2262", "1678 to 2261");
	refuse("1678-01-01T00:00+01:00", "1678 to 2261");
	refuse("2261-12-31T23:59:59-01:00", "1678 to 2261");
}

static void
expect_range(const char *text, const char *least, const char *below)
{
	struct query_zone zone;
	char printed[INSTANT_TEXT];
	int64_t from, end;
	struct pl_error err;

	assert_int_equal(query_zone_open("UTC", &zone, &err), PL_OK);
	assert_int_equal(
	    date_parse_range(span_str(text), NOW, &zone, &from, &end, &err),
	    PL_OK);
	instant_format(from, printed);
	assert_string_equal(printed, least);
	instant_format(end == INT64_MAX ? INSTANT_NONE : end, printed);
	assert_string_equal(printed, below);
	query_zone_close(&zone);
}

static void
a_range_goes_from_a_first_to_a_last_instant(void **state)
{
	(void)state;
	expect_range("2025-01..2025-02", "2025-01-01T00:00:00Z",
	    "2025-03-01T00:00:00Z");
	expect_range("monday..yesterday", "2024-05-27T00:00:00Z",
	    "2024-05-31T00:00:00Z");
	expect_range("7d..1d", "2024-05-24T10:11:12Z", "2024-05-30T10:11:13Z");
	expect_range("2025..", "2025-01-01T00:00:00Z", "unknown");
	expect_range("..2025", "unknown", "2026-01-01T00:00:00Z");
	expect_range("2025", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
}

static void
refuse_range(const char *text, const char *words)
{
	struct query_zone zone;
	int64_t from, end;
	struct pl_error err;

	assert_int_equal(query_zone_open("UTC", &zone, &err), PL_OK);
	assert_int_equal(
	    date_parse_range(span_str(text), NOW, &zone, &from, &end, &err),
	    PL_EQUERY);
	assert_true(from == INSTANT_NONE && end == INSTANT_NONE);
	assert_non_null(strstr(err.text, words));
	query_zone_close(&zone);
}

static void
a_range_must_not_end_before_it_begins(void **state)
{
	(void)state;
	refuse_range("2025-02..2025-01", "ends before it begins");
	refuse_range("..", "no date");
	refuse_range("2025...2026", "year first");
	refuse_range("2025..x", "no date");
	refuse_range("7d", "since:7d");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_widens_to_what_it_names),
		cmocka_unit_test(a_fraction_widens_to_its_last_digit),
		cmocka_unit_test(a_written_offset_wins_over_the_zone),
		cmocka_unit_test(days_have_names),
		cmocka_unit_test(what_others_read_in_two_ways_is_refused),
		cmocka_unit_test(days_and_times_that_do_not_exist_are_refused),
		cmocka_unit_test(the_years_have_a_first_and_a_last),
		cmocka_unit_test(a_range_goes_from_a_first_to_a_last_instant),
		cmocka_unit_test(a_range_must_not_end_before_it_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
