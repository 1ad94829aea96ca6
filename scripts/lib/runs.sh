# shellcheck shell=bash
#
# The folders that runs leave under .run, for whoever wants to see what happened. Sourced from the repository's root.

# Removes the folders .run/NAME.* of old runs but the newest ones; one whose broker still runs stays.
prune_runs() { # name, how many to keep
    local folder kept=0
    while IFS='' read -r folder; do
        ((++kept > $2)) || continue
        scripts/broker pid --dir "$folder/broker" >/dev/null 2>&1 || rm -rf "$folder"
    done < <(find .run -mindepth 1 -maxdepth 1 -type d -name "$1.*" -printf '%T@ %p\n' | sort -rn | cut -d ' ' -f 2-)
}
