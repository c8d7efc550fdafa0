#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/language/period.h"

static const struct query_zone utc = { .system = false };

static void
expect(const char *now, const char *period, const char *first)
{
	char text[INSTANT_TEXT];
	int64_t at, from, past;
	struct pl_error err;

	assert_true(instant_parse(span_str(now), &at));
	assert_true(period_found(span_str(period)));
	assert_int_equal(
	    period_parse(span_str(period), at, &utc, &from, &past, &err),
	    PL_OK);
	instant_format(from, text);
	assert_string_equal(text, first);
	assert_int_equal(past, from + NS_PER_SECOND);
}

static void
refuse(const char *period, const char *words)
{
	int64_t from, past;
	struct pl_error err;

	assert_int_equal(
	    period_parse(span_str(period), 0, &utc, &from, &past, &err),
	    PL_EQUERY);
	assert_true(from == INSTANT_NONE && past == INSTANT_NONE);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s: %s", period, err.text);
}

static void
a_period_counts_back_to_the_second(void **state)
{
	(void)state;
	expect("2024-05-31T10:11:12.9Z", "30s", "2024-05-31T10:10:42Z");
	expect("2024-05-31T10:11:12.9Z", "90min", "2024-05-31T08:41:12Z");
	expect("2024-05-31T10:11:12.9Z", "24h", "2024-05-30T10:11:12Z");
	expect("2024-05-31T10:11:12.9Z", "7d", "2024-05-24T10:11:12Z");
	expect("2024-05-31T10:11:12.9Z", "2w", "2024-05-17T10:11:12Z");
	expect("2024-05-31T10:11:12.9Z", "0d", "2024-05-31T10:11:12Z");
	expect("1960-01-01T00:00:00.5Z", "1s", "1959-12-31T23:59:59Z");
}

static void
months_and_years_go_by_the_calendar(void **state)
{
	(void)state;
	expect("2024-05-31T10:11:12Z", "1mo", "2024-04-30T10:11:12Z");
	expect("2024-05-31T10:11:12Z", "3mo", "2024-02-29T10:11:12Z");
	expect("2024-05-31T10:11:12Z", "5mo", "2023-12-31T10:11:12Z");
	expect("2024-02-29T10:11:12Z", "1y", "2023-02-28T10:11:12Z");
	expect("2024-02-29T10:11:12Z", "4y", "2020-02-29T10:11:12Z");
}

static void
an_unknown_unit_is_refused_with_those_there_are(void **state)
{
	(void)state;
	refuse("5m", "5min or 5mo");
	refuse("5days", "s, min, h, d, w, mo, y");
}

static void
what_lies_before_all_years_is_refused(void **state)
{
	(void)state;
	refuse("293y", "before the year 1678");
	refuse("999999999w", "before the year 1678");
	refuse("999999999999999999999d", "before the year 1678");
	refuse("106752d", "before the year 1678");
}

static void
dates_are_no_periods(void **state)
{
	(void)state;
	assert_false(period_found(span_str("2025")));
	assert_false(period_found(span_str("d")));
	assert_false(period_found(span_str("7D")));
	assert_false(period_found(span_str("2025-03d")));
	assert_false(period_found(span_str("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_period_counts_back_to_the_second),
		cmocka_unit_test(months_and_years_go_by_the_calendar),
		cmocka_unit_test(
		    an_unknown_unit_is_refused_with_those_there_are),
		cmocka_unit_test(what_lies_before_all_years_is_refused),
		cmocka_unit_test(dates_are_no_periods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
