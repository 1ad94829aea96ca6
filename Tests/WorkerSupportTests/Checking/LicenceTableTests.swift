import ActivationDomain
import Foundation
import KMSExchange
import TestSupport
import Testing

@testable import WorkerSupport

@Suite("check: rows and their table")
struct LicenceTableTests {
    private let errors: ErrorCatalogue
    private let now = Timestamp(microseconds: 1_795_000_000_000_000)

    init() throws {
        errors = try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
    }

    private func licence(
        _ status: LicenceStatus?,
        _ minutes: Int,
        reason: UInt32 = 0,
        discovered: String? = nil
    ) -> LicenceRecord {
        LicenceRecord(
            id: "1",
            name: "n",
            description: "d",
            applicationID: "a",
            partialProductKey: "ABCDE",
            isAddon: false,
            status: status,
            statusReason: reason,
            minutesRemaining: minutes,
            kmsHost: nil,
            discoveredKMSHost: discovered
        )
    }

    private func row(
        _ name: String,
        _ product: String,
        _ licences: [LicenceRecord],
        host: KMSHostInUse? = nil,
        unfit: String? = nil
    ) -> LicenceRow {
        let look = ComputerLook.Product(key: product, licences: licences, unfit: unfit, kmsHost: host)
        return LicenceRow(name, look, errors, now: now)
    }

    private func failed(_ name: String, _ error: ChannelError) -> LicenceRow {
        LicenceRow(name, "windows", ExchangeFailure(error), errors)
    }

    @Test(
        "A golden table: columns by what is widest, wide characters for two, what came from outside commanding nothing"
    )
    func golden() {
        let kms = KMSHostInUse(name: "kms.ex.edu", port: 1688, source: .service)
        let rows = [
            row("A101-01", "windows", [licence(.licensed, 250_000)], host: kms),
            row("教室-02", "office-2021", [licence(.licensed, 0)]),
            row("B\u{1B}[2J", "windows", [licence(.notification, 0, reason: 0xC004_F056)], host: kms),
            row("C1", "office-2019", [], unfit: "Office 16 (RETAIL channel)"),
            failed("D1", .connectionRefused),
        ]
        let title = { (code: ErrorCode) in errors.entry(code).title[.english] }
        let expected = [
            "computer    product      status          minutes  until (UTC)       KMS host         error",
            "A101-01     windows      licensed         250000  2027-05-11 01:46  kms.ex.edu:1688",
            "教室-02     office-2021  licensed      permanent",
            "B\\u{1B}[2J  windows      notification                               kms.ex.edu:1688  0xC004F056  "
                + title(ErrorCode(hresult: 0xC004_F056)),
            "C1          office-2019  no licence                                                  "
                + "ROLLCALL_NO_KMS_EDITION  \(title(.noKMSEdition)) (Office 16 (RETAIL channel))",
            "D1          windows      not read                                                    "
                + "ROLLCALL_CONNECTION_REFUSED  \(title(.connectionRefused))",
        ]
        #expect(LicenceTable.lines(rows).count == expected.count)
        for (line, wanted) in zip(LicenceTable.lines(rows), expected) { #expect(line == wanted) }
        #expect(LicenceTable.summary(rows) == "5 computers: 2 licensed, 2 not licensed, 1 not read")
    }

    @Test("Columns that nothing stands in are left out; a style colours the status and shifts nothing")
    func narrow() {
        let rows = [row("A1", "windows", [licence(.licensed, 0)]), row("A2", "windows", [licence(.licensed, 0)])]
        #expect(
            LicenceTable.lines(rows) == [
                "computer  product  status    minutes", "A1        windows  licensed  permanent",
                "A2        windows  licensed  permanent",
            ]
        )
        let styled = LicenceTable.lines(rows) { "<\($0.rawValue) \($1)>" }
        #expect(styled[1] == "A1        windows  <licensed licensed>  permanent")
        #expect(LicenceTable.summary([rows[0]]) == "1 computer: 1 licensed, 0 not licensed, 0 not read")
    }

    @Test("Of several licences the worst counts: one that is not active, else the one that ends first")
    func worst() {
        let active = row("A", "o", [licence(.licensed, 0), licence(.licensed, 5000), licence(.licensed, 7000)])
        #expect(active.minutesRemaining == 5000)
        #expect(active.verdict == .licensed)
        #expect(active.until == now.advanced(by: .seconds(300_000)).toTheSecond)
        let grace = row("A", "o", [licence(.licensed, 5000), licence(.initialGrace, 100_000)])
        #expect(grace.verdict == .notLicensed)
        #expect(grace.status == "initial-grace")
        #expect(row("A", "o", [licence(.licensed, .max)]).until != nil, "a computer may give any number")
        #expect(row("A", "o", [licence(nil, 0)]).status == nil)
    }

    @Test("A computer whose look fails was not read, whatever the reason, with its code")
    func failures() {
        for error in [
            ChannelError.connectTimeout, .authentication(detail: "401"), .tls(detail: "expired"), .stepTimeout,
            .protocolViolation(detail: "no XML"), .hresult(0x8007_0005, detail: "denied"),
        ] {
            let row = failed("A", error)
            #expect(row.verdict == .notRead)
            #expect(row.code == error.code.text)
            if let detail = error.detail { #expect(row.error?.hasSuffix("(\(detail))") == true) }
        }
    }

    @Test("Where a KMS host is from is left out where the computer does not say")
    func unknownSource() throws {
        let host = KMSHostInUse(name: "kms.campus.example", port: 1699, source: nil)
        let row = row("A", "windows", [licence(.licensed, 1)], host: host)
        #expect(row.kmsHost == "kms.campus.example:1699")
        let json = String(decoding: try JSONEncoder().encode(row), as: UTF8.self)
        #expect(json.contains("kmsHost") && !json.contains("kmsHostSource"), "\(json)")
    }
}
