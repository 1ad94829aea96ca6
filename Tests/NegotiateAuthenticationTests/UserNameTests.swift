import Testing

@testable import NegotiateAuthentication

@Suite("Name of an account")
struct UserNameTests {
    @Test(
        "has a form for each mechanism",
        arguments: [
            ("EXAMPLE\\user", "EXAMPLE\\user", nil),
            (".\\user", "user", nil),
            ("\\user", "user", nil),
            ("user", "user", "user"),
            ("user@example.org", "user@example.org", "user@EXAMPLE.ORG"),
            ("first.last@EXAMPLE.ORG", "first.last@EXAMPLE.ORG", "first.last@EXAMPLE.ORG"),
            ("user@campus@EXAMPLE.ORG", "user@campus@EXAMPLE.ORG", "user\\@campus@EXAMPLE.ORG"),
            ("host/pc1@EXAMPLE.ORG", "host/pc1@EXAMPLE.ORG", "host\\/pc1@EXAMPLE.ORG"),
            ("EXAMPLE\\user@x", "EXAMPLE\\user@x", nil),
            ("user@", "user@", "user\\@"),
            ("@EXAMPLE.ORG", "@EXAMPLE.ORG", nil),
            ("", "", nil),
        ] as [(String, String, String?)]
    )
    func forms(_ text: String, _ forNTLM: String, _ principal: String?) {
        let name = UserName(text)
        #expect(name.forNTLM == forNTLM)
        #expect(name.principal == principal)
    }
}
