// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_REGISTER_SCHEMA_H_
#define KITH_AGENT_REGISTER_SCHEMA_H_

namespace kith::agent {

// The agency's tables. Times are milliseconds since 1970, references 16 bytes.
inline constexpr char kRegisterSchema[] = R"sql(
  CREATE TABLE IF NOT EXISTS person (
    ref       BLOB PRIMARY KEY,
    source    TEXT NOT NULL,
    source_id TEXT NOT NULL,
    family    TEXT NOT NULL,
    details   BLOB NOT NULL,
    identity  BLOB NOT NULL,
    current   INTEGER NOT NULL,
    listed_as BLOB NOT NULL DEFAULT x'',
    UNIQUE (source, source_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS person_listed ON person (ref) WHERE listed_as <> x'';
  CREATE TABLE IF NOT EXISTS former_identity (
    person   BLOB NOT NULL REFERENCES person (ref),
    identity BLOB NOT NULL,
    PRIMARY KEY (person, identity)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS person_key (
    key_hash BLOB NOT NULL,
    person   BLOB NOT NULL REFERENCES person (ref),
    strong   INTEGER NOT NULL,
    PRIMARY KEY (key_hash, person)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS person_key_by_person ON person_key (person);
  -- Shields and who was told apart go by strong keys: without the weak ones'
  -- pages, which lie anywhere.
  CREATE INDEX IF NOT EXISTS person_key_strong ON person_key (person)
    WHERE strong = 1;
  CREATE TABLE IF NOT EXISTS involvement (
    ref              BLOB PRIMARY KEY,
    person           BLOB NOT NULL REFERENCES person (ref),
    service          TEXT NOT NULL,
    worker           TEXT NOT NULL,
    contact          TEXT NOT NULL,
    leads_for_family INTEGER NOT NULL,
    level            TEXT NOT NULL,
    status           TEXT NOT NULL,
    since            TEXT NOT NULL,
    assessment       TEXT NOT NULL,
    ended            INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS involvement_by_person ON involvement (person);
  CREATE TABLE IF NOT EXISTS cover (
    involvement BLOB PRIMARY KEY,
    contact     TEXT NOT NULL,
    until       TEXT NOT NULL,
    set_by      TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ground (
    ref                BLOB PRIMARY KEY,
    person             BLOB NOT NULL REFERENCES person (ref),
    rests_on           BLOB NOT NULL,
    kind               INTEGER NOT NULL,  -- GroundKind
    scope              BLOB NOT NULL,     -- kith.involvement.v1.Scope
    until              INTEGER NOT NULL,
    said_by            TEXT NOT NULL,
    capacity           TEXT NOT NULL,
    evidence           TEXT NOT NULL,
    wording            TEXT NOT NULL,
    language           TEXT NOT NULL,
    may_name_place     INTEGER NOT NULL,
    imported           INTEGER NOT NULL,
    withdrawn          INTEGER NOT NULL,
    known_to_broker    INTEGER NOT NULL,
    withdrawal_pending INTEGER NOT NULL,
    given_at           INTEGER NOT NULL DEFAULT 0,
    assessed_by        TEXT NOT NULL DEFAULT '',
    assessed_at        INTEGER NOT NULL DEFAULT 0,
    call_back_only     INTEGER NOT NULL DEFAULT 0,
    paper_is_safe      INTEGER NOT NULL DEFAULT 0,
    legal_basis        TEXT NOT NULL DEFAULT '',
    gateway            TEXT NOT NULL DEFAULT '',
    ever_known         INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ground_by_person ON ground (person);
  CREATE INDEX IF NOT EXISTS ground_pending ON ground (withdrawal_pending)
    WHERE withdrawal_pending = 1;
  CREATE TABLE IF NOT EXISTS objection (
    ref         BLOB PRIMARY KEY,
    person      BLOB NOT NULL REFERENCES person (ref),
    said_by     TEXT NOT NULL,
    capacity    TEXT NOT NULL,
    at          INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    state       INTEGER NOT NULL,         -- ObjectionState
    decided_by  TEXT NOT NULL,
    decided_at  INTEGER NOT NULL,
    reason      TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS objection_by_person ON objection (person);
  CREATE TABLE IF NOT EXISTS objection_key (  -- strong keys of whom it is about,
    key_hash  BLOB NOT NULL,                  -- and the person itself
    objection BLOB NOT NULL REFERENCES objection (ref),
    PRIMARY KEY (key_hash, objection)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS not_shared (
    number      INTEGER PRIMARY KEY,
    person      BLOB NOT NULL REFERENCES person (ref),
    at          INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    said_by     TEXT NOT NULL,
    reason      TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS not_shared_by_person ON not_shared (person);
  CREATE TABLE IF NOT EXISTS receipt (
    id            BLOB PRIMARY KEY,
    text          TEXT NOT NULL,
    withdrawal    INTEGER NOT NULL,
    only_here     INTEGER NOT NULL,
    grounds       BLOB NOT NULL,          -- references, one after the other
    countersigned INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS receipt_waiting ON receipt (countersigned)
    WHERE countersigned = 0;
  CREATE TABLE IF NOT EXISTS taken_back (
    key_hash BLOB PRIMARY KEY,
    at       INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shield (
    key_hash BLOB PRIMARY KEY,
    kind     INTEGER NOT NULL,            -- ShieldKind
    set_by   TEXT NOT NULL,
    set_at   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS published_row (
    number      INTEGER PRIMARY KEY,      -- one after the other: rows of one
                                          -- person stay together on the disk
    row_id      BLOB NOT NULL,
    token       BLOB NOT NULL,
    capsule_key BLOB NOT NULL,
    handle      BLOB NOT NULL,
    person      BLOB NOT NULL REFERENCES person (ref),
    ground      BLOB NOT NULL,
    epoch       INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    strong      INTEGER NOT NULL,
    state       INTEGER NOT NULL          -- RowState
  ) STRICT;
  CREATE INDEX IF NOT EXISTS published_row_by_handle ON published_row (handle);
  CREATE INDEX IF NOT EXISTS published_row_by_person ON published_row (person);
  CREATE INDEX IF NOT EXISTS published_row_by_state ON published_row (state);
  CREATE TABLE IF NOT EXISTS made_token (
    epoch         INTEGER NOT NULL,
    input_hash    BLOB NOT NULL,
    token_and_key BLOB NOT NULL,
    PRIMARY KEY (epoch, input_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS answered (
    enquiry_id BLOB NOT NULL,
    subject    INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (enquiry_id, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS answered_at ON answered (at);
  CREATE TABLE IF NOT EXISTS asked_about (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    person     BLOB NOT NULL,
    enquiry_id BLOB NOT NULL,
    asker      TEXT NOT NULL,
    category   TEXT NOT NULL,
    role       TEXT NOT NULL,
    purpose    TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    rule       TEXT NOT NULL,
    touch      INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS asked_about_person ON asked_about (person);
  CREATE TABLE IF NOT EXISTS answer_given (  -- so that it can be taken back
    enquiry_id BLOB NOT NULL,
    subject    INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    person     BLOB NOT NULL,
    asker      TEXT NOT NULL,             -- empty if it was hidden
    proof      BLOB NOT NULL,             -- kith.recall.v1.RoutedProof, or
                                          -- empty: its release is not proved
    PRIMARY KEY (enquiry_id, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS answer_given_person ON answer_given (person);
  CREATE TABLE IF NOT EXISTS unlinked (
    person    BLOB NOT NULL,              -- its reference, or a strong key's
                                          -- hash of its own
    other_key BLOB NOT NULL,              -- strong key's hash of the other
    PRIMARY KEY (person, other_key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS told_apart_from (  -- who the person is not
    person   BLOB NOT NULL REFERENCES person (ref),
    identity BLOB NOT NULL,
    PRIMARY KEY (person, identity)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS own_question (
    enquiry_id BLOB PRIMARY KEY,
    staff      TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS recall_sent (
    enquiry_id      BLOB NOT NULL,
    subject         INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    staff           TEXT NOT NULL,
    asker           TEXT NOT NULL,
    notice          BLOB NOT NULL,
    signature       BLOB NOT NULL,
    proof           BLOB NOT NULL,
    state           INTEGER NOT NULL,     -- RecallState
    acknowledged_at INTEGER NOT NULL,
    PRIMARY KEY (enquiry_id, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS recall_received (
    enquiry_id                BLOB NOT NULL,
    subject                   INTEGER NOT NULL,
    holder                    TEXT NOT NULL,
    at                        INTEGER NOT NULL,
    asked_by                  TEXT NOT NULL,
    acknowledged_by           TEXT NOT NULL,
    acknowledged_at           INTEGER NOT NULL,
    acknowledgement           BLOB NOT NULL,  -- empty until acknowledged
    acknowledgement_signature BLOB NOT NULL,
    told                      INTEGER NOT NULL, -- the broker
    PRIMARY KEY (enquiry_id, subject, holder)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS answer_facts (  -- that an answer was decided on:
    enquiry_id BLOB NOT NULL,                -- they tell of a shield, so no log
    subject    INTEGER NOT NULL,             -- has them
    facts      BLOB NOT NULL,                -- kith.log.v1.DecisionFacts
    PRIMARY KEY (enquiry_id, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS policy_text (  -- every one that was in force
    sha256 BLOB PRIMARY KEY,
    text   BLOB NOT NULL,
    since  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS staff_key (  -- of their own, under a passphrase
    staff      TEXT PRIMARY KEY,
    public_key BLOB NOT NULL,
    salt       BLOB NOT NULL,
    sealed     BLOB NOT NULL,
    failed     INTEGER NOT NULL,          -- wrong passphrases in a row
    failed_at  INTEGER NOT NULL,
    usable_from INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS urgent_request (
    enquiry_id   BLOB PRIMARY KEY,
    staff        TEXT NOT NULL,
    role         TEXT NOT NULL,
    question     BLOB NOT NULL,           -- kith.desk.v1.CheckRequest; empty
                                          -- once it was reviewed
    salt         BLOB NOT NULL,           -- of what was signed for the people
    requested_at INTEGER NOT NULL,
    used_at      INTEGER NOT NULL,        -- 0: not yet
    second_staff TEXT NOT NULL,           -- empty unless of this agency
    reviewed_by  TEXT NOT NULL,           -- empty until reviewed
    reviewed_at  INTEGER NOT NULL,
    finding      TEXT NOT NULL,
    reason       TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS urgent_shown (  -- whose answer was shown
    enquiry_id BLOB PRIMARY KEY
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS urgent_asked (  -- of this agency, by others
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    enquiry_id BLOB NOT NULL,
    person     BLOB NOT NULL,
    asker      TEXT NOT NULL,
    role       TEXT NOT NULL,
    outcome    TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS handover (  -- whom one is about, here
    id     BLOB PRIMARY KEY,
    person BLOB NOT NULL,              -- empty until it is known
    involvements BLOB NOT NULL,        -- handed over: references, one after
                                       -- the other
    tries INTEGER NOT NULL             -- to accept, that did not
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS asked_about_time ON asked_about (at);
  CREATE TABLE IF NOT EXISTS unopened (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    enquiry_id BLOB NOT NULL,
    subject    INTEGER NOT NULL,
    padding    BLOB NOT NULL              -- as long as asked_about's texts
  ) STRICT;
  CREATE TABLE IF NOT EXISTS setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT)sql";

// Columns that a ground of an earlier version lacks.
inline constexpr const char* kNewGroundColumns[] = {
    "given_at INTEGER NOT NULL DEFAULT 0",
    "assessed_by TEXT NOT NULL DEFAULT ''",
    "assessed_at INTEGER NOT NULL DEFAULT 0",
    "call_back_only INTEGER NOT NULL DEFAULT 0",
    "paper_is_safe INTEGER NOT NULL DEFAULT 0",
    "legal_basis TEXT NOT NULL DEFAULT ''",
    "gateway TEXT NOT NULL DEFAULT ''",
    "ever_known INTEGER NOT NULL DEFAULT 0"};

}  // namespace kith::agent

#endif  // KITH_AGENT_REGISTER_SCHEMA_H_
