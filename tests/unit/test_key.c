#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/source/key.h"

#define ACCOUNT "123456789012"
#define DAY     (INT64_C(20094) * NS_PER_DAY) /* 2025-01-06 */

static struct pl_place
place_of(const char *key)
{
	struct pl_place place;

	key_place(span_str(key), &place);
	return place;
}

static void
expect_place(const char *key, const char *account, const char *log_type,
    const char *region, int64_t day, int64_t hour)
{
	struct pl_place place = place_of(key);

	if (!span_is(place.account, account))
		fail_msg("%s: account '%.*s'", key, SPAN_ARG(place.account));
	if (!span_is(place.log_type, log_type))
		fail_msg("%s: type '%.*s'", key, SPAN_ARG(place.log_type));
	if (!span_is(place.region, region))
		fail_msg("%s: region '%.*s'", key, SPAN_ARG(place.region));
	if (place.day != day || place.hour != hour)
		fail_msg("%s: day %lld, hour %lld", key, (long long)place.day,
		    (long long)place.hour);
}

static void
a_whole_key_tells_everything(void **state)
{
	(void)state;
	expect_place("AWSLogs/" ACCOUNT "/QDeveloperLogs/GenerateCompletions/"
		     "us-east-1/2025/01/06/15/x.json.gz",
	    ACCOUNT, "GenerateCompletions", "us-east-1", DAY,
	    DAY + 15 * NS_PER_HOUR);
	expect_place("p/AWSLogs/q/AWSLogs/o-a1b2/" ACCOUNT "/KiroLogs/New/"
		     "eusc-de-east-1/2025/01/06/00/x.gz/logFile.json",
	    ACCOUNT, "New", "eusc-de-east-1", DAY, DAY);
}

