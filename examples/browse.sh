#!/bin/sh
# Browse a reading list: type to filter it. Enter prints everything about a paper, Ctrl-O prints
# its address, Ctrl-R marks it as read, Ctrl-T stars it, Ctrl-X skips it.
#
#     ./browse.sh --topic faces --since 2026-11
set -u

papertriage -q rank "$@" | fzf \
    --delimiter '\t' --with-nth 2,3,4,5 --no-sort \
    --header 'Enter: show · ^O: address · ^R: read · ^T: star · ^X: skip' \
    --preview 'papertriage show {1}' --preview-window 'down,60%,wrap' \
    --bind 'enter:become(papertriage show {1})' \
    --bind 'ctrl-o:become(papertriage show --url {1})' \
    --bind 'ctrl-r:execute-silent(papertriage -q mark {1} read)+down' \
    --bind 'ctrl-t:execute-silent(papertriage -q mark {1} star)+down' \
    --bind 'ctrl-x:execute-silent(papertriage -q mark {1} skip)+down'
