import ActivationDomain
import Testing

@Suite("Host syntax")
struct HostSyntaxTests {
    @Test(
        "accepts DNS names and addresses",
        arguments: [
            "pc-001", "PC_001.lab.example.edu", "pc.example.", "10.1.2.3", "::1", "2001:db8::7", "3com.example", "a1",
        ]
    )
    func accepted(text: String) {
        #expect(HostSyntax.isHost(text))
    }

    @Test(
        "refuses what a resolver would read as something else, or not at all",
        arguments: [
            "", ".", "a..b", "-pc", "pc-", "pc 1", "10.1.2.300", "10.1", "2130706433", "0x7f000001", "127.0x1", "[::1]",
            "pc:5985", "fe80::1%eth0", "http://pc", "電腦", "pc/1", "pc\n", String(repeating: "a", count: 64),
            String(repeating: "a.", count: 127) + "a",
        ]
    )
    func refused(text: String) {
        #expect(!HostSyntax.isHost(text))
    }
}
