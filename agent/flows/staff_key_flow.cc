// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/staff_key_flow.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/flows/question.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/wrapped_key.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

constexpr int kMostWrong = 5;
constexpr absl::Duration kWait = absl::Minutes(15);
// Somebody else at an unlocked desk has not got that long.
constexpr absl::Duration kUntilTrusted = absl::Hours(24);

}  // namespace

urgent::v1::SignedByBoth StaffKeyFlow::SignBoth(const Signer& person,
                                                Label label,
                                                const std::string& body) const {
  const std::string& network_id = parts_.network.Get()->id();
  urgent::v1::SignedByBoth both;
  both.set_body(body);
  both.set_person_signature(person.Sign(label, network_id, body));
  both.set_agency_signature(parts_.signer.Sign(
      Label::kUrgent, network_id, JoinFields({body, both.person_signature()})));
  return both;
}

// At once for whoever knows the old passphrase.
absl::StatusOr<absl::Time> StaffKeyFlow::UsableFrom(
    const Staff& staff, const desk::v1::MakeStaffKeyRequest& request) {
  const absl::Time now = parts_.clock.Now();
  KITH_ASSIGN_OR_RETURN(const std::optional<StaffKey> before,
                        parts_.reader.With([&](Register& people) {
                          return people.GetStaffKey(staff.name);
                        }));
  if (!before.has_value()) {
    const bool is_test = parts_.network.Get()->file().test_network();
    return is_test ? now : now + kUntilTrusted;
  }
  if (request.old_passphrase().empty()) {
    if (request.forgotten()) return now + kUntilTrusted;
    return absl::InvalidArgumentError(
        "old_passphrase: you have a key; give its passphrase, or say that it "
        "is forgotten, and the new one signs from tomorrow on");
  }
  KITH_RETURN_IF_ERROR(Open(staff, request.old_passphrase()).status());
  return now;
}

absl::StatusOr<desk::v1::MakeStaffKeyReply> StaffKeyFlow::Make(
    const Staff& staff, const desk::v1::MakeStaffKeyRequest& request) {
  const Secret passphrase = Secret::FromBytes(request.passphrase());
  KITH_ASSIGN_OR_RETURN(const absl::Time usable_from,
                        UsableFrom(staff, request));
  KITH_ASSIGN_OR_RETURN(const WrappedKey wrapped,
                        MakeWrappedKey(passphrase, staff.name, parts_.random));
  KITH_ASSIGN_OR_RETURN(const Signer person,
                        Unwrap(wrapped, passphrase, staff.name));
  urgent::v1::PersonKeyBody body;
  body.set_agency(parts_.agency);
  body.set_practitioner(
      PractitionerPseudonym(parts_.pseudonym_key, staff.name));
  body.set_public_key(wrapped.public_key);
  body.set_made_at_ms(
      static_cast<std::uint64_t>(absl::ToUnixMillis(parts_.clock.Now())));
  KITH_RETURN_IF_ERROR(parts_.broker.RegisterKey(
      SignBoth(person, Label::kPersonKey, body.SerializeAsString())));
  desk::v1::MakeStaffKeyReply reply;
  const auto kept = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(const std::optional<StaffKey> before,
                              people.GetStaffKey(staff.name));
        reply.set_replaced(before.has_value());
        reply.set_usable_from_ms(absl::ToUnixMillis(usable_from));
        KITH_RETURN_IF_ERROR(people.PutStaffKey({.staff = staff.name,
                                                 .key = wrapped,
                                                 .failed = 0,
                                                 .failed_at = absl::UnixEpoch(),
                                                 .usable_from = usable_from}));
        log::v1::UrgentDetail detail;
        detail.set_what("key registered");
        detail.set_by_staff(staff.name);
        return std::vector<tlog::Entry>{{log::v1::EVENT_KEY, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      });
  if (!kept.ok()) return kept.status();
  return reply;
}

// INVARIANT (counted first): a passphrase is tried only once the try is kept,
// so that ending the agent gives nobody another five.
absl::StatusOr<Signer> StaffKeyFlow::Open(const Staff& staff,
                                          const std::string& passphrase) {
  const absl::Time now = parts_.clock.Now();
  std::optional<StaffKey> key;
  const auto counted = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(key, people.GetStaffKey(staff.name));
        if (!key.has_value()) {
          return absl::FailedPreconditionError(
              "you have no key of your own yet; make one: kith urgent key");
        }
        if (key->failed >= kMostWrong && now < key->failed_at + kWait) {
          return absl::ResourceExhaustedError(
              "five wrong passphrases in a row; wait 15 minutes, or let a "
              "colleague ask");
        }
        if (now < key->usable_from) {
          return absl::FailedPreconditionError(absl::StrCat(
              "your new key signs from ",
              absl::FormatTime("%Y-%m-%d %H:%M", key->usable_from,
                               absl::UTCTimeZone()),
              " UTC on, because it is your first or was made without the old "
              "passphrase; let a colleague ask, or ring the desk"));
        }
        if (key->failed >= kMostWrong) key->failed = 0;
        ++key->failed;
        key->failed_at = now;
        KITH_RETURN_IF_ERROR(people.PutStaffKey(*key));
        return std::vector<tlog::Entry>();
      });
  if (!counted.ok()) return counted.status();
  absl::StatusOr<Signer> signer =
      Unwrap(key->key, Secret::FromBytes(passphrase), staff.name);
  if (!signer.ok() && key->failed >= kMostWrong) {
    KITH_RETURN_IF_ERROR(LogWrongPassphrases(staff));
  }
  KITH_RETURN_IF_ERROR(signer.status());
  const auto cleared = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(Register(db).ClearWrongPassphrases(staff.name));
        return std::vector<tlog::Entry>();
      });
  if (!cleared.ok()) return cleared.status();
  return signer;
}

// Somebody tries a colleague's key: for the DPO.
absl::Status StaffKeyFlow::LogWrongPassphrases(const Staff& staff) {
  log::v1::UrgentDetail detail;
  detail.set_what("five wrong passphrases");
  detail.set_by_staff(staff.name);
  return parts_.log
      .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{{log::v1::EVENT_ALARM, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

absl::StatusOr<urgent::v1::SignedByBoth> StaffKeyFlow::Sign(
    const Staff& staff, const std::string& passphrase, Label label,
    const std::string& body) {
  KITH_ASSIGN_OR_RETURN(const Signer person, Open(staff, passphrase));
  return SignBoth(person, label, body);
}

}  // namespace kith::agent
