/* SHA-256 (FIPS 180-4) of bytes and of files. */
#ifndef SCHEMA_SHA256_H
#define SCHEMA_SHA256_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"
#include "schema/record.h"

#define PL_SHA256_TEXT (2 * PL_SHA256_BYTES + 1)

void pl_sha256(struct span bytes, uint8_t out[PL_SHA256_BYTES]);

/* Of bytes that come piece by piece.  After end the next piece is the first
 * of another hash. */
struct pl_hasher;
struct pl_hasher *pl_hasher_new(void);
void pl_hasher_free(struct pl_hasher *h);
void pl_hasher_add(struct pl_hasher *h, struct span bytes);
void pl_hasher_end(struct pl_hasher *h, uint8_t out[PL_SHA256_BYTES]);

/* Of what fd holds from its beginning to its end. */
PL_CHECKED enum pl_status pl_sha256_file(
    int fd, uint8_t out[PL_SHA256_BYTES], struct pl_error *err);

/* 64 lower-case hex digits. */
void pl_sha256_text(
    const uint8_t hash[PL_SHA256_BYTES], char out[PL_SHA256_TEXT]);
/* False when the text is not that. */
bool pl_sha256_parse(struct span text, uint8_t out[PL_SHA256_BYTES]);

#endif
