#!/bin/sh
# The index is updated while it is exported, after the records were chosen and
# before they are written: the export is of one state of it all the same.  More
# days than stay open, so that each is opened again.
. "$(dirname "$0")/lib.sh"
mkarchive --objects 200 --days 30 --users 5 --seed 11 archive >said
promptlog-index update --quiet --index index archive
days=$(find index -name '????-*.db' | wc -l)
[ "$days" -gt 20 ] || die "only $days days"

# What export runs to read the archive updates the index before it does.
real=$(command -v promptlog-index)
cp "$(command -v promptlog)" ./promptlog
cat >promptlog-index <<END
#!/bin/sh
n=\$(ls updated | wc -l)
if [ "\$n" -lt "\$(cat most)" ]; then
	touch updated/\$n
	find archive -name '*_*.json.gz' | sort | sed -n '1~5p' |
	    while read -r f; do cp "\$f" "\${f%.json.gz}-\$n.json.gz"; done
	'$real' update --quiet --index index archive
fi
exec '$real' "\$@"
END
chmod +x promptlog-index
mkdir updated out

echo 1 >most
try ./promptlog export --index index -q --originals -o out/a.zip ''
[ "$code" -eq 0 ] || die "ended with $code: $(cat said)"
[ "$(ls updated | wc -l)" -eq 1 ] || die "no update came between"
try promptlog verify-export out/a.zip --archive archive
[ "$code" -eq 0 ] || die "not verified: $(cat said)"
promptlog export --index index -q --originals -o out/b.zip ''
cmp out/a.zip out/b.zip || die "it is not what the updated index gives"
rm out/*
echo "an update between: exported anew, as of after it"

echo 100 >most
try ./promptlog export --index index -q --originals -o out/c.zip ''
[ "$code" -eq 14 ] || die "ended with $code: $(cat said)"
grep -q 'updated each of 5 times' said || die "said: $(cat said)"
[ -z "$(ls out)" ] || die "left: $(ls out)"
echo "an update each time: 14, nothing left"
