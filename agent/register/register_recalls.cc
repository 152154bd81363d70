// SPDX-License-Identifier: Apache-2.0
// The register's part for answers about somebody else: who was told what, who
// is told apart, and what was taken back.
#include <utility>

#include "agent/register/register.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kUnlink[] =
    "INSERT OR IGNORE INTO unlinked SELECT ?1, ?2 UNION "
    "SELECT key_hash, ?2 FROM person_key WHERE person = ?1 AND strong = 1";
constexpr char kUnlinked[] =
    "SELECT 1 FROM unlinked WHERE other_key = ?2 AND (person = ?1 OR person IN "
    "(SELECT key_hash FROM person_key WHERE person = ?1 AND strong = 1)) "
    "LIMIT 1";
constexpr char kHasKey[] =
    "SELECT 1 FROM person_key WHERE person = ?1 AND key_hash = ?2";
constexpr char kPutSent[] =
    "INSERT INTO recall_sent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (enquiry_id, subject) DO UPDATE SET "
    "state = max(state, excluded.state), "
    "acknowledged_at = max(acknowledged_at, excluded.acknowledged_at)";
constexpr char kPutReceived[] =
    "INSERT INTO recall_received VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (enquiry_id, subject, holder) DO UPDATE SET "
    "acknowledged_by = excluded.acknowledged_by, "
    "acknowledged_at = excluded.acknowledged_at, "
    "acknowledgement = excluded.acknowledgement, "
    "acknowledgement_signature = excluded.acknowledgement_signature, "
    "told = excluded.told";

std::string Text(const Statement& row, int column) {
  return std::string(row.Bytes(column));
}

SentRecall SentOf(const Statement& row) {
  return {.enquiry_id = Text(row, 0),
          .subject = static_cast<std::uint32_t>(row.Int(1)),
          .time = absl::FromUnixMillis(row.Int(2)),
          .staff = Text(row, 3),
          .asker = Text(row, 4),
          .notice = Text(row, 5),
          .signature = Text(row, 6),
          .proof = Text(row, 7),
          .state = static_cast<RecallState>(row.Int(8)),
          .acknowledged_at = absl::FromUnixMillis(row.Int(9))};
}

ReceivedRecall ReceivedOf(const Statement& row) {
  return {.enquiry_id = Text(row, 0),
          .subject = static_cast<std::uint32_t>(row.Int(1)),
          .holder = Text(row, 2),
          .time = absl::FromUnixMillis(row.Int(3)),
          .asked_by = Text(row, 4),
          .acknowledged_by = Text(row, 5),
          .acknowledged_at = absl::FromUnixMillis(row.Int(6)),
          .acknowledgement = Text(row, 7),
          .acknowledgement_signature = Text(row, 8),
          .told = row.Int(9) != 0};
}

template <typename Value>
absl::StatusOr<std::vector<Value>> All(Statement rows,
                                       Value (*read)(const Statement&)) {
  std::vector<Value> values;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return values;
    values.push_back(read(rows));
  }
}

}  // namespace

absl::Status Register::PutAnswerGiven(const AnswerGiven& answer) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare(
          "INSERT OR IGNORE INTO answer_given VALUES (?, ?, ?, ?, ?, ?)"));
  return put.BindBytes(1, answer.enquiry_id)
      .BindInt(2, answer.subject)
      .BindInt(3, absl::ToUnixMillis(answer.time))
      .BindBytes(4, answer.person)
      .BindText(5, answer.asker)
      .BindBytes(6, answer.proof)
      .Run();
}

absl::Status Register::PutReleaseProved(absl::string_view enquiry_id,
                                        std::uint32_t subject,
                                        absl::string_view proof) {
  KITH_ASSIGN_OR_RETURN(Statement put,
                        db_.Prepare("UPDATE answer_given SET proof = ?3 "
                                    "WHERE enquiry_id = ?1 AND subject = ?2"));
  return put.BindBytes(1, enquiry_id)
      .BindInt(2, subject)
      .BindBytes(3, proof)
      .Run();
}

absl::StatusOr<std::vector<AnswerGiven>> Register::AnswersAbout(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT enquiry_id, subject, at, person, asker, proof "
                  "FROM answer_given WHERE person = ? ORDER BY at"));
  rows.BindBytes(1, person);
  return All<AnswerGiven>(std::move(rows), [](const Statement& row) {
    return AnswerGiven{.enquiry_id = Text(row, 0),
                       .subject = static_cast<std::uint32_t>(row.Int(1)),
                       .time = absl::FromUnixMillis(row.Int(2)),
                       .person = Text(row, 3),
                       .asker = Text(row, 4),
                       .proof = Text(row, 5)};
  });
}

