# shellcheck shell=bash
#
# Processes that a script started: record them in files, find them again, end them. Sourced, needs bash 5 and /proc.

# Reads a whole file into a variable, without a process; fails when the file is gone. (`$(<FILE)` would then end the
# script, not just fail.)
read_file() { # file, variable
    printf -v "$2" ''
    # The read itself "fails" at the end of the file.
    { IFS='' read -r -d '' "$2" <"$1"; } 2>/dev/null || [[ -n ${!2} ]]
}

# A process id alone may have been given to another program after a crash or a reboot, so it is recorded together with
# the process's start time (field 22 of /proc/PID/stat, counted after the command's name, which may contain blanks).
start_time() { # pid
    local stat
    read_file "/proc/$1/stat" stat || return 1
    stat=${stat##*) }
    # shellcheck disable=SC2086 # words wanted
    set -- $stat
    [[ $1 != Z ]] || return 1
    printf '%s' "${20}"
}

record() { # file, pid
    local started
    started=$(start_time "$2") || return 1
    printf '%s %s\n' "$2" "$started" >"$1"
}

# Prints the recorded process id if that very process still runs.
recorded() { # file
    local pid started
    { read -r pid started <"$1"; } 2>/dev/null || return 1
    [[ $(start_time "$pid") == "$started" ]] || return 1
    printf '%s' "$pid"
}

# Prints the processes below one: the broker's helpers (name look-up, disk monitor), which lead sessions of their own.
descendants() { # pid
    local stat fields pid changed=1
    local -A parent=() below=(["$1"]=1)
    for stat in /proc/[0-9]*/stat; do
        read_file "$stat" fields || continue
        pid=${fields%% *}
        fields=${fields##*) }
        fields=${fields#* }
        parent[$pid]=${fields%% *}
    done
    while ((changed)); do
        changed=0
        for pid in "${!parent[@]}"; do
            [[ -n ${below[${parent[$pid]}]:-} && -z ${below[$pid]:-} ]] || continue
            below[$pid]=1
            changed=1
        done
    done
    unset "below[$1]"
    printf '%s ' "${!below[@]}"
}

wait_for() { # seconds, condition...
    local deadline=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
    shift
    until "$@"; do
        ((${EPOCHREALTIME/[.,]/} < deadline)) || return 1
        sleep 0.05
    done
}

# Ends the process that a file records, first politely where told how long that may take, and waits until it and its
# helpers are gone.
end_recorded() { # file, seconds before SIGKILL
    local pid helpers helper
    pid=$(recorded "$1") || { rm -f "$1" && return; }
    helpers=$(descendants "$pid")
    local -A started=()
    for helper in $helpers; do
        started[$helper]=$(start_time "$helper") || unset "started[$helper]"
    done
    if (($2 > 0)); then
        kill -TERM "$pid" 2>/dev/null || true
        wait_for "$2" is_over "$1" ||
            printf 'process %s did not stop within %s s; killing it.\n' "$pid" "$2" >&2
    fi
    is_over "$1" || kill -KILL "$pid" 2>/dev/null || true
    wait_for 10 is_over "$1" || return 1
    for helper in "${!started[@]}"; do
        wait_for 5 helper_is_over "$helper" "${started[$helper]}" || kill -KILL "$helper" 2>/dev/null || true
    done
    rm -f "$1"
}

is_alive() { # pid
    start_time "$1" >/dev/null
}

is_over() { # file
    ! recorded "$1" >/dev/null
}

helper_is_over() { # pid, start time
    [[ $(start_time "$1") != "$2" ]]
}

# A connection each for thousands of slots needs more files than the usual 1,024; as many as the machine allows.
raise_open_files() {
    local files
    files=$(ulimit -Hn)
    [[ $files != unlimited ]] && ((files < 65536)) || files=65536
    ulimit -Sn "$files" 2>/dev/null || true
}
