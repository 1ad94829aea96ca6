package import ActivationDomain

/// What the output of Microsoft's licensing scripts says, product by product.
package struct Transcript: Sendable, Hashable {
    /// What printed an item.
    package enum Source: String, Sendable {
        case slmgr, ospp
        /// One of the two scripts; the text ends before it shows which.
        case script
        /// The client's event: a KMS host was asked.
        case event12288 = "event-12288"
        /// The client's event: the KMS host has answered.
        case event12289 = "event-12289"
        /// The KMS host's event: a client has asked.
        case event12290 = "event-12290"

        package var isEvent: Bool { [.event12288, .event12289, .event12290].contains(self) }
    }

    /// What an item comes to.
    package enum Result: String, Sendable {
        /// The script claims that it has activated the product.
        case activated
        case failed, licensed
        case notLicensed = "not-licensed"
        case settingMade = "setting-made"
        /// A licence without a key, or no product to activate.
        case nothingToDo = "nothing-to-do"
        /// No client of a KMS host: retail, MAK, subscription, or the host itself.
        case notOurs = "not-ours"
        /// The script did not reach the computer that it was to manage; this says nothing of KMS.
        case unreachable
        case unknown
    }

    /// One product, or one outcome that names no product.
    package struct Item: Sendable, Hashable {
        package var source: Source
        package var result: Result
        /// The computer whose lines they are, where the text has those of several.
        package var computer: String?
        /// The activation id, in lower case.
        package var sku: String?
        package var name: String?
        /// Such as `Office 16, VOLUME_KMSCLIENT channel`; it is not translated.
        package var description: String?
        /// The last five characters of the key.
        package var partialKey: String?
        package var kmsHost: String?
        /// Whether ``kmsHost`` was set for the product, and not found in DNS; nil when the text does not say.
        package var isHostSet: Bool?
        /// The code as printed; with `licensed` it only informs.
        package var code: ErrorCode?
        /// The cause that event 12288 names, where ``code`` only says that every host failed.
        package var innerCode: ErrorCode?
        /// Nil when the text does not show it; `slmgr.vbs` translates it, so that often only ``result`` is known.
        package var status: LicenceStatus?
        package var minutesRemaining: Int?
        /// As the script has rounded them.
        package var daysRemaining: Int?
        /// Nil when the text does not say.
        package var isKMSClient: Bool?
        /// What has kept the script from running; nil when it ran, or nobody knows.
        package var scriptHost: ScriptHost?
        /// Whether it is what `slmgr.vbs /xpr` prints, with a date in it; which licence ends then only the sentence tells.
        package var isDatedExpiry = false
        /// Whether a product key was installed, which is to be activated anew.
        package var installsKey = false
        /// Whether a product key was removed.
        package var removesKey = false
        /// Whether the computer is to be activated by a token only.
        package var needsToken = false
        /// Whether it is what the console says of a command; this alone is no transcript of a script.
        package var isOfConsole = false
        /// What event 12288 says of the request; nil for anything else, or where it is masked.
        package var request: Request?
        package var place = Place()

        init(_ source: Source, _ result: Result) {
            self.source = source
            self.result = result
        }
    }

    /// A client's request to a KMS host.
    package struct Request: Sendable, Hashable {
        /// The client's id (CMID), in lower case.
        package var client: String
        /// Year, month, day, hour, minute, UTC.
        package var time: [Int]
    }

    /// Where in the text an item stands, as far as that tells whether two are of one computer.
    package struct Place: Sendable, Hashable {
        /// Grows wherever the lines of another computer may begin.
        package var session = 0
        /// How many prompts stand before it.
        package var prompts = 0
        /// What the prompt and the command say of the computer; it may have a password in it.
        package var console = ""
        /// What the command has behind the script's name; nil without a command.
        package var arguments: String?
    }

    /// Whether Windows Script Host, in which the scripts run, was there.
    package enum ScriptHost: String, Sendable {
        case worked
        case switchedOff = "switched-off"
        /// There is no `cscript`, or no VBScript in it.
        case missing
        /// There is no script where the command looked for it.
        case scriptMissing = "script-missing"
        case unknown
    }

    /// In the order of the text.
    package var items: [Item] = []
    /// Whether something begins or ends in the middle.
    package var isCutOff = false
    package var scriptHost = ScriptHost.unknown

    /// Whether the text is a transcript at all.
    package var isRecognized: Bool {
        !items.isEmpty || [.switchedOff, .missing, .scriptMissing].contains(scriptHost)
    }
}
