// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/evidence_flow.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/log_export.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

constexpr std::uint64_t kLeavesAtOnce = 4096;
constexpr std::uint64_t kOpeningsAtOnce = 1024;
// Before the logs: agency.txt, network.kith.
constexpr std::size_t kFiles = 2;

// Each behind its length as u32 big-endian.
template <typename Openings>
std::string Delimited(const Openings& openings) {
  std::string bytes;
  for (const log::v1::LeafOpening& opening : openings) {
    const std::string one = opening.SerializeAsString();
    bytes += BigEndian32(static_cast<std::uint32_t>(one.size()));
    bytes += one;
  }
  return bytes;
}

// Whose word is missing, and what to do.
absl::Status NoLogFrom(absl::string_view name, const absl::Status& why) {
  // gRPC's own words for a line that is down say nothing, and would be taken
  // for those of the desk's.
  const std::string more =
      absl::IsUnavailable(why) ? "" : absl::StrCat(" (", why.message(), ")");
  return absl::Status(
      why.code(),
      absl::StrCat(name,
                   ": its log cannot be read, and without it there is no "
                   "evidence; try again when it can be reached",
                   more));
}

}  // namespace

std::string OwnLogOrigin(const Network& network, const std::string& agency) {
  return absl::StrCat(network.file().broker().log_origin(), "/agency/", agency);
}

std::string KeyHolderLogOrigin(const Network& network, const std::string& id) {
  return absl::StrCat(network.file().broker().log_origin(), "/keyholder/", id);
}

EvidenceFlow::Parts::Parts(const kith::agent::Parts& parts, Staff staff)
    : parts_(parts), staff_(std::move(staff)), network_(parts.network.Get()) {}

// INVARIANT (order of checkpoints): what a log refers to is in the one whose
// checkpoint is taken after it. A key holder evaluates what the own log says
// already; the own log shows what the broker's released already.
absl::Status EvidenceFlow::Parts::ListLogs() {
  const auto& file = network_->file();
  const network::v1::Agency* self = network_->FindAgency(parts_.agency);
  if (self == nullptr) {
    return absl::FailedPreconditionError(
        "this agency is not in the network file");
  }
  std::vector<Log> logs;
  for (const auto& holder : file.key_holders()) {
    if (holder.log_key().empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the network file names no log key of the key holder ", holder.id(),
          "; ask the administrator: kith network set --keyholder-log-key"));
    }
    lines_.push_back(parts_.key_holders.WithId(holder.id()));
    logs.push_back({absl::StrCat("keyholder/", holder.id()),
                    KeyHolderLogOrigin(*network_, holder.id()),
                    holder.log_key(), lines_.back().get()});
  }
  logs.push_back(
      {"agent", OwnLogOrigin(*network_, parts_.agency), self->log_key()});
  logs.push_back({"broker", file.broker().log_origin(), file.broker().log_key(),
                  &parts_.broker});
  logs_ = std::move(logs);
  return absl::OkStatus();
}

absl::StatusOr<bool> EvidenceFlow::Parts::Next(desk::v1::EvidencePart& part) {
  if (logs_.empty()) {
    KITH_RETURN_IF_ERROR(ListLogs());
    KITH_RETURN_IF_ERROR(LogExport(parts_, staff_, "evidence"));
  }
  for (; step_ < kFiles + 3 * logs_.size(); ++step_, position_ = 0) {
    part.Clear();
    KITH_ASSIGN_OR_RETURN(const bool given, Step(part));
    if (given) return true;
  }
  return false;
}

absl::StatusOr<bool> EvidenceFlow::Parts::Step(desk::v1::EvidencePart& part) {
  if (step_ == 0) return File("agency.txt", parts_.agency + "\n", part);
  if (step_ == 1) return File("network.kith", network_->signed_bytes(), part);
  const std::size_t step = step_ - kFiles;
  // All checkpoints first.
  if (step < logs_.size()) return Checkpoint(logs_[step], part);
  const Log& log = logs_[(step - logs_.size()) / 2];
  return (step - logs_.size()) % 2 == 0 ? Leaves(log, part)
                                        : Openings(log, part);
}

