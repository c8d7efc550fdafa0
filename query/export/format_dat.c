/* dat: a Concordance load file.  UTF-8 with its mark, a row a record, fields
 * in U+00FE with U+0014 between them, U+00AE for a newline within one.  A text
 * that holds one of the three, or a NUL, which ends what many readers take in,
 * has U+FFFD there and is kept whole in a file that the row names. */
#include <stdio.h>

#include "query/export/columns.h"
#include "query/export/format.h"

#define MARK      "\xEF\xBB\xBF"
#define SEPARATOR "\x14"
#define QUALIFIER "\xC3\xBE"
#define NEWLINE   "\xC2\xAE"
#define REPLACED  "\xEF\xBF\xBD"

/* What numbers a row: each is unique within the file, which a record's id is
 * not promised to be. */
#define NUMBER TEXTS_PREFIX "%08zu"

static void
add_quoted(struct buf *out, bool first, const char *text)
{
	buf_addf(
	    out, "%s" QUALIFIER "%s" QUALIFIER, first ? "" : SEPARATOR, text);
}

/* The length of what cannot stand in a field at p, or 0. */
static size_t
reserved(struct span rest)
{
	if (rest.p[0] == '\0' || rest.p[0] == SEPARATOR[0])
		return 1;
	return span_starts(rest, QUALIFIER) || span_starts(rest, NEWLINE) ? 2
									  : 0;
}

/* Append a value as it may stand in a field; whether it lost anything. */
static bool
add_safe(struct buf *out, struct span value)
{
	bool altered = false;

	for (size_t i = 0; i < value.n;) {
		struct span rest = span_of(value.p + i, value.n - i);
		size_t n = reserved(rest);

		if (n > 0) {
			buf_adds(out, REPLACED);
			altered = true;
		} else if (span_starts(rest, "\r\n")) {
			buf_adds(out, NEWLINE);
			n = 2;
		} else if (rest.p[0] == '\n' || rest.p[0] == '\r') {
			buf_adds(out, NEWLINE);
			n = 1;
		} else {
			buf_addc(out, rest.p[0]);
			n = 1;
		}
		i += n;
	}
	return altered;
}

static bool
is_text(int column)
{
	return column >= COLUMN_PROMPT;
}

static void
dat_begin(struct export_writing *w)
{
	struct buf *out = &w->to->out;

	buf_adds(out, MARK);
	add_quoted(out, true, "number");
	for (int c = 0; c < COLUMNS; c++)
		add_quoted(out, false, column_name((enum export_column)c));
	for (int c = COLUMN_PROMPT; c < COLUMNS; c++)
		buf_addf(out, SEPARATOR QUALIFIER "%s_file" QUALIFIER,
		    column_name((enum export_column)c));
	buf_adds(out, "\r\n");
}

/* Keep a text that lost something; its file's name goes to *shown. */
static enum pl_status
keep_text(struct export_writing *w, int column, struct span text,
    struct buf *shown, struct pl_error *err)
{
	char name[64];

	snprintf(name, sizeof name, NUMBER "-%s" TEXTS_SUFFIX, w->record,
	    column_name((enum export_column)column));
	return texts_add(w->texts, name, text, shown, err);
}

static enum pl_status
add_values(struct export_writing *w, const struct selected *item,
    struct buf files[COLUMNS], struct pl_error *err)
{
	struct buf *out = &w->to->out;
	char space[COLUMN_SPACE];
	enum pl_status rc = PL_OK;

	for (int c = 0; rc == PL_OK && c < COLUMNS; c++) {
		struct span value =
		    column_value((enum export_column)c, item, space);

		buf_adds(out, SEPARATOR QUALIFIER);
		if (add_safe(out, value) && is_text(c))
			rc = keep_text(w, c, value, &files[c], err);
		buf_adds(out, QUALIFIER);
	}
	return rc;
}

static enum pl_status
dat_record(struct export_writing *w, const struct selected *item,
    struct pl_error *err)
{
	struct buf *out = &w->to->out;
	struct buf files[COLUMNS];
	enum pl_status rc;

	for (int c = 0; c < COLUMNS; c++)
		buf_init(&files[c], BUF_UNLIMITED);
	buf_addf(out, QUALIFIER NUMBER QUALIFIER, w->record);
	rc = add_values(w, item, files, err);
	for (int c = 0; c < COLUMNS; c++) {
		if (is_text(c))
			add_quoted(
			    out, false, files[c].n > 0 ? files[c].p : "");
		buf_release(&files[c]);
	}
	buf_adds(out, "\r\n");
	return rc;
}

const struct export_format format_dat = {
	.name = "dat",
	.suffix = ".dat",
	.member = "records.dat",
	.texts = true,
	.begin = dat_begin,
	.record = dat_record,
};
