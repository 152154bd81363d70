// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_init.h"

#include <google/protobuf/text_format.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_certificate.h"
#include "deploy/kith/policy_source.h"
#include "keys/base/status_macros.h"
#include "keys/network/administrators.h"
#include "keys/network/check_network_file.h"
#include "keys/oprf/voprf.h"
#include "keys/program/config_file.h"
#include "kith/config/v1/config.pb.h"

namespace kith::deploy {
namespace {

using network::v1::NetworkFile;

constexpr std::size_t kMaxTextBytes = 1 << 20;
constexpr std::size_t kKeyBytes = 32;
constexpr std::uint32_t kFirstEpoch = 1;
constexpr char kShareFile[] = "epoch-1.key";
constexpr absl::Duration kAuthorityValidity = absl::Hours(24 * 3650);

// The secrets of a new network that its file names, before any is written.
struct Keys {
  Administrator administrator;
  Signer broker;
  Signer broker_log;
  Signer keyholder_log;
  oprf::EvaluationKey share;
};

absl::StatusOr<NetworkFile> ReadSample(const InitOptions& options) {
  const std::string folder =
      In(options.sample_dir.empty() ? KITH_NETWORKS_DIR : options.sample_dir,
         options.sample);
  NetworkFile file;
  const std::string path = In(folder, "network.textproto");
  if (!FileExists(path)) {
    return absl::NotFoundError(absl::StrCat(
        "no sample network `", options.sample, "` (looked for ", path,
        "); name england or jersey, or the samples' folder with --sample-dir"));
  }
  KITH_RETURN_IF_ERROR(ReadConfigFile(path, file));
  KITH_ASSIGN_OR_RETURN(
      const std::string policy,
      ReadFile(In(folder, "policy.textproto"), kMaxTextBytes));
  file.set_policy_text(policy);
  KITH_ASSIGN_OR_RETURN(const PolicySource source, PolicyOf(file));
  KITH_RETURN_IF_ERROR(RequireProved(source));
  return file;
}

std::string LogOrigin(const NetworkFile& file, absl::Time now) {
  return absl::StrCat("kith.example/", file.name(),
                      file.test_network() ? "/test/" : "/",
                      absl::ToCivilYear(now, absl::UTCTimeZone()).year());
}

void LiftLimits(NetworkFile& file) {
  constexpr std::uint32_t kLifted = 4'000'000'000;
  // Counted all the same: what counting costs is measured.
  for (auto& allowance : *file.mutable_role_allowances()) {
    allowance.set_subjects_a_day(kLifted);
  }
  file.set_list_subjects_a_day(kLifted);
  file.mutable_repeats()->set_warn_above(kLifted);
  file.mutable_repeats()->set_most(kLifted);
  file.mutable_repeats()->set_most_of_agency(kLifted);
}

void FillIn(const InitOptions& options, const Keys& keys, absl::Time now,
            Random& random, NetworkFile& file) {
  if (!options.name.empty()) file.set_name(options.name);
  file.set_network_id(random.Bytes(kNetworkIdBytes));
  file.set_version(1);
  file.set_issued_at_ms(absl::ToUnixMillis(now));
  if (options.release_ms != 0) {
    file.mutable_times()->set_release_ms(options.release_ms);
  }
  if (options.lift_limits && file.test_network()) LiftLimits(file);
  auto* epoch = file.add_epochs();
  epoch->set_number(kFirstEpoch);
  epoch->set_public_key(keys.share.public_key());
  epoch->set_publish(true);
  epoch->set_ask(true);
  auto* broker = file.mutable_broker();
  broker->set_address(options.broker_address);
  broker->set_signing_key(keys.broker.public_key());
  broker->set_log_key(keys.broker_log.public_key());
  broker->set_log_origin(LogOrigin(file, now));
  broker->set_operated_by(options.operated_by);
  if (!options.desk_agency.empty()) {
    file.mutable_desk()->set_operated_by(options.desk_agency);
  }
  auto* holder = file.add_key_holders();
  holder->set_id(options.keyholder_id);
  holder->set_name(options.keyholder_name);
  holder->set_address(options.keyholder_address);
  holder->set_share_index(1);
  holder->set_log_key(keys.keyholder_log.public_key());
  broker->set_enrol_address(options.enrol_address);
  *file.add_administrators() = keys.administrator.Public();
  file.set_authority_pem(keys.administrator.authority->certificate_pem());
}

absl::Status AddAdministrators(const InitOptions& options, NetworkFile& file) {
  for (const std::string& path : options.administrators) {
    KITH_ASSIGN_OR_RETURN(*file.add_administrators(), ReadPublicPart(path));
  }
  return CheckAdministrators(file);
}

absl::Status WriteConfig(const std::string& path,
                         const google::protobuf::Message& config) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(config, &text);
  return ReplaceFile(path,
                     absl::StrCat("# Written by kith network init.\n", text),
                     Readers::kEverybody);
}

absl::Status WriteBroker(const std::string& folder, const Keys& keys,
                         const NetworkFile& file, absl::Time now,
                         Random& random) {
  KITH_RETURN_IF_ERROR(MakeFolder(folder));
  KITH_RETURN_IF_ERROR(keys.broker.seed().ToNewFile(In(folder, "signing.key")));
  KITH_RETURN_IF_ERROR(keys.broker_log.seed().ToNewFile(In(folder, "log.key")));
  for (const char* name : {"database.key", "pepper.key"}) {
    KITH_RETURN_IF_ERROR(
        Secret::Generate(kKeyBytes, random).ToNewFile(In(folder, name)));
  }
  KITH_RETURN_IF_ERROR(MakeServerCertificate(
      folder, *keys.administrator.authority,
      {file.name(), PeerIdentity::Role::kBroker, kBrokerId}, random, now));
  KITH_RETURN_IF_ERROR(MakeIssuingCertificate(
      folder, *keys.administrator.authority, random, now));
  config::v1::BrokerConfig config;
  config.set_listen(file.broker().address());
  config.set_enrol_listen(file.broker().enrol_address());
  return WriteConfig(In(folder, "broker.textproto"), config);
}

absl::Status WriteKeyHolder(const std::string& folder, const Keys& keys,
                            const NetworkFile& file, absl::Time now,
                            Random& random) {
  const auto& holder = file.key_holders(0);
  KITH_RETURN_IF_ERROR(MakeFolder(folder));
  KITH_RETURN_IF_ERROR(keys.share.secret().ToNewFile(In(folder, kShareFile)));
  KITH_RETURN_IF_ERROR(
      keys.keyholder_log.seed().ToNewFile(In(folder, "log.key")));
  KITH_RETURN_IF_ERROR(Secret::Generate(kKeyBytes, random)
                           .ToNewFile(In(folder, "database.key")));
  KITH_RETURN_IF_ERROR(MakeServerCertificate(
      folder, *keys.administrator.authority,
      {file.name(), PeerIdentity::Role::kKeyHolder, holder.id()}, random, now));
  config::v1::KeyHolderConfig config;
  config.set_listen(holder.address());
  config.set_id(holder.id());
  auto* share = config.add_shares();
  share->set_epoch(kFirstEpoch);
  share->set_file(kShareFile);
  return WriteConfig(In(folder, "keyholder.textproto"), config);
}

}  // namespace

