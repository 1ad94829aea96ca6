import ActivationDomain
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("are shown by nothing but reveal()")
    func redacted() throws {
        let credential = Credential(id: "#1 admin", username: "admin", password: Secret("hunter2"))
        let password = try #require(credential.password)
        var dumped = ""
        dump(credential, to: &dumped)
        let shown = [
            "\(password)", String(reflecting: password), String(describing: credential),
            String(reflecting: credential), "\([credential])", "\(Optional(password) as Any)", dumped,
        ]
        for text in shown {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("<redacted>"))
        }
        #expect(password.reveal() == "hunter2")
    }
}
