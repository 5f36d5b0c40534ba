#!/usr/bin/env bash
# What the GitHub Action does once layerwise is installed: annotations, SARIF, and a job summary that says what is wrong and what the pull
# request rebuilds. Its inputs are LAYERWISE_PATHS, _ARGS, _FAIL_ON, _SARIF and _SINCE.
set -euo pipefail

# Paths and arguments are separated by spaces; a `*` in them is layerwise's to read.
set -f
read -ra paths <<<"${LAYERWISE_PATHS:-.}"
read -ra arguments <<<"${LAYERWISE_ARGS:-}"
check=(layerwise check "${arguments[@]}" --fail-on "${LAYERWISE_FAIL_ON:-warning}")
summary=${GITHUB_STEP_SUMMARY:-/dev/null}

# Runs a report whose findings are no reason to stop; 2 means that it could not be made.
report() {
  local status=0
  "$@" || status=$?
  if [ "$status" -ge 2 ]; then return "$status"; fi
}

report "${check[@]}" --format markdown -- "${paths[@]}" >>"$summary"
if [ -n "${LAYERWISE_SARIF:-}" ]; then
  report "${check[@]}" --format sarif --output "$LAYERWISE_SARIF" -- "${paths[@]}"
fi

if [ -n "${LAYERWISE_SINCE:-}" ]; then
  # A checkout has one commit unless told otherwise.
  if git cat-file -e "$LAYERWISE_SINCE^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$LAYERWISE_SINCE"; then
    report layerwise affected --since "$LAYERWISE_SINCE" --format markdown . >>"$summary"
    affected=$(report layerwise affected --since "$LAYERWISE_SINCE" --format json .)
    printf 'affected=%s\n' "$affected" >>"${GITHUB_OUTPUT:-/dev/null}"
  else
    # No reason to keep the findings back.
    echo '::warning title=layerwise::the base is not in this checkout and cannot be fetched, so what is rebuilt is not known'
  fi
fi

# Last, so that its exit code is the job's.
"${check[@]}" --format github -- "${paths[@]}"
