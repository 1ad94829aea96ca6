import ActivationDomain
import KMSExchange
import NetworkDiagnosis
import TestSupport
import Testing

@testable import WorkerSupport

@Suite("doctor: what is said of a computer")
struct ComputerWordsTests {
    private let errors: ErrorCatalogue
    private let words: ComputerWords

    init() throws {
        errors = try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
        let computer = RegisteredComputer(
            name: "S-1",
            address: "10.0.0.1",
            assetTag: "1",
            site: "main",
            lab: "S",
            channel: "ssh",
            products: ["windows"],
            port: nil,
            line: 2
        )
        words = ComputerWords(computer, try load(), errors)
    }

    @Test("A system without a name is Windows all the same")
    func system() {
        #expect(
            words.system(ComputerSystem(version: "10.0.19045", caption: nil))?.sentence
                == "S-1 runs Windows 10.0.19045."
        )
        #expect(
            words.system(ComputerSystem(version: "10.0.19045", caption: "Microsoft Windows 10 Education"))?.sentence
                == "S-1 runs Microsoft Windows 10 Education 10.0.19045."
        )
    }

    @Test("A name that DNS does not know is told from a DNS that does not answer, which no register mends")
    func place() {
        let unknown = words.place([], .notFound)
        #expect(unknown.data["outcome"] == "no-address" && unknown.advice(in: .english)?.contains("register") == true)
        let unanswered = words.place(nil, .unanswered)
        #expect(unanswered.state == .failed && unanswered.data["outcome"] == "ROLLCALL_NO_DNS")
        #expect(unanswered.sentence.contains("no DNS server answers, or it failed"), "\(unanswered.sentence)")
        #expect(errors.entry(.noDNS).errorClass == .transient)
        for language in Language.allCases {
            #expect(unanswered.advice(in: language) == errors.entry(.noDNS).advice[language])
        }
    }

    @Test("A sentence ends with one full stop, and its advice is there in both languages")
    func failure() {
        let finding = words.failure(ExchangeFailure(.authentication(detail: "The account was refused (HTTP 401).")))
        #expect(finding.sentence.hasSuffix(" (The account was refused (HTTP 401))."), "\(finding.sentence)")
        let advice = errors.entry(.authentication).advice
        #expect(finding.advice(in: .english) == advice[.english])
        #expect(finding.advice(in: .traditionalChinese) == advice[.traditionalChinese])
        let lines = FindingText.lines(finding, in: .traditionalChinese, width: 80)
        #expect(lines.allSatisfy { $0.columns <= 80 } && lines.joined().contains("帳號"), "\(lines)")
        #expect(
            Finding(.dns, .failed, "d", "It is so.", advice: "Mend it.").advice(in: .traditionalChinese) == "Mend it."
        )
    }

    @Test("By what it was logged on to, with a reason that is a sentence, makes one sentence")
    func loggedOn() {
        let means = "ssh/powershell: Windows Script Host is switched off on the computer."
        let finding = words.loggedOn(by: means)
        #expect(finding.sentence == "S-1 takes the log-on by \(means)")
        #expect(words.loggedOn(by: "ssh/scripts").sentence == "S-1 takes the log-on by ssh/scripts.")
    }

    @Test(
        "How far a clock is off is told in units that a person can grasp, days from two of them on",
        arguments: [
            (61.0, "1 min 1 s ahead of"), (-9 * 3600.0, "9 h 0 min behind"), (48 * 3600.0, "48 h 0 min ahead of"),
            (34_559_940.0, "400 days ahead of"), (-2e9, "years behind"),
        ]
    )
    func clock(_ offset: Double, _ expected: String) {
        let now = 4_000_000_000.0
        let clock = ComputerClock(
            time: Timestamp(microseconds: Int64((now + offset) * 1e6)),
            readAt: Timestamp(microseconds: Int64(now * 1e6)),
            zoneOffsetMinutes: 480,
            zoneName: nil
        )
        #expect(words.clock(clock).sentence == "The clock of S-1 is \(expected) this computer's.")
    }

    @Test("An address that is found twice is told once")
    func twice() throws {
        let address = try #require(IPAddress("10.0.0.1"))
        let finding = words.place([address, address], .allowed(address))
        #expect(finding.sentence == "S-1 is 10.0.0.1, in worker.allowedNetworks.")
    }

    @Test("Why a computer was not asked is told, and not until when: nothing rests once the command has ended")
    func notAsked() {
        func sentence(_ code: ErrorCode) -> String {
            var failure = ExchangeFailure(.connectTimeout)
            failure.result = ExchangeResult(.parked(code, until: Timestamp(microseconds: 1_795_000_000_123_456)))
            return words.failure(failure).sentence
        }
        #expect(sentence(.authentication).hasSuffix(" was not asked: its credential was refused before."))
        #expect(sentence(.kerberos).hasSuffix(" was not asked: it has refused NTLM already, when Kerberos failed."))
    }

    @Test("A licence that is not active is explained in both languages")
    func licence() throws {
        let licence = LicenceRecord(
            id: "1",
            name: "Windows",
            description: "Windows, VOLUME_KMSCLIENT channel",
            applicationID: "55c92734-d682-4d71-983e-d6ec3f16059f",
            partialProductKey: "XXXXX",
            isAddon: false,
            status: .notification,
            statusReason: 0xC004_F056,
            minutesRemaining: 0,
            kmsHost: nil,
            discoveredKMSHost: nil
        )
        let product = ComputerLook.Product(key: "windows", licences: [licence], unfit: nil, kmsHost: nil)
        let finding = try #require(words.licence(product).first)
        let title = errors.entry(ErrorCode(hresult: 0xC004_F056)).title
        for (language, enrol) in [(Language.english, "Enrol it"), (.traditionalChinese, "請登記這台電腦")] {
            let advice = finding.advice(in: language) ?? ""
            #expect(advice.hasPrefix("0xC004F056") && advice.contains(enrol), "\(advice)")
            #expect(advice.contains(title[language].withoutFullStop) && advice.contains("--computer S-1"), "\(advice)")
        }
    }
}
