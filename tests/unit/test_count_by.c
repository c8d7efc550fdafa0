#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "query/answer/count_by.h"

struct counting {
	struct query_zone zone;
	struct count_by counts;
};

static void
begin(struct counting *c, enum count_field field, const char *zone)
{
	struct pl_error err;

	assert_int_equal(query_zone_open(zone, &c->zone, &err), PL_OK);
	count_by_init(&c->counts, field, &c->zone);
}

static void
end(struct counting *c)
{
	count_by_release(&c->counts);
	query_zone_close(&c->zone);
}

static void
add_user(struct counting *c, const char *user)
{
	struct pl_row row = { .user = span_str(user) };

	count_by_add(&c->counts, &row);
}

static void
add_time(struct counting *c, const char *time)
{
	struct pl_row row = { .time = INSTANT_NONE };

	if (time != NULL)
		assert_true(instant_parse(span_str(time), &row.time));
	count_by_add(&c->counts, &row);
}

static void
assert_group(
    const struct grouping *g, size_t i, const char *value, uint64_t count)
{
	assert_true(i < g->count);
	assert_int_equal(g->groups[i].value.n, strlen(value));
	assert_memory_equal(g->groups[i].value.p ? g->groups[i].value.p : "",
	    value, strlen(value));
	assert_int_equal(g->groups[i].count, count);
}

static void
most_hits_come_first_and_equals_by_value(void **state)
{
	static const char *const users[] = { "zoe", "bob", "amy", "bob", "",
		"zoe", "" };
	struct counting c;
	struct grouping g;

	(void)state;
	begin(&c, COUNT_USER, "UTC");
	for (size_t i = 0; i < sizeof users / sizeof *users; i++)
		add_user(&c, users[i]);
	g = count_by_groups(&c.counts);
	assert_string_equal(g.field, "user");
	assert_int_equal(g.count, 4);
	assert_group(&g, 0, "bob", 2);
	assert_group(&g, 1, "zoe", 2);
	assert_group(&g, 2, "", 2);
	assert_group(&g, 3, "amy", 1);
	end(&c);
}

static void
days_come_by_time_and_those_without_one_last(void **state)
{
	struct counting c;
	struct grouping g;

	(void)state;
	begin(&c, COUNT_DAY, "UTC");
	add_time(&c, "2025-03-02T10:00:00Z");
	add_time(&c, NULL);
	add_time(&c, "2025-03-02T23:59:59.999Z");
	add_time(&c, "2025-03-01T00:00:00Z");
	g = count_by_groups(&c.counts);
	assert_int_equal(g.count, 3);
	assert_group(&g, 0, "2025-03-01", 1);
	assert_group(&g, 1, "2025-03-02", 2);
	assert_group(&g, 2, "", 1);
	end(&c);
}

static void
days_and_hours_are_those_of_the_zone(void **state)
{
	struct counting c;
	struct grouping g;

	(void)state;
	begin(&c, COUNT_DAY, "+05:30");
	add_time(&c, "2025-03-01T18:29:59Z");
	add_time(&c, "2025-03-01T18:30:00Z");
	g = count_by_groups(&c.counts);
	assert_int_equal(g.count, 2);
	assert_group(&g, 0, "2025-03-01", 1);
	assert_group(&g, 1, "2025-03-02", 1);
	end(&c);

	begin(&c, COUNT_HOUR, "+05:30");
	add_time(&c, "2025-03-01T18:31:00Z");
	g = count_by_groups(&c.counts);
	assert_group(&g, 0, "2025-03-02T00:00+05:30", 1);
	end(&c);
}

static void
hours_of_utc_are_dates_of_the_query_language(void **state)
{
	struct counting c;
	struct grouping g;

	(void)state;
	begin(&c, COUNT_HOUR, "UTC");
	add_time(&c, "2025-03-01T18:31:00Z");
	add_time(&c, "2025-03-01T18:59:59Z");
	add_time(&c, "2025-03-01T07:00:00Z");
	g = count_by_groups(&c.counts);
	assert_group(&g, 0, "2025-03-01T07:00Z", 1);
	assert_group(&g, 1, "2025-03-01T18:00Z", 2);
	end(&c);
}

static void
thousands_of_values_are_kept_apart(void **state)
{
	const int values = 5000;
	struct counting c;
	struct grouping g;
	char name[32];

	(void)state;
	begin(&c, COUNT_USER, "UTC");
	for (int i = 0; i < 2 * values; i++) {
		snprintf(name, sizeof name, "user %d", i % values);
		add_user(&c, name);
	}
	g = count_by_groups(&c.counts);
	assert_int_equal(g.count, values);
	for (size_t i = 0; i < g.count; i++)
		assert_int_equal(g.groups[i].count, 2);
	end(&c);
}

static void
names_that_differ_after_a_nul_differ(void **state)
{
	struct counting c;
	struct grouping g;
	struct pl_row row = { .file = span_of("a\0b", 3) };

	(void)state;
	begin(&c, COUNT_FILE, "UTC");
	count_by_add(&c.counts, &row);
	count_by_add(&c.counts, &row);
	row.file = span_of("a\0c", 3);
	count_by_add(&c.counts, &row);
	g = count_by_groups(&c.counts);
	assert_int_equal(g.count, 2);
	assert_int_equal(g.groups[0].count, 2);
	end(&c);
}

static void
every_choice_of_the_option_is_a_field(void **state)
{
	const char *choices = COUNT_CHOICES;
	int field = 0;

	(void)state;
	while (*choices != '\0') {
		size_t n = strcspn(choices, "|");
		char name[16];

		snprintf(name, sizeof name, "%.*s", (int)n, choices);
		assert_int_equal(count_field_find(name), field++);
		choices += n + (choices[n] == '|');
	}
	assert_int_equal(field, COUNT_FIELDS);
	assert_int_equal(count_field_find("weekday"), COUNT_FIELDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(most_hits_come_first_and_equals_by_value),
		cmocka_unit_test(days_come_by_time_and_those_without_one_last),
		cmocka_unit_test(days_and_hours_are_those_of_the_zone),
		cmocka_unit_test(hours_of_utc_are_dates_of_the_query_language),
		cmocka_unit_test(thousands_of_values_are_kept_apart),
		cmocka_unit_test(names_that_differ_after_a_nul_differ),
		cmocka_unit_test(every_choice_of_the_option_is_a_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
