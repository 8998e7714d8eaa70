#!/bin/sh
# Writes library/, clone/ and what 0.1.0 exported; see README.md. PAPERTRIAGE is the old command.
set -eu
export PAPERTRIAGE_NOW=2026-11-20T08:00:00+00:00
triage() { $PAPERTRIAGE --no-config --library "$where" "$@" >/dev/null 2>&1; }
rm -rf library clone
where=library
triage ingest 1-pubmed.nbib --as-of 2026-11-20
triage ingest 2-publisher.bib --as-of 2026-11-20
triage ingest 3-mixed.jsonl --as-of 2026-11-20
triage tag --topics topics.yaml
triage rank --topic beacons --new --mark-seen --topics topics.yaml
triage mark pmid:39910001 star --note "for the seminar"
triage mark 10.5555/harbours.9.3 skip
triage mark pmid:39910004 star --note "bells"
triage mark 2603.09008 read
triage forget "$($PAPERTRIAGE --no-config --library "$where" search advertisement -f tsv | cut -f1)"
triage ingest 4-later.jsonl --as-of 2026-11-20
triage duplicates apart 10.5555/harbours.9.3 10.5555/harbours.9.4
triage mark 10.5555/harbours.9.3 clear
triage mark 10.5555/paint.1 star
triage tag --topics topics.yaml
$PAPERTRIAGE --no-config --library library export > export.jsonl
cp -R library clone
where=clone
triage ingest 5-other-clone.jsonl --as-of 2026-11-20
triage tag --topics topics.yaml
triage mark 2604.09005 star
$PAPERTRIAGE --no-config --library clone export > clone-export.jsonl
rm -rf library/.cache library/.lock clone/.cache clone/.lock
