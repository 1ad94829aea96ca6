import Testing

@testable import StatusBoard

@Suite
struct PasswordHashTests {
    @Test("A hash matches its password alone, also after it was written and read")
    func roundTrip() throws {
        let hash = try PasswordHash(of: "correct horse battery")
        let again = try #require(PasswordHash(text: hash.text))
        #expect(again == hash)
        #expect(try again.matches("correct horse battery"))
        #expect(try !again.matches("correct horse batterY"))
        #expect(try !again.matches(""))
        #expect(hash.text.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
    }

    @Test("A hash that OpenSSL has made is found right")
    func vector() throws {
        // openssl kdf -keylen 32 -kdfopt pass:pleaseletmein -kdfopt salt:SodiumChloride16b -kdfopt n:32768 -kdfopt r:8
        //   -kdfopt p:1 -binary SCRYPT | base64
        let text = "$scrypt$ln=15,r=8,p=1$U29kaXVtQ2hsb3JpZGUxNmI$/8Qec/FjHMlZbsDnYDGBTj33wi21QOxYphsn/ZRgSDs"
        let hash = try #require(PasswordHash(text: text))
        #expect(try hash.matches("pleaseletmein"))
    }

    @Test("One password typed in two forms of Unicode is one password")
    func normalized() throws {
        let hash = try PasswordHash(of: "caf\u{E9} au lait!!", cost: .init(exponent: 15, blockSize: 8, parallelism: 1))
        #expect(try hash.matches("cafe\u{301} au lait!!"))
    }

    @Test("Two hashes of one password differ")
    func salted() {
        #expect(PasswordHash.ofNobody().salt != PasswordHash.ofNobody().salt)
    }

    @Test(
        "A hash that is too cheap, would take all memory, or is none, is refused",
        arguments: [
            "$scrypt$ln=14,r=8,p=3$", "$scrypt$ln=18,r=8,p=1$", "$scrypt$ln=15,r=1,p=1$", "$scrypt$ln=15,r=8,p=0$",
            "$scrypt$ln=15,r=8,p=99$", "$scrypt$ln=+15,r=8,p=1$", "$scrypt$r=8,ln=15,p=1$", "$argon2$ln=15,r=8,p=1$",
            "scrypt$ln=15,r=8,p=1$", "$2b$12$",
        ]
    )
    func refused(start: String) {
        let rest = "MTIzNDU2Nzg5MDEyMzQ1Ng$MTIzNDU2Nzg5MDEyMzQ1NjEyMzQ1Njc4OTAxMjM0NTY"
        #expect(PasswordHash(text: "$scrypt$ln=15,r=8,p=1$" + rest) != nil)
        #expect(PasswordHash(text: start + rest) == nil)
    }

    @Test("A short salt or key is refused, and what is no base64")
    func parts() {
        let salt = "MTIzNDU2Nzg5MDEyMzQ1Ng"
        let key = "MTIzNDU2Nzg5MDEyMzQ1NjEyMzQ1Njc4OTAxMjM0NTY"
        for text in ["AAAA$\(key)", "\(salt)$AAAA", "\(salt)$", "!!!!$\(key)", "\(salt)$\(key)$x", salt] {
            #expect(PasswordHash(text: "$scrypt$ln=15,r=8,p=1$" + text) == nil, "\(text)")
        }
    }

    @Test("It shows in no log")
    func hidden() {
        let user = BoardUser(name: "ann", role: .viewer, hash: .ofNobody())
        #expect(!"\(user)".contains("ln="))
        #expect(!"\(user.hash)".contains(user.hash.text.suffix(10)))
    }

    @Test("A password has at least twelve characters, whatever they are, and no control characters")
    func rule() {
        #expect(PasswordRule.fault("aaaaaaaaaaaa") == nil)
        #expect(PasswordRule.fault("密碼密碼密碼密碼密碼密碼") == nil)
        #expect(PasswordRule.fault("eleven char") == "the password has 11 characters; give it at least 12")
        #expect(PasswordRule.fault(String(repeating: "e\u{301}", count: 11)) != nil)
        #expect(PasswordRule.fault("with a tab\tin it") != nil)
        #expect(PasswordRule.fault(String(repeating: "a", count: 1025)) != nil)
    }
}
