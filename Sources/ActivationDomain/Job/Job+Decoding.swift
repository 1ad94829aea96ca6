internal import Foundation

extension Job {
    /// The largest body that is read, in bytes.
    package static let maximumBodySize = 256 * 1024

    /// Refuses a body that is too large, whatever else may be wrong with its message.
    package static func checkSize(of body: [UInt8]) throws(JobRejection) {
        guard body.count <= maximumBodySize else {
            throw JobRejection(.tooLarge, "the body has \(body.count) bytes, more than \(maximumBodySize)")
        }
    }

    /// What a body may gain while the job goes on: its counters and times, in bytes.
    private static let growth = 256

    /// Refuses a job that no worker would take, so that its producer hears of it and not only the dead queue.
    package func checkDelivery() throws(JobRejection) {
        let body = encoded()
        guard body.count <= Job.maximumBodySize - Job.growth else {
            throw JobRejection(
                .tooLarge,
                "it would have \(body.count) bytes, more than \(Job.maximumBodySize - Job.growth)"
            )
        }
        _ = try Job(body: body)
    }

    /// Reads a job from the body of a message.
    ///
    /// - Throws: ``JobRejection`` with the field that is wrong.
    package init(body: [UInt8]) throws(JobRejection) {
        try Job.checkSize(of: body)
        // Foundation's decoder takes many times as long; it reads what is written in another way, and says what is wrong.
        if let wire = WireJob(plain: body) {
            self = try wire.job()
            return
        }
        do {
            self = try JSONDecoder().decode(WireJob.self, from: Data(body)).job()
        } catch let rejection as JobRejection {
            throw rejection
        } catch {
            throw JobRejection(error)
        }
    }
}

extension JobRejection {
    /// Says in plain words what the decoder found.
    fileprivate init(_ error: any Error) {
        func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            (context.codingPath + (last.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
        }
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            self.init(.invalidField, "\(path(context, key)) is missing")
        case .typeMismatch(_, let context) where context.codingPath.isEmpty:
            self.init(.invalidJSON, "the body is no JSON object")
        case .typeMismatch(let type, let context):
            let wanted = type == String.self ? "text" : type == Int.self ? "a whole number" : "an object"
            self.init(.invalidField, "\(path(context)) is not \(wanted)")
        case .valueNotFound(_, let context) where context.codingPath.isEmpty:
            self.init(.invalidJSON, "the body is no JSON object")
        case .valueNotFound(_, let context):
            self.init(.invalidField, "\(path(context)) is null")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            self.init(.invalidField, "\(path(context)) cannot be read: it is out of range or not of its type")
        default:
            self.init(.invalidJSON, "the body is no JSON text in UTF-8")
        }
    }
}
