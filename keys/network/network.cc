// SPDX-License-Identifier: Apache-2.0
#include "keys/network/network.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "keys/base/status_macros.h"
#include "keys/network/agency_card.h"
#include "keys/network/epochs.h"
#include "keys/signer.h"

namespace kith {
namespace {

constexpr std::uint32_t kWitnessedHours = 4;
constexpr std::uint32_t kWitnessedHoursUrgent = 24;
constexpr std::uint32_t kMostWitnessedHours = 168;

using network::v1::NetworkFile;
using network::v1::SignedFile;

constexpr std::size_t kMaxFileBytes = 4 << 20;
constexpr std::size_t kMaxIdBytes = 64;
constexpr std::size_t kMaxCodeBytes = 40;
constexpr absl::string_view kAskingRoles[] = {"practitioner", "front-door",
                                              "lead-practitioner"};
constexpr std::uint32_t kShortestReleaseMs = 100;
constexpr std::uint32_t kOrdinaryReleaseMs = 1500;

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("network file: ", what));
}

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
             absl::string_view::npos;
}

template <typename Items>
auto FindById(const Items& items, absl::string_view id)
    -> decltype(&*items.begin()) {
  for (const auto& item : items) {
    if (item.id() == id) return &item;
  }
  return nullptr;
}

