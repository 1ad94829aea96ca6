import ActivationDomain
import ArgumentParser
import BoardFormats
import BoardProjection
import WorkerSupport

/// `rollcall expiring`.
struct ExpiringCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expiring",
        abstract: "Lists licences that end soon, or have ended. From the status board's database.",
        discussion: """
            By what the computers themselves last reported; a computer renews its licence by itself every seven days while it \
            reaches the KMS host, so one that ends soon has not for months, or was not asked since.

            Examples:
              rollcall expiring --within 30d
              rollcall expiring --within 7d --json | jq -r .computer

            Exit codes: 0 none; 1 some; 64 wrong usage; 78 bad settings, or no database of a board.
            """
    )

    @OptionGroup var board: BoardOptions
    @Option(help: "How soon: a number and s, m, h or d. Default: board.expiryWarning of the settings.")
    var within: String?
    @Flag(help: "Print each licence as JSON, one a line.")
    var json = false

    func validate() throws {
        guard within.map({ Duration(settingText: $0) != nil }) ?? true else {
            throw ValidationError("--within takes a number and a unit, such as 30d or 12h, not \"\(within ?? "")\".")
        }
    }

    func run() async throws {
        try await Console.reportingFailures {
            let reader = try await board.open()
            let span =
                try within.flatMap(Duration.init(settingText:))
                ?? board.common.installation().settings.board.expiryWarning
            let limit = Timestamp.now.advanced(by: span)
            let words = board.words
            var table = TextColumns([
                (words["computer", "電腦"], false), (words["site", "校區"], false), (words["lab", "教室"], false),
                (words["product", "產品"], false), (words["status", "狀態"], false),
                (words["ends (UTC)", "到期 (UTC)"], false),
                (words["read (UTC)", "讀取 (UTC)"], false),
            ])
            var count = 0
            var key: BoardKey?
            repeat {
                let page = try await reader.expiring(before: limit, after: key, limit: 500)
                count += page.rows.count
                for row in page.rows {
                    if json {
                        JSONOutput.write(APIExpiry(row))
                    } else {
                        let licence = row.licence
                        let end = licence.expiresAt?.toTheMinute ?? words["has ended", "已到期"]
                        table.add(
                            row.computer,
                            row.site,
                            row.lab,
                            licence.product,
                            licence.status,
                            end,
                            licence.readAt.toTheMinute
                        )
                    }
                }
                key = page.next
            } while key != nil
            if !json {
                if count > 0 { table.write() }
                Console.line(
                    words[
                        "\(count) licence\(count == 1 ? "" : "s") before \(limit.toTheMinute) UTC.",
                        "\(limit.toTheMinute) UTC 前到期：\(count) 項。"
                    ]
                )
            }
            if count > 0 { throw ExitCode(1) }
        }
    }
}
