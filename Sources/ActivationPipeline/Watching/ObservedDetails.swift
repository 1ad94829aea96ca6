package import ActivationDomain

/// What an event tells of an attempt beyond where its job stands: for those who show a computer's whole story.
package struct ObservedDetails: Sendable, Hashable {
    package var address: String
    package var assetTag: String
    package var channel: String
    /// What the error's cause is called, and what to do; nil without an error.
    package var failure: ObservedFailure?
    /// Whether the attempts are used up.
    package var isExhausted: Bool
    package var nextAttemptAt: Timestamp?
    package var licence: ObservedLicence?
    package var kmsHost: String?
    package var milliseconds: Int?
    package var evidence: ObservedEvidence?
}

/// The words that an event has for its error.
package struct ObservedFailure: Sendable, Hashable {
    /// The code that decides, which the words are about: the inner one where there is one.
    package var decidingCode: String
    package var symbol: String?
    package var errorClass: String
    package var title: LocalizedText
    package var advice: LocalizedText
}

/// A licence as the computer reported it.
package struct ObservedLicence: Sendable, Hashable {
    /// The word for it, such as `licensed`.
    package var status: String
    package var minutesRemaining: Int
    /// Nil for a licence without an end, or that is not active.
    package var expiresAt: Timestamp?
}

/// What was read from a computer beside its licence; see ``Evidence``.
package struct ObservedEvidence: Sendable, Hashable, Codable {
    package var clockOffsetSeconds: Double?
    package var timeZone: String?
    package var detail: String?
    package var eventRecordNumber: Int?
    package var licences: String?
    package var otherEditions: String?
    package var mended: String?
    package var system: String?
    package var means: String?
    package var contactedAddress: String?

    /// Whether any of it was read from the computer itself.
    package var isOfComputer: Bool {
        clockOffsetSeconds != nil || eventRecordNumber != nil
            || [timeZone, licences, otherEditions, mended, system].contains { $0 != nil }
    }
}

extension ObservedDetails {
    init(_ data: WireEvent.Content, _ computer: WireEvent.Computer) {
        address = computer.address ?? ""
        assetTag = computer.assetTag ?? ""
        channel = computer.channel ?? ""
        failure = data.error.map(ObservedFailure.init)
        isExhausted = data.exhausted ?? false
        nextAttemptAt = data.nextAttemptAt.flatMap(Timestamp.init(rfc3339:))
        licence = data.licence?.value.map { licence in
            ObservedLicence(
                status: LicenceStatus(rawValue: licence.status)?.word ?? String(licence.status),
                minutesRemaining: (licence.minutesRemaining ?? 0).within(0...1_000_000_000),
                expiresAt: licence.expiresAt.flatMap(Timestamp.init(rfc3339:))
            )
        }
        kmsHost = data.kmsHost
        milliseconds = data.durationMilliseconds?.within(0...1_000_000_000_000)
        evidence = data.evidence?.value
    }
}

extension Int {
    /// The nearest number of a range.
    fileprivate func within(_ range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}

extension ObservedFailure {
    init(_ failure: WireEvent.Failure) {
        decidingCode = failure.innerCode ?? failure.code
        symbol = failure.symbol
        errorClass = failure.class ?? ""
        title = LocalizedText(failure.title?.value)
        advice = LocalizedText(failure.advice?.value)
    }
}

extension LocalizedText {
    fileprivate init(_ text: WireEvent.Text?) {
        self.init(english: text?.en ?? "", traditionalChinese: text?.chinese ?? "")
    }
}
