internal import AMQPClient
internal import ActivationDomain
internal import ActivationPipeline

/// Why a program ends: one clear sentence for people and an exit code for scripts.
package struct ProgramFailure: Error, Sendable, CustomStringConvertible {
    /// The exit codes of sysexits.h that the programs use.
    package enum ExitStatus: Int32, Sendable {
        /// Wrong usage.
        case usage = 64
        /// Bad data: a register with wrong rows.
        case data = 65
        /// The broker or another service cannot be reached.
        case unavailable = 69
        /// The program itself is wrong.
        case software = 70
        /// What the program had to say cannot be written.
        case output = 74
        /// Try again later.
        case temporary = 75
        /// Not permitted.
        case notPermitted = 77
        /// Bad settings.
        case settings = 78
    }

    package var status: ExitStatus
    package var message: String

    package var description: String { message }

    /// Makes a failure.
    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The failure that any error of the project's stands for.
    package init(_ error: any Error) {
        switch error {
        case let failure as ProgramFailure: self = failure
        case let error as SettingsError: self.init(.settings, error.description)
        case let error as CatalogueError: self.init(.settings, error.description)
        case let error as RegisterFileError: self.init(.data, error.description)
        case let error as AMQPError: self.init(ProgramFailure.status(of: error), ProgramFailure.message(of: error))
        default: self.init(.software, "\(error)")
        }
    }

    private static func status(of error: AMQPError) -> ExitStatus {
        switch error.code {
        case .invalidConfiguration: .settings
        case .refused, .tls: .notPermitted
        case .negativelyConfirmed, .timedOut, .connectionClosed: .temporary
        case .returned: .settings
        case .channelClosed where error.replyCode == 403: .notPermitted
        case .channelClosed where error.replyCode == 404 || error.replyCode == 406: .settings
        default: .unavailable
        }
    }

    private static func message(of error: AMQPError) -> String {
        switch (error.code, error.replyCode) {
        case (.channelClosed, 404), (.returned, _):
            "\(error.message); run \"rollcall topology apply\" first, with the same topology.prefix"
        case (.channelClosed, 406):
            "\(error.message); something of that name exists with other arguments: delete it, or use another topology.prefix"
        case (.channelClosed, 403):
            "\(refusal(error.message)); run this program as the user that is meant for it, with the rights that "
                + "\"rollcall topology users\" prints"
        case (.refused, 530):
            "\(error.message); check the virtual host in broker.url, and whether the user has rights there "
                + "(\"rollcall topology users\" prints them)"
        default: error.message
        }
    }

    /// What the broker says of a right, which names user and resource, without the name of its reply code.
    private static func refusal(_ text: String) -> String {
        let name = "ACCESS_REFUSED - "
        return text.hasPrefix(name) ? String(text.dropFirst(name.count)) : text
    }
}
