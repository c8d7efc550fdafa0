#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/shard/build.h"
#include "tests/unit/shard_sample.h"

/* More than are remembered, some too long for it. */
#define USERS     (4 * BUILD_NAMES)
#define LONG_NAME 300
#define ROUNDS    3

static const char *
day(void)
{
	return scratch("day.db");
}

static char *
user_name(size_t i)
{
	return xasprintf(
	    "%s%0*zu", i % 2 ? "anna" : "", i % 3 ? 1 : LONG_NAME, i / 2);
}

/* Every user in turn, and all of them again. */
static void
make_rounds(char *names[USERS], bool append)
{
	struct pl_shard_writer *w = sample_begin(day(), append);
	char key[64];

	for (int i = 0; i < ROUNDS * USERS; i++) {
		struct sample s = { .key = key,
			.user = names[i % USERS],
			.model = names[(i + 1) % USERS] };

		snprintf(
		    key, sizeof key, "AWSLogs/%d/%d-%d", i / USERS, append, i);
		assert_int_equal(sample_put(w, &s, 1), 1);
	}
	sample_finish(w, day());
}

static void
count_name(void *context, int64_t number, struct span text)
{
	size_t *count = context;

	(void)number;
	assert_true(text.n > 0);
	(*count)++;
}

static void
check_rows(char *names[USERS], uint32_t rows)
{
	struct pl_shard *s = sample_open(day());
	struct pl_error err;
	struct pl_row row;

	for (uint32_t i = 0; i < rows; i++) {
		assert_int_equal(pl_shard_row(s, i + 1, &row, &err), PL_OK);
		assert_true(span_is(row.user, names[i % USERS]));
		assert_true(span_is(row.model, names[(i + 1) % USERS]));
	}
	for (int kind = PL_NAME_USER; kind <= PL_NAME_MODEL; kind++) {
		size_t count = 0;

		assert_int_equal(pl_shard_names(s, (enum pl_name_kind)kind,
				     count_name, &count, &err),
		    PL_OK);
		assert_int_equal(count, USERS);
	}
	pl_shard_close(s);
}

static void
a_name_keeps_its_number_however_many_come_between(void **state)
{
	char *names[USERS];

	(void)state;
	for (size_t i = 0; i < USERS; i++)
		names[i] = user_name(i);
	make_rounds(names, false);
	check_rows(names, ROUNDS * USERS);
	make_rounds(names, true);
	check_rows(names, 2 * ROUNDS * USERS);
	for (size_t i = 0; i < USERS; i++)
		free(names[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_name_keeps_its_number_however_many_come_between),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
