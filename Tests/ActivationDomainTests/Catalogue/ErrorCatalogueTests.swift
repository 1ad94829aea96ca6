import ActivationDomain
import TestSupport
import Testing

@Suite("The error catalogue")
struct ErrorCatalogueTests {
    @Test("that comes with the project can be read, and lists every code of our own")
    func ownFile() throws {
        let catalogue = try EventFixture.catalogue()
        #expect(catalogue.entries.count > 80)
        for code in ErrorCode.own { #expect(catalogue.entries[code]?.code == code) }
        for (code, entry) in catalogue.entries {
            #expect(entry.code == code)
            #expect((entry.policy.attempts == 1) == (entry.policy.backoff == nil) || entry.policy.attempts == 1)
            for language in Language.allCases {
                #expect(!entry.title[language].isEmpty)
                #expect(!entry.advice[language].isEmpty)
            }
        }
    }

    @Test("takes attempts and waits from the class, unless the code has its own")
    func inheritance() throws {
        let catalogue = try EventFixture.catalogue()
        let transient = catalogue.entry(ErrorCode(hresult: 0xC004_F074))
        #expect(transient.errorClass == .transient)
        #expect(transient.isWrapper)
        #expect(!transient.concernsKMSHost)
        #expect(
            transient.policy
                == RetryPolicy(
                    attempts: 10,
                    backoff: .init(first: .seconds(120), factor: 2, most: .seconds(14_400), jitter: 0.5)
                )
        )
        let fewer = catalogue.entry(ErrorCode(hresult: 0xC002_0017))
        #expect(fewer.policy == RetryPolicy(attempts: 5, backoff: transient.policy.backoff))
        let own = catalogue.entry(.nameNotFound).policy
        #expect(own.attempts == 3)
        #expect(own.backoff == .init(first: .seconds(3600), factor: 4, most: .seconds(21_600), jitter: 0.5))
        let permanent = catalogue.entry(ErrorCode(hresult: 0xC004_F042))
        #expect(permanent.policy == RetryPolicy(attempts: 1, backoff: nil))
        #expect(permanent.concernsKMSHost)
    }

    @Test("has an answer to a code that no one knows")
    func unknownCode() throws {
        let entry = try EventFixture.catalogue().entry(ErrorCode(hresult: 0x1234_5678))
        #expect(entry.code == nil)
        #expect(entry.errorClass == .transient)
        #expect(entry.policy.attempts == 3)
    }

    @Test("finds an entry by code or symbol, in any case")
    func find() throws {
        let catalogue = try EventFixture.catalogue()
        let code = ErrorCode(hresult: 0xC004_F038)
        for text in ["0xC004F038", "c004f038", "SL_E_VL_NOT_ENOUGH_COUNT", "sl_e_vl_not_enough_count"] {
            #expect(catalogue.find(text)?.code == code)
        }
        #expect(catalogue.find("rollcall_tls")?.code == .tls)
        for text in ["", "0x12345678", "SL_E_NONE"] { #expect(catalogue.find(text) == nil) }
    }
}
