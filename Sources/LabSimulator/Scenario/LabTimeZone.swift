/// A computer's time zone.
package struct LabTimeZone: Sendable, Equatable {
    /// Minutes east of UTC, daylight saving left aside.
    package var bias: Int
    /// The name that Windows keeps in the registry, the same in every language.
    package var name: String

    /// The campus's own zone.
    package static let taipei = LabTimeZone(bias: 480, name: "Taipei Standard Time")

    /// The caption in English, such as `(UTC+08:00) Taipei Standard Time`.
    var caption: String {
        guard bias != 0 else { return "(UTC) \(name)" }
        return "(UTC\(Self.offset(bias))) \(name)"
    }

    /// `+08:00` for 480.
    static func offset(_ minutes: Int) -> String {
        let hours = abs(minutes) / 60
        let rest = abs(minutes) % 60
        return "\(minutes < 0 ? "-" : "+")\(hours < 10 ? "0" : "")\(hours):\(rest < 10 ? "0" : "")\(rest)"
    }
}
