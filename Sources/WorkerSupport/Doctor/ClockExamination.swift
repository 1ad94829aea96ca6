internal import ActivationDomain
internal import Foundation
internal import NetworkDiagnosis

/// Compares this computer's clock: Kerberos and a KMS host both refuse a computer whose clock is off, and so do logs.
struct ClockExamination: Sendable {
    private let settings: Settings.Doctor
    private let surroundings: Doctor.Surroundings

    init(_ settings: Settings.Doctor, _ surroundings: Doctor.Surroundings) {
        self.settings = settings
        self.surroundings = surroundings
    }

    /// Compares it with the time server, or, where none is set, with what was read of the broker's clock.
    func findings(broker: BrokerClock.Outcome? = nil) async -> [Finding] {
        guard let server = settings.timeServer else { return [Self.finding(broker)] }
        let probe = SNTPProbe(limit: surroundings.step)
        if let address = IPAddress(server) {
            return [await probe.finding(address: address, port: surroundings.timePort)]
        }
        let lookup = ServiceRecordLookup(server: surroundings.dns, limit: surroundings.step)
        switch await lookup.addresses(of: server) {
        case .success(let addresses):
            // There is at least one; one answer is enough, and a server wants no more questions than that.
            guard let first = addresses.first else { return [] }
            return [await probe.finding(host: server, address: first, port: surroundings.timePort)]
        case .failure:
            return [
                Finding(
                    .clock,
                    .warning,
                    server,
                    "This computer's clock was compared with nothing: DNS gives no address of the time server \(server).",
                    advice: "Check doctor.timeServer, and the servers in /etc/resolv.conf.",
                    data: ["outcome": "no-address"]
                )
            ]
        }
    }

    private static func finding(_ broker: BrokerClock.Outcome?) -> Finding {
        if case .offset(let offset, let error) = broker { return finding(offset, within: error) }
        let reason =
            switch broker {
            case .notPermitted: "this user of the broker may declare no queue by which to read the broker's clock"
            case .failed(let reason): "the broker's clock could not be read: \(reason)"
            default: "the broker's clock could not be read"
            }
        return Finding(
            .clock,
            .warning,
            "clock",
            "This computer's clock was compared with nothing: doctor.timeServer is not set, and \(reason).",
            advice: "Name your time server there, or run this as the user of \"rollcall watch\": beyond five minutes "
                + "Kerberos fails.",
            data: ["outcome": broker == .notPermitted ? "not-permitted" : "not-compared"]
        )
    }

    /// The broker's clock shows whole seconds: what lies within the error is no difference.
    private static func finding(_ offset: Double, within error: Double) -> Finding {
        let size = offset.magnitude
        let state: Finding.State = size - error > 300 ? .failed : size - error > 60 ? .warning : .ok
        let data = ["outcome": "answered", "offsetSeconds": String(format: "%.3f", offset), "source": "broker"]
        guard state != .ok else {
            let most = Int((size + error).rounded(.up))
            return Finding(
                .clock,
                .ok,
                "broker",
                "This computer's clock agrees with the broker's to \(most) s.",
                data: data
            )
        }
        let seconds = Int(size.rounded())
        return Finding(
            .clock,
            state,
            "broker",
            "This computer's clock is \(seconds / 60) min \(seconds % 60) s \(offset > 0 ? "ahead of" : "behind") the "
                + "broker's; one of the two is wrong.",
            advice: "Let a time service (chrony, systemd-timesyncd) set both"
                + (state == .failed ? "; Kerberos fails from five minutes on." : "."),
            data: data
        )
    }
}
