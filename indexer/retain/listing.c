#include "indexer/retain/listing.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"
#include "indexer/source/key.h"

static enum pl_status
refuse(const struct listing *l, const char *why, struct pl_error *err)
{
	return pl_fail(err, PL_EFORMAT,
	    "line %" PRIu64 " of the listing cannot be understood: %s",
	    l->lines, why);
}

static enum pl_status
add_key(struct listing *l, struct span path, struct pl_error *err)
{
	struct span key = key_from_logs(path);
	struct pl_place place;

	l->objects++;
	if (path.p[path.n - 1] == '/')
		return PL_OK; /* stands for a folder */
	if (!span_starts(key, KEY_LOGS "/")) {
		l->others++;
		return PL_OK;
	}
	if (l->count == LISTING_KEYS_MAX)
		return pl_fail(err, PL_ELIMIT,
		    "the listing has more than %d objects", LISTING_KEYS_MAX);
	l->keys = xgrow(l->keys, l->count, &l->capacity, sizeof *l->keys);
	key_place(key, &place);
	if (l->count == 0 || place.hour > l->newest)
		l->newest = place.hour;
	l->keys[l->count++] = arena_add(&l->arena, key);
	return PL_OK;
}

/* ---- inventories: "bucket","key",… ---- */

/* The next field of a line, without its quotes; false when it is none. */
static bool
take_field(struct span *line, struct buf *out)
{
	size_t i = 1;

	buf_clear(out);
	if (line->n < 2 || line->p[0] != '"')
		return false;
	for (;; i++) {
		if (i >= line->n)
			return false;
		if (line->p[i] != '"') {
			buf_addc(out, line->p[i]);
			continue;
		}
		if (i + 1 < line->n && line->p[i + 1] == '"')
			buf_addc(out, line->p[i++]);
		else
			break;
	}
	*line = span_of(line->p + i + 1, line->n - i - 1);
	if (line->n == 0)
		return true;
	if (line->p[0] != ',')
		return false;
	*line = span_of(line->p + 1, line->n - 1);
	return line->n > 0;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Keys in inventories are URL-encoded, blanks as plus signs. */
static bool
decode(struct buf *key)
{
	size_t n = 0;

	for (size_t i = 0; i < key->n; i++, n++) {
		char c = key->p[i];

		if (c == '%') {
			if (key->n - i < 3)
				return false;
			int high = hex_digit(key->p[i + 1]);
			int low = hex_digit(key->p[i + 2]);

			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		if (c == '\0')
			return false;
		key->p[n] = c;
	}
	key->n = n;
	return true;
}

/* What IsLatest and IsDeleteMarker stand behind, where an inventory lists
 * versions: bucket, key, version. */
#define FIELD_LATEST 3
#define FIELD_MARKER 4

/* The fields after the key.  An older version is not there any more, nor is
 * what a marker says was deleted: *there. */
static enum pl_status
take_fields(
    struct listing *l, struct span line, bool *there, struct pl_error *err)
{
	bool latest = true, marker = false, versions = false;
	struct buf field;
	enum pl_status rc = PL_OK;

	buf_init(&field, BUF_UNLIMITED);
	for (int i = 2; line.n > 0 && rc == PL_OK; i++) {
		if (line.p[0] != '"' || !take_field(&line, &field))
			rc = refuse(l, "a field is not in quotes", err);
		bool yes = span_is(buf_span(&field), "true");
		bool truth = yes || span_is(buf_span(&field), "false");

		if (i == FIELD_LATEST) {
			versions = truth;
			latest = yes;
		}
		if (i == FIELD_MARKER) {
			versions = versions && truth;
			marker = yes;
		}
	}
	*there = !versions || (latest && !marker);
	buf_release(&field);
	return rc;
}

static enum pl_status
take_inventory(struct listing *l, struct span line, struct pl_error *err)
{
	struct buf field, key;
	bool there = true;
	enum pl_status rc = PL_OK;

	buf_init(&field, BUF_UNLIMITED);
	buf_init(&key, BUF_UNLIMITED);
	if (!take_field(&line, &field) || !take_field(&line, &key) ||
	    key.n == 0)
		rc = refuse(l, "it is no bucket and key in quotes", err);
	else if (!decode(&key))
		rc = refuse(l, "its key is not URL-encoded", err);
	if (rc == PL_OK)
		rc = take_fields(l, line, &there, err);
	if (rc == PL_OK && there)
		rc = add_key(l, buf_span(&key), err);
	buf_release(&field);
	buf_release(&key);
	return rc;
}

/* ---- ls: "2025-01-06 15:09:16       1234 prefix/AWSLogs/…" ---- */

#define STAMP "dddd-dd-dd dd:dd:dd "

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
take_stamp(struct span *line)
{
	size_t n = sizeof STAMP - 1;

	if (line->n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (STAMP[i] == 'd' ? !is_digit(line->p[i])
				    : line->p[i] != STAMP[i])
			return false;
	*line = span_of(line->p + n, line->n - n);
	return true;
}

static struct span
skip_blanks(struct span s)
{
	while (s.n > 0 && s.p[0] == ' ')
		s = span_of(s.p + 1, s.n - 1);
	return s;
}

/* Digits, at most 18 of them. */
static bool
take_number(struct span *s, int64_t *out)
{
	size_t digits = 0;

	*out = 0;
	while (digits < s->n && is_digit(s->p[digits]) && digits < 18)
		*out = *out * 10 + (s->p[digits++] - '0') % 10;
	*s = span_of(s->p + digits, s->n - digits);
	return digits > 0 && (s->n == 0 || !is_digit(s->p[0]));
}

/* What --summarize adds at the end. */
static bool
take_total(struct listing *l, struct span line)
{
	static const char objects[] = "Total Objects:";
	static const char size[] = "Total Size:";

	line = skip_blanks(line);
	if (span_starts(line, size))
		return true;
	if (!span_starts(line, objects))
		return false;
	line = skip_blanks(span_of(
	    line.p + sizeof objects - 1, line.n - (sizeof objects - 1)));
	if (!take_number(&line, &l->total))
		return false;
	l->total++;
	return line.n == 0;
}

static enum pl_status
take_ls(struct listing *l, struct span line, struct pl_error *err)
{
	struct span rest = skip_blanks(line);
	int64_t size;

	if (take_total(l, line))
		return PL_OK;
	if (span_starts(rest, "PRE "))
		return refuse(l,
		    "it names a folder; make it with 'aws s3 ls --recursive'",
		    err);
	if (!take_stamp(&line))
		return refuse(l, "it begins with no date and time", err);
	line = skip_blanks(line);
	if (!take_number(&line, &size) || line.n < 2 || line.p[0] != ' ')
		return refuse(l, "it holds no size and key", err);
	line = span_of(line.p + 1, line.n - 1);
	if (memchr(line.p, '\0', line.n) != NULL)
		return refuse(l, "its key holds a byte 0", err);
	return add_key(l, line, err);
}

/* ---- both ---- */

enum pl_status
listing_line(struct listing *l, struct span line, struct pl_error *err)
{
	l->lines++;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n > LISTING_LINE_MAX)
		return refuse(l, "it is too long", err);
	if (skip_blanks(line).n == 0)
		return PL_OK;
	if (l->form == LISTING_UNKNOWN)
		l->form = line.p[0] == '"' ? LISTING_INVENTORY : LISTING_LS;
	return l->form == LISTING_INVENTORY ? take_inventory(l, line, err)
					    : take_ls(l, line, err);
}

static int
compare_keys(const void *a, const void *b)
{
	return span_compare(*(const struct span *)a, *(const struct span *)b);
}

enum pl_status
listing_end(struct listing *l, struct pl_error *err)
{
	size_t kept = 0;

	if (l->count == 0)
		return pl_fail(err, PL_EFORMAT,
		    "the listing names no object below a folder " KEY_LOGS
		    ": it is not one of a bucket of prompt logs");
	if (l->total > 0 && (uint64_t)l->total - 1 != l->objects)
		return pl_fail(err, PL_EFORMAT,
		    "the listing names %" PRIu64 " objects and says itself "
		    "that there are %" PRId64,
		    l->objects, l->total - 1);
	qsort(l->keys, l->count, sizeof *l->keys, compare_keys);
	for (size_t i = 0; i < l->count; i++)
		if (kept == 0 || !span_equal(l->keys[kept - 1], l->keys[i]))
			l->keys[kept++] = l->keys[i];
	l->count = kept;
	return PL_OK;
}

enum pl_status
listing_parse(struct listing *l, struct span text, struct pl_error *err)
{
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		enum pl_status rc = listing_line(l, span_of(text.p, n), err);

		if (rc == PL_OK && end == NULL)
			rc = refuse(l, "it is cut off", err);
		if (rc != PL_OK)
			return rc;
		text = span_of(text.p + n + 1, text.n - n - 1);
	}
	return listing_end(l, err);
}

bool
listing_has(const struct listing *l, struct span key)
{
	return l->count > 0 &&
	    bsearch(&key, l->keys, l->count, sizeof *l->keys, compare_keys) !=
	    NULL;
}

bool
listing_is_older(const struct listing *l, int64_t hour)
{
	return l->newest != INSTANT_NONE && hour > l->newest;
}

bool
listing_may_end_before(const struct listing *l, struct span key)
{
	return l->form == LISTING_LS && l->total == 0 && l->count > 0 &&
	    span_compare(key, l->keys[l->count - 1]) > 0;
}

void
listing_release(struct listing *l)
{
	arena_release(&l->arena);
	free(l->keys);
	*l = (struct listing){ 0 };
}
