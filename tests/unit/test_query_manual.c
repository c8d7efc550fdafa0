/* promptlog-query(7) promises that what stands in its literal displays is a
 * query, a line each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "query/language/field.h"

/* 2026-01-01T00:00:00Z */
static const struct query_clock query_time = {
	.now = INT64_C(1767225600) * NS_PER_SECOND,
	.zone = "UTC",
};

static FILE *
open_manual(void)
{
	const char *root = getenv("PL_SOURCE_DIR");
	char *path = xasprintf("%s/man/promptlog-query.7", root ? root : ".");
	FILE *f = fopen(path, "r");

	if (f == NULL)
		fail_msg("%s cannot be read", path);
	free(path);
	return f;
}

/* One escape of roff, behind its backslash; what follows it. */
static const char *
unescape(struct buf *out, const char *p)
{
	char utf8[4];
	uint32_t c;
	char *end;

	switch (*p) {
	case '-':
		buf_addc(out, '-');
		return p + 1;
	case 'e':
		buf_addc(out, '\\');
		return p + 1;
	case '&':
		return p + 1;
	case '[':
		assert_int_equal(p[1], 'u');
		c = (uint32_t)strtoul(p + 2, &end, 16);
		assert_int_equal(*end, ']');
		buf_add(out, utf8, utf8_encode(c, utf8));
		return end + 1;
	default:
		fail_msg("unknown escape \\%s", p);
		return p;
	}
}

static void
expect_query(const char *line)
{
	struct buf query;
	struct pl_error err;
	struct node *n;

	buf_init(&query, BUF_UNLIMITED);
	for (const char *p = line; *p != '\0' && *p != '\n';)
		if (*p == '\\')
			p = unescape(&query, p + 1);
		else
			buf_addc(&query, *p++);
	if (query_parse(buf_span(&query), &query_time, &n, &err) != PL_OK)
		fail_msg("%s: %s", query.p, err.text);
	node_free(n);
	buf_release(&query);
}

static void
every_example_is_a_query(void **state)
{
	FILE *f = open_manual();
	char *line = NULL;
	size_t capacity = 0, queries = 0;
	bool literal = false;

	(void)state;
	while (getline(&line, &capacity, f) > 0) {
		if (strncmp(line, ".Bd -literal", 12) == 0) {
			literal = true;
		} else if (strncmp(line, ".Ed", 3) == 0) {
			literal = false;
		} else if (literal) {
			expect_query(line);
			queries++;
		}
	}
	free(line);
	fclose(f);
	assert_true(queries > 60);
}

static void
every_field_and_limit_is_described(void **state)
{
	static const char *const others[] = { "in", "since", "until", "on" };
	char *manual = xcalloc(1, 100000);
	FILE *f = open_manual();
	char item[64];

	(void)state;
	assert_true(fread(manual, 1, 99999, f) > 0);
	fclose(f);
	for (int i = 0; i < FIELD_NAMES; i++) {
		snprintf(item, sizeof item, "\n.It Li %s:\\& Ns Ar ",
		    i < FIELDS ? query_field_name((enum query_field)i)
			       : others[i - FIELDS]);
		if (strstr(manual, item) == NULL)
			fail_msg("no item%s", item);
	}
	snprintf(item, sizeof item, "has at most %d bytes", QUERY_TEXT_MAX);
	assert_non_null(strstr(manual, item));
	snprintf(item, sizeof item, "; %d terms, values", QUERY_NODES_MAX);
	assert_non_null(strstr(manual, item));
	snprintf(item, sizeof item, "; %d groups", QUERY_DEPTH_MAX);
	assert_non_null(strstr(manual, item));
	snprintf(item, sizeof item, "is at most %d.", QUERY_NEAR_MAX);
	assert_non_null(strstr(manual, item));
	free(manual);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_example_is_a_query),
		cmocka_unit_test(every_field_and_limit_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
