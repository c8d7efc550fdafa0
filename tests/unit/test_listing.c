#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/retain/listing.h"

static bool
has(const struct listing *l, const char *key)
{
	return listing_has(l, span_str(key));
}

static struct listing
parsed(const char *text)
{
	struct listing l = { 0 };
	struct pl_error err;

	if (listing_parse(&l, span_str(text), &err) != PL_OK)
		fail_msg("%s", err.text);
	return l;
}

/* The words with which a text is refused. */
static const char *
refused(const char *text)
{
	static struct pl_error err;
	struct listing l = { 0 };

	assert_int_equal(listing_parse(&l, span_str(text), &err), PL_EFORMAT);
	listing_release(&l);
	return err.text;
}

static void
an_inventory_gives_its_keys_decoded(void **state)
{
	struct listing l = parsed(
	    "\"b\",\"a/AWSLogs/1/x%2Fy+z%C3%A4.json.gz\",\"812\",\"\"\r\n"
	    "\"b\",\"AWSLogs/AWSLogs/2/k.json\"\n"
	    "\"b\",\"other/thing.csv\"\n"
	    "\"b\",\"a/AWSLogs/1/\"\n");

	(void)state;
	assert_int_equal(l.count, 2);
	assert_int_equal(l.others, 1);
	assert_true(has(&l, "AWSLogs/1/x/y z\xC3\xA4.json.gz"));
	assert_true(has(&l, "AWSLogs/2/k.json"));
	assert_false(has(&l, "AWSLogs/1/"));
	listing_release(&l);
}

static void
the_client_s_listing_keeps_blanks_in_keys(void **state)
{
	struct listing l =
	    parsed("2025-01-06 15:09:16       1234 p/AWSLogs/1/a  b.gz\n"
		   "\n"
		   "2025-01-06 15:09:16          0 p/AWSLogs/1/c+d%20.gz\n"
		   "Total Objects: 2\n"
		   "   Total Size: 1234\n");

	(void)state;
	assert_int_equal(l.count, 2);
	assert_true(has(&l, "AWSLogs/1/a  b.gz"));
	assert_true(has(&l, "AWSLogs/1/c+d%20.gz"));
	listing_release(&l);
}

static void
a_key_that_is_listed_twice_counts_once(void **state)
{
	struct listing l = parsed("\"b\",\"AWSLogs/1\"\n"
				  "\"b\",\"AWSLogs/0\"\n"
				  "\"b\",\"AWSLogs/1\"\n");

	(void)state;
	assert_int_equal(l.count, 2);
	listing_release(&l);
}

static void
what_is_no_listing_is_refused_by_its_line(void **state)
{
	(void)state;
	assert_non_null(strstr(
	    refused("\"b\",\"AWSLogs/1\"\n\"b\"\n"), "line 2 of the listing"));
	assert_non_null(
	    strstr(refused("\"b\",\"AWSLogs/%4\"\n"), "URL-encoded"));
	assert_non_null(
	    strstr(refused("\"b\",\"AWSLogs/%00x\"\n"), "URL-encoded"));
	assert_non_null(
	    strstr(refused("\"b\",\"AWSLogs/1\",x\n"), "not in quotes"));
	assert_non_null(strstr(refused("AWSLogs/1\n"), "no date"));
	assert_non_null(
	    strstr(refused("2025-01-06 15:09:16 1.2 KiB AWSLogs/1\n"),
		"no size and key"));
	assert_non_null(
	    strstr(refused("            PRE AWSLogs/\n"), "--recursive"));
}

static void
what_is_cut_off_is_refused(void **state)
{
	(void)state;
	assert_non_null(strstr(
	    refused("\"b\",\"AWSLogs/1\"\n\"b\",\"AWSLogs/2\""), "cut off"));
	assert_non_null(strstr(refused("2025-01-06 15:09:16 1 AWSLogs/1\n"
				       "Total Objects: 2\n"),
	    "says itself that there are 2"));
}

static void
a_listing_of_something_else_is_refused(void **state)
{
	(void)state;
	assert_non_null(strstr(refused(""), "no object"));
	assert_non_null(
	    strstr(refused("\"b\",\"logs/1.json\"\n"), "no object"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_inventory_gives_its_keys_decoded),
		cmocka_unit_test(the_client_s_listing_keeps_blanks_in_keys),
		cmocka_unit_test(a_key_that_is_listed_twice_counts_once),
		cmocka_unit_test(what_is_no_listing_is_refused_by_its_line),
		cmocka_unit_test(what_is_cut_off_is_refused),
		cmocka_unit_test(a_listing_of_something_else_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
