// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/welcome_flow.h"

#include "absl/strings/str_cat.h"
#include "broker/flows/network_updates.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/note.h"

namespace kith::broker {
namespace {

constexpr absl::Duration kMostClockSkew = absl::Seconds(120);

}  // namespace

absl::Status WelcomeFlow::CheckAgrees(const link::v1::Hello& hello,
                                      const Network& network) const {
  if (hello.normaliser_version() != network.file().normaliser_version()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "this agent's normaliser is version ", hello.normaliser_version(),
        ", the network's is ", network.file().normaliser_version(),
        "; install the release the network uses"));
  }
  const absl::Duration skew =
      parts_.clock.Now() -
      absl::FromUnixMillis(static_cast<std::int64_t>(hello.clock_ms()));
  if (skew > kMostClockSkew || skew < -kMostClockSkew) {
    return absl::FailedPreconditionError(absl::StrCat(
        "this agent's clock is ", absl::ToInt64Seconds(absl::AbsDuration(skew)),
        " s off; set it, and keep it set by a time service"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<link::v1::ToAgent>> WelcomeFlow::Run(
    const std::string& agency, const link::v1::Hello& hello) const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_RETURN_IF_ERROR(CheckAgrees(hello, *network));

  const auto& broker = network->file().broker();
  const std::string newest = parts_.log.checkpoint();
  link::v1::ToAgent message;
  link::v1::Welcome& welcome = *message.mutable_welcome();
  welcome.set_index_id(index_id_);
  welcome.set_has_published(parts_.index_state.HasPublished(agency));
  welcome.mutable_checkpoint()->set_checkpoint(newest);
  if (!hello.checkpoint().empty()) {
    KITH_ASSIGN_OR_RETURN(
        const tlog::Checkpoint seen,
        tlog::OpenCheckpoint(hello.checkpoint(), broker.log_origin(),
                             broker.log_key()));
    KITH_ASSIGN_OR_RETURN(
        const tlog::Checkpoint present,
        tlog::OpenCheckpoint(newest, broker.log_origin(), broker.log_key()));
    const auto proof = parts_.log.Consistency(seen.size, present.size);
    if (!proof.ok()) {
      LogError("agent_has_seen_a_larger_log",
               {{"seen", seen.size}, {"present", present.size}});
      return absl::DataLossError(
          "the agent has seen a larger log than the broker has; the broker "
          "must be restored from a mirror");
    }
    welcome.mutable_checkpoint()->set_consistency(tlog::PadProof(*proof));
  }
  std::vector<link::v1::ToAgent> messages =
      NetworkUpdates(hello.network_file_version(), *network, history_);
  messages.push_back(std::move(message));
  return messages;
}

}  // namespace kith::broker
