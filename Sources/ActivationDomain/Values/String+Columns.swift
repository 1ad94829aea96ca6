extension String {
    /// How many columns of a terminal the text takes: two for what East Asian scripts write wide, none for what joins the
    /// character before it (Unicode, UAX 11).
    ///
    /// For texts without escape sequences.
    package var columns: Int {
        unicodeScalars.reduce(0) { $0 + $1.columns }
    }
}

extension Unicode.Scalar {
    /// How many columns of a terminal it takes.
    package var columns: Int {
        // Most texts are of these.
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch value {
        // Hangul's first letters; the scripts of China, Japan and Korea; full-width forms; emoji; rare ideographs.
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
