/// The value of one property of a WMI instance.
enum CIMValue: Equatable {
    case null
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    /// Seconds since 1970 UTC, and the minutes east of UTC in which the value is shown (0 is shown as `Z`).
    case datetime(Double, bias: Int)
    case strings([String])
}
