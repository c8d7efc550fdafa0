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

enum pl_status
pl_sha256_file(int fd, uint8_t out[PL_SHA256_BYTES], struct pl_error *err)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	char *chunk = xmalloc(CHUNK);
	enum pl_status rc = PL_OK;
	off_t at = 0;

	must(context != NULL);
	must(EVP_DigestInit_ex(context, EVP_sha256(), NULL));
	for (;;) {
		ssize_t n = pread(fd, chunk, CHUNK, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = pl_fail_errno(err, PL_EIO, "cannot read");
		if (n <= 0)
			break;
		must(EVP_DigestUpdate(context, chunk, (size_t)n));
		at += n;
	}
	must(EVP_DigestFinal_ex(context, out, NULL));
	EVP_MD_CTX_free(context);
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
