/// One product of one computer, and its script.
package struct ProductScenario: Sendable {
    /// Which product.
    package var product: LabProduct
    /// The results of successive calls of `Activate`; the last one repeats.
    ///
    /// Never empty.
    package var activate: [ActivationResult]
    /// Seconds that each call takes.
    package var seconds: Double
    /// The code that event 12288 gets after a failed call; nil leaves it to the result.
    package var inner: ResultCode?
    /// Where a failed call's reply has its code.
    package var shape: FaultShape
    /// `LicenseStatus` before the first call.
    package var status: Int
    /// `GracePeriodRemaining` before the first call, in minutes.
    package var minutes: Int
    /// Decides whether the product is a KMS client at all.
    package var licenceChannel: LicenceChannel
    /// What has to be mended for a call to succeed, whatever its script says; nil leaves it to the script.
    package var needs: LabNeed?
    /// The KMS host that is set on the licence itself from the start.
    package var kms: KMSHostText?
    /// A fault that concerns `Activate`.
    package var fault: LabFault?
    /// For how many calls the fault lasts; nil is for ever.
    package var faultTimes: Int?
    /// How its job ought to end; nil where the author does not say.
    package var expect: ExpectedOutcome?
}
