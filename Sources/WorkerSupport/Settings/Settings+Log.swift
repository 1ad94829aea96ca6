extension Settings {
    /// What is logged, and how.
    package struct Log: Sendable {
        /// The least important messages that are still logged; the words are swift-log's.
        package enum Level: String, Sendable, CaseIterable {
            /// Every step.
            case trace
            /// What helps to find a fault.
            case debug
            /// What happens.
            case info
            /// What is worth a look.
            case notice
            /// What may become a fault.
            case warning
            /// What went wrong.
            case error
        }

        /// How a message is written.
        package enum Format: String, Sendable, CaseIterable {
            /// One JSON object a line, for collectors.
            case json
            /// A line for people.
            case text
        }

        /// The least important messages that are still logged; default info.
        package var level = Level.info

        /// How a message is written; default as text.
        package var format = Format.text

        /// Makes the defaults.
        package init() {}
    }
}
