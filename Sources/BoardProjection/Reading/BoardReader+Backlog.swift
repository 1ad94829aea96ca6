package import ActivationDomain
internal import GRDB

/// What of a campaign has waited longest.
package struct BacklogFacts: Sendable, Hashable {
    /// When the oldest job was enrolled that no worker has begun; nil when there is none.
    package var oldestEnrolledAt: Timestamp?
    /// When the next waiting job is due, or was; nil when none waits.
    package var nextDue: Timestamp?

    /// Makes a backlog.
    package init(oldestEnrolledAt: Timestamp? = nil, nextDue: Timestamp? = nil) {
        self.oldestEnrolledAt = oldestEnrolledAt
        self.nextDue = nextDue
    }
}

extension BoardReader {
    /// What of a campaign has waited longest.
    package func backlog(of campaign: String) async throws -> BacklogFacts {
        try await read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT min(enrolledAt) FROM job INDEXED BY jobByEnrolled
                        WHERE campaign = c.id AND state = 'enrolled' AND isCurrent AND enrolledAt IS NOT NULL),
                      (SELECT min(nextAt) FROM job INDEXED BY jobByNext WHERE campaign = c.id AND nextAt IS NOT NULL)
                    FROM campaign c WHERE c.name = ?
                    """,
                arguments: [campaign]
            )
            return BacklogFacts(
                oldestEnrolledAt: BoardReader.time(row?[0]),
                nextDue: BoardReader.time(row?[1])
            )
        }
    }
}
