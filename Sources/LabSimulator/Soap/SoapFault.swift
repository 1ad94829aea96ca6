/// A fault as Windows sends it.
///
/// The codes are those of winerror's `ERROR_WSMAN_…`.
struct SoapFault: Error, Equatable {
    /// `s:Sender` or `s:Receiver`.
    var code = "s:Sender"
    /// Such as `w:InvalidSelectors`.
    var subcode: String
    /// The sentence.
    var reason: String
    /// The last part of DSP0226's fault detail, where there is one.
    var detail: String?
    /// `WSManFault/@Code`.
    var wsmanCode: UInt32
    /// The HRESULT of WMI inside, where the WMI provider is what failed.
    var wmiStatus: UInt32?

    static let accessDenied = SoapFault(subcode: "w:AccessDenied", reason: "Access is denied. ", wsmanCode: 5)

    static let timedOut = SoapFault(
        code: "s:Receiver",
        subcode: "w:TimedOut",
        reason:
            "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ",
        wsmanCode: 2_150_858_793
    )

    static let quota = SoapFault(
        code: "s:Receiver",
        subcode: "w:InternalError",
        reason: "The WS-Management service cannot process the request. This user is allowed a maximum number of 1500 "
            + "concurrent operations, which has been exceeded. Close existing operations for this user, or raise the quota.",
        wsmanCode: 2_150_859_174
    )

    static let usersQuota = SoapFault(
        subcode: "w:QuotaLimit",
        reason: "The WS-Management service cannot process the request. The load quota for the current user has been "
            + "exceeded. Send future requests at a slower rate or raise the quota for this user. ",
        wsmanCode: 2_150_859_175
    )

    /// For a reply that is longer than the computer sends.
    static func responseTooLarge(_ size: Int, limit: Int) -> SoapFault {
        SoapFault(
            subcode: "w:EncodingLimit",
            reason: "The WS-Management service cannot process the request. The computed response packet size (\(size)) "
                + "exceeds the maximum envelope size that is allowed (\(limit)). ",
            detail: "MaxEnvelopeSizeExceeded",
            wsmanCode: 2_150_858_824
        )
    }

    static let needsSelectors = SoapFault(
        subcode: "w:InvalidSelectors",
        reason: "The WinRM client cannot process the request. The resource URI is not valid: it does not contain keys, "
            + "but the class selected is not a singleton.",
        detail: "InsufficientSelectors",
        wsmanCode: 2_150_859_002
    )

    static let unexpectedSelectors = SoapFault(
        subcode: "w:InvalidSelectors",
        reason:
            "The WS-Management service cannot process the request. The request contains selectors that the resource "
            + "does not have.",
        detail: "UnexpectedSelectors",
        wsmanCode: 2_150_858_843
    )

    static let notFound = SoapFault(
        subcode: "a:DestinationUnreachable",
        reason:
            "The WS-Management service cannot process the request. The service cannot find the resource identified by "
            + "the resource URI and selectors. ",
        detail: "InvalidResourceURI",
        wsmanCode: 2_150_858_752,
        wmiStatus: 0x8004_1002
    )

    /// For a class that does not exist on this computer, such as those of Office's service where it is not installed.
    static let invalidClass = SoapFault(
        subcode: "a:DestinationUnreachable",
        reason: notFound.reason,
        detail: "InvalidResourceURI",
        wsmanCode: 2_150_858_752,
        wmiStatus: 0x8004_1010
    )

    static let invalidResourceURI = SoapFault(
        subcode: "a:DestinationUnreachable",
        reason:
            "The WS-Management service cannot process the request. The resource URI is missing or it has an incorrect "
            + "format. ",
        detail: "InvalidResourceURI",
        wsmanCode: 2_150_858_811
    )

    static let invalidAction = SoapFault(
        subcode: "a:ActionNotSupported",
        reason: "The WS-Management service cannot process the request. The action is not supported by the service. ",
        wsmanCode: 2_150_858_753
    )

    static let schema = SoapFault(
        subcode: "w:SchemaValidationError",
        reason:
            "The SOAP XML in the message does not match the corresponding XML schema definition. Change the XML and "
            + "retry. ",
        wsmanCode: 2_150_858_817
    )

    static let headerRequired = SoapFault(
        subcode: "a:MessageInformationHeaderRequired",
        reason:
            "The WS-Management service cannot process the request. A message information header that is required is "
            + "missing. ",
        wsmanCode: 2_150_858_769
    )

    static let wqlNeedsStar = SoapFault(
        subcode: "w:CannotProcessFilter",
        reason:
            "The WinRM client cannot process the request. The class name in the resource URI of a WQL query must be "
            + "\"*\".",
        wsmanCode: 2_150_859_003
    )

    static let filterRequired = SoapFault(
        subcode: "n:FilteringNotSupported",
        reason: "The WS-Management service cannot process the request. The resource URI with \"*\" needs a filter. ",
        wsmanCode: 2_150_858_831
    )

    static let unknownDialect = SoapFault(
        subcode: "n:FilterDialectRequestedUnavailable",
        reason: "The WS-Management service cannot process the request. The filter dialect is not supported. ",
        wsmanCode: 2_150_859_042
    )

    static let unsupportedFeature = SoapFault(
        subcode: "w:UnsupportedFeature",
        reason: "The WS-Management service cannot process the request. The feature is not supported. ",
        wsmanCode: 2_150_858_818
    )

    static let invalidContext = SoapFault(
        code: "s:Receiver",
        subcode: "n:InvalidEnumerationContext",
        reason: "The supplied enumeration context is invalid. ",
        wsmanCode: 2_150_858_993
    )

    static func invalidQuery(_ message: String) -> SoapFault {
        SoapFault(
            subcode: "w:CannotProcessFilter",
            reason:
                "The data source could not process the filter. The filter might be missing, invalid or too complex to "
                + "process: \(message). ",
            wsmanCode: 2_150_859_042,
            wmiStatus: 0x8004_1017
        )
    }
}
