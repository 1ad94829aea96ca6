internal import ActivationDomain

extension Duration {
    /// The length in words, in the one or two units that matter: `350 ms`, `4.2 s`, `9 min 12 s`, `2 h 0 min`.
    ///
    /// The sign is left out: what it means belongs into the sentence.
    var inWords: String {
        let parts = components
        let total = Double(parts.seconds.magnitude) + Double(parts.attoseconds.magnitude) / 1e18
        if total < 0.9995 { return "\(Int((total * 1000).rounded())) ms" }
        if total < 59.95 {
            let tenths = Int((total * 10).rounded())
            return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
        }
        let seconds = Int(total.rounded())
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        if seconds < 86_400 { return "\(seconds / 3600) h \(seconds / 60 % 60) min" }
        return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
    }

    /// Seconds with three decimals, for programs.
    var inSeconds: String {
        let parts = components
        let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        let rest = String(milliseconds.magnitude % 1000)
        let sign = milliseconds < 0 ? "-" : ""
        return "\(sign)\(milliseconds.magnitude / 1000).\(String(repeating: "0", count: 3 - rest.utf8.count))\(rest)"
    }
}

extension IPAddress {
    /// Address and port as they are written together: `10.0.0.1:1688`, `[fd00::1]:1688`.
    func with(port: UInt16) -> String {
        bytes.count == 4 ? "\(self):\(port)" : "[\(self)]:\(port)"
    }
}

/// Text of a peer's that may hold anything, made fit for a terminal: printable ASCII, other bytes as `.`.
func printable(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
}

/// A number in hexadecimal with its `0x`, filled up with zeros to `digits`.
func hexadecimal(_ value: some FixedWidthInteger & UnsignedInteger, digits: Int) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
}