absl::StatusOr<SignedVersion> InitNetwork(const InitOptions& options,
                                          absl::Time now, Random& random) {
  KITH_ASSIGN_OR_RETURN(NetworkFile file, ReadSample(options));
  const std::string name = options.name.empty() ? file.name() : options.name;
  KITH_RETURN_IF_ERROR(CheckIdentity(
      {name, PeerIdentity::Role::kKeyHolder, options.keyholder_id}));
  KITH_ASSIGN_OR_RETURN(
      Authority authority,
      Authority::Create(name, random, now, kAuthorityValidity));
  const Keys keys{
      {Signer::Generate(random), std::move(authority),
       options.administrator_name, options.administrator_organisation},
      Signer::Generate(random),
      Signer::Generate(random),
      Signer::Generate(random),
      oprf::EvaluationKey::Generate(random)};
  FillIn(options, keys, now, random, file);
  KITH_RETURN_IF_ERROR(AddAdministrators(options, file));
  KITH_RETURN_IF_ERROR(CheckNetworkFile(file));
  KITH_RETURN_IF_ERROR(MakeEmptyFolder(options.dir));
  const std::string administrator = In(options.dir, "administrator");
  KITH_RETURN_IF_ERROR(MakeFolder(administrator));
  KITH_RETURN_IF_ERROR(keys.administrator.Save(administrator));
  KITH_RETURN_IF_ERROR(
      WriteBroker(In(options.dir, "broker"), keys, file, now, random));
  KITH_RETURN_IF_ERROR(
      WriteKeyHolder(In(options.dir, "keyholder"), keys, file, now, random));
  return SignAndPut(options.dir, nullptr, file, keys.administrator);
}

}  // namespace kith::deploy
