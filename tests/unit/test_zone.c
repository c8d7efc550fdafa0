#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "query/zone.h"

static int64_t
instant(const char *text)
{
	int64_t at;

	assert_true(instant_parse(span_str(text), &at));
	return at;
}

/* A minimal system has no time zone data: say so, do not pass. */
static void
need_zones(void)
{
	if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0) {
		print_message("no time zone data on this system\n");
		skip();
	}
}

/* What a clock in that zone shows (written as if it were UTC), as an
 * instant. */
static void
expect(const char *zone, const char *wall, bool earliest, const char *utc)
{
	char text[INSTANT_TEXT];
	struct query_zone z;
	struct pl_error err;

	assert_int_equal(query_zone_open(zone, &z, &err), PL_OK);
	instant_format(query_zone_instant(&z, instant(wall), earliest), text);
	query_zone_close(&z);
	assert_string_equal(text, utc);
}

static void
expect_printed(const char *zone, const char *utc, const char *printed)
{
	char text[QUERY_ZONE_TEXT];
	struct query_zone z;
	struct pl_error err;

	assert_int_equal(query_zone_open(zone, &z, &err), PL_OK);
	query_zone_format(&z, instant(utc), text);
	query_zone_close(&z);
	assert_string_equal(text, printed);
}

static void
offsets_are_read_to_the_minute(void **state)
{
	int seconds;

	(void)state;
	assert_true(query_zone_parse_offset(span_str("+02:00"), &seconds));
	assert_int_equal(seconds, 7200);
	assert_true(query_zone_parse_offset(span_str("-05:30"), &seconds));
	assert_int_equal(seconds, -19800);
	assert_true(query_zone_parse_offset(span_str("+18:00"), &seconds));
	assert_false(query_zone_parse_offset(span_str("+18:01"), &seconds));
	assert_false(query_zone_parse_offset(span_str("+02:60"), &seconds));
	assert_false(query_zone_parse_offset(span_str("02:00"), &seconds));
	assert_false(query_zone_parse_offset(span_str("+2:00"), &seconds));
	assert_false(query_zone_parse_offset(span_str("+02:000"), &seconds));
}

static void
times_are_printed_with_their_offset(void **state)
{
	struct query_zone utc = { .system = false };
	char text[QUERY_ZONE_TEXT];

	(void)state;
	expect_printed(
	    "UTC", "2025-03-04T10:00:05.9Z", "2025-03-04T10:00:05Z");
	expect_printed(
	    "+05:30", "2025-03-04T20:00:05Z", "2025-03-05T01:30:05+05:30");
	expect_printed(
	    "-03:30", "2025-03-04T02:00:00Z", "2025-03-03T22:30:00-03:30");
	query_zone_format(&utc, INSTANT_NONE, text);
	assert_string_equal(text, "unknown");
}

static void
names_follow_the_clocks_through_the_year(void **state)
{
	(void)state;
	need_zones();
	expect_printed("Europe/Berlin", "2025-01-04T10:00:00Z",
	    "2025-01-04T11:00:00+01:00");
	expect_printed("Europe/Berlin", "2025-07-04T10:00:00Z",
	    "2025-07-04T12:00:00+02:00");
	expect("Europe/Berlin", "2025-07-04T12:00:00Z", true,
	    "2025-07-04T10:00:00Z");
}

static void
a_time_shown_twice_has_a_first_and_a_last_instant(void **state)
{
	(void)state;
	need_zones();
	expect("Europe/Berlin", "2025-10-26T02:30:00Z", true,
	    "2025-10-26T00:30:00Z");
	expect("Europe/Berlin", "2025-10-26T02:30:00Z", false,
	    "2025-10-26T01:30:00Z");
}

static void
a_time_that_is_skipped_is_the_moment_of_the_skip(void **state)
{
	(void)state;
	need_zones();
	expect("Europe/Berlin", "2025-03-30T02:30:00Z", true,
	    "2025-03-30T01:00:00Z");
	expect("Europe/Berlin", "2025-03-30T02:30:00Z", false,
	    "2025-03-30T01:00:00Z");
	/* Midnight itself did not exist. */
	expect("America/Sao_Paulo", "2018-11-04T00:00:00Z", true,
	    "2018-11-04T03:00:00Z");
	/* A whole day did not. */
	expect("Pacific/Apia", "2011-12-30T12:00:00Z", true,
	    "2011-12-30T10:00:00Z");
}

static void
the_environment_is_put_back(void **state)
{
	struct query_zone z;
	struct pl_error err;

	(void)state;
	need_zones();
	assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
	assert_int_equal(query_zone_open("Europe/Berlin", &z, &err), PL_OK);
	assert_string_equal(getenv("TZ"), "Europe/Berlin");
	query_zone_close(&z);
	assert_string_equal(getenv("TZ"), "Asia/Tokyo");
	expect_printed(
	    "local", "2025-03-04T10:00:00Z", "2025-03-04T19:00:00+09:00");
	assert_int_equal(unsetenv("TZ"), 0);
	assert_int_equal(query_zone_open("Europe/Berlin", &z, &err), PL_OK);
	query_zone_close(&z);
	assert_null(getenv("TZ"));
}

static void
refuse(const char *name, const char *words)
{
	struct query_zone z;
	struct pl_error err;

	assert_int_equal(query_zone_open(name, &z, &err), PL_EUSAGE);
	assert_false(z.system);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s: %s", name, err.text);
}

static void
what_is_no_zone_is_refused(void **state)
{
	(void)state;
	refuse("", "no time zone ''");
	refuse("../../../etc/passwd", "no time zone");
	refuse("/usr/share/zoneinfo/Europe/Berlin", "no time zone");
	refuse("+25:00", "time zone '+25:00'");
	need_zones();
	refuse("Europe/Berlinn", "no time zone");
	refuse("Europe", "no time zone");
	/* A file beside the zones. */
	refuse("leapseconds", "no time zone");
}

static void
a_system_without_zones_says_so(void **state)
{
	(void)state;
	assert_int_equal(setenv("TZDIR", "/nonexistent", 1), 0);
	refuse("Europe/Berlin", "no time zone data");
	assert_int_equal(unsetenv("TZDIR"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets_are_read_to_the_minute),
		cmocka_unit_test(times_are_printed_with_their_offset),
		cmocka_unit_test(names_follow_the_clocks_through_the_year),
		cmocka_unit_test(
		    a_time_shown_twice_has_a_first_and_a_last_instant),
		cmocka_unit_test(
		    a_time_that_is_skipped_is_the_moment_of_the_skip),
		cmocka_unit_test(the_environment_is_put_back),
		cmocka_unit_test(what_is_no_zone_is_refused),
		cmocka_unit_test(a_system_without_zones_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
