#!/bin/sh
# Mail the page of what is new, as an attachment under a plain list. Nothing new: no mail. What
# could not be sent is kept, and the last line tells where: it was noted as listed. Later,
# papertriage rank --listed last prints the list again.
#
#     ./digest.sh me@example.org                  SENDMAIL=msmtp ./digest.sh me@example.org
set -eu

to=$1
work=$(mktemp -d)
trap 'if [ $? -eq 0 ]; then rm -rf "$work"; else echo "not sent: $work" >&2; fi' EXIT

# The page first, and without --mark-seen: only a list that was made counts as seen.
papertriage -q rank --new -f html -o "$work/papers.html"
papertriage -q rank --new --mark-seen -f md -o "$work/list.md"
test -s "$work/list.md" || exit 0

{
    printf 'To: %s\nSubject: Papers of %s\nMIME-Version: 1.0\n' "$to" "$(date +%F)"
    printf 'Content-Type: multipart/mixed; boundary=papers\n\n'
    printf -- '--papers\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
    cat "$work/list.md"
    printf '\n--papers\nContent-Type: text/html; charset=utf-8; name=papers.html\n'
    printf 'Content-Disposition: attachment; filename=papers.html\n'
    printf 'Content-Transfer-Encoding: base64\n\n'
    base64 "$work/papers.html"
    printf -- '--papers--\n'
} | "${SENDMAIL:-sendmail}" -t
