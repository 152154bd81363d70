// SPDX-License-Identifier: Apache-2.0
#include "keys/network/check_network_file.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/administrators.h"
#include "keys/network/agency_card.h"
#include "keys/network/epochs.h"
#include "keys/network/standing.h"
#include "keys/signer.h"

namespace kith {
namespace {

using network::v1::NetworkFile;

constexpr std::size_t kMaxIdBytes = 64;
constexpr absl::string_view kAskingRoles[] = {"practitioner", "front-door",
                                              "lead-practitioner"};
constexpr std::uint32_t kShortestReleaseMs = 100;
constexpr std::uint32_t kOrdinaryReleaseMs = 1500;

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("network file: ", what));
}

absl::Status CheckAgencies(const NetworkFile& file) {
  std::set<std::string> ids;
  std::set<std::string> categories;
  for (const auto& category : file.categories()) {
    categories.insert(category.id());
  }
  for (const auto& agency : file.agencies()) {
    if (!IsNetworkId(agency.id())) return Wrong("an agency's id is malformed");
    if (!ids.insert(agency.id()).second) {
      return Wrong(absl::StrCat("agency `", agency.id(), "` stands twice"));
    }
    if (!categories.contains(agency.category())) {
      return Wrong(absl::StrCat("agency `", agency.id(),
                                "` has a category the file does not name"));
    }
    if (agency.signing_key().size() != kPublicKeyBytes ||
        agency.log_key().size() != kPublicKeyBytes) {
      return Wrong(absl::StrCat("agency `", agency.id(),
                                "` has a key of a wrong length"));
    }
    absl::Status texts = CheckAgencyCard(agency);
    if (texts.ok()) texts = CheckStanding(agency);
    if (!texts.ok()) {
      return Wrong(
          absl::StrCat("agency `", agency.id(), "`: ", texts.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTimes(const NetworkFile& file) {
  const auto& times = file.times();
  const std::uint32_t shortest =
      file.test_network() ? kShortestReleaseMs : kOrdinaryReleaseMs;
  if (times.release_ms() < shortest || times.release_ms() > 10'000) {
    return Wrong(absl::StrCat("release_ms must be ", shortest, " to 10000"));
  }
  if (times.publish_interval_ms() < 100) {
    return Wrong("publish_interval_ms must be at least 100");
  }
  if (times.probe_min_ms() < 100 ||
      times.probe_max_ms() < times.probe_min_ms()) {
    return Wrong("probe_min_ms must be at least 100 and below probe_max_ms");
  }
  return absl::OkStatus();
}

absl::Status CheckAllowances(const NetworkFile& file) {
  std::set<std::string> roles;
  for (const auto& allowance : file.role_allowances()) {
    const std::string& role = allowance.role();
    if (std::find(std::begin(kAskingRoles), std::end(kAskingRoles), role) ==
        std::end(kAskingRoles)) {
      return Wrong(absl::StrCat("role_allowances: nobody asks in the role `",
                                role, "`; ",
                                absl::StrJoin(kAskingRoles, ", ")));
    }
    if (!roles.insert(role).second) {
      return Wrong(absl::StrCat("role_allowances: `", role, "` stands twice"));
    }
    if (allowance.subjects_a_day() == 0) {
      return Wrong(absl::StrCat("role_allowances: subjects_a_day of `", role,
                                "` must be at least 1"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckWitnesses(const NetworkFile& file) {
  const auto& rule = file.witnesses();
  const std::uint32_t ordinary =
      rule.ordinary_hours() == 0 ? kWitnessedHours : rule.ordinary_hours();
  const std::uint32_t urgent =
      rule.urgent_hours() == 0 ? kWitnessedHoursUrgent : rule.urgent_hours();
  if (urgent > kMostWitnessedHours || ordinary > urgent) {
    return Wrong(
        "witnesses: hours are at most 168, and those of urgent access at least "
        "those of ordinary questions");
  }
  return absl::OkStatus();
}

}  // namespace

bool IsNetworkId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
             absl::string_view::npos;
}

absl::Status CheckNetworkFile(const NetworkFile& file) {
  if (!IsNetworkId(file.name())) return Wrong("name is malformed");
  if (file.network_id().size() != kNetworkIdBytes) {
    return Wrong("network_id must be 32 bytes");
  }
  if (file.version() == 0) return Wrong("version must be at least 1");
  if (file.broker().signing_key().size() != kPublicKeyBytes ||
      file.broker().log_key().size() != kPublicKeyBytes) {
    return Wrong("broker: a key has a wrong length");
  }
  if (file.broker().log_origin().empty()) {
    return Wrong("broker: log_origin is empty");
  }
  if (file.key_holders().empty()) return Wrong("no key holder");
  for (const auto& holder : file.key_holders()) {
    if (!IsNetworkId(holder.id())) return Wrong("key holder: id is malformed");
    if (!holder.log_key().empty() &&
        holder.log_key().size() != kPublicKeyBytes) {
      return Wrong("key holder: log_key has a wrong length");
    }
  }
  const absl::Status epochs = CheckEpochs(file);
  if (!epochs.ok()) return Wrong(epochs.message());
  if (file.authority_pem().empty()) return Wrong("authority_pem is empty");
  const std::string& desk = file.desk().operated_by();
  if (!desk.empty() && !IsNetworkId(desk)) {
    return Wrong("desk: operated_by is malformed");
  }
  KITH_RETURN_IF_ERROR(CheckTimes(file));
  KITH_RETURN_IF_ERROR(CheckWitnesses(file));
  for (const std::string& revoked : file.revoked_certificates()) {
    if (revoked.size() != kHashBytes) {
      return Wrong("revoked_certificates: a hash has a wrong length");
    }
  }
  KITH_RETURN_IF_ERROR(CheckAllowances(file));
  KITH_RETURN_IF_ERROR(CheckAdministrators(file));
  return CheckAgencies(file);
}

}  // namespace kith
