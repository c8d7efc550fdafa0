#include "query/package/libarchive.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* Of every libarchive 3. */
#define SONAME "libarchive.so.13"

static struct libarchive library;
static bool loaded;

/* dlsym gives data pointers, which C does not turn into functions. */
static bool
find(void *handle, const char *name, void *function)
{
	void *symbol = dlsym(handle, name);

	memcpy(function, &symbol, sizeof symbol);
	return symbol != NULL;
}

enum pl_status
libarchive_load(const struct libarchive **out, struct pl_error *err)
{
	void *handle;
	bool all = true;

	*out = NULL;
	if (!loaded) {
		handle = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
		if (handle == NULL)
			return pl_fail(err, PL_EIO,
			    "'" SONAME "' is needed for bundles: %s",
			    dlerror());
#define LIBARCHIVE_FIND(name) all = find(handle, #name, &library.name) && all;
		LIBARCHIVE_FUNCTIONS(LIBARCHIVE_FIND)
#undef LIBARCHIVE_FIND
		if (!all)
			return pl_fail(err, PL_EIO,
			    "'" SONAME "' lacks a function that bundles "
			    "need");
		loaded = true;
	}
	*out = &library;
	return PL_OK;
}
