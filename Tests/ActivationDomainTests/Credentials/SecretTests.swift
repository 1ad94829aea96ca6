import ActivationDomain
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("are shown by nothing but reveal()")
    func redacted() {
        let credential = Credential(id: "#1 admin", username: "admin", password: Secret("hunter2"))
        var dumped = ""
        dump(credential, to: &dumped)
        let shown = [
            "\(credential.password)", String(reflecting: credential.password), String(describing: credential),
            String(reflecting: credential), "\([credential])", "\(Optional(credential.password) as Any)", dumped,
        ]
        for text in shown {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("<redacted>"))
        }
        #expect(credential.password.reveal() == "hunter2")
    }
}