// A strong key that the two share tells nothing of which of them it is: no rule
// rests on it, or the other's own record would inherit what is said of this.
absl::Status Register::PutUnlinked(absl::string_view person,
                                   const std::vector<RegisterKey>& others) {
  for (const RegisterKey& other : others) {
    if (!other.strong) continue;
    KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kUnlink));
    KITH_RETURN_IF_ERROR(
        put.BindBytes(1, person).BindBytes(2, other.hash).Run());
  }
  for (const RegisterKey& own : others) {
    for (const RegisterKey& other : others) {
      KITH_ASSIGN_OR_RETURN(
          Statement drop,
          db_.Prepare(
              "DELETE FROM unlinked WHERE person = ? AND other_key = ?"));
      KITH_RETURN_IF_ERROR(
          drop.BindBytes(1, own.hash).BindBytes(2, other.hash).Run());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ToldApart> Register::IsToldApart(
    absl::string_view person, const std::vector<RegisterKey>& asked) {
  ToldApart apart = ToldApart::kNo;
  for (const RegisterKey& key : asked) {
    if (!key.strong) continue;
    KITH_ASSIGN_OR_RETURN(Statement rule, db_.Prepare(kUnlinked));
    rule.BindBytes(1, person).BindBytes(2, key.hash);
    KITH_ASSIGN_OR_RETURN(const bool ruled, rule.Step());
    if (!ruled) continue;
    KITH_ASSIGN_OR_RETURN(Statement own, db_.Prepare(kHasKey));
    own.BindBytes(1, person).BindBytes(2, key.hash);
    KITH_ASSIGN_OR_RETURN(const bool shared, own.Step());
    if (!shared) return ToldApart::kYes;
    apart = ToldApart::kUncertain;
  }
  return apart;
}

absl::Status Register::PutToldApartFrom(absl::string_view person,
                                        absl::string_view identity) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO told_apart_from VALUES (?, ?)"));
  return put.BindBytes(1, person).BindBytes(2, identity).Run();
}

absl::StatusOr<std::vector<Identity>> Register::ToldApartFrom(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT identity FROM told_apart_from WHERE person = ?"));
  rows.BindBytes(1, person);
  std::vector<Identity> identities;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return identities;
    KITH_ASSIGN_OR_RETURN(identities.emplace_back(),
                          ParseFromRegister(std::string(rows.Bytes(0))));
  }
}

absl::Status Register::PutOwnQuestion(absl::string_view enquiry_id,
                                      absl::string_view staff) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO own_question VALUES (?, ?)"));
  return put.BindBytes(1, enquiry_id).BindText(2, staff).Run();
}

absl::StatusOr<std::string> Register::WhoAskedOwn(
    absl::string_view enquiry_id) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT staff FROM own_question WHERE enquiry_id = ?"));
  get.BindBytes(1, enquiry_id);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  if (!any) return absl::NotFoundError("not a question of this agency");
  return Text(get, 0);
}

absl::Status Register::PutSentRecall(const SentRecall& recall) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPutSent));
  return put.BindBytes(1, recall.enquiry_id)
      .BindInt(2, recall.subject)
      .BindInt(3, absl::ToUnixMillis(recall.time))
      .BindText(4, recall.staff)
      .BindText(5, recall.asker)
      .BindBytes(6, recall.notice)
      .BindBytes(7, recall.signature)
      .BindBytes(8, recall.proof)
      .BindInt(9, static_cast<int>(recall.state))
      .BindInt(10, absl::ToUnixMillis(recall.acknowledged_at))
      .Run();
}

absl::StatusOr<std::vector<SentRecall>> Register::SentRecalls() {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT enquiry_id, subject, at, staff, asker, notice, "
                  "signature, proof, state, acknowledged_at "
                  "FROM recall_sent ORDER BY at, enquiry_id, subject"));
  return All<SentRecall>(std::move(rows), &SentOf);
}

absl::Status Register::PutReceivedRecall(const ReceivedRecall& recall) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPutReceived));
  return put.BindBytes(1, recall.enquiry_id)
      .BindInt(2, recall.subject)
      .BindText(3, recall.holder)
      .BindInt(4, absl::ToUnixMillis(recall.time))
      .BindText(5, recall.asked_by)
      .BindText(6, recall.acknowledged_by)
      .BindInt(7, absl::ToUnixMillis(recall.acknowledged_at))
      .BindBytes(8, recall.acknowledgement)
      .BindBytes(9, recall.acknowledgement_signature)
      .BindInt(10, recall.told)
      .Run();
}

absl::StatusOr<std::vector<ReceivedRecall>> Register::ReceivedRecalls() {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT enquiry_id, subject, holder, at, asked_by, "
                  "acknowledged_by, acknowledged_at, acknowledgement, "
                  "acknowledgement_signature, told "
                  "FROM recall_received ORDER BY at, enquiry_id, subject"));
  return All<ReceivedRecall>(std::move(rows), &ReceivedOf);
}

}  // namespace kith::agent
