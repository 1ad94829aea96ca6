import ActivationDomain
import Testing

@testable import KMSExchange

/// What OpenSSH's client writes, and what is made of it.
struct ChannelErrorSSHTests {
    /// A text, and the error without its detail.
    struct Case: Sendable {
        let text: String
        let code: String
        let detail: String?

        init(_ text: String, _ code: String, _ detail: String? = nil) {
            self.text = text
            self.code = code
            self.detail = detail
        }
    }

    static let cases = [
        Case(
            "ssh: connect to host 10.1.1.1 port 22: Connection refused\r\n",
            "ROLLCALL_CONNECTION_REFUSED",
            "ssh: connect to host 10.1.1.1 port 22: Connection refused"
        ),
        Case(
            "ssh: connect to host 10.1.1.1 port 22: Connection timed out\r\n",
            "ROLLCALL_CONNECT_TIMEOUT",
            "ssh: connect to host 10.1.1.1 port 22: Connection timed out"
        ),
        Case("ssh: connect to host 10.1.1.1 port 22: No route to host\n", "ROLLCALL_CONNECT_TIMEOUT"),
        Case(
            "Connection timed out during banner exchange\nConnection to 10.1.1.1 port 22 timed out\n",
            "ROLLCALL_CONNECT_TIMEOUT"
        ),
        Case(
            "activator@10.1.1.1: Permission denied (publickey,password).\r\n",
            "ROLLCALL_AUTHENTICATION",
            "Permission denied"
        ),
        Case(
            "@@@@@@@\nPermissions 0644 for '/k' are too open.\nLoad key \"/k\": bad permissions\na@10.1.1.1: Permission denied (publickey).\n",
            "ROLLCALL_AUTHENTICATION",
            "bad permissions"
        ),
        Case(
            "Received disconnect from 10.1.1.1 port 22:2: Too many authentication failures\nDisconnected from 10.1.1.1\n",
            "ROLLCALL_AUTHENTICATION"
        ),
        Case(
            "No ED25519 host key is known for a101-01 and you have requested strict checking.\r\nHost key verification failed.\r\n",
            "ROLLCALL_HOST_KEY",
            "No ED25519 host key is known for a101-01"
        ),
        Case(
            "@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n@@@@@\nIT IS POSSIBLE THAT SOMEONE IS DOING "
                + "SOMETHING NASTY!\nOffending ED25519 key in /home/a/.ssh/known_hosts:7\nHost key verification failed.\n",
            "ROLLCALL_HOST_KEY",
            "another host key than before. Offending ED25519 key in /home/a/.ssh/known_hosts:7"
        ),
        Case("kex_exchange_identification: Connection closed by remote host\n", "ROLLCALL_CONNECTION_LOST"),
        Case("Timeout, server 10.1.1.1 not responding.\r\n", "ROLLCALL_CONNECTION_LOST"),
        Case("client_loop: send disconnect: Broken pipe\r\n", "ROLLCALL_CONNECTION_LOST", "Broken pipe"),
        Case("", "ROLLCALL_CONNECTION_LOST", "without a word"),
        Case("/home/a/.ssh/config: line 4: Bad configuration option: badopt\n", "ROLLCALL_PROTOCOL", "badopt"),
        Case("Bad owner or permissions on /home/a/.ssh/config\r\n", "ROLLCALL_PROTOCOL"),
        Case(
            "Unable to negotiate with 10.1.1.1 port 22: no matching key exchange method found. Their offer: x\n",
            "ROLLCALL_PROTOCOL"
        ),
        Case("command-line line 0: unsupported option \"x\".\n", "ROLLCALL_PROTOCOL"),
    ]

