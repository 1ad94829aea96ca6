package import ActivationDomain
package import NIOCore

/// What any way of managing a Windows computer can do for an exchange: one connection to one computer.
///
/// WS-Man implements it, and SSH. Each call is one step: it has a time limit of its own, set when the channel was
/// opened, and is ended by cancelling the task, which closes the connection. A channel is used by one task at a time.
/// Whatever goes wrong on the wire or on the computer is a ``ChannelError``; nothing traps.
package protocol ComputerChannel: Sendable {
    /// The version of Windows that the computer runs.
    func system() async throws(ChannelError) -> ComputerSystem

    /// The licences of an engine whose product key is installed (`PartialProductKey` is not null).
    ///
    /// An engine that the computer does not have yields an empty list, not an error.
    func licences(in engine: LicensingEngine) async throws(ChannelError) -> [LicenceRecord]

    /// The same, where those of one product and what may be taken for it are all that is wanted: a channel that has to
    /// look in several places may leave out the others.
    func licences(
        in engine: LicensingEngine,
        of product: ProductCatalogue.Product
    ) async throws(ChannelError) -> [LicenceRecord]

    /// One licence, read back by its id.
    func licence(id: String, in engine: LicensingEngine) async throws(ChannelError) -> LicenceRecord

    /// The licensing service itself.
    func service(_ engine: LicensingEngine) async throws(ChannelError) -> LicensingServiceRecord

    /// Sets KMS host and port together, so that no stale port stays behind.
    func setKMSHost(_ host: String, port: Int, on holder: KMSHostHolder) async throws(ChannelError)

    /// Asks the licensing service to activate one licence against its KMS host, and waits for the answer.
    ///
    /// Returning says only that the call did not fail: the caller reads the licence back. The HRESULT of a failed
    /// activation comes as ``ChannelError/hresult(_:detail:)``.
    func activate(id: String, in engine: LicensingEngine) async throws(ChannelError)

    /// Makes the service re-read its licence state (`RefreshLicenseStatus`).
    func refresh(_ service: LicensingServiceRecord) async throws(ChannelError)

    /// The newest event 12288 of the Application log, nil when there is none.
    func newestActivationEvent() async throws(ChannelError) -> ActivationEventRecord?

    /// The computer's clock and time zone.
    func clock() async throws(ChannelError) -> ComputerClock

    /// Stops a service, waits until it has stopped, and starts it again; one that is disabled is left as it is.
    func restart(_ service: ManagedService) async throws(ChannelError)

    /// By what the computer was shown who asks, such as `negotiate/ntlm` or `basic`; nil before it was.
    var means: String? { get }

    /// When all that is done over it must have ended; later steps fail at once.
    var end: NIODeadline { get }

    /// Closes the connection; what is under way fails with ``ChannelError/cancelled``.
    func close() async
}

extension ComputerChannel {
    package func licences(
        in engine: LicensingEngine,
        of product: ProductCatalogue.Product
    ) async throws(ChannelError) -> [LicenceRecord] {
        try await licences(in: engine)
    }

    /// Nil for a channel that does not tell.
    package var means: String? { nil }
}

/// What the licensing service says of itself.
package struct LicensingServiceRecord: Sendable, Hashable {
    /// The engine that the service runs.
    package var engine: LicensingEngine
    /// The key of the instance, such as `10.0.19041.3031`.
    package var version: String
    /// The KMS host set by name, nil when it is found by DNS.
    package var kmsHost: String?
    /// The port set with it, nil when unset.
    package var kmsPort: Int?

    /// Makes a record.
    package init(engine: LicensingEngine, version: String, kmsHost: String?, kmsPort: Int?) {
        self.engine = engine
        self.version = version
        self.kmsHost = kmsHost
        self.kmsPort = kmsPort
    }
}

/// An event 12288 of the Application log: the computer has asked a KMS host.
///
/// Source: Microsoft Learn, "Troubleshoot KMS activation", client events.
package struct ActivationEventRecord: Sendable, Hashable {
    /// The log's own counter.
    ///
    /// It, and not the time, tells new from old: the clock may be what is wrong.
    package var recordNumber: Int
    /// The first insertion string: the HRESULT of the request, 0 when it succeeded.
    package var result: UInt32?
    /// The KMS host that was asked, as `host:port`, where the event names it.
    package var kmsHost: String?

    /// Makes a record.
    package init(recordNumber: Int, result: UInt32?, kmsHost: String?) {
        self.recordNumber = recordNumber
        self.result = result
        self.kmsHost = kmsHost
    }
}

/// A computer's clock, read at one moment.
package struct ComputerClock: Sendable, Hashable {
    /// What the computer holds for the time in UTC.
    package var time: Timestamp
    /// The worker's own time half-way between sending the request and having the reply.
    package var readAt: Timestamp
    /// Minutes that its zone is ahead of UTC, daylight saving included.
    package var zoneOffsetMinutes: Int
    /// The zone's name as the computer writes it, such as `Taipei Standard Time`.
    package var zoneName: String?

    /// Makes a reading.
    package init(time: Timestamp, readAt: Timestamp, zoneOffsetMinutes: Int, zoneName: String?) {
        self.time = time
        self.readAt = readAt
        self.zoneOffsetMinutes = zoneOffsetMinutes
        self.zoneName = zoneName
    }

    /// Seconds that the computer's clock is ahead of the worker's; negative when it is behind.
    package var offsetSeconds: Double { time.seconds - readAt.seconds }
}