static void
known_log_types_have_a_type(void **state)
{
	static const struct {
		const char *key;
		enum pl_type type;
	} cases[] = {
		{ "KiroLogs/GenerateAssistantResponse/x", PL_TYPE_CHAT },
		{ "KiroLogs/GenerateCompletions/x", PL_TYPE_INLINE },
		{ "KiroLogs/StartTaskAssistCodeGeneration/x", PL_TYPE_DEV },
		{ "KiroLogs/Else/x", PL_TYPE_UNKNOWN },
		{ "x", PL_TYPE_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(place_of(cases[i].key).type, cases[i].type);
}

static void
a_region_is_known_by_shape_or_place(void **state)
{
	(void)state;
	expect_place("KiroLogs/us-gov-west-1/a.json", "", "", "us-gov-west-1",
	    INSTANT_NONE, INSTANT_NONE);
	expect_place("KiroLogs/New/local/2025/01/06/a.json", "", "New",
	    "local", DAY, DAY);
	expect_place("KiroLogs/New/local/a.json", "", "New", "", INSTANT_NONE,
	    INSTANT_NONE);
	expect_place("x-east-1/us-east/us-east-123/us--1/abcde-f-1/a.json", "",
	    "", "", INSTANT_NONE, INSTANT_NONE);
}

static void
the_deepest_valid_date_counts(void **state)
{
	(void)state;
	expect_place("2024/02/03/2025/01/06/x.json", "", "", "", DAY, DAY);
	expect_place("2025/01/06/2024/13/03/x.json", "", "", "", DAY, DAY);
	expect_place("2025/01/06/24/x.json", "", "", "", DAY, DAY);
	expect_place(
	    "2025/1/6/x.json", "", "", "", INSTANT_NONE, INSTANT_NONE);
	expect_place(
	    "2025/02/29/x.json", "", "", "", INSTANT_NONE, INSTANT_NONE);
	expect_place(
	    "0000/01/06/x.json", "", "", "", INSTANT_NONE, INSTANT_NONE);
}

static void
a_date_above_the_tree_is_not_the_delivery_s(void **state)
{
	(void)state;
	expect_place("2026/07/01/KiroLogs/New/us-east-1/x.json", "", "New",
	    "us-east-1", INSTANT_NONE, INSTANT_NONE);
	expect_place("2026/07/01/KiroLogs/New/us-east-1/2025/01/06/x.json", "",
	    "New", "us-east-1", DAY, DAY);
}

static void
the_name_tells_what_the_folders_do_not(void **state)
{
	static const char name[] = ACCOUNT
	    "_GenerateCompletions_202501061542_aBcDeF0123456789.json.gz";
	char key[200];

	(void)state;
	expect_place(name, ACCOUNT, "GenerateCompletions", "", DAY,
	    DAY + 15 * NS_PER_HOUR);
	snprintf(key, sizeof key, "%s/logFile.json", name);
	expect_place(key, ACCOUNT, "GenerateCompletions", "", DAY,
	    DAY + 15 * NS_PER_HOUR);
	snprintf(key, sizeof key, "2025/01/06/%s", name);
	expect_place(key, ACCOUNT, "GenerateCompletions", "", DAY,
	    DAY + 15 * NS_PER_HOUR);
	snprintf(key, sizeof key, "2025/01/05/%s", name);
	expect_place(key, ACCOUNT, "GenerateCompletions", "", DAY - NS_PER_DAY,
	    DAY - NS_PER_DAY);
	snprintf(
	    key, sizeof key, "999999999999/KiroLogs/A/2025/01/06/03/%s", name);
	expect_place(key, "999999999999", "A", "", DAY, DAY + 3 * NS_PER_HOUR);
}

static void
a_name_of_another_shape_tells_nothing(void **state)
{
	static const char *const names[] = {
		ACCOUNT "_T_202513061542_a.json",
		ACCOUNT "_T_202501062442_a.json",
		ACCOUNT "_T_2025010615_a.json",
		ACCOUNT "_T_202501061542",
		ACCOUNT "__202501061542_a",
		ACCOUNT "_",
		ACCOUNT,
		"12345678901_T_202501061542_a.json",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		expect_place(names[i], "", "", "", INSTANT_NONE, INSTANT_NONE);
}

static void
expect_passed(const char *key, const char *why)
{
	enum source_passed passed;
	const char *got = "object";

	if (key_passed(span_str(key), &passed))
		got = source_passed_name(passed);
	if (strcmp(got, why) != 0)
		fail_msg("'%s' is '%s', not '%s'", key, got, why);
}

#define TREE "AWSLogs/" ACCOUNT "/KiroLogs/"
#define UUID "5f0e6d1a-0c6e-4a59-9c3f-3c9f9a1b2c3d"

static void
what_is_no_prompt_log_is_passed_over_with_its_reason(void **state)
{
	static const struct {
		const char *key, *why;
	} cases[] = {
		{ TREE UUID, "probe" },
		{ "KiroLogs/" UUID, "probe" },
		{ TREE "New/" UUID, "foreign" },
		{ TREE "probe", "foreign" },
		{ TREE "user_report/us-east-1/2025/01/06/a.csv", "report" },
		{ TREE "by_user_analytic/a.json.gz", "report" },
		{ TREE "New/a.csv.gz", "report" },
		{ "a.csv", "report" },
		{ "AWSLogs/" ACCOUNT "/codeWhispererCustomizationLogs/a.json",
		    "customization" },
		{ "AWSLogs/" ACCOUNT "/CloudTrail/us-east-1/2025/01/06/a.gz",
		    "other-service" },
		{ "AWSLogs/o-a1/" ACCOUNT "/CloudTrail/a.gz",
		    "other-service" },
		{ "AWSLogs/elsewhere/a.json", "other-service" },
		{ TREE "New/a.txt", "foreign" },
		{ TREE "New/.a.json", "foreign" },
		{ TREE "New/a.json.gz.6F3a2b1C", "foreign" },
		{ "noextension", "foreign" },
		{ "", "foreign" },
		{ TREE "all.tar.gz", "bundle" },
		{ "a.ZIP", "bundle" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_passed(cases[i].key, cases[i].why);
}

static void
what_may_be_a_prompt_log_is_an_object(void **state)
{
	static const char *const keys[] = {
		TREE "GenerateCompletions/us-east-1/2025/01/06/15/a.json.gz",
		TREE "NobodyKnowsThisYet/us-east-1/2025/01/06/15/a.json.gz",
		"AWSLogs/o-a1/" ACCOUNT "/QDeveloperLogs/T/a.gz",
		"AWSLogs/QDeveloperLogs/T/a.json",
		"AWSLogs/" ACCOUNT "/a.json",
		"AWSLogs/" ACCOUNT "/RenamedLogs/GenerateCompletions/a.gz",
		"AWSLogs/a.json",
		"x.gz/logFile.json",
		"a.json",
		"a.JSON.GZ",
		"CloudTrail/a.json",
	};

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		expect_passed(keys[i], "object");
}

static void
a_folder_of_another_service_is_passed_over_whole(void **state)
{
	enum source_passed why;

	(void)state;
	assert_true(key_folder_passed(
	    span_str("AWSLogs/" ACCOUNT "/CloudTrail/2025/01/06/"), &why));
	assert_int_equal(why, SOURCE_OTHER_SERVICE);
	assert_false(key_folder_passed(
	    span_str(TREE "New/us-east-1/2025/01/06/"), &why));
	assert_false(key_folder_passed(span_str("a/2025/01/06/"), &why));
}

static void
folders_of_a_day_are_recognised(void **state)
{
	int64_t day;

	(void)state;
	assert_true(key_folder_day(span_str("a/2025/01/06/"), &day));
	assert_int_equal(day, DAY);
	assert_true(key_folder_day(span_str("2025/01/06/15/"), &day));
	assert_int_equal(day, DAY);
	assert_false(key_folder_day(span_str("2025/01/06/a/"), &day));
	assert_false(key_folder_day(span_str("2025/01/"), &day));
	assert_false(key_folder_day(span_str(""), &day));
	assert_true(key_folder_anchored(span_str("AWSLogs/2025/01/06/")));
	assert_true(key_folder_anchored(span_str("KiroLogs/2025/01/06/")));
	assert_false(key_folder_anchored(span_str("a/2025/01/06/")));
}

static void
a_key_begins_at_the_last_awslogs(void **state)
{
	static const struct {
		const char *path, *key;
	} cases[] = {
		{ "a/AWSLogs/b", "AWSLogs/b" },
		{ "AWSLogs/a/AWSLogs/b", "AWSLogs/b" },
		{ "AWSLogs/", "AWSLogs/" },
		{ "xAWSLogs/b", "xAWSLogs/b" },
		{ "AWSLogs", "AWSLogs" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_true(span_is(
		    key_from_logs(span_str(cases[i].path)), cases[i].key));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_key_tells_everything),
		cmocka_unit_test(known_log_types_have_a_type),
		cmocka_unit_test(a_region_is_known_by_shape_or_place),
		cmocka_unit_test(the_deepest_valid_date_counts),
		cmocka_unit_test(a_date_above_the_tree_is_not_the_delivery_s),
		cmocka_unit_test(the_name_tells_what_the_folders_do_not),
		cmocka_unit_test(a_name_of_another_shape_tells_nothing),
		cmocka_unit_test(
		    what_is_no_prompt_log_is_passed_over_with_its_reason),
		cmocka_unit_test(what_may_be_a_prompt_log_is_an_object),
		cmocka_unit_test(
		    a_folder_of_another_service_is_passed_over_whole),
		cmocka_unit_test(folders_of_a_day_are_recognised),
		cmocka_unit_test(a_key_begins_at_the_last_awslogs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
