// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_allowances.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using network::v1::NetworkFile;

absl::Status ChangeRole(const std::string& text, NetworkFile& file) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  std::uint32_t subjects = 0;
  if (!absl::SimpleAtoi(parts.second, &subjects)) {
    return absl::InvalidArgumentError("role: like practitioner=30");
  }
  auto& allowances = *file.mutable_role_allowances();
  const auto found = std::find_if(
      allowances.begin(), allowances.end(),
      [&](const auto& allowance) { return allowance.role() == parts.first; });
  if (subjects == 0) {
    if (found != allowances.end()) allowances.erase(found);
    return absl::OkStatus();
  }
  auto& allowance =
      found == allowances.end() ? *file.add_role_allowances() : *found;
  allowance.set_role(parts.first);
  allowance.set_subjects_a_day(subjects);
  return absl::OkStatus();
}

absl::Status ChangeAgency(const AllowanceChanges& changes, NetworkFile& file) {
  const bool any = changes.ask_elements.has_value() ||
                   changes.register_size.has_value() ||
                   changes.grounds_a_day.has_value();
  if (changes.agency.empty()) {
    return any ? absl::InvalidArgumentError(
                     "agency: say whose these figures are, --agency ID")
               : absl::OkStatus();
  }
  for (auto& agency : *file.mutable_agencies()) {
    if (agency.id() != changes.agency) continue;
    if (changes.ask_elements.has_value()) {
      agency.set_ask_elements_per_day(*changes.ask_elements);
    }
    if (changes.register_size.has_value()) {
      agency.set_register_size(*changes.register_size);
    }
    if (changes.grounds_a_day.has_value()) {
      agency.set_grounds_a_day(*changes.grounds_a_day);
    }
    return absl::OkStatus();
  }
  return absl::NotFoundError(absl::StrCat(
      "agency: the network has no `", changes.agency, "`; kith network print"));
}

}  // namespace

absl::StatusOr<SignedVersion> ChangeAllowances(const std::string& network_dir,
                                               const AllowanceChanges& changes,
                                               absl::Time now) {
  return SignNextVersion(
      network_dir, now, [&](NetworkFile& file) -> absl::Status {
        for (const std::string& role : changes.roles) {
          KITH_RETURN_IF_ERROR(ChangeRole(role, file));
        }
        if (changes.lists) file.set_list_subjects_a_day(*changes.lists);
        if (changes.repeats_most) {
          file.mutable_repeats()->set_most(*changes.repeats_most);
        }
        if (changes.repeats_most_of_agency) {
          file.mutable_repeats()->set_most_of_agency(
              *changes.repeats_most_of_agency);
        }
        return ChangeAgency(changes, file);
      });
}

}  // namespace kith::deploy
