internal import GRDB

/// The tables of the projection.
///
/// Times are microseconds since 1970; states, channels and classes are the words of the events. All of it can be made
/// anew from the stream, so a change of the tables is no migration: another ``version`` and the projection begins again.
enum BoardSchema {
    /// Counted up with each change of the tables or of what is written into them.
    static let version = 3
    /// By which the file is known as a board's (SQLite, "Database File Format"); no other is emptied.
    static let applicationID = 0x5243_4201

    /// Makes the tables in an empty database.
    static func create(_ db: Database) throws {
        try db.execute(sql: tables)
        try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
    }

    /// Takes all tables away.
    static func drop(_ db: Database) throws {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                  AND name NOT LIKE 'computerText\\_%' ESCAPE '\\'
                """
        )
        for name in names { try db.execute(sql: "DROP TABLE \"\(name)\"") }
    }

    private static let tables = """
        -- One row: how far the stream has been read, in the same transaction as what it led to.
        CREATE TABLE position (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          nextOffset INTEGER NOT NULL, lastMark TEXT, lastEventAt INTEGER,
          events INTEGER NOT NULL DEFAULT 0, repeats INTEGER NOT NULL DEFAULT 0, passedOver INTEGER NOT NULL DEFAULT 0,
          missed INTEGER NOT NULL DEFAULT 0
        );
        INSERT INTO position (id, nextOffset) VALUES (1, 0);
        CREATE TABLE campaign (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, announced INTEGER,
          -- When anything was told of it, and when the last of its jobs ended.
          firstAt INTEGER NOT NULL, lastAt INTEGER NOT NULL, endedAt INTEGER,
          attempts INTEGER NOT NULL DEFAULT 0, superseded INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE lab (id INTEGER PRIMARY KEY, site TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (site, name));
        CREATE TABLE product (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
        CREATE TABLE error (
          id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, symbol TEXT, class TEXT NOT NULL,
          titleEnglish TEXT NOT NULL, titleChinese TEXT NOT NULL, adviceEnglish TEXT NOT NULL, adviceChinese TEXT NOT NULL
        );
        CREATE TABLE computer (
          id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, address TEXT NOT NULL,
          assetTag TEXT NOT NULL, channel TEXT NOT NULL, lab INTEGER NOT NULL REFERENCES lab,
          -- When it was first named, and when it last answered itself.
          changedAt INTEGER NOT NULL, knownAt INTEGER NOT NULL, heardAt INTEGER
        );
        CREATE INDEX computerBySilence ON computer (coalesce(heardAt, knownAt), id);
        CREATE VIRTUAL TABLE computerText USING fts5 (name, assetTag, address, tokenize = 'trigram');
        CREATE TABLE job (
          id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
          campaign INTEGER NOT NULL REFERENCES campaign, computer INTEGER NOT NULL REFERENCES computer,
          product INTEGER NOT NULL REFERENCES product, lab INTEGER NOT NULL REFERENCES lab,
          round INTEGER NOT NULL, isCurrent INTEGER NOT NULL,
          -- As it is shown; the four behind it, as the stream alone tells it.
          state TEXT NOT NULL, stood TEXT NOT NULL, attempt INTEGER NOT NULL, parks INTEGER NOT NULL, told INTEGER NOT NULL,
          -- Its end is known by the queue of results alone so far.
          isProvisional INTEGER NOT NULL DEFAULT 0,
          error INTEGER REFERENCES error, code TEXT, isExhausted INTEGER NOT NULL DEFAULT 0,
          nextAt INTEGER, enrolledAt INTEGER, changedAt INTEGER NOT NULL, endedAt INTEGER
        );
        CREATE INDEX jobByComputer ON job (computer, campaign, product);
        CREATE INDEX jobByLab ON job (campaign, lab, id);
        CREATE INDEX jobByError ON job (campaign, error, lab, id) WHERE error IS NOT NULL;
        CREATE INDEX jobByNext ON job (campaign, nextAt, id) WHERE nextAt IS NOT NULL;
        CREATE INDEX jobByEnrolled ON job (campaign, enrolledAt) WHERE state = 'enrolled' AND isCurrent;
        CREATE TABLE attempt (
          job INTEGER NOT NULL REFERENCES job, number INTEGER NOT NULL, state TEXT NOT NULL,
          startedAt INTEGER, endedAt INTEGER, nextAt INTEGER, parks INTEGER NOT NULL DEFAULT 0,
          error INTEGER REFERENCES error, code TEXT, milliseconds INTEGER, kmsHost TEXT, source TEXT, evidence TEXT,
          PRIMARY KEY (job, number)
        ) WITHOUT ROWID;
        CREATE TABLE licence (
          computer INTEGER NOT NULL REFERENCES computer, product INTEGER NOT NULL REFERENCES product,
          status TEXT NOT NULL, minutes INTEGER NOT NULL, expiresAt INTEGER, kmsHost TEXT, readAt INTEGER NOT NULL,
          -- When it must have been renewed: for one that is not active any more, when that was read.
          endsAt INTEGER,
          PRIMARY KEY (computer, product)
        ) WITHOUT ROWID;
        CREATE INDEX licenceByEnd ON licence (endsAt, computer, product) WHERE endsAt IS NOT NULL;
        -- Kept, not computed: the current jobs of each kind. Error 0 stands for none.
        CREATE TABLE tally (
          campaign INTEGER NOT NULL, lab INTEGER NOT NULL, product INTEGER NOT NULL, state TEXT NOT NULL,
          error INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (campaign, lab, product, state, error)
        ) WITHOUT ROWID;
        -- Waiting jobs by the minute in which they are due, and jobs by the minute in which they ended.
        CREATE TABLE due (
          campaign INTEGER NOT NULL, minute INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (campaign, minute)
        ) WITHOUT ROWID;
        CREATE TABLE ended (
          campaign INTEGER NOT NULL, minute INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (campaign, minute)
        ) WITHOUT ROWID;
        CREATE TABLE sighting (
          campaign INTEGER NOT NULL, error INTEGER NOT NULL, firstAt INTEGER NOT NULL, lastAt INTEGER NOT NULL,
          PRIMARY KEY (campaign, error)
        ) WITHOUT ROWID;
        CREATE TABLE worker (
          key TEXT PRIMARY KEY, name TEXT NOT NULL, host TEXT NOT NULL, version TEXT NOT NULL, slots INTEGER NOT NULL,
          running INTEGER NOT NULL, waiting INTEGER NOT NULL, consuming TEXT NOT NULL, publishing TEXT NOT NULL,
          seenAt INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE alarm (
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, error INTEGER REFERENCES error,
          detail TEXT NOT NULL, firstAt INTEGER NOT NULL, lastAt INTEGER NOT NULL, until INTEGER, n INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE rejection (
          sha256 TEXT PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL, queue TEXT NOT NULL,
          firstAt INTEGER NOT NULL, lastAt INTEGER NOT NULL, n INTEGER NOT NULL
        ) WITHOUT ROWID;
        -- Ids of notices, which have no job that remembers them; forgotten after some days.
        CREATE TABLE noticeID (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
        -- One row: what the board says of itself.
        CREATE TABLE vitals (
          id INTEGER PRIMARY KEY CHECK (id = 1), startedAt INTEGER NOT NULL, writtenAt INTEGER NOT NULL,
          broker TEXT NOT NULL, brokerDetail TEXT NOT NULL, brokerSince INTEGER NOT NULL, isCaughtUp INTEGER NOT NULL
        );
        """
}
