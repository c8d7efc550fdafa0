#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "query/match/users.h"

#define ANNA "b8f1f340-9081-70ad-5fc5-0f3715193700"
#define BERT "b8f19999-9081-70ad-5fc5-0f3715193701"
#define CARL "c0000000-9081-70ad-5fc5-0f3715193702"

static const char *const ids[] = {
	ANNA,
	"bot",
	"bot-two",
	"d-9267505111." ANNA,
	"d-9267505111." BERT,
	"d-9267505111.9267505111-" ANNA,
	"d-9999999999." CARL,
};

static enum pl_status
resolve(const char *value, struct names *out, struct pl_error *err)
{
	struct names all = { 0 };

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		names_add(&all, span_str(ids[i]));
	*out = (struct names){ 0 };
	enum pl_status rc = users_resolve(&all, span_str(value), out, err);
	names_release(&all);
	return rc;
}

static void
expect(const char *value, size_t count, const char *first)
{
	struct names out;
	struct pl_error err = { 0 };

	if (resolve(value, &out, &err) != PL_OK)
		fail_msg("%s", err.text);
	assert_int_equal(out.count, count);
	assert_string_equal(out.items[0], first);
	names_release(&out);
}

static void
refuse(const char *value, enum pl_status status, const char *why)
{
	struct names out;
	struct pl_error err = { 0 };

	assert_int_equal(resolve(value, &out, &err), status);
	assert_int_equal(out.count, 0);
	if (strstr(err.text, why) == NULL)
		fail_msg("'%s' is not in '%s'", why, err.text);
	names_release(&out);
}

static void
a_full_id_is_that_id_alone(void **state)
{
	(void)state;
	expect("d-9267505111." ANNA, 1, "d-9267505111." ANNA);
	/* Also where it begins another one. */
	expect("bot", 1, "bot");
	/* And where it is the uuid part of others. */
	expect(ANNA, 1, ANNA);
}

static void
a_uuid_is_the_person_in_every_form(void **state)
{
	(void)state;
	expect(BERT, 1, "d-9267505111." BERT);
	expect(CARL, 1, "d-9999999999." CARL);
}

static void
the_beginning_of_a_uuid_or_an_id_will_do(void **state)
{
	(void)state;
	expect("b8f1f", 3, ANNA);
	expect("b8f19", 1, "d-9267505111." BERT);
	expect("c0", 1, "d-9999999999." CARL);
	expect("d-99", 1, "d-9999999999." CARL);
	expect("d-9267505111.b8f1f", 3, ANNA);
	expect("bot-", 1, "bot-two");
}

static void
several_persons_are_listed(void **state)
{
	(void)state;
	refuse("b8f1", PL_EQUERY, "2: " ANNA ", " BERT);
	refuse("d-9267505111.b", PL_EQUERY, "2: ");
	refuse("bo", PL_EQUERY, "bot, bot-two");
	refuse("", PL_EQUERY, "of 5");
}

static void
nobody_is_an_error(void **state)
{
	(void)state;
	refuse("zz", PL_ENOTFOUND, "no user in the index is 'zz'");
	/* The end of an id is no way to name one. */
	refuse("0f3715193700", PL_ENOTFOUND, "no user");
}

static void
a_long_list_is_cut(void **state)
{
	struct names all = { 0 }, out = { 0 };
	struct pl_error err;
	char id[24];

	(void)state;
	for (int i = 0; i < 25; i++) {
		snprintf(id, sizeof id, "user-%02d", i);
		names_add(&all, span_str(id));
	}
	assert_int_equal(
	    users_resolve(&all, span_str("u"), &out, &err), PL_EQUERY);
	assert_non_null(strstr(err.text, "user-09 and 15 more"));
	names_release(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_id_is_that_id_alone),
		cmocka_unit_test(a_uuid_is_the_person_in_every_form),
		cmocka_unit_test(the_beginning_of_a_uuid_or_an_id_will_do),
		cmocka_unit_test(several_persons_are_listed),
		cmocka_unit_test(nobody_is_an_error),
		cmocka_unit_test(a_long_list_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
