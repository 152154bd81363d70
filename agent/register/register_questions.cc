// SPDX-License-Identifier: Apache-2.0
// The register's other half: tokens made, questions met, settings.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "agent/register/register.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr absl::Duration kRememberAnswers = absl::Hours(24);
// What asked_about's texts come to: rows of both kinds look alike in size.
constexpr std::size_t kUnopenedPadding = 96;

constexpr char kWronglyOpened[] = "wrongly-opened";

constexpr char kAskedColumns[] =
    "SELECT at, person, enquiry_id, asker, category, role, purpose, outcome, "
    "rule, touch FROM asked_about ";

}  // namespace

absl::StatusOr<std::string> Register::GetMadeToken(
    std::uint32_t epoch, absl::string_view input_hash) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT token_and_key FROM made_token "
                                    "WHERE epoch = ? AND input_hash = ?"));
  get.BindInt(1, epoch).BindBytes(2, input_hash);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  return any ? std::string(get.Bytes(0)) : std::string();
}

absl::Status Register::PutMadeToken(std::uint32_t epoch,
                                    absl::string_view input_hash,
                                    absl::string_view token_and_key) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO made_token VALUES (?, ?, ?)"));
  return put.BindInt(1, epoch)
      .BindBytes(2, input_hash)
      .BindBytes(3, token_and_key)
      .Run();
}

absl::StatusOr<std::uint32_t> Register::OldestTokenEpoch() {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT coalesce(min(epoch), 0) FROM made_token"));
  KITH_RETURN_IF_ERROR(get.Step().status());
  return static_cast<std::uint32_t>(get.Int(0));
}

absl::Status Register::ForgetTokens(std::uint32_t epoch, std::uint32_t most) {
  KITH_ASSIGN_OR_RETURN(
      Statement forget,
      db_.Prepare("DELETE FROM made_token WHERE epoch = ?1 AND input_hash IN "
                  "(SELECT input_hash FROM made_token WHERE epoch = ?1 "
                  "LIMIT ?2)"));
  return forget.BindInt(1, epoch).BindInt(2, most).Run();
}

absl::StatusOr<bool> Register::AnswerOnce(absl::string_view enquiry_id,
                                          std::uint32_t subject,
                                          absl::Time now) {
  KITH_ASSIGN_OR_RETURN(Statement forget,
                        db_.Prepare("DELETE FROM answered WHERE at < ?"));
  KITH_RETURN_IF_ERROR(
      forget.BindInt(1, absl::ToUnixMillis(now - kRememberAnswers)).Run());
  KITH_ASSIGN_OR_RETURN(Statement put,
                        db_.Prepare("INSERT OR IGNORE INTO answered "
                                    "VALUES (?, ?, ?) RETURNING 1"));
  put.BindBytes(1, enquiry_id)
      .BindInt(2, subject)
      .BindInt(3, absl::ToUnixMillis(now));
  KITH_ASSIGN_OR_RETURN(const bool first, put.Step());
  // To its end, so that the insert is done.
  if (first) KITH_RETURN_IF_ERROR(put.Step().status());
  return first;
}

absl::Status Register::PutUnopened(absl::string_view enquiry_id,
                                   std::uint32_t subject, absl::Time now) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO unopened (at, enquiry_id, subject, padding) "
                  "VALUES (?, ?, ?, ?)"));
  return put.BindInt(1, absl::ToUnixMillis(now))
      .BindBytes(2, enquiry_id)
      .BindInt(3, subject)
      .BindBytes(4, std::string(kUnopenedPadding, '\0'))
      .Run();
}

absl::Status Register::CountWronglyOpened() {
  KITH_ASSIGN_OR_RETURN(const std::uint64_t before, WronglyOpened());
  return PutSetting(kWronglyOpened, absl::StrCat(before + 1));
}

absl::StatusOr<std::uint64_t> Register::WronglyOpened() {
  KITH_ASSIGN_OR_RETURN(const std::string count, GetSetting(kWronglyOpened));
  std::uint64_t opened = 0;
  if (!count.empty() && !absl::SimpleAtoi(count, &opened)) {
    return absl::DataLossError("the count of wrong openings is damaged");
  }
  return opened;
}

absl::Status Register::PutPolicyText(absl::string_view sha256,
                                     absl::string_view text, absl::Time since) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO policy_text VALUES (?, ?, ?)"));
  return put.BindBytes(1, sha256)
      .BindBytes(2, text)
      .BindInt(3, absl::ToUnixMillis(since))
      .Run();
}

