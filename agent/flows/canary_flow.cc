// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/canary_flow.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "agent/flows/canary_people.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/show.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

constexpr std::uint32_t kMostAtOnce = 500;
constexpr std::size_t kRefBytes = 16;
constexpr int kTries = 2000;

// No log may tell who of a register is not spoken of: the same words as for a
// shield.
tlog::Entry RegisterEntry(const std::string& agency, std::size_t people) {
  log::v1::CountDetail detail;
  detail.set_what("people in the register changed by hand");
  detail.set_count(people);
  return {log::v1::EVENT_REGISTER, agency, detail.SerializeAsString(), ""};
}

// Whether somebody of the register could be meant as well: a canary's shield
// would be theirs.
absl::StatusOr<bool> IsSomebodys(const Parts& parts, const Network& network,
                                 const std::vector<desk::v1::Person>& family,
                                 Register& people) {
  for (const desk::v1::Person& person : family) {
    KITH_ASSIGN_OR_RETURN(const Identity identity,
                          NormalisePerson(person, network));
    KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> keys,
                          RegisterKeysOf(identity, network, parts.agency));
    KITH_ASSIGN_OR_RETURN(const std::vector<std::string> sharing,
                          people.PeopleSharing(keys));
    if (!sharing.empty()) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<desk::v1::AddCanariesReply> CanaryFlow::Add(
    const Staff& staff, const desk::v1::AddCanariesRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  if (request.people() == 0 || request.people() > kMostAtOnce) {
    return absl::InvalidArgumentError("people: 1 to 500");
  }
  const network::v1::Agency* self = network->FindAgency(parts_.agency);
  if (self == nullptr || self->touch_gateway().empty()) {
    return absl::FailedPreconditionError(
        "the network file names no touch_gateway for this agency, so a canary "
        "could not be published; ask the network's administrator for one");
  }
  desk::v1::AddCanariesReply reply;
  const auto committed = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        reply.Clear();
        for (int tries = 0; reply.people() < request.people() && tries < kTries;
             ++tries) {
          KITH_RETURN_IF_ERROR(
              AddFamily(staff, request.people() - reply.people(), db, reply));
        }
        return std::vector<tlog::Entry>{
            RegisterEntry(parts_.agency, reply.people())};
      });
  if (!committed.ok()) return committed.status();
  return reply;
}

// None, if they could be somebody of the register.
absl::Status CanaryFlow::AddFamily(const Staff& staff, std::uint32_t most,
                                   SealedDb& db,
                                   desk::v1::AddCanariesReply& reply) const {
  const auto family = InventFamily(
      static_cast<int>(most),
      absl::ToCivilDay(parts_.clock.Now(), absl::UTCTimeZone()), parts_.random);
  Register people(db);
  KITH_ASSIGN_OR_RETURN(
      const bool taken,
      IsSomebodys(parts_, *parts_.network.Get(), family, people));
  if (taken) return absl::OkStatus();
  const std::string name =
      absl::BytesToHexString(parts_.random.Bytes(kRefBytes / 2));
  for (const desk::v1::Person& person : family) {
    KITH_RETURN_IF_ERROR(PutPerson(staff, person, name, db));
  }
  reply.set_families(reply.families() + 1);
  reply.set_people(reply.people() + static_cast<std::uint32_t>(family.size()));
  return absl::OkStatus();
}

absl::Status CanaryFlow::PutPerson(const Staff& staff,
                                   const desk::v1::Person& details,
                                   const std::string& family,
                                   SealedDb& db) const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Time now = parts_.clock.Now();
  KITH_ASSIGN_OR_RETURN(const Identity identity,
                        NormalisePerson(details, *network));
  RegisteredPerson person;
  person.ref = parts_.random.Bytes(kRefBytes);
  person.source = kCanarySource;
  person.source_id = absl::BytesToHexString(person.ref);
  person.family = family;
  person.details = details.SerializeAsString();
  person.identity = SerializeForRegister(identity);
  Register people(db);
  KITH_RETURN_IF_ERROR(people.PutPerson(person));
  KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> keys,
                        RegisterKeysOf(identity, *network, parts_.agency));
  KITH_RETURN_IF_ERROR(people.PutKeys(person.ref, keys));
  KITH_RETURN_IF_ERROR(
      people.PutShield(person.ref, {ShieldKind::kSilent, staff.name, now}));
  return Canaries(db).Put({person.ref, now, staff.name});
}

