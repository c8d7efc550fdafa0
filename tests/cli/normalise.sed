# What differs from run to run, and from one version of a library to the next.
# Invisible characters are told by their names.
s/\r/\\r/g
s/\x1b/\\e/g
s/\x00/\\0/g
s/\x7f/<DEL>/g
s/\xc2\x9b/<U+009B>/g
s/\xe2\x80\x8b/<U+200B>/g
s/\xe2\x80\xae/<U+202E>/g
s/\xe2\x81\xa6/<U+2066>/g

# Times, places and processes of runs.
s/("(as_of|created|added|started|ended|since|accept_time)": ?)"[^"]*"/\1"TIME"/g
s/^(created +).*/\1TIME/
s/(started|ended|interrupted|failed|accepted) [0-9]{4}-[0-9-]+T[0-9:]+(Z|[+-][0-9:]+)/\1 TIME/g
s/("pid": )[0-9]+/\1PID/
s/("host": )"[^"]*"/\1"HOST"/
s/("id": )"[0-9a-f]{32}"/\1"INDEX-ID"/
s/^(id +)[0-9a-f]{32}$/\1INDEX-ID/

s/started [0-9T:.-]+Z, pid [0-9]+ on [^,]*/started TIME, pid PID on HOST/

# How long an update took.
s/[0-9.]+ (bytes?|[kMG]B) read in [0-9.]+ m?s$/SIZE read in TIME/

# Sizes of shards.
s/("bytes": )[0-9]+/\1BYTES/
s/^(size +).*/\1SIZE/
s/as of [0-9T:-]+Z/as of TIME/
s/as of [0-9T:-]+[+-][0-9]{2}:[0-9]{2}/as of TIME/

# Progress, on a machine that is so slow that it shows.
/^! [0-9]+ of [0-9]+ (days, [0-9]+ objects|steps, [0-9]+ records), /d

# Receipts and holds.
s|receipts/[0-9-]+T[0-9-]+Z-run|receipts/TIME-run|g
s/, since [0-9]{4}-[0-9]{2}-[0-9]{2}: /, since DAY: /

# What depends on when an export was made, and on where its archive lies.
s/(SHA-256 of its manifest: )[0-9a-f]{64}/\1SHA256/
s/("index": )"[0-9a-f]{32}"/\1"INDEX-ID"/
s/(\{"name":"[^"]*","size":)[0-9]+(,"sha256":)"[0-9a-f]{64}"/\1SIZE\2"SHA256"/
s/(<dt>Index<\/dt><dd>)[0-9a-f]{32}/\1INDEX-ID/
s/(<dt>As of<\/dt><dd>)[^<]*/\1TIME/

# When a sweep was.
s/the sweep of [0-9T:.-]+Z/the sweep of TIME/

# Who runs the tests.
s/belongs to '[^']*', mode/belongs to 'OWNER', mode/
