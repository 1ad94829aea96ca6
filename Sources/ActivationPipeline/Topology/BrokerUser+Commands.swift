extension BrokerUser {
    /// Lines for a shell on the broker's host that make the user and give it its rights.
    ///
    /// The password is made in a file `<name>.password` that only its owner may read, unless that is there, and goes to
    /// the broker by standard input: what stands on a command line is seen by everyone on the host. Running them again
    /// says that the user is there already, and sets the rights anew.
    package func commands(virtualHost: String) -> [String] {
        let user = Self.quoted(name)
        let place = "-p \(Self.quoted(virtualHost)) \(user)"
        var lines = [
            "[ -s \(user).password ] || (umask 077 && openssl rand -hex 24 > \(user).password)",
            "rabbitmqctl add_user \(user) < \(user).password",
            "rabbitmqctl set_permissions \(place) \(Self.quoted(configure)) \(Self.quoted(write)) \(Self.quoted(read))",
        ]
        for topic in topics {
            let rights = "\(Self.quoted(topic.exchange)) \(Self.quoted(topic.write)) \(Self.quoted(topic.read))"
            lines.append("rabbitmqctl set_topic_permissions \(place) \(rights)")
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
