internal import Foundation

/// A lab of computers under management, as a scenario file describes it.
///
/// ## Keys of the file
///
/// - `port` (15985; 0 takes a free one), `credentials` (`username`, `password`), `kms` (`host`, `port`: names in answers only).
/// - `defaults`: any key of a computer but `name` and `address`.
/// - `computers`: a list. `name` and `address` are needed; `{01...60}` in a name, address or asset tag counts, and an address
///   such as `127.20.0.1+` counts upwards by itself. Further: `site`, `lab`, `assetTag`, `channel` (for the register),
///   `windowsVersion`, `credentials`, `clockOffset` (`-9h`), `timeZone` (`bias` in minutes east, `name`), `pageSize`, `noise`,
///   `retailItem`, `otherLicences` (see ``OtherLicence``), `serviceKMS` (a host that is set on the services), `serviceFault` (see ``ServiceFault``), `timeSource` (whether a restarted
///   W32Time finds the time; true), `eventForm` (`separate`, `joined`), `faultSeconds`, `faultAfter` (see ``LabFault/loggedOff``), `products`, `perProduct`.
/// - Of a computer's endpoint: `authentication` (`negotiate`, `ntlm`, `kerberos`, `basic`, `certificate`, or a list of them;
///   `basic` unless told), `encryption` of bodies over HTTP (`required`, `allowed`), `channelBinding` over HTTPS (`none`,
///   `relaxed`, `strict`), `encoding` of replies (`utf-8`, `utf-16`, `utf-16-no-bom`), `envelopeLimit` in bytes and
///   `operationLimit` in seconds.
/// - Of a computer, or of one of its products within `perProduct`: `activate` (results of successive calls: `ok`, `lies` or a
///   code; the last repeats), `seconds` (`0.2` or `0.1...0.5`), `inner` (code of event 12288), `faultShape` (`A` to `D`,
///   `rotate`), `status` and `minutes` (before the first call), `licenceChannel`, `licenceKMS` (a host that is set on the licence), `needs` (see ``LabNeed``), `fault` (see ``LabFault``) and `faultTimes`,
///   `expect`.
package struct LabScenario: Sendable {
    /// The port on which all computers answer; 0 leaves the choice to the system.
    package var port: Int
    /// The KMS host that the computers report after a success: a name in their answers only, nothing contacts it.
    package var kmsHost: String
    /// Its port, likewise.
    package var kmsPort: Int
    /// The computers, in the file's order.
    package var computers: [ComputerScenario]

    /// Whether clients log on by NTLM or Kerberos anywhere: then the process needs a ``LogOnEnvironment``.
    package var needsLogOnEnvironment: Bool { computers.contains(where: \.authentication.needsGSSAPI) }

    /// Reads a scenario file.
    ///
    /// - Parameter path: the file.
    /// - Returns: the lab.
    /// - Throws: ``ScenarioError`` for a file that cannot be read or says something wrong.
    package static func load(path: String) throws(ScenarioError) -> LabScenario {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ScenarioError(
                file: path,
                line: 0,
                column: 0,
                message: "the file cannot be read; check its name and rights"
            )
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ScenarioError(file: path, line: 0, column: 0, message: "the file is not UTF-8; save it as UTF-8")
        }
        return try ScenarioParser(file: path).scenario(text)
    }

    /// Reads a scenario from text.
    /// - Parameters:
    ///   - text: YAML.
    ///   - file: the name used in errors.
    /// - Returns: the lab.
    /// - Throws: ``ScenarioError`` for a text that says something wrong.
    package static func parse(_ text: String, file: String = "scenario") throws(ScenarioError) -> LabScenario {
        try ScenarioParser(file: file).scenario(text)
    }
}