absl::Status CheckAgencies(const NetworkFile& file) {
  std::set<std::string> ids;
  std::set<std::string> categories;
  for (const auto& category : file.categories()) {
    categories.insert(category.id());
  }
  for (const auto& agency : file.agencies()) {
    if (!IsId(agency.id())) return Wrong("an agency's id is malformed");
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
    const absl::Status card = CheckAgencyCard(agency);
    if (!card.ok()) {
      return Wrong(
          absl::StrCat("agency `", agency.id(), "`: ", card.message()));
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

absl::Status Check(const NetworkFile& file) {
  if (!IsId(file.name())) return Wrong("name is malformed");
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
    if (!IsId(holder.id())) return Wrong("key holder: id is malformed");
    if (!holder.log_key().empty() &&
        holder.log_key().size() != kPublicKeyBytes) {
      return Wrong("key holder: log_key has a wrong length");
    }
  }
  const absl::Status epochs = CheckEpochs(file);
  if (!epochs.ok()) return Wrong(epochs.message());
  if (file.authority_pem().empty()) return Wrong("authority_pem is empty");
  const std::string& desk = file.desk().operated_by();
  if (!desk.empty() && !IsId(desk)) {
    return Wrong("desk: operated_by is malformed");
  }
  KITH_RETURN_IF_ERROR(CheckTimes(file));
  KITH_RETURN_IF_ERROR(CheckWitnesses(file));
  KITH_RETURN_IF_ERROR(CheckAllowances(file));
  return CheckAgencies(file);
}

// True if one of the administrators that `names` lists signed `signed_file`.
bool SignedByOneOf(const NetworkFile& names, const SignedFile& signed_file,
                   absl::string_view network_id) {
  for (const auto& signature : signed_file.signatures()) {
    for (const auto& administrator : names.administrators()) {
      if (administrator.name() == signature.signer() &&
          VerifySignature(administrator.public_key(), Label::kNetworkFile,
                          network_id, signed_file.body(), signature.signature())
              .ok()) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Network>> Network::FromSigned(
    absl::string_view signed_bytes) {
  if (signed_bytes.size() > kMaxFileBytes) return Wrong("larger than 4 MiB");
  SignedFile signed_file;
  std::shared_ptr<Network> network(new Network());
  network->signed_bytes_ = std::string(signed_bytes);
  if (!signed_file.ParseFromString(network->signed_bytes_) ||
      !network->file_.ParseFromString(signed_file.body())) {
    return Wrong("cannot be read; fetch it again from the administrator");
  }
  if (!SignedByOneOf(network->file_, signed_file, network->id())) {
    return absl::UnauthenticatedError(
        "network file: no administrator's signature holds; fetch it again from "
        "the administrator");
  }
  KITH_RETURN_IF_ERROR(Check(network->file_));
  const auto& holidays = network->file_.bank_holidays();
  absl::StatusOr<WorkingDays> days =
      WorkingDays::FromHolidays({holidays.begin(), holidays.end()});
  if (!days.ok()) return Wrong(days.status().message());
  network->working_days_ = *std::move(days);
  network->hash_ = Sha256(signed_file.body());
  network->policy_hash_ = Sha256(network->file_.policy_text());
  return network;
}

absl::Duration Network::WitnessedFor(bool urgent) const {
  const auto& rule = file_.witnesses();
  if (urgent) {
    return absl::Hours(rule.urgent_hours() == 0 ? kWitnessedHoursUrgent
                                                : rule.urgent_hours());
  }
  return absl::Hours(rule.ordinary_hours() == 0 ? kWitnessedHours
                                                : rule.ordinary_hours());
}

absl::StatusOr<std::shared_ptr<const Network>> Network::Load(
    const std::string& path) {
  std::error_code error;
  std::ifstream stream(path, std::ios::binary);
  // A folder opens and cannot be read.
  if (!stream || !std::filesystem::is_regular_file(path, error)) {
    return absl::NotFoundError(absl::StrCat(
        "no network file at ", path,
        "; copy it from the administrator (kith network init writes it)"));
  }
  const std::string bytes((std::istreambuf_iterator<char>(stream)),
                          std::istreambuf_iterator<char>());
  return FromSigned(bytes);
}

const network::v1::Agency* Network::FindAgency(absl::string_view id) const {
  return FindById(file_.agencies(), id);
}
const network::v1::Category* Network::FindCategory(absl::string_view id) const {
  return FindById(file_.categories(), id);
}
const network::v1::Purpose* Network::FindPurpose(absl::string_view id) const {
  return FindById(file_.purposes(), id);
}
const network::v1::Gateway* Network::FindGateway(absl::string_view id) const {
  return FindById(file_.gateways(), id);
}
const network::v1::KeyHolder* Network::FindKeyHolder(
    absl::string_view id) const {
  return FindById(file_.key_holders(), id);
}
const network::v1::Epoch* Network::FindEpoch(std::uint32_t number) const {
  for (const auto& epoch : file_.epochs()) {
    if (epoch.number() == number) return &epoch;
  }
  return nullptr;
}

std::uint32_t Network::SubjectsADay(absl::string_view role) const {
  for (const auto& allowance : file_.role_allowances()) {
    if (allowance.role() == role) return allowance.subjects_a_day();
  }
  return 0;
}

bool IsCode(absl::string_view text) {
  return text.size() <= kMaxCodeBytes && IsId(text);
}

CurrentNetwork::CurrentNetwork(std::shared_ptr<const Network> network)
    : network_(std::move(network)) {}

std::shared_ptr<const Network> CurrentNetwork::Get() const {
  absl::MutexLock lock(&mutex_);
  return network_;
}

absl::Status CurrentNetwork::Replace(absl::string_view signed_bytes) {
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> next,
                        Network::FromSigned(signed_bytes));
  absl::MutexLock lock(&mutex_);
  if (next->id() != network_->id()) {
    return absl::FailedPreconditionError("network file: of another network");
  }
  const std::uint64_t present = network_->file().version();
  if (next->file().version() == present && next->hash() == network_->hash()) {
    return absl::OkStatus();
  }
  if (next->file().version() <= present) {
    return absl::FailedPreconditionError(
        absl::StrCat("network file: version ", next->file().version(),
                     " is not newer than ", present));
  }
  if (next->file().version() == present + 1 &&
      next->file().previous_sha256() != HashBytes(network_->hash())) {
    return absl::FailedPreconditionError(
        "network file: does not follow from the present one");
  }
  SignedFile signed_file;
  if (!signed_file.ParseFromArray(signed_bytes.data(),
                                  static_cast<int>(signed_bytes.size())) ||
      !SignedByOneOf(network_->file(), signed_file, next->id())) {
    return absl::UnauthenticatedError(
        "network file: not signed by an administrator of the present one");
  }
  network_ = next;
  return absl::OkStatus();
}

absl::StatusOr<bool> CurrentNetwork::ReplaceFromFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return false;
  const std::string bytes((std::istreambuf_iterator<char>(stream)),
                          std::istreambuf_iterator<char>());
  const std::shared_ptr<const Network> before = Get();
  if (bytes.empty() || bytes == before->signed_bytes()) return false;
  KITH_RETURN_IF_ERROR(Replace(bytes));
  return Get() != before;
}

}  // namespace kith
