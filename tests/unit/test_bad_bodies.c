/* The fixtures of bad bodies, held against fixtures/bad.tsv. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "indexer/parse/object.h"

#define FOLDER                                                                \
	"fixtures/bad/AWSLogs/123456789012/QDeveloperLogs/"                   \
	"GenerateAssistantResponse/us-east-1/2025/07/01/12/"

static FILE *
open_fixture(const char *path)
{
	const char *source = getenv("PL_SOURCE_DIR");
	char *full = xasprintf("%s/%s", source ? source : ".", path);
	FILE *f = fopen(full, "rbe");

	if (!f)
		fail_msg("cannot open %s", full);
	free(full);
	return f;
}

static void
read_fixture(const char *name, struct buf *out)
{
	char *path = xasprintf(FOLDER "%s", name);
	FILE *f = open_fixture(path);
	char bytes[4096];
	size_t n;

	while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
		buf_add(out, bytes, n);
	fclose(f);
	free(path);
}

/* What could be read says that it was spoilt. */
static enum pl_status
collect(void *context, const struct pl_record *r, struct pl_error *err)
{
	int *spoilt = context;

	(void)err;
	for (int i = 0; i < PL_TEXT_COLUMNS; i++)
		if (r->column[i].n > 0 &&
		    memmem(r->column[i].p, r->column[i].n, "spoilt", 6))
			++*spoilt;
	return PL_OK;
}

static void
check_body(const char *name, const char *outcome, unsigned records)
{
	struct object_parser *p = object_parser_new();
	struct pl_place place = { .hour = 0 };
	struct object_result result;
	struct pl_error err;
	struct buf bytes;
	int spoilt = 0;

	buf_init(&bytes, BUF_UNLIMITED);
	read_fixture(name, &bytes);
	assert_int_equal(object_parse(p, buf_span(&bytes), &place, collect,
			     &spoilt, &result, &err),
	    PL_OK);
	if (strcmp(pl_outcome_name(result.outcome), outcome) != 0 ||
	    result.records != records || spoilt != (int)records)
		fail_msg("%s: %s with %u records, of which %d are spoilt, "
			 "not %s with %u: %s",
		    name, pl_outcome_name(result.outcome), result.records,
		    spoilt, outcome, records, result.reason);
	/* An object that is not wholly indexed says why. */
	assert_int_equal(
	    result.outcome == PL_OUTCOME_INDEXED, result.reason[0] == '\0');
	buf_release(&bytes);
	object_parser_free(p);
}

static void
each_bad_body_ends_as_the_table_says(void **state)
{
	FILE *table = open_fixture("fixtures/bad.tsv");
	char outcome[20], name[80];
	unsigned records, bodies = 0;

	(void)state;
	while (fscanf(table, "%19s %u %79s", outcome, &records, name) == 3) {
		check_body(name, outcome, records);
		bodies++;
	}
	fclose(table);
	assert_true(bodies >= 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bad_body_ends_as_the_table_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
