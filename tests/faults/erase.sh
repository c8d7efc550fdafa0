#!/bin/sh
# Words of a swept day and of a swept object: found before, and afterwards in no
# inflated block, no list of words or terms and no raw file below the index.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "no python3" >&2; exit 77; }
erased=$PL_BIN/erased
mkarchive --objects 200 --days 5 --users 5 --seed 9 archive >said

# Three more objects, each with a word, a user and an id of its own.
python3 - <<'PYTHON'
import gzip, json, pathlib
def put(day, name, word, user, request):
    year, month, date = day.split("-")
    folder = pathlib.Path("archive/AWSLogs/123456789012/KiroLogs",
        "GenerateAssistantResponse/us-east-1", year, month, date, "10")
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "generateAssistantResponseEventRequest": {
            "prompt": f"what is {word} good for, and why {word}?",
            "chatTriggerType": "MANUAL", "userId": user,
            "timeStamp": f"{day}T10:01:00Z", "modelId": f"model-{word}"},
        "generateAssistantResponseEventResponse": {
            "assistantResponse": f"It is for {word}s. " * 3,
            "requestId": request}}
    path = folder / f"123456789012_GenerateAssistantResponse_{name}.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"records": [record]}).encode()))
put("2019-05-05", "201905051001_aaaaaaaaaaaaaaaa", "quizzaciouslyday",
    "d-1234567890.aaaaaaaa-1111-4222-8333-444444444444", "canary-of-the-day")
put("2019-05-06", "201905061001_bbbbbbbbbbbbbbbb", "quizzaciouslyone",
    "d-1234567890.bbbbbbbb-1111-4222-8333-444444444444", "canary-of-the-object")
put("2019-05-06", "201905061002_cccccccccccccccc", "quizzaciouslystays",
    "d-1234567890.cccccccc-1111-4222-8333-444444444444", "canary-that-stays")
PYTHON
promptlog-index update --quiet --index index archive

day='quizzaciouslyday canary-of-the-day aaaaaaaa-1111'
one='quizzaciouslyone canary-of-the-object bbbbbbbb-1111'
stays='quizzaciouslystays canary-that-stays cccccccc-1111'
# shellcheck disable=SC2086
"$erased" index $day $one $stays >places 2>said
cat said
for word in quizzaciouslyday quizzaciouslyone quizzaciouslystays; do
	grep -q "^block .* $word$" places || die "$word is in no block before"
	grep -q "^term .* $word$" places || die "$word is no term before"
	grep -q "^listed .* $word$" places || die "$word is not listed before"
done
for word in $day $one $stays; do
	grep -q " $word$" places || die "$word is nowhere before"
	[ "$(promptlog search --index index --count "'$word'" 2>words)" -gt 0 ] ||
	    case $word in
	    quizz*) die "$word is not found before" ;;
	    esac
done
grep -q "^raw index/index.db aaaaaaaa-1111" places ||
    die "the user is not in index.db before"

rm -r archive/AWSLogs/123456789012/KiroLogs/*/*/2019/05/05
rm archive/AWSLogs/123456789012/KiroLogs/*/*/2019/05/06/10/*bbbb*
try promptlog-index sweep --yes --index index
[ "$code" -eq 0 ] || die "sweep ends with $code: $(cat said)"
cat said
# shellcheck disable=SC2086
"$erased" index $day $one >places 2>said
cat said
[ ! -s places ] || die "$(cat places)"
# shellcheck disable=SC2086
"$erased" index $stays >places 2>said
for word in $stays; do
	grep -q " $word$" places || die "$word is gone, too"
done
for word in quizzaciouslyday quizzaciouslyone; do
	try promptlog search --index index --count "$word"
	[ "$code" -eq 1 ] || die "searching $word ends with $code: $(cat said)"
done
try promptlog-index check --index index --archive --recall 100%
[ "$code" -eq 0 ] || die "check: $(cat said)"

# A copy that somebody keeps beside the shards is no file of the index, but lies
# below it: the proof fails, and names it.
printf 'what is quizzaciouslystays good for, and why quizzaciouslystays?' \
    >index/days/kept.txt
rm -r archive/AWSLogs/123456789012/KiroLogs/*/*/2019/05/06
try promptlog-index sweep --yes --index index
[ "$code" -eq 4 ] || die "sweep ends with $code though text is left: $(cat said)"
grep -q "text of a forgotten record in 'index/days/kept.txt'" said ||
    die "what is left is not named: $(cat said)"

echo "words, ids and users of a day and of an object: found before, gone after"
