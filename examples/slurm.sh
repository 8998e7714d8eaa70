#!/bin/bash
#SBATCH --job-name=papertriage
#SBATCH --array=0-63
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=02:00:00
#
# Tags many files on a Slurm cluster, with a job array and a shared folder; needs no extra package.
#
#     sbatch examples/slurm.sh '/data/parts/*.jsonl.gz' /data/tagged/
#
# Each task of the array takes every 64th file. If a task was killed or ran out of time, submit the
# same line again: files that are done are skipped. To use your own taxonomy, add --topics FILE to the
# last line, or have a topics.yaml in the folder in which you call sbatch.
set -euo pipefail

parts=${1:?"usage: sbatch slurm.sh 'PARTS/*' OUTPUT/"}
output=${2:?"usage: sbatch slurm.sh 'PARTS/*' OUTPUT/"}

papertriage tag "$parts" --output "$output/" \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --jobs "${SLURM_CPUS_PER_TASK:-1}"
