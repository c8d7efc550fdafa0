/* Feeds every file of the folders and files named on the command line to the
 * fuzz target it is linked with: what libFuzzer's own main does with a corpus,
 * for compilers that have no libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t n = 0, cap = 0;

	if (f == NULL) {
		perror(path);
		return -1;
	}
	while (!feof(f) && !ferror(f)) {
		if (n == cap) {
			cap = cap ? cap * 2 : 4096;
			data = realloc(data, cap);
			if (data == NULL)
				abort();
		}
		n += fread(data + n, 1, cap - n, f);
	}
	fclose(f);
	/* An exact-size copy, so that ASan sees one byte too far. */
	uint8_t *exact = malloc(n ? n : 1);
	if (exact == NULL)
		abort();
	for (size_t i = 0; i < n; i++)
		exact[i] = data[i];
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	free(data);
	return 1;
}

static int
replay_folder(const char *path)
{
	struct dirent **names = NULL;
	int count = scandir(path, &names, NULL, alphasort);
	int done = 0;

	for (int i = 0; i < count; i++) {
		char file[4096];
		struct stat st;

		snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
		if (stat(file, &st) == 0 && S_ISREG(st.st_mode) && done >= 0)
			done = replay_file(file) < 0 ? -1 : done + 1;
		free(names[i]);
	}
	free(names);
	return count < 0 ? -1 : done;
}

int
main(int argc, char **argv)
{
	int total = 0;

	for (int i = 1; i < argc; i++) {
		struct stat st;
		int n = -1;

		if (stat(argv[i], &st) == 0)
			n = S_ISDIR(st.st_mode) ? replay_folder(argv[i])
						: replay_file(argv[i]);
		if (n <= 0) {
			fprintf(stderr, "replay: no input in '%s'\n", argv[i]);
			return 1;
		}
		total += n;
	}
	printf("%d inputs replayed\n", total);
	return total > 0 ? 0 : 1;
}
