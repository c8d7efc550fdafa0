#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "query/verify/manifest_read.h"

/* The seeds of the fuzz target are manifests of every kind. */
static enum pl_status
read_file(void *context, char *p, size_t n, size_t *got, struct pl_error *err)
{
	(void)err;
	*got = fread(p, 1, n, context);
	return PL_OK;
}

struct counted {
	int records, files;
	bool complete;
};

static enum pl_status
read_seed(const char *name, struct counted *out, struct pl_error *err)
{
	const char *root = getenv("PL_SOURCE_DIR");
	char *path = xasprintf(
	    "%s/tests/fuzz/corpus/fuzz_manifest/%s", root ? root : ".", name);
	FILE *f = fopen(path, "r");
	struct byte_source source = { read_file, f };
	struct manifest_reader m;
	enum pl_status rc;

	if (f == NULL)
		fail_msg("%s cannot be read", path);
	*out = (struct counted){ 0 };
	rc = manifest_begin(&m, &source, err);
	while (rc == PL_OK && (rc = manifest_next_record(&m, err)) == PL_OK)
		out->records++;
	while (rc == PL_END && (rc = manifest_next_file(&m, err)) == PL_OK) {
		out->files++;
		rc = PL_END;
	}
	out->complete = m.complete;
	manifest_end(&m);
	fclose(f);
	free(path);
	return rc;
}

static void
a_manifest_is_read_record_by_record_and_file_by_file(void **state)
{
	struct counted c;
	struct pl_error err;

	(void)state;
	assert_int_equal(read_seed("whole", &c, &err), PL_END);
	assert_int_equal(c.records, 2);
	assert_int_equal(c.files, 1);
	assert_true(c.complete);
	assert_int_equal(read_seed("no_records", &c, &err), PL_END);
	assert_int_equal(c.records, 0);
	assert_int_equal(c.files, 1);
}

static void
whatever_else_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *seed, *why;
	} cases[] = {
		{ "cut", "line 18 is cut off: no newline ends it" },
		{ "one_line", "line 1 is cut off: no newline ends it" },
		{ "later_version",
		    "the manifest has version 2, and this program reads "
		    "version 1" },
		{ "no_counts",
		    "line 13: it does not begin as a manifest "
		    "does" },
		{ "wrong_kind",
		    "line 14: 'ordinal' has a value of another kind" },
		{ "twice", "line 21: nothing should follow its end" },
		{ "records_again",
		    "line 17: it is no manifest of promptlog's" },
		{ "no_newline", "line 20 is cut off: no newline ends it" },
	};
	struct counted c;
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(
		    read_seed(cases[i].seed, &c, &err), PL_EFORMAT);
		assert_string_equal(err.text, cases[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_manifest_is_read_record_by_record_and_file_by_file),
		cmocka_unit_test(whatever_else_is_refused_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
