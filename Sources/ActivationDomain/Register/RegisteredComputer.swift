/// One row of the asset register.
package struct RegisteredComputer: Sendable, Hashable {
    /// The computer's name, unique in the register without case; 1 to 255 bytes.
    package let name: String

    /// Its DNS name or IP address.
    package let address: String

    /// The organisation's property number.
    ///
    /// It may be empty: such a computer is in the register, and a job for it is
    /// refused when it is admitted.
    package let assetTag: String

    /// The site where it stands.
    package let site: String

    /// The room where it stands.
    package let lab: String

    /// How it is managed: `winrm` or `ssh`.
    package let channel: String

    /// What is to be activated on it: keys of the product catalogue, each once, in the row's order; never empty.
    package let products: [String]

    /// The port of its channel, 1 to 65535; `nil` for the port that the settings give the channel.
    package let port: Int?

    /// The line at which its row begins, counted from 1.
    package let line: Int

    /// Makes a computer from its parts; nothing is checked, the parser does that.
    package init(
        name: String,
        address: String,
        assetTag: String,
        site: String,
        lab: String,
        channel: String,
        products: [String],
        port: Int?,
        line: Int
    ) {
        self.name = name
        self.address = address
        self.assetTag = assetTag
        self.site = site
        self.lab = lab
        self.channel = channel
        self.products = products
        self.port = port
        self.line = line
    }
}
