/* A temporary folder to make trees in, for the tests of sources. */
#ifndef TESTS_UNIT_TREE_H
#define TESTS_UNIT_TREE_H

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "indexer/source/source.h"

#define TREE_DAY (INT64_C(20094) * NS_PER_DAY) /* 2025-01-06 */
#define TREE_TYPE                                                             \
	"AWSLogs/123456789012/QDeveloperLogs/GenerateCompletions/us-east-1/"

/* The folder, real path; the test's whole state. */
static inline int
tree_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char *path = xasprintf("%s/promptlog-XXXXXX", tmp ? tmp : "/tmp");

	assert_non_null(mkdtemp(path));
	*state = realpath(path, NULL);
	assert_non_null(*state);
	free(path);
	return 0;
}

static inline int
tree_remove_one(
    const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline int
tree_teardown(void **state)
{
	nftw(*state, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(*state);
	return 0;
}

/* Make the folders above a path. */
static inline void
tree_folders(const char *path)
{
	char *copy = xstrdup(path);

	for (char *p = copy + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		mkdir(copy, 0755);
		*p = '/';
	}
	free(copy);
}

/* Make a file, and the folders above it. */
static inline void
tree_put(const char *root, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", root, name);

	tree_folders(path);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	free(path);
}

#define TREE_TEST(f)                                                          \
	cmocka_unit_test_setup_teardown(f, tree_setup, tree_teardown)

static inline struct source *
tree_open(const char *root, const char *scope, bool bundle)
{
	struct source *s = NULL;
	struct pl_error err = { 0 };

	if (source_open(root, scope, bundle, &s, &err) != PL_OK)
		fail_msg("%s", err.text);
	return s;
}

/* Every object's key, bytes and troubles, a line each; days and keys in
 * order.  Whole lines, so that a test compares all there is at once. */
static inline char *
tree_dump(struct source *s)
{
	struct buf out, bytes;
	size_t days, troubles;
	struct pl_error err = { 0 };

	buf_init(&out, BUF_UNLIMITED);
	buf_init(&bytes, BUF_UNLIMITED);
	const int64_t *day = source_days(s, &days);
	for (size_t i = 0; i < days; i++) {
		struct source_list list;
		char date[INSTANT_TEXT];

		assert_int_equal(source_list(s, day[i], &list, &err), PL_OK);
		instant_format_day(day[i], date);
		buf_addf(
		    &out, "%s\n", day[i] == INSTANT_NONE ? "undated" : date);
		for (size_t j = 0; j < list.count; j++) {
			const struct source_object *o = &list.objects[j];
			struct source_object seen;
			struct pl_place place;
			size_t loaded;

			source_place(o->key, day[i], &place);
			assert_int_equal(place.day, day[i]);
			assert_int_equal(
			    source_load(s, &o, 1, 0, &loaded, &err), PL_OK);
			assert_int_equal(loaded, 1);
			if (source_read(s, o, &bytes, &seen, &err) == PL_OK)
				buf_addf(&out, "%.*s = %.*s\n",
				    SPAN_ARG(o->key), SPAN_ARG(bytes));
			else
				buf_addf(&out, "%.*s ! %s\n", SPAN_ARG(o->key),
				    err.text);
		}
		source_list_release(&list);
	}
	const struct source_trouble *t = source_troubles(s, &troubles);
	for (size_t i = 0; i < troubles; i++)
		buf_addf(&out, "trouble '%s': %s\n", t[i].key, t[i].reason);
	buf_release(&bytes);
	return buf_take(&out);
}

static inline void
tree_expect(struct source *s, const char *expected)
{
	char *got = tree_dump(s);

	assert_string_equal(got, expected);
	free(got);
}

static inline void
tree_expect_passed(
    const struct source *s, enum source_passed why, unsigned expected)
{
	uint64_t counts[SOURCE_PASSED];

	source_passed_counts(s, counts);
	assert_int_equal(counts[why], expected);
}

#endif