// An empty log's file is there too, once.
bool EvidenceFlow::Parts::FirstOfNone() {
  return std::exchange(position_, 1) == 0;
}

absl::StatusOr<bool> EvidenceFlow::Parts::File(absl::string_view name,
                                               const std::string& content,
                                               desk::v1::EvidencePart& part) {
  if (!FirstOfNone()) return false;
  part.set_file(std::string(name));
  part.set_content(content);
  return true;
}

absl::StatusOr<bool> EvidenceFlow::Parts::Checkpoint(
    Log& log, desk::v1::EvidencePart& part) {
  if (position_ != 0) return false;
  std::string note;
  if (log.keeper == nullptr) {
    note = parts_.log.checkpoint();
  } else {
    const auto reply = log.keeper->GetCheckpoint();
    if (!reply.ok()) return NoLogFrom(log.name, reply.status());
    note = reply->checkpoint();
  }
  KITH_ASSIGN_OR_RETURN(const tlog::Checkpoint opened,
                        tlog::OpenCheckpoint(note, log.origin, log.public_key));
  log.size = opened.size;
  return File(absl::StrCat(log.name, ".checkpoint"), note, part);
}

absl::StatusOr<bool> EvidenceFlow::Parts::Leaves(const Log& log,
                                                 desk::v1::EvidencePart& part) {
  part.set_file(absl::StrCat(log.name, ".leaves"));
  if (position_ >= log.size) return position_ == 0 && FirstOfNone();
  const auto count =
      static_cast<std::uint32_t>(std::min(kLeavesAtOnce, log.size - position_));
  KITH_ASSIGN_OR_RETURN(std::string leaves, ReadLeaves(log, count));
  position_ += count;
  part.set_content(std::move(leaves));
  return true;
}

absl::StatusOr<bool> EvidenceFlow::Parts::Openings(
    const Log& log, desk::v1::EvidencePart& part) {
  part.set_file(absl::StrCat(log.name, ".openings"));
  if (position_ >= log.size) return position_ == 0 && FirstOfNone();
  const auto count = static_cast<std::uint32_t>(
      std::min(kOpeningsAtOnce, log.size - position_));
  KITH_ASSIGN_OR_RETURN(std::string openings, ReadOpenings(log, count));
  position_ += count;
  part.set_content(std::move(openings));
  return true;
}

absl::StatusOr<std::string> EvidenceFlow::Parts::ReadLeaves(
    const Log& log, std::uint32_t count) {
  if (log.keeper == nullptr) {
    return parts_.reader.WithDb([&](SealedDb& db) {
      return tlog::AuditLog::ReadLeaves(db, position_, count);
    });
  }
  log::v1::GetLeavesRequest request;
  request.set_first(position_);
  request.set_count(count);
  auto reply = log.keeper->GetLeaves(request);
  if (!reply.ok()) return NoLogFrom(log.name, reply.status());
  return reply->leaves();
}

absl::StatusOr<std::string> EvidenceFlow::Parts::ReadOpenings(
    const Log& log, std::uint32_t count) {
  if (log.keeper == nullptr) {
    KITH_ASSIGN_OR_RETURN(const std::vector<log::v1::LeafOpening> openings,
                          parts_.reader.WithDb([&](SealedDb& db) {
                            return tlog::AuditLog::ReadOpenings(
                                db, parts_.agency, position_, count);
                          }));
    return Delimited(openings);
  }
  log::v1::GetOpeningsRequest request;
  request.set_first(position_);
  request.set_count(count);
  const auto reply = log.keeper->GetOpenings(request);
  if (!reply.ok()) return NoLogFrom(log.name, reply.status());
  return Delimited(reply->openings());
}

}  // namespace kith::agent
