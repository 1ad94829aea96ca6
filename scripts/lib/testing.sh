# shellcheck shell=bash
#
# A run of tests with a private broker and a private Kerberos KDC, which end with the script that sources this, whichever
# way that goes. Sourced from the repository's root; sources what it needs. The script says by `name` what it is called.

# shellcheck source=scripts/lib/processes.sh
source scripts/lib/processes.sh
# shellcheck source=scripts/lib/runs.sh
source scripts/lib/runs.sh

root=$PWD run='' scratch='' child=''

fail() { # exit code, sentence
    printf '%s: %s\n' "${name:?}" "$2" >&2
    exit "$1"
}

say() {
    printf '== %s\n' "$*"
}

# Ends what was started, on any way out. The program below timeout gets the signal through it.
# shellcheck disable=SC2317,SC2329 # called by a trap
clean_up() {
    local code=$?
    trap '' INT TERM HUP
    if [[ -n $child ]]; then
        kill -TERM "$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    fi
    if [[ -z $run ]]; then
        rm -rf "$scratch"
        exit "$code"
    fi
    scripts/broker stop --dir "$run/broker" || true
    scripts/kdc stop --dir "$run/kdc" || true
    rm -rf "$scratch"
    if ((code == 0)); then
        rm -rf "$run"
    else
        say "the broker's logs are in ${run#"$root"/}/broker/log"
    fi
    exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# In the background and waited for, since bash answers a signal only when no foreground program runs.
bounded() { # duration, command...
    local code=0
    timeout --kill-after=30 "$@" </dev/null &
    child=$!
    wait "$child" || code=$?
    child=''
    return "$code"
}

# Starts a broker and a KDC in a fresh folder and tells the tests of them, and of what was built. libkrb5 finds the KDC
# by KRB5_CONFIG, which no test can set: it is read as long as the process lives.
begin_run() { # what the folder is called
    mkdir -p .run
    prune_runs "$1" 3
    prune_runs e2e 20
    run=$(mktemp -d "$root/.run/$1.XXXXXX")
    ROLLCALL_TEST_BROKER_URL=$(scripts/broker start --dir "$run/broker")
    KRB5_CONFIG=$(scripts/kdc start --dir "$run/kdc")
    ROLLCALL_TEST_BIN=$(swift build --show-bin-path)
    ROLLCALL_TEST_BROKER_DIR=$run/broker
    ROLLCALL_TEST_KDC_DIR=$run/kdc
    ROLLCALL_TEST_PYTHON=$root/.run/python/bin/python3
    ROLLCALL_TEST_ROOT=$root
    export ROLLCALL_TEST_BROKER_URL ROLLCALL_TEST_BROKER_DIR ROLLCALL_TEST_PYTHON ROLLCALL_TEST_ROOT ROLLCALL_TEST_BIN
    export ROLLCALL_TEST_KDC_DIR KRB5_CONFIG
}

# Builds everything with a sanitizer, in a folder of its own.
build_sanitized() { # sanitizer
    local log=.build-$1/build.log
    say "building for the $1 sanitizer"
    mkdir -p ".build-$1"
    # The linker warns of hundreds of symbols that a sanitizer does not export, and that nobody needs.
    bounded 90m swift build --build-tests --sanitize="$1" --scratch-path ".build-$1" >"$log" 2>&1 && return
    grep -E 'error: ' "$log" >&2 || tail -n 20 "$log" >&2
    fail 1 "the build for the $1 sanitizer failed; $log has all of it."
}

# Has the tests find what was built so, and puts together how they are run.
use_sanitized() { # sanitizer
    ROLLCALL_TEST_BIN=$(swift build --show-bin-path --scratch-path ".build-$1")
    # shellcheck disable=SC2034 # for the script that sources this
    test_program=("$ROLLCALL_TEST_BIN/rollcallPackageTests.xctest" --testing-library swift-testing)
    export LSAN_OPTIONS=suppressions=$root/scripts/lib/lsan.supp
}

# What tests and the compiler's programs leave goes with the script. A socket's path must be short, so it is not in .run.
scratch=$(mktemp -d /tmp/rollcall-test.XXXXXX)
export TMPDIR=$scratch

# A user's own settings are none of the tests' business.
unset "${!ROLLCALL_@}"
# For free_port.
export ROLLCALL_TEST_PORTS=$scratch/ports
mkdir "$ROLLCALL_TEST_PORTS"
[[ -f .run/python/.complete-5 ]] || fail 69 'the tests need a Python environment; run: scripts/setup --tests'
raise_open_files