    @Test("Each cause is told from the others", arguments: cases)
    func causes(_ row: Case) {
        let error = ChannelError(ssh: row.text, to: "10.1.1.1")
        #expect(error.code.text == row.code, "\(row.text)")
        if let detail = row.detail { #expect(error.detail?.contains(detail) == true, "\(error)") }
        #expect(error.detail?.utf8.count ?? 0 <= 310)
        #expect(error.detail?.contains("jump host") != true, "\(error)")
    }

    private static let closed =
        "kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n"
    static let jumpHosts = [
        Case(
            "ssh: connect to host 10.9.9.9 port 22: Connection refused\r\n" + closed,
            "ROLLCALL_CONNECTION_REFUSED",
            "10.9.9.9 is not the computer's address: ssh: connect to host 10.9.9.9 port 22: Connection refused"
        ),
        Case(
            "ssh: connect to host 10.9.9.9 port 22: No route to host\r\n" + closed,
            "ROLLCALL_CONNECT_TIMEOUT",
            "No route to host"
        ),
        Case(
            "a@10.9.9.9: Permission denied (publickey).\r\n" + closed,
            "ROLLCALL_AUTHENTICATION",
            "a@10.9.9.9: Permission denied"
        ),
        Case(
            "ssh: Could not resolve hostname jump.example: Name or service not known\r\n" + closed,
            "ROLLCALL_CONNECTION_LOST",
            "jump.example is not"
        ),
        Case("Connection closed by 10.9.9.9 port 22\r\n" + closed, "ROLLCALL_CONNECTION_LOST", "kex_exchange"),
    ]

    @Test(
        "What names another host is said to be a jump host's perhaps, and counts against no credential",
        arguments: jumpHosts
    )
    func jumpHost(_ row: Case) {
        let error = ChannelError(ssh: row.text, to: "10.1.1.1")
        #expect(error.code.text == row.code, "\(row.text)")
        #expect(error.detail?.hasPrefix("Perhaps a jump host's, since ") == true, "\(error)")
        #expect(error.detail?.contains(row.detail ?? "") == true, "\(error)")
        #expect(!ExchangeResult(error).isRefusal)
    }

    static let unheard = [
        Case("Host key verification failed.\r\n" + closed, "ROLLCALL_HOST_KEY", "Host key verification failed."),
        Case(
            "Connection timed out during banner exchange\r\nConnection to UNKNOWN port 65535 timed out\r\n",
            "ROLLCALL_CONNECT_TIMEOUT"
        ),
        Case(closed, "ROLLCALL_CONNECTION_LOST"),
    ]

    @Test(
        "What names no host, before a server was heard, may be a jump host's only where there is one",
        arguments: unheard
    )
    func cameFromNobody(_ row: Case) {
        let behind = ChannelError(ssh: row.text, to: "10.1.1.1", byProxy: true)
        #expect(behind.code.text == row.code, "\(row.text)")
        #expect(
            behind.detail?.hasPrefix("Perhaps a jump host's, which comes before the computer: ") == true,
            "\(behind)"
        )
        #expect(behind.detail?.contains(row.detail ?? "") == true, "\(behind)")
        #expect(ChannelError(ssh: row.text, to: "10.1.1.1").detail?.contains("jump host") == false)
        // The jump host itself says that the computer is not there.
        let text = "channel 0: open failed: connect failed: No route to host\r\nstdio forwarding failed\r\n" + row.text
        #expect(ChannelError(ssh: text, to: "10.1.1.1", byProxy: true).detail?.contains("jump host") == false)
    }

    @Test("A computer's own host key is its own, behind a jump host too")
    func ownKey() {
        let text =
            "No ED25519 host key is known for a101-01 and you have requested strict checking.\r\nHost key verification failed.\r\n"
        #expect(ChannelError(ssh: text, to: "10.1.1.1", byProxy: true).detail?.hasPrefix("No ED25519") == true)
    }

    @Test(
        "A host key's error ends with the name as ssh knows it, for ssh-keygen -R, a jump host's where it is that one's",
        arguments: [
            (
                "No ED25519 host key is known for [10.1.1.1]:2222 and you have requested strict checking.\r\n",
                "strict checking; its name in known_hosts is [10.1.1.1]:2222"
            ),
            (
                "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nOffending ED25519 key in /k:7\n"
                    + "Host key for [10.1.1.1]:2222 has changed and you have requested strict checking.\n",
                "Offending ED25519 key in /k:7; its name in known_hosts is [10.1.1.1]:2222"
            ),
            (
                "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n"
                    + "The fingerprint for the ED25519 key sent by the remote host is\nSHA256:DwNzuA4sXH6ZHQzmxBw+4a.\n"
                    + "Offending ED25519 key in /k:7\n",
                "another host key than before, ED25519 SHA256:DwNzuA4sXH6ZHQzmxBw+4a. Offending ED25519 key in /k:7; "
                    + "its name in known_hosts is [10.1.1.1]:2222"
            ),
            (
                "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n",
                "another host key than before; its name in known_hosts is [10.1.1.1]:2222"
            ),
            (
                "Host key for jump has changed and you have requested strict checking.\n"
                    + "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n" + closed,
                "another host key than before; its name in known_hosts is jump"
            ),
            ("Host key verification failed.\r\n" + closed, "Connection closed by UNKNOWN port 65535"),
        ]
    )
    func knownName(_ text: String, _ end: String) {
        let text = text.contains("failed.") ? text : "Host key verification failed.\n" + text
        let error = ChannelError(ssh: text, to: "10.1.1.1", byProxy: true, knownAs: "[10.1.1.1]:2222")
        #expect(error.code == .hostKey && error.detail?.hasSuffix(end) == true, "\(error)")
    }

    @Test("What tells of no host is told as it is")
    func closedByNobody() {
        let error = ChannelError(ssh: Self.closed, to: "10.1.1.1")
        #expect(error.code == .connectionLost && error.detail?.hasPrefix("kex_exchange_identification: ") == true)
    }
}
