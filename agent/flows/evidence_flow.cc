// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/evidence_flow.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/flows/log_export.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

constexpr std::uint64_t kLeavesAtOnce = 4096;
constexpr std::uint64_t kOpeningsAtOnce = 1024;

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

}  // namespace

std::string OwnLogOrigin(const Network& network, const std::string& agency) {
  return absl::StrCat(network.file().broker().log_origin(), "/agency/", agency);
}

absl::StatusOr<bool> EvidenceFlow::Parts::Next(desk::v1::EvidencePart& part) {
  part.Clear();
  while (step_ < 9) {
    absl::StatusOr<bool> given = false;
    if (step_ < 5) {
      given = Small(part);
    } else if (step_ == 5) {
      given = BrokerLeaves(part);
    } else if (step_ == 6) {
      given = BrokerOpenings(part);
    } else if (step_ == 7) {
      given = OwnLeaves(part);
    } else {
      given = OwnOpenings(part);
    }
    KITH_RETURN_IF_ERROR(given.status());
    if (*given) return true;
    ++step_;
    position_ = 0;
  }
  return false;
}

// One part each, then on to the next step.
absl::StatusOr<bool> EvidenceFlow::Parts::Small(desk::v1::EvidencePart& part) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  if (position_ != 0) return false;
  position_ = 1;
  switch (step_) {
    case 0:
      KITH_RETURN_IF_ERROR(LogExport(parts_, staff_, "evidence"));
      part.set_file("agency.txt");
      part.set_content(parts_.agency + "\n");
      return true;
    case 1:
      part.set_file("network.kith");
      part.set_content(network->signed_bytes());
      return true;
    case 2: {
      // The own log first: whatever it refers to is in the broker's by then.
      const std::string checkpoint = parts_.log.checkpoint();
      const network::v1::Agency* self = network->FindAgency(parts_.agency);
      if (self == nullptr) {
        return absl::FailedPreconditionError(
            "this agency is not in the network file");
      }
      KITH_ASSIGN_OR_RETURN(
          const tlog::Checkpoint opened,
          tlog::OpenCheckpoint(checkpoint,
                               OwnLogOrigin(*network, parts_.agency),
                               self->log_key()));
      own_size_ = opened.size;
      part.set_file("agent.checkpoint");
      part.set_content(checkpoint);
      return true;
    }
    case 3: {
      KITH_ASSIGN_OR_RETURN(const auto checkpoint,
                            parts_.broker.GetCheckpoint());
      const auto& broker = network->file().broker();
      KITH_ASSIGN_OR_RETURN(
          const tlog::Checkpoint opened,
          tlog::OpenCheckpoint(checkpoint.checkpoint(), broker.log_origin(),
                               broker.log_key()));
      broker_size_ = opened.size;
      part.set_file("broker.checkpoint");
      part.set_content(checkpoint.checkpoint());
      return true;
    }
    default:
      return false;
  }
}

// An empty log's file is there too, once.
bool EvidenceFlow::Parts::FirstOfNone() {
  return std::exchange(position_, 1) == 0;
}

absl::StatusOr<bool> EvidenceFlow::Parts::BrokerLeaves(
    desk::v1::EvidencePart& part) {
  part.set_file("broker.leaves");
  if (position_ >= broker_size_) return FirstOfNone();
  log::v1::GetLeavesRequest request;
  request.set_first(position_);
  request.set_count(static_cast<std::uint32_t>(
      std::min(kLeavesAtOnce, broker_size_ - position_)));
  KITH_ASSIGN_OR_RETURN(const auto reply, parts_.broker.GetLeaves(request));
  position_ += request.count();
  part.set_content(reply.leaves());
  return true;
}

absl::StatusOr<bool> EvidenceFlow::Parts::BrokerOpenings(
    desk::v1::EvidencePart& part) {
  part.set_file("broker.openings");
  if (position_ >= broker_size_) return FirstOfNone();
  log::v1::GetOpeningsRequest request;
  request.set_first(position_);
  request.set_count(static_cast<std::uint32_t>(
      std::min(kOpeningsAtOnce, broker_size_ - position_)));
  KITH_ASSIGN_OR_RETURN(const auto reply, parts_.broker.GetOpenings(request));
  position_ += request.count();
  part.set_content(Delimited(reply.openings()));
  return true;
}

absl::StatusOr<bool> EvidenceFlow::Parts::OwnLeaves(
    desk::v1::EvidencePart& part) {
  part.set_file("agent.leaves");
  if (position_ >= own_size_) return FirstOfNone();
  const auto count = static_cast<std::uint32_t>(
      std::min(kLeavesAtOnce, own_size_ - position_));
  KITH_ASSIGN_OR_RETURN(
      std::string leaves, parts_.reader.WithDb([&](SealedDb& db) {
        return tlog::AuditLog::ReadLeaves(db, position_, count);
      }));
  position_ += count;
  part.set_content(leaves);
  return true;
}

absl::StatusOr<bool> EvidenceFlow::Parts::OwnOpenings(
    desk::v1::EvidencePart& part) {
  part.set_file("agent.openings");
  if (position_ >= own_size_) return FirstOfNone();
  const std::uint64_t count = std::min(kOpeningsAtOnce, own_size_ - position_);
  KITH_ASSIGN_OR_RETURN(const std::vector<log::v1::LeafOpening> openings,
                        parts_.reader.WithDb([&](SealedDb& db) {
                          return tlog::AuditLog::ReadOpenings(db, parts_.agency,
                                                              position_, count);
                        }));
  position_ += count;
  part.set_content(Delimited(openings));
  return true;
}

}  // namespace kith::agent
