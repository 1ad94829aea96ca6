/// One computer of the lab.
package struct ComputerScenario: Sendable {
    /// Its name, unique without regard to case.
    package var name: String
    /// Its address in 127.0.0.0/8, unique.
    package var address: String
    /// Where it stands.
    package var site: String
    /// The room.
    package var lab: String
    /// The organisation's property number.
    package var assetTag: String
    /// How the asset register says it is managed (`winrm` or `ssh`); the lab itself answers WS-Man in either case.
    package var managementChannel: String
    /// `Version` of the operating system, such as 10.0.19045.
    package var windowsVersion: String
    /// What it accepts as a log-on.
    package var credentials: LabCredentials
    /// How clients may log on to it.
    package var authentication: LabAuthentication
    /// How its replies are written.
    package var encoding: ReplyEncoding
    /// The bytes that an envelope may have, in either direction (`MaxEnvelopeSizekb`).
    package var envelopeLimit: Int
    /// The seconds after which it ends an operation, whatever the client allows (`MaxTimeoutms`).
    package var operationLimit: Double
    /// Seconds by which its clock is ahead of the true time; negative is behind.
    package var clockOffset: Double
    /// Its time zone.
    package var timeZone: LabTimeZone
    /// A fault that concerns connections.
    package var fault: LabFault?
    /// For how many connections the fault lasts; nil is for ever.
    package var faultTimes: Int?
    /// How many operations a connection carries out before the fault (`loggedOff` only).
    package var faultAfter: Int
    /// For how many seconds after the start nothing listens (`refused` only); nil where that is not asked.
    package var faultSeconds: Double?
    /// How many items a reply to Enumerate or Pull holds at most, whatever the client allows; nil sets no limit.
    package var pageSize: Int?
    /// How many licences without a key lie beside the products.
    package var noise: Int
    /// Whether a left-over retail licence with a key lies beside the products.
    package var hasRetailItem: Bool
    /// Other licences with a key beside each of the products.
    package var otherLicences: [OtherLicence]
    /// The KMS host that is set on its licensing services from the start.
    package var serviceKMS: KMSHostText?
    /// What is wrong with its services.
    package var serviceFault: ServiceFault?
    /// Whether its time service finds the true time when it is restarted.
    package var hasTimeSource: Bool
    /// How event 12288 lies in `InsertionStrings`.
    package var eventForm: EventForm
    /// Its products, each with its script.
    package var products: [ProductScenario]
}
