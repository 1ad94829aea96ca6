/// Where in a reply the code of a failed `Activate` stands.
///
/// No capture of a real one is known to us, so the lab sends each place where Windows has been seen, or is believed, to put it:
/// a client has to find the code in all of them.
package enum FaultShape: String, Sendable, CaseIterable {
    /// A fault whose `WSManFault/@Code` is the code itself.
    case code = "A"
    /// A fault of the WMI provider (2150858755) that has the code in its text only.
    case text = "B"
    /// A fault with an `MSFT_WmiError`, the code in `error_Code`.
    case wmiError = "C"
    /// No fault: HTTP 200 with a `ReturnValue` other than 0.
    case returnValue = "D"

    /// The shape of a computer whose scenario names none: by its name, so that all occur in a lab, and each computer keeps its own.
    static func rotating(_ name: String) -> FaultShape {
        let all = Self.allCases
        return all[Int(StableHash.value(name + "/shape") % UInt64(all.count))]
    }
}
