#!/bin/sh
# Mail new papers as HTML, with title, authors, first sentence and reasons. When nothing is new, no
# mail is sent. Warnings go to standard error, so that cron mails them.
#
#     ./digest.sh me@example.org                  SENDMAIL=msmtp ./digest.sh me@example.org
#
# If the mail cannot be sent, it is kept, and the last line says where. Its papers already count as
# listed; `papertriage rank --listed last` prints the list again.
set -u

to=$1
work=$(mktemp -d)
papertriage -q run -f mail -o "$work/papers.html"
code=$?

if [ -s "$work/papers.html" ]; then
    {
        printf 'To: %s\nSubject: Papers of %s\nMIME-Version: 1.0\n' "$to" "$(date +%F)"
        printf 'Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n'
        base64 "$work/papers.html"
    } > "$work/mail"
    if ! "${SENDMAIL:-sendmail}" -t < "$work/mail"; then
        echo "not sent: $work/papers.html" >&2
        exit 1
    fi
fi
rm -rf "$work"
exit "$code"
