package import ActivationDomain
internal import KMSExchange

/// Which account manages which computers: what the credentials file says.
package struct CredentialBook: Sendable {
    /// What an entry applies to, in lower case; a part that is not given applies to all.
    struct Match: Hashable, Sendable {
        var site: String?
        var lab: String?
        var computer: String?
        /// The kind of management that it is for, which what proves the account decides.
        var channel = ManagementChannel.winrm

        /// Which parts it gives.
        var shape: Shape { Shape(self) }
    }

    private let credentials: [Match: Credential]
    private let origins: [Match: SettingOrigin]

    /// The matches' shapes that occur, the most specific first, so that a look-up tries no others.
    private let shapes: [Shape]

    /// A book without entries: no computer has a credential.
    package init() {
        self.init([:], [:])
    }

    /// Takes the credentials and where the entry of each begins.
    init(_ credentials: [Match: Credential], _ origins: [Match: SettingOrigin]) {
        self.credentials = credentials
        self.origins = origins
        shapes = Set(credentials.keys.map(\.shape)).sorted { $0.weight > $1.weight }
    }

    /// All that there are for a kind of management, in the order of their entries.
    package func credentials(for channel: ManagementChannel) -> [Credential] {
        credentials.filter { $0.key.channel == channel }.map(\.value).sorted { $0.number < $1.number }
    }

    /// Looks at each credential for a kind of management, and puts what is wrong where its entry begins.
    func check(
        _ channel: ManagementChannel,
        _ look: (Credential) async throws(ChannelError) -> Void
    ) async throws(SettingsError) {
        for credential in credentials(for: channel) {
            do throws(ChannelError) {
                try await look(credential)
            } catch {
                let origin = credentials.first { $0.value.id == credential.id }.flatMap { origins[$0.key] }
                throw SettingsError(origin ?? .builtIn, "entry \(credential.id) cannot be used: \(error.clause)")
            }
        }
    }

    /// How many entries there are.
    package var count: Int { credentials.count }

    /// Returns the credential of the most specific entry that applies; `nil` when none does.
    ///
    /// An entry that names the computer goes before one that names only the lab, that before one that names only the
    /// site, and that before one for all; of two that name the computer (or the lab) the one that also names more of
    /// the rest. Names are compared without case. The cost does not grow with the number of entries.
    package func credential(
        site: String,
        lab: String,
        computer: String,
        channel: ManagementChannel = .winrm
    ) -> Credential? {
        let (site, lab, computer) = (site.lowercased(), lab.lowercased(), computer.lowercased())
        for shape in shapes {
            let match = Match(shape, site: site, lab: lab, computer: computer, channel: channel)
            if let credential = credentials[match] { return credential }
        }
        return nil
    }
}

extension CredentialBook.Match {
    /// The match of a shape that applies to a computer, whose names are in lower case.
    init(_ shape: CredentialBook.Shape, site: String, lab: String, computer: String, channel: ManagementChannel) {
        self.init(
            site: shape.hasSite ? site : nil,
            lab: shape.hasLab ? lab : nil,
            computer: shape.hasComputer ? computer : nil,
            channel: channel
        )
    }
}

extension CredentialBook {
    /// Which parts a match gives.
    struct Shape: Hashable, Sendable {
        let hasSite: Bool
        let hasLab: Bool
        let hasComputer: Bool

        fileprivate init(_ match: Match) {
            hasSite = match.site != nil
            hasLab = match.lab != nil
            hasComputer = match.computer != nil
        }

        /// Each part outweighs all that are less specific together.
        var weight: Int { (hasComputer ? 4 : 0) + (hasLab ? 2 : 0) + (hasSite ? 1 : 0) }
    }
}

extension Credential {
    /// The number of its entry.
    fileprivate var number: Int { Int(id.dropFirst().prefix { $0.isNumber }) ?? 0 }
}
