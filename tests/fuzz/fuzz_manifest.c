/* A manifest of any bytes is read to its end or refused with a reason, in
 * memory that its lines bound; records and files come in that order and no
 * more of either after the last. */
#include <stdint.h>
#include <stdlib.h>

#include "query/verify/manifest_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const char *p;
	size_t n, piece; /* bytes left; how many come at once */
};

static enum pl_status
read_input(void *context, char *p, size_t n, size_t *got, struct pl_error *err)
{
	struct input *in = context;

	(void)err;
	*got = in->n < n ? in->n : n;
	if (*got > in->piece)
		*got = in->piece;
	memcpy(p, in->p, *got);
	in->p += *got;
	in->n -= *got;
	return PL_OK;
}

/* The same whatever the pieces are: a checksum of what was read. */
static uint64_t
read_all(const uint8_t *data, size_t size, size_t piece)
{
	struct input in = { (const char *)data, size, piece };
	struct byte_source source = { read_input, &in };
	struct manifest_reader m;
	struct pl_error err = { .text = "" };
	uint64_t sum = 0;
	enum pl_status rc = manifest_begin(&m, &source, &err);

	while (rc == PL_OK && (rc = manifest_next_record(&m, &err)) == PL_OK)
		sum = sum * 31 + m.record.id.n + (uint64_t)m.record.ordinal;
	if (rc == PL_END && manifest_next_record(&m, &err) != PL_END)
		abort();
	while (rc == PL_END && (rc = manifest_next_file(&m, &err)) == PL_OK) {
		sum = sum * 37 + m.file.name.n + (uint64_t)m.file.size;
		rc = PL_END;
	}
	if (rc < 0 && err.text[0] == '\0')
		abort();
	manifest_end(&m);
	return sum * 3 + (rc < 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t whole;

	if (size == 0)
		return 0;
	whole = read_all(data, size, size);
	if (read_all(data, size, 7) != whole)
		abort();
	return 0;
}
