#include "schema/sha256.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/hex.h"

#define CHUNK ((size_t)1 << 20)

/* libcrypto fails here only when it is out of memory or misbuilt. */
static void
must(int ok)
{
	if (ok != 1)
		abort();
}

void
pl_sha256(struct span bytes, uint8_t out[PL_SHA256_BYTES])
{
	must(EVP_Digest(
	    bytes.n ? bytes.p : "", bytes.n, out, NULL, EVP_sha256(), NULL));
}

struct pl_hasher {
	EVP_MD_CTX *context;
};

struct pl_hasher *
pl_hasher_new(void)
{
	struct pl_hasher *h = xmalloc(sizeof *h);

	h->context = EVP_MD_CTX_new();
	must(h->context != NULL);
	must(EVP_DigestInit_ex(h->context, EVP_sha256(), NULL));
	return h;
}

void
pl_hasher_free(struct pl_hasher *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->context);
	free(h);
}

void
pl_hasher_add(struct pl_hasher *h, struct span bytes)
{
	if (bytes.n > 0)
		must(EVP_DigestUpdate(h->context, bytes.p, bytes.n));
}

void
pl_hasher_end(struct pl_hasher *h, uint8_t out[PL_SHA256_BYTES])
{
	must(EVP_DigestFinal_ex(h->context, out, NULL));
	must(EVP_DigestInit_ex(h->context, EVP_sha256(), NULL));
}

enum pl_status
pl_sha256_file(int fd, uint8_t out[PL_SHA256_BYTES], struct pl_error *err)
{
	struct pl_hasher *h = pl_hasher_new();
	char *chunk = xmalloc(CHUNK);
	enum pl_status rc = PL_OK;
	off_t at = 0;

	for (;;) {
		ssize_t n = pread(fd, chunk, CHUNK, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = pl_fail_errno(err, PL_EIO, "cannot read");
		if (n <= 0)
			break;
		pl_hasher_add(h, span_of(chunk, (size_t)n));
		at += n;
	}
	pl_hasher_end(h, out);
	pl_hasher_free(h);
	free(chunk);
	return rc;
}

void
pl_sha256_text(const uint8_t hash[PL_SHA256_BYTES], char out[PL_SHA256_TEXT])
{
	hex_write(hash, PL_SHA256_BYTES, out);
}

bool
pl_sha256_parse(struct span text, uint8_t out[PL_SHA256_BYTES])
{
	return text.n == PL_SHA256_TEXT - 1 && hex_read(text, out);
}
