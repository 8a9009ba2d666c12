#!/bin/sh
# Remakes every golden CSV from scratch by R, and says which changed. Needs R with MASS,
# survival, sandwich, coin and metafor (Debian: r-base-core, r-cran-mass, r-cran-survival, r-cran-sandwich,
# r-cran-coin, r-cran-metafor; mice, if it is there, is a further check). Five minutes. Ends with 1 if a file changed.
#   tests/golden/remake.sh [FAMILY ...]      all of them without an argument
# study_data.csv, mmrm_fev_data.csv, nist/ and the published numbers are inputs: nothing remakes them. methods.R
# reads what levels, mmrm, ranks, signed_rank, tables and two_arms made.
set -eu
cd "$(dirname "$0")"
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
cp -R . "$before/golden"

remake() {
  echo "Remaking $1 ..."
  case $1 in
    study)
      Rscript --vanilla study.R study_data.csv study.csv "old care" 0.95 TRUE "" bi_post,mrs_m3,vegf_m3,effective_post
      Rscript --vanilla study.R study_data.csv study_swapped.csv cells 0.9 FALSE age,toast bi_post,mrs_m3,vegf_m3,effective_post
      Rscript --vanilla study.R study_data.csv study_imputed.csv "old care" 0.95 TRUE age,toast bi_post,nihss_post
      ;;
    cohorts)
      rm -rf cohorts cohorts.csv cohorts_adjusted.csv
      Rscript --vanilla cohorts.R
      ;;
    *) Rscript --vanilla "$1.R" ;;
  esac
}
# Numbers read the same in every language of the machine, and names sort the same.
export LC_ALL=C.UTF-8 LANGUAGE=en TZ=UTC
for family in ${*:-association deaths influence levels linear matrix means mmrm multiplicity ordinal ranks responders sensitivity signed_rank spread subgroups centres strata tables \
  tobit two_arms methods study cohorts}; do
  remake "$family" >"$before/log" 2>&1 || { cat "$before/log" >&2; exit 2; }
  echo "$family: made"
done

changed=0
for file in *.csv cohorts/*.csv; do
  cmp -s "$file" "$before/golden/$file" || { echo "changed: $file"; changed=1; }
done
for file in "$before"/golden/*.csv "$before"/golden/cohorts/*.csv; do
  name=${file#"$before/golden/"}
  [ -e "$name" ] || { echo "gone: $name"; changed=1; }
done
[ "$changed" = 1 ] || echo "Nothing changed."
exit "$changed"
