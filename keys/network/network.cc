// SPDX-License-Identifier: Apache-2.0
#include "keys/network/network.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/network/administrators.h"
#include "keys/network/check_network_file.h"
#include "keys/network/history.h"

namespace kith {
namespace {

using network::v1::NetworkFile;
using network::v1::SignedFile;

constexpr std::size_t kMaxFileBytes = 4 << 20;
constexpr std::size_t kMaxCodeBytes = 40;

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("network file: ", what));
}

template <typename Items>
auto FindById(const Items& items, absl::string_view id)
    -> decltype(&*items.begin()) {
  for (const auto& item : items) {
    if (item.id() == id) return &item;
  }
  return nullptr;
}

// Whether `next` may come after `present`, but for its signatures.
absl::Status CheckFollows(const Network& present, const Network& next) {
  if (next.id() != present.id()) {
    return absl::FailedPreconditionError("network file: of another network");
  }
  const std::uint64_t before = present.file().version();
  const std::uint64_t version = next.file().version();
  if (version <= before) {
    return absl::FailedPreconditionError(absl::StrCat(
        "network file: version ", version, " is not newer than ", before));
  }
  if (version > before + 1) {
    return absl::FailedPreconditionError(absl::StrCat(
        "network file: version ", version, " does not follow ", before,
        "; what lies between is missing, and nobody can tell whether the "
        "administrators of then agreed"));
  }
  if (next.file().previous_sha256() != HashBytes(present.hash())) {
    return absl::FailedPreconditionError(
        "network file: does not follow from the present one: there are two of "
        "its version");
  }
  if (next.file().test_network() && !present.file().test_network()) {
    return absl::FailedPreconditionError(
        "network file: this network is none for tests, and cannot become one");
  }
  return absl::OkStatus();
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
  const absl::Status is_signed = CheckSigned(network->file_, signed_file);
  if (!is_signed.ok()) {
    return absl::UnauthenticatedError(
        absl::StrCat("network file: ", is_signed.message()));
  }
  KITH_RETURN_IF_ERROR(CheckNetworkFile(network->file_));
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
  return text.size() <= kMaxCodeBytes && IsNetworkId(text);
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
  if (next->file().version() == network_->file().version() &&
      next->hash() == network_->hash()) {
    return absl::OkStatus();
  }
  KITH_RETURN_IF_ERROR(CheckFollows(*network_, *next));
  // INVARIANT (two people): by those whom the present file names. That those of
  // the new one have signed too, Network::FromSigned has seen.
  SignedFile signed_file;
  const absl::Status is_signed =
      signed_file.ParseFromArray(signed_bytes.data(),
                                 static_cast<int>(signed_bytes.size()))
          ? CheckSigned(network_->file(), signed_file)
          : absl::InternalError("cannot be read");
  if (!is_signed.ok()) {
    return absl::UnauthenticatedError(
        absl::StrCat("network file: by the administrators of the present one: ",
                     is_signed.message()));
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
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> next,
                        Network::FromSigned(bytes));
  const NetworkHistory history(path);
  const auto between =
      history.Read(before->file().version() + 1, next->file().version() - 1);
  KITH_RETURN_IF_ERROR(ReplaceThrough(
      *this, between.value_or(std::vector<std::string>()), bytes));
  return Get() != before;
}

}  // namespace kith