absl::StatusOr<std::string> Register::GetPolicyText(absl::string_view sha256) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT text FROM policy_text WHERE sha256 = ?"));
  get.BindBytes(1, sha256);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  if (!any)
    return absl::NotFoundError("the policy of that time was not kept here");
  return std::string(get.Bytes(0));
}

absl::Status Register::PutAnswerFacts(absl::string_view enquiry_id,
                                      std::uint32_t subject,
                                      absl::string_view facts) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR REPLACE INTO answer_facts VALUES (?, ?, ?)"));
  return put.BindBytes(1, enquiry_id)
      .BindInt(2, subject)
      .BindBytes(3, facts)
      .Run();
}

absl::StatusOr<std::string> Register::GetAnswerFacts(
    absl::string_view enquiry_id, std::uint32_t subject) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT facts FROM answer_facts "
                                    "WHERE enquiry_id = ? AND subject = ?"));
  get.BindBytes(1, enquiry_id).BindInt(2, subject);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  if (!any) {
    return absl::NotFoundError("what it was decided on is not kept here");
  }
  return std::string(get.Bytes(0));
}

absl::Status Register::PutAskedAbout(const AskedAbout& asked) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO asked_about (at, person, enquiry_id, asker, "
                  "category, role, purpose, outcome, rule, touch) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  return put.BindInt(1, absl::ToUnixMillis(asked.time))
      .BindBytes(2, asked.person)
      .BindBytes(3, asked.enquiry_id)
      .BindText(4, asked.asker)
      .BindText(5, asked.category)
      .BindText(6, asked.role)
      .BindText(7, asked.purpose)
      .BindText(8, asked.outcome)
      .BindText(9, asked.rule)
      .BindInt(10, asked.touch)
      .Run();
}

absl::Status Register::ForgetQuestionsBefore(absl::Time before) {
  for (const char* sql : {"DELETE FROM answer_facts WHERE enquiry_id IN "
                          "(SELECT enquiry_id FROM asked_about WHERE at < ?)",
                          "DELETE FROM answer_given WHERE at < ?",
                          "DELETE FROM asked_about WHERE at < ?",
                          "DELETE FROM urgent_asked WHERE at < ?"}) {
    KITH_ASSIGN_OR_RETURN(Statement forget, db_.Prepare(sql));
    KITH_RETURN_IF_ERROR(forget.BindInt(1, absl::ToUnixMillis(before)).Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<AskedAbout>> Register::Asked(Statement statement) {
  std::vector<AskedAbout> asked;
  const auto text = [&](int column) {
    return std::string(statement.Bytes(column));
  };
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, statement.Step());
    if (!more) return asked;
    asked.push_back({absl::FromUnixMillis(statement.Int(0)), text(1), text(2),
                     text(3), text(4), text(5), text(6), text(7), text(8),
                     statement.Int(9) != 0});
  }
}

absl::StatusOr<std::vector<AskedAbout>> Register::AskedAboutPerson(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kAskedColumns) + "WHERE person = ? ORDER BY id"));
  get.BindBytes(1, person);
  return Asked(std::move(get));
}

absl::StatusOr<std::vector<AskedAbout>> Register::Touches() {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kAskedColumns) + "WHERE touch = 1 ORDER BY id"));
  return Asked(std::move(get));
}

absl::StatusOr<std::vector<AskedAbout>> Register::AskedSince(absl::Time since) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kAskedColumns) + "WHERE at >= ? ORDER BY id"));
  get.BindInt(1, absl::ToUnixMillis(since));
  return Asked(std::move(get));
}

absl::StatusOr<std::string> Register::GetSetting(absl::string_view name) {
  KITH_ASSIGN_OR_RETURN(
      Statement get, db_.Prepare("SELECT value FROM setting WHERE name = ?"));
  get.BindText(1, name);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  return any ? std::string(get.Bytes(0)) : std::string();
}

absl::StatusOr<std::vector<std::string>> Register::SettingsNamed(
    absl::string_view prefix) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT value FROM setting WHERE substr(name, 1, ?2) = ?1 "
                  "ORDER BY name"));
  get.BindText(1, prefix).BindInt(2, static_cast<std::int64_t>(prefix.size()));
  return Column(std::move(get));
}

absl::Status Register::PutSetting(absl::string_view name,
                                  absl::string_view value) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO setting (name, value) VALUES (?, ?) "
                  "ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
  return put.BindText(1, name).BindBytes(2, value).Run();
}

}  // namespace kith::agent
