/* libcrypto is loaded when the first hash is made: linking it costs each start
 * half a millisecond, and most of what promptlog does makes no hash. */
#include "schema/sha256.h"

#include <dlfcn.h>
#include <errno.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/hex.h"

/* Small enough to be hashed out of the processor's cache, and to be memory
 * that was used before. */
#define CHUNK  ((size_t)128 << 10)
#define SONAME "libcrypto.so.3"

#define CRYPTO_FUNCTIONS(X)                                                   \
	X(EVP_DigestFinal_ex)                                                 \
	X(EVP_DigestInit_ex)                                                  \
	X(EVP_DigestUpdate)                                                   \
	X(EVP_MD_CTX_free)                                                    \
	X(EVP_MD_CTX_new)                                                     \
	X(EVP_MD_fetch)

static struct {
#define CRYPTO_MEMBER(name) __typeof__(name) *name;
	CRYPTO_FUNCTIONS(CRYPTO_MEMBER)
#undef CRYPTO_MEMBER
} crypto;
/* Fetched once: OpenSSL would search its providers for each hash. */
static EVP_MD *sha256;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* What is installed with the programs, and fails only when that is broken or
 * there is no memory. */
static void
must(bool ok)
{
	if (!ok) {
		fputs("promptlog: cannot use " SONAME "\n", stderr);
		abort();
	}
}

/* dlsym gives data pointers, which C does not turn into functions. */
static void
find(void *handle, const char *name, void *function)
{
	void *symbol = dlsym(handle, name);

	must(symbol != NULL);
	memcpy(function, &symbol, sizeof symbol);
}

static void
load(void)
{
	void *handle = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);

	must(handle != NULL);
#define CRYPTO_FIND(name) find(handle, #name, &crypto.name);
	CRYPTO_FUNCTIONS(CRYPTO_FIND)
#undef CRYPTO_FIND
	sha256 = crypto.EVP_MD_fetch(NULL, "SHA256", NULL);
	must(sha256 != NULL);
}

struct pl_hasher {
	EVP_MD_CTX *context;
};

struct pl_hasher *
pl_hasher_new(void)
{
	struct pl_hasher *h = xmalloc(sizeof *h);

	pthread_once(&once, load);
	h->context = crypto.EVP_MD_CTX_new();
	must(h->context != NULL);
	must(crypto.EVP_DigestInit_ex(h->context, sha256, NULL) == 1);
	return h;
}

void
pl_hasher_free(struct pl_hasher *h)
{
	if (h == NULL)
		return;
	crypto.EVP_MD_CTX_free(h->context);
	free(h);
}

void
pl_hasher_add(struct pl_hasher *h, struct span bytes)
{
	if (bytes.n > 0)
		must(crypto.EVP_DigestUpdate(h->context, bytes.p, bytes.n) ==
		    1);
}

void
pl_hasher_end(struct pl_hasher *h, uint8_t out[PL_SHA256_BYTES])
{
	must(crypto.EVP_DigestFinal_ex(h->context, out, NULL) == 1);
	must(crypto.EVP_DigestInit_ex(h->context, sha256, NULL) == 1);
}

void
pl_sha256(struct span bytes, uint8_t out[PL_SHA256_BYTES])
{
	struct pl_hasher *h = pl_hasher_new();

	pl_hasher_add(h, bytes);
	pl_hasher_end(h, out);
	pl_hasher_free(h);
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
