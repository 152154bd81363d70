// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/allowances.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/network/people_counted.h"

namespace kith::broker {
namespace {

// Elements a subject costs at a key holder: what a day's allowance is told in.
constexpr std::uint64_t kElementsPerSubject = 16;
constexpr char kOfList[] = "list";

// What a practitioner's questions count as, and up to where.
struct Limit {
  std::string what;
  std::uint64_t subjects = 0;
};

// nullopt: the agency's limit only.
std::optional<Limit> LimitOf(const enquiry::v1::AskBody& ask,
                             const Network& network) {
  if (ask.of_list()) {
    return Limit{kOfList, network.file().list_subjects_a_day()};
  }
  const std::uint32_t subjects = network.SubjectsADay(ask.role());
  if (subjects == 0) return std::nullopt;
  return Limit{ask.role(), subjects};
}

}  // namespace

absl::Status CountAsking(StoreTransaction& transaction, const Enquiry& enquiry,
                         absl::Time now) {
  const Network& network = *enquiry.network;
  const auto subjects = static_cast<std::uint64_t>(enquiry.ask.subjects_size());
  KITH_RETURN_IF_ERROR(transaction.CountAsked(
      enquiry.asker, now, subjects,
      network.FindAgency(enquiry.asker)->ask_elements_per_day() /
          kElementsPerSubject));
  // Two people have looked at it.
  if (enquiry.urgent_authorised == true) return absl::OkStatus();
  const std::optional<Limit> limit = LimitOf(enquiry.ask, network);
  if (!limit.has_value()) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(
      const bool within,
      transaction.CountOfDay(
          {enquiry.asker, enquiry.ask.practitioner(), limit->what}, now,
          PeopleCounted(subjects), limit->subjects));
  if (within) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(
      "over the daily allowance of ", limit->subjects,
      " people that this staff member may ask about ",
      enquiry.ask.of_list() ? "in lists"
                            : absl::StrCat("in the role `", limit->what, "`"),
      "; it starts anew at midnight UTC"));
}

std::uint64_t GroundsADay(const Network& network, const std::string& agency) {
  const network::v1::Agency* member = network.FindAgency(agency);
  return member->grounds_a_day() != 0 ? member->grounds_a_day()
                                      : member->register_size();
}

}  // namespace kith::broker
