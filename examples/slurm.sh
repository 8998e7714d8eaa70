#!/bin/bash
#SBATCH --job-name=papertriage
#SBATCH --array=0-63
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=02:00:00
#
# Tags many files on a Slurm cluster: a job array, no extra package, a shared folder.
#
#     sbatch examples/slurm.sh '/data/parts/*.jsonl.gz' /data/tagged/
#
# Each task of the array takes every 64th file. A task that was killed or ran out of time is sent
# again by the same line: files that are done are passed over. A taxonomy of your own: --topics FILE
# on the last line, or a topics.yaml where sbatch is called.
set -euo pipefail

parts=${1:?"usage: sbatch slurm.sh 'PARTS/*' OUTPUT/"}
output=${2:?"usage: sbatch slurm.sh 'PARTS/*' OUTPUT/"}

papertriage tag "$parts" --output "$output/" \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --jobs "${SLURM_CPUS_PER_TASK:-1}"
