/* Lines of an S3 Inventory: "bucket","key",… */
#include "indexer/retain/listing_impl.h"

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
			rc =
			    listing_refuse(l, "a field is not in quotes", err);
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

enum pl_status
listing_inventory_line(
    struct listing *l, struct span line, struct pl_error *err)
{
	struct buf field, key;
	bool there = true;
	enum pl_status rc = PL_OK;

	buf_init(&field, BUF_UNLIMITED);
	buf_init(&key, BUF_UNLIMITED);
	if (!take_field(&line, &field) || !take_field(&line, &key) ||
	    key.n == 0)
		rc = listing_refuse(
		    l, "it is no bucket and key in quotes", err);
	else if (!decode(&key))
		rc = listing_refuse(l, "its key is not URL-encoded", err);
	if (rc == PL_OK)
		rc = take_fields(l, line, &there, err);
	if (rc == PL_OK && there)
		rc = listing_add_key(l, buf_span(&key), err);
	buf_release(&field);
	buf_release(&key);
	return rc;
}
