extension BrokerUser {
    /// What stands before the lines of all users: what they call, and what the broker knows before they begin.
    ///
    /// A password is made in a file `<name>.password` that only its owner may read, unless that is there, and goes to the
    /// broker by standard input: what stands on a command line is seen by everyone on the host. The file gets its name
    /// only when the broker has the password, so a file is never of a password that was not taken.
    package static let preamble = #"""
        set -u
        umask 077
        fail() {
            echo "stopped: $1" >&2
            exit 1
        }
        known=$(rabbitmqctl --quiet list_users --no-table-headers) || fail 'the broker does not tell its users'
        make_user() {
            if printf '%s\n' "$known" | cut -f 1 | grep -Fqx -e "$1"; then verb=change_password; else verb=add_user; fi
            if [ ! -s "$1.password" ]; then
                openssl rand -hex 24 > "$1.password.new" && [ -s "$1.password.new" ] ||
                    { rm -f "$1.password.new"; fail "no password was made for $1"; }
                rabbitmqctl "$verb" "$1" < "$1.password.new" ||
                    { rm -f "$1.password.new"; fail "$verb of $1"; }
                mv "$1.password.new" "$1.password" || fail "the password of $1 is in $1.password.new"
            elif [ "$verb" = add_user ]; then
                rabbitmqctl add_user "$1" < "$1.password" || fail "add_user of $1"
            fi
        }
        """#

    /// Lines for a shell on the broker's host, after ``preamble``, that make the user and give it its rights.
    ///
    /// Running them again sets the rights anew; a user that is there gets a new password only where its file is lost.
    package func commands(virtualHost: String) -> [String] {
        let user = Self.quoted(name)
        let place = "-p \(Self.quoted(virtualHost)) \(user)"
        func orFail(_ line: String) -> String { "\(line) || fail \(Self.quoted("rights of \(name)"))" }
        var lines = [
            "make_user \(user)",
            orFail(
                "rabbitmqctl set_permissions \(place) \(Self.quoted(configure)) \(Self.quoted(write)) \(Self.quoted(read))"
            ),
        ]
        for topic in topics {
            let rights = "\(Self.quoted(topic.exchange)) \(Self.quoted(topic.write)) \(Self.quoted(topic.read))"
            lines.append(orFail("rabbitmqctl set_topic_permissions \(place) \(rights)"))
        }
        return lines
    }

    /// A word as a shell takes it.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"): true
                default: false
                }
            }
        return isPlain ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
    }
}
