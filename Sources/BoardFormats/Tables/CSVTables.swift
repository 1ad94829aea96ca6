internal import ActivationDomain
package import BoardProjection

/// The columns of every list; named as in the JSON documents.
extension CSVTable<CampaignFacts> {
    package static let campaigns = CSVTable(
        [
            Column("campaign") { $0.name },
            Column("total") { String($0.total) },
        ] + CSVColumns.counts { $0.counts } + [
            Column("attempts") { String($0.attempts) },
            Column("superseded") { String($0.superseded) },
            Column("firstAt") { $0.firstAt.description },
            Column("lastAt") { $0.lastAt.description },
        ]
    )
}

extension CSVTable<LabFacts> {
    package static let labs = CSVTable(
        [
            Column("site") { $0.site },
            Column("lab") { $0.lab },
            Column("total") { String($0.counts.total) },
        ] + CSVColumns.counts { $0.counts }
    )
}

extension CSVTable<ProblemFacts> {
    package static let problems = CSVTable(
        CSVColumns.error { $0.error } + [
            Column("ended") { String($0.ended) },
            Column("open") { String($0.open) },
            Column("labs") { String($0.labs) },
            Column("firstAt") { $0.firstAt.description },
            Column("lastAt") { $0.lastAt.description },
        ]
    )
}

extension CSVTable<JobFacts> {
    package static let jobs = CSVTable(
        [
            Column("job") { $0.id },
            Column("campaign") { $0.campaign },
            Column("round") { String($0.round) },
            Column("computer") { $0.computer },
            Column("site") { $0.site },
            Column("lab") { $0.lab },
            Column("product") { $0.product },
            Column("state") { $0.state.rawValue },
            Column("attempt") { String($0.attempt) },
            Column("exhausted") { String($0.isExhausted) },
            Column("nextAttemptAt") { $0.nextAt?.description },
            Column("enrolledAt") { $0.enrolledAt?.description },
            Column("changedAt") { $0.changedAt.description },
            Column("endedAt") { $0.endedAt?.description },
        ] + CSVColumns.error { $0.error }
    )
}

extension CSVTable<ComputerFacts> {
    package static let computers = CSVTable([
        Column("name") { $0.name },
        Column("address") { $0.address },
        Column("assetTag") { $0.assetTag },
        Column("channel") { $0.channel },
        Column("site") { $0.site },
        Column("lab") { $0.lab },
        Column("heardAt") { $0.heardAt?.description },
        Column("licences") { computer in
            computer.licences.map { licence in
                "\(licence.product): \(licence.status)" + (licence.expiresAt.map { " until \($0.toTheSecond)" } ?? "")
            }.joined(separator: "; ")
        },
    ])
}

extension CSVTable<ExpiryFacts> {
    package static let expiring = CSVTable([
        Column("computer") { $0.computer },
        Column("site") { $0.site },
        Column("lab") { $0.lab },
        Column("product") { $0.licence.product },
        Column("status") { $0.licence.status },
        Column("expiresAt") { $0.licence.expiresAt?.description },
        Column("kmsHost") { $0.licence.kmsHost },
        Column("readAt") { $0.licence.readAt.description },
    ])
}

extension CSVTable<WorkerFacts> {
    package static let workers = CSVTable([
        Column("worker") { $0.name },
        Column("host") { $0.host },
        Column("version") { $0.version },
        Column("slots") { String($0.slots) },
        Column("running") { String($0.running) },
        Column("waiting") { String($0.waiting) },
        Column("consume") { $0.consuming },
        Column("publish") { $0.publishing },
        Column("seenAt") { $0.seenAt.description },
    ])
}

extension CSVTable<AlarmFacts> {
    package static let alarms = CSVTable(
        [
            Column("id") { $0.id },
            Column("kind") { $0.kind },
            Column("subject") { $0.subject },
            Column("detail") { $0.detail },
            Column("firstAt") { $0.firstAt.description },
            Column("lastAt") { $0.lastAt.description },
            Column("until") { $0.until?.description },
            Column("count") { String($0.count) },
        ] + CSVColumns.error { $0.error }
    )
}

extension CSVTable<RejectionFacts> {
    package static let rejections = CSVTable([
        Column("sha256") { $0.sha256 },
        Column("reason") { $0.reason },
        Column("detail") { $0.detail },
        Column("queue") { $0.queue },
        Column("firstAt") { $0.firstAt.description },
        Column("lastAt") { $0.lastAt.description },
        Column("count") { String($0.count) },
    ])
}

/// Columns that several tables have.
enum CSVColumns {
    static func counts<Row>(_ counts: @escaping @Sendable (Row) -> StateCounts) -> [CSVTable<Row>.Column] {
        ActivationState.allCases.map { state in .init(state.rawValue) { String(counts($0)[state]) } }
            + [.init("needsPerson") { String(counts($0).needsPerson) }]
    }

    static func error<Row>(_ error: @escaping @Sendable (Row) -> ErrorFacts?) -> [CSVTable<Row>.Column] {
        [
            .init("code") { error($0)?.code },
            .init("symbol") { error($0)?.symbol },
            .init("class") { error($0)?.errorClass },
            .init("title", in: { row, language in error(row)?.title[language] }),
            .init("advice", in: { row, language in error(row)?.advice[language] }),
        ]
    }
}
