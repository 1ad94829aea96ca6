internal import Foundation

/// The job as it stands in the message.
struct WireJob: Decodable {
    struct Computer: Decodable {
        var name, address, assetTag, site, lab, channel: String
    }
    /// A number whose error names its field: Foundation's own loses it where a number is no whole one.
    struct WholeNumber: Decodable {
        let value: Int

        init(_ value: Int) {
            self.value = value
        }

        init(from decoder: any Decoder) throws {
            do {
                value = try decoder.singleValueContainer().decode(Int.self)
            } catch let error as DecodingError {
                throw error
            } catch {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "\(error)"))
            }
        }
    }
    var id, campaign: String
    var round: WholeNumber?
    var computer: Computer
    var product: String
    var attempt: WholeNumber
    var parks: WholeNumber?
    var enrolledAt: String
    var registeredAt, notAfter: String?
    var labels: [String: String]?

    func job() throws(JobRejection) -> Job {
        try require(campaign, "campaign")
        try require(computer.name, "computer.name")
        try require(computer.address, "computer.address")
        try requirePrintable(computer.assetTag, "computer.assetTag")
        try requirePrintable(computer.site, "computer.site")
        try requirePrintable(computer.lab, "computer.lab")
        try require(product, "product")
        guard let channel = ManagementChannel(rawValue: computer.channel) else {
            throw JobRejection(.invalidField, "computer.channel is neither winrm nor ssh")
        }
        let round = round?.value ?? 1
        let parks = parks?.value ?? 0
        let attempt = attempt.value
        guard (1...1_000_000).contains(round) else { throw range("round", "1 to 1000000") }
        guard (1...1_000_000).contains(attempt) else { throw range("attempt", "1 to 1000000") }
        guard (0...1_000_000).contains(parks) else { throw range("parks", "0 to 1000000") }
        var job = Job(
            campaign: campaign,
            round: round,
            computer: Job.Computer(
                name: computer.name,
                address: computer.address,
                assetTag: computer.assetTag,
                site: computer.site,
                lab: computer.lab,
                channel: channel
            ),
            product: product,
            enrolledAt: try time(enrolledAt, "enrolledAt"),
            registeredAt: try registeredAt.map { text throws(JobRejection) in try time(text, "registeredAt") },
            notAfter: try notAfter.map { text throws(JobRejection) in try time(text, "notAfter") },
            labels: labels ?? [:]
        )
        job.attempt = attempt
        job.parks = parks
        guard id == job.id.text else {
            guard JobID(id) != nil else { throw JobRejection(.invalidField, "id is no UUID") }
            throw JobRejection(
                .wrongID,
                "id is \(id), but \(job.id) follows from campaign, computer, product and round"
            )
        }
        return job
    }

    private func require(_ text: String, _ field: String) throws(JobRejection) {
        guard !text.isEmpty else { throw JobRejection(.invalidField, "\(field) is empty") }
        try requirePrintable(text, field)
    }

    /// Control characters would let two different jobs have one id, and have no place in a name.
    private func requirePrintable(_ text: String, _ field: String) throws(JobRejection) {
        guard text.utf8.count <= 1024 else { throw JobRejection(.invalidField, "\(field) is longer than 1024 bytes") }
        guard !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw JobRejection(.invalidField, "\(field) has a control character in it")
        }
    }

    private func range(_ field: String, _ range: String) -> JobRejection {
        JobRejection(.invalidField, "\(field) is not between \(range.replacingOccurrences(of: " to ", with: " and "))")
    }

    private func time(_ text: String, _ field: String) throws(JobRejection) -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else {
            throw JobRejection(.invalidField, "\(field) is no RFC 3339 time such as 2026-09-01T08:00:00Z")
        }
        return time
    }
}
