# shellcheck shell=bash
#
# TCP ports on the loopback interface: which are taken, which answer AMQP. Sourced, needs /proc.

port_listens() { # port
    grep -qE "$(printf '^ *[0-9]+: [0-9A-F]+:%04X [0-9A-F:]+ 0A ' "$1")" /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# Below the range from which the kernel takes ports for outgoing connections (32768 and up), so that nobody gets the
# port by accident while the broker is down. Where tests start several at one moment, a folder in ROLLCALL_TEST_PORTS says
# that a port is given out: who has it listens only some seconds later.
free_port() { # ports already taken...
    local port attempt
    for ((attempt = 0; attempt < 200; attempt++)); do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        [[ " $* " == *" $port "* ]] || port_listens "$port" && continue
        [[ -z ${ROLLCALL_TEST_PORTS:-} ]] || mkdir "$ROLLCALL_TEST_PORTS/$port" 2>/dev/null || continue
        printf '%s' "$port" && return
    done
    printf 'no free port between 20000 and 31999; stop what holds them and try again.\n' >&2
    return 1
}

# An AMQP 0-9-1 server answers the protocol header with connection.start: a method frame (type 1).
answers() { # port
    port_listens "$1" || return 1
    local byte
    byte=$(
        # shellcheck disable=SC2016 # expanded by the inner shell
        timeout 10 bash -c '
            exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "AMQP\0\0\011\001" >&3 && head -c 1 <&3 | od -An -tu1
        ' answers "$1" 2>/dev/null
    ) || return 1
    [[ ${byte// /} == 1 ]]
}
