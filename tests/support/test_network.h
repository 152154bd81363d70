// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SUPPORT_TEST_NETWORK_H_
#define KITH_TESTS_SUPPORT_TEST_NETWORK_H_

#include <functional>
#include <memory>
#include <string>

#include "keys/network/network.h"
#include "keys/signer.h"

namespace kith::tests {

// A small signed network for unit tests: agencies "school" (education),
// "clinic" (health), "refuge" (sensitive) and "homes" (housing), one key
// holder, one epoch, release at 300 ms.
class TestNetwork {
 public:
  explicit TestNetwork(Random& random)
      : network_id_(random.Bytes(kNetworkIdBytes)),
        administrator_(Signer::Generate(random)),
        second_administrator_(Signer::Generate(random)),
        broker_(Signer::Generate(random)),
        school_(Signer::Generate(random)),
        clinic_(Signer::Generate(random)),
        refuge_(Signer::Generate(random)),
        homes_(Signer::Generate(random)),
        key_holder_(Signer::Generate(random)) {}

  std::shared_ptr<const Network> Get() const {
    return With([](network::v1::NetworkFile&) {});
  }
  // The same, changed by `change` before it is signed.
  std::shared_ptr<const Network> With(
      const std::function<void(network::v1::NetworkFile&)>& change) const {
    network::v1::NetworkFile file = File();
    change(file);
    // Only a test network has one administrator.
    if (!file.test_network() && file.administrators_size() == 1) {
      AddAdministrator(file, "ben", second_administrator_);
    }
    network::v1::SignedFile signed_file;
    signed_file.set_body(file.SerializeAsString());
    AddSignature(signed_file, "ada", administrator_);
    if (file.administrators_size() > 1) {
      AddSignature(signed_file, "ben", second_administrator_);
    }
    return *Network::FromSigned(signed_file.SerializeAsString());
  }

  const std::string& id() const { return network_id_; }
  const Signer& administrator() const { return administrator_; }
  const Signer& broker() const { return broker_; }
  const Signer& school() const { return school_; }
  const Signer& clinic() const { return clinic_; }
  const Signer& refuge() const { return refuge_; }
  const Signer& homes() const { return homes_; }
  const Signer& key_holder() const { return key_holder_; }

 private:
  static void AddAdministrator(network::v1::NetworkFile& file,
                               const std::string& name, const Signer& signer) {
    auto* administrator = file.add_administrators();
    administrator->set_name(name);
    administrator->set_public_key(signer.public_key());
  }

  void AddSignature(network::v1::SignedFile& file, const std::string& name,
                    const Signer& signer) const {
    auto* signature = file.add_signatures();
    signature->set_signer(name);
    signature->set_signature(
        signer.Sign(Label::kNetworkFile, network_id_, file.body()));
  }

  static void AddAgency(network::v1::NetworkFile& file, const std::string& id,
                        const std::string& category, const Signer& signer,
                        bool sensitive) {
    auto* agency = file.add_agencies();
    agency->set_id(id);
    agency->set_name(id);
    agency->set_category(category);
    agency->set_signing_key(signer.public_key());
    agency->set_log_key(signer.public_key());
    agency->set_sensitive(sensitive);
    agency->set_ask_elements_per_day(1'000'000);
    agency->set_register_size(1'000'000);
  }

  network::v1::NetworkFile File() const {
    network::v1::NetworkFile file;
    file.set_name("northshire");
    file.set_network_id(network_id_);
    file.set_version(1);
    file.set_test_network(true);
    file.set_normaliser_version(2);
    file.set_profile("strict");
    file.mutable_times()->set_release_ms(300);
    file.mutable_times()->set_publish_interval_ms(500);
    file.mutable_times()->set_probe_min_ms(1000);
    file.mutable_times()->set_probe_max_ms(2000);
    file.mutable_broker()->set_signing_key(broker_.public_key());
    file.mutable_broker()->set_log_key(broker_.public_key());
    file.mutable_broker()->set_log_origin("kith.example/northshire");
    auto* key_holder = file.add_key_holders();
    key_holder->set_id("kh1");
    key_holder->set_log_key(key_holder_.public_key());
    auto* epoch = file.add_epochs();
    epoch->set_number(1);
    epoch->set_public_key(std::string(32, 'e'));
    epoch->set_publish(true);
    epoch->set_ask(true);
    for (const char* category : {"education", "health", "housing", "charity"}) {
      file.add_categories()->set_id(category);
    }
    for (const char* purpose :
         {"considering-referral", "joining", "tenancy-allocation"}) {
      file.add_purposes()->set_id(purpose);
    }
    file.add_legal_bases()->set_id("public-task");
    file.add_gateways()->set_id("act-s10");
    file.mutable_desk()->set_telephone("01632 960 100");
    file.mutable_desk()->set_operated_by("clinic");
    file.add_bank_holidays("2026-12-25");
    file.set_authority_pem("pem");
    AddAdministrator(file, "ada", administrator_);
    AddAgency(file, "school", "education", school_, false);
    AddAgency(file, "clinic", "health", clinic_, false);
    AddAgency(file, "refuge", "charity", refuge_, true);
    AddAgency(file, "homes", "housing", homes_, false);
    file.set_policy_text(
        "id: \"test\" version: 1 "
        "request_rules { id: \"R1\" allow: false words: \"not a purpose "
        "families agreed to\" "
        "  next_step: \"choose another\" purposes: \"tenancy-allocation\" } "
        "request_rules { id: \"R2\" allow: true words: \"agreed\" grounds: "
        "\"family-agreed\" } "
        "request_rules { id: \"R3\" allow: true words: \"two people\" grounds: "
        "\"urgent-access\" urgent_authorised: TRI_TRUE } "
        "route_rules { id: \"T1\" allow: true words: \"covered\" covered: "
        "TRI_TRUE active: TRI_TRUE } "
        "answer_rules { id: \"A1\" disclosure: DISCLOSURE_WITHHOLD words: "
        "\"shielded\" shielded: TRI_TRUE } "
        "answer_rules { id: \"A2\" disclosure: DISCLOSURE_WITHHOLD words: "
        "\"touch only\" touch_only: TRI_TRUE } "
        "answer_rules { id: \"A3\" disclosure: DISCLOSURE_INVOLVED words: "
        "\"agreed\" shielded: TRI_FALSE consent_covers: TRI_TRUE } "
        "answer_rules { id: \"A4\" disclosure: DISCLOSURE_INVOLVED words: "
        "\"urgent\" grounds: \"urgent-access\" shielded: TRI_FALSE "
        "excluded: TRI_FALSE } "
        "invariants { id: \"I1\" words: \"no rule opens a shield\" "
        "decision: DECISION_KIND_ANSWER never: true "
        "where { fact: \"shielded\" is: \"true\" } }");
    return file;
  }

  const std::string network_id_;
  const Signer administrator_;
  const Signer second_administrator_;
  const Signer broker_;
  const Signer school_;
  const Signer clinic_;
  const Signer refuge_;
  const Signer homes_;
  const Signer key_holder_;
};

}  // namespace kith::tests

#endif  // KITH_TESTS_SUPPORT_TEST_NETWORK_H_
