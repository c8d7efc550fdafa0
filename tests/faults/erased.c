/* Whether anything of some words is left in an index: in any block once it is
 * inflated, in any list of words or terms, in any file as it lies there.  Made
 * to be independent of the program: SQLite, zstd, and memmem().
 *
 * usage: erased INDEX WORD...; prints each place, "block FILE WORD" and so on
 */
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "schema/fts_tokenizer.h"

static char **words;
static int word_count;
static int blocks, terms, files;

static void
look(const char *what, const char *path, const void *p, size_t n)
{
	for (int i = 0; i < word_count; i++)
		if (memmem(p, n, words[i], strlen(words[i])) != NULL)
			printf("%s %s %s\n", what, path, words[i]);
}

static void
look_into_block(const char *path, const void *frame, size_t n)
{
	size_t size = (size_t)ZSTD_getFrameContentSize(frame, n);
	char *text = malloc(size + 1);
	size_t got = ZSTD_decompress(text, size, frame, n);

	if (ZSTD_isError(got)) {
		fprintf(stderr, "%s: a block is damaged\n", path);
		exit(2);
	}
	look("block", path, text, got);
	free(text);
	blocks++;
}

/* Each word of a list repeats bytes of the one before it. */
static void
look_into_list(const char *path, int count, const void *frame, size_t n)
{
	size_t size = (size_t)ZSTD_getFrameContentSize(frame, n);
	unsigned char *list = malloc(size + 1);
	size_t got = ZSTD_decompress(list, size, frame, n);
	const unsigned char *rest = list + 2 * (size_t)count;
	char word[1 << 16];
	size_t length;

	if (ZSTD_isError(got)) {
		fprintf(stderr, "%s: a list of words is damaged\n", path);
		exit(2);
	}
	for (int i = 0; i < count; i++, rest++) {
		for (length = list[i]; *rest != '\n'; rest++)
			word[length++] = (char)*rest;
		look("listed", path, word, length);
	}
	free(list);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *path, const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(db));
		exit(2);
	}
	return s;
}

static void
look_into_shard(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *s;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) !=
		SQLITE_OK ||
	    pl_fts_register(db) != SQLITE_OK) {
		fprintf(stderr, "%s: cannot be opened\n", path);
		exit(2);
	}
	s = prepare(db, path, "select data from block");
	while (sqlite3_step(s) == SQLITE_ROW)
		look_into_block(path, sqlite3_column_blob(s, 0),
		    (size_t)sqlite3_column_bytes(s, 0));
	sqlite3_finalize(s);
	s = prepare(db, path, "select words, data from vocabulary");
	while (sqlite3_step(s) == SQLITE_ROW)
		look_into_list(path, sqlite3_column_int(s, 0),
		    sqlite3_column_blob(s, 1),
		    (size_t)sqlite3_column_bytes(s, 1));
	sqlite3_finalize(s);
	sqlite3_exec(db,
	    "create virtual table temp.v using fts5vocab(main, text, row)",
	    NULL, NULL, NULL);
	s = prepare(db, path, "select term from temp.v");
	while (sqlite3_step(s) == SQLITE_ROW) {
		look("term", path, sqlite3_column_text(s, 0),
		    (size_t)sqlite3_column_bytes(s, 0));
		terms++;
	}
	sqlite3_finalize(s);
	sqlite3_close(db);
}

static int
look_at_file(
    const char *path, const struct stat *st, int type, struct FTW *where)
{
	FILE *f;
	char *bytes;
	size_t n, length = strlen(path);

	(void)where;
	if (type != FTW_F)
		return 0;
	f = fopen(path, "rb");
	bytes = malloc((size_t)st->st_size + 1);
	n = fread(bytes, 1, (size_t)st->st_size, f);
	fclose(f);
	look("raw", path, bytes, n);
	free(bytes);
	files++;
	if (strstr(path, "/days/") != NULL && length > 3 &&
	    strcmp(path + length - 3, ".db") == 0)
		look_into_shard(path);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	words = argv + 2;
	word_count = argc - 2;
	if (nftw(argv[1], look_at_file, 16, FTW_PHYS) != 0)
		return 2;
	fprintf(
	    stderr, "%d blocks, %d terms, %d files\n", blocks, terms, files);
	return 0;
}