absl::StatusOr<desk::v1::ListCanariesReply> CanaryFlow::List() {
  desk::v1::ListCanariesReply reply;
  const absl::Status read =
      parts_.reader.WithDb([&](SealedDb& db) -> absl::Status {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(const std::vector<Canary> all,
                              Canaries(db).All());
        for (const Canary& canary : all) {
          KITH_ASSIGN_OR_RETURN(const RegisteredPerson person,
                                people.GetPerson(canary.person));
          desk::v1::Person details;
          details.ParseFromString(person.details);
          KITH_ASSIGN_OR_RETURN(const std::string listed,
                                people.ListedAs(canary.person));
          auto* added = reply.add_canaries();
          added->set_person_ref(absl::BytesToHexString(canary.person));
          added->set_forename(details.forename());
          added->set_surname(details.surname());
          added->set_date_of_birth(details.date_of_birth());
          added->set_made_at_ms(absl::ToUnixMillis(canary.made_at));
          added->set_made_by(canary.made_by);
          added->set_published(!listed.empty());
        }
        KITH_ASSIGN_OR_RETURN(const std::vector<CanaryAlert> alerts,
                              Canaries(db).AlertsSince(absl::UnixEpoch()));
        for (const CanaryAlert& alert : alerts) {
          *reply.add_alerts() = AlertMessage(alert);
        }
        return absl::OkStatus();
      });
  KITH_RETURN_IF_ERROR(read);
  return reply;
}

absl::StatusOr<desk::v1::RemoveCanariesReply> CanaryFlow::Remove(
    const Staff& staff, const desk::v1::RemoveCanariesRequest& request) {
  if (request.all() != request.person_ref().empty()) {
    return absl::InvalidArgumentError("person_ref: which one, or all");
  }
  const std::string wanted = absl::HexStringToBytes(request.person_ref());
  desk::v1::RemoveCanariesReply reply;
  const auto committed = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        reply.Clear();
        Register people(db);
        KITH_ASSIGN_OR_RETURN(const std::vector<Canary> all,
                              Canaries(db).All());
        for (const Canary& canary : all) {
          if (!request.all() && canary.person != wanted) continue;
          KITH_ASSIGN_OR_RETURN(RegisteredPerson person,
                                people.GetPerson(canary.person));
          // The shield hangs on the keys: it goes before they do.
          KITH_RETURN_IF_ERROR(people.PutShield(
              person.ref, {ShieldKind::kNone, staff.name, parts_.clock.Now()}));
          KITH_RETURN_IF_ERROR(people.PutKeys(person.ref, {}));
          person.current = false;
          KITH_RETURN_IF_ERROR(people.PutPerson(person));
          KITH_RETURN_IF_ERROR(Canaries(db).Remove(person.ref));
          reply.set_people(reply.people() + 1);
        }
        if (reply.people() == 0) {
          return absl::NotFoundError(
              "no canary of that reference; kith canary list shows them");
        }
        return std::vector<tlog::Entry>{
            RegisterEntry(parts_.agency, reply.people())};
      });
  if (!committed.ok()) return committed.status();
  return reply;
}

desk::v1::CanaryAlert AlertMessage(const CanaryAlert& alert) {
  desk::v1::CanaryAlert message;
  message.set_time_ms(absl::ToUnixMillis(alert.time));
  message.set_person_ref(absl::BytesToHexString(alert.person));
  message.set_asker(alert.asker);
  message.set_category(alert.category);
  message.set_role(alert.role);
  message.set_practitioner(absl::BytesToHexString(alert.practitioner));
  message.set_purpose(alert.purpose);
  message.set_reference(CheckReference(alert.enquiry_id));
  return message;
}

absl::Status AlarmIfCanary(const std::string& agency, const CanaryAlert& asked,
                           SealedDb& db, std::vector<tlog::Entry>& entries) {
  Canaries canaries(db);
  KITH_ASSIGN_OR_RETURN(const bool canary, canaries.Has(asked.person));
  if (!canary) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(canaries.PutAlert(asked));
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(asked.enquiry_id);
  detail.set_purpose(asked.purpose);
  detail.set_role(asked.role);
  detail.set_practitioner(asked.practitioner);
  detail.set_cause("a canary was asked about");
  entries.push_back(
      {log::v1::EVENT_ALARM, agency, detail.SerializeAsString(), ""});
  return absl::OkStatus();
}

}  // namespace kith::agent
