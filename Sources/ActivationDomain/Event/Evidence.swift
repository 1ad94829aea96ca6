/// What was read from a computer beside its licence.
package struct Evidence: Sendable, Hashable {
    /// Seconds that the computer's clock is ahead of the worker's; negative when it is behind.
    package var clockOffsetSeconds: Double?
    /// Such as `UTC+08:00 Taipei Standard Time`.
    package var timeZone: String?
    /// What the computer or the network said, in its own words.
    package var detail: String?
    /// The number of the event 12288 that gave the inner code.
    package var eventRecordNumber: Int?
    /// The licences that the computer holds for the product, by name, when there are several.
    package var licences: String?
    /// What else of the product is installed beside it, such as another Office or a retail edition, by name.
    package var otherEditions: String?
    /// What was mended on the computer before the last activation, or why it could not be.
    package var mended: String?
    /// The version of Windows, where it was asked.
    package var system: String?
    /// By what the computer was shown who asks, such as `negotiate/ntlm` or `basic`.
    package var means: String?
    /// The address that was contacted.
    package var contactedAddress: String?

    /// Makes empty evidence.
    package init() {}

    var isEmpty: Bool { self == Evidence() }

    func write(into json: inout JSONWriter) {
        json.object("evidence") { json in
            json.member("clockOffsetSeconds", decimal: clockOffsetSeconds)
            json.member("timeZone", timeZone)
            json.member("detail", detail)
            json.member("eventRecordNumber", eventRecordNumber)
            json.member("licences", licences)
            json.member("otherEditions", otherEditions)
            json.member("mended", mended)
            json.member("system", system)
            json.member("means", means)
            json.member("contactedAddress", contactedAddress)
        }
    }
}
