// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/apart_flow.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/replace_keys.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

// Somebody as described, and the strong keys of that.
struct Described {
  Identity identity;
  std::vector<RegisterKey> keys;
};

absl::StatusOr<Described> Describe(const desk::v1::Person& person,
                                   const Network& network,
                                   const std::string& agency,
                                   absl::string_view which) {
  absl::StatusOr<Identity> identity = NormalisePerson(person, network);
  if (!identity.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(which, ": ", identity.status().message()));
  }
  Described described{*std::move(identity), {}};
  KITH_ASSIGN_OR_RETURN(described.keys,
                        RegisterKeysOf(described.identity, network, agency));
  std::erase_if(described.keys,
                [](const RegisterKey& key) { return !key.strong; });
  if (described.keys.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        which,
        ": nobody can be told apart by this; give forename, surname and the "
        "full date of birth, or a number that this network uses"));
  }
  return described;
}

bool ShareAKey(const Described& a, const Described& b) {
  return std::any_of(a.keys.begin(), a.keys.end(), [&](const RegisterKey& one) {
    return std::any_of(
        b.keys.begin(), b.keys.end(),
        [&](const RegisterKey& other) { return one.hash == other.hash; });
  });
}

absl::StatusOr<std::vector<std::string>> CertainRecords(
    Register& people, const Identity& identity, const Network& network,
    const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Known> known,
                        FindInRegister(people, identity, network, agency));
  std::vector<std::string> records;
  for (const Known& one : known) {
    if (one.certain) records.push_back(one.person.ref);
  }
  return records;
}

// `record` is `who`, was never known as anybody else, and is not `other`.
absl::Status Separate(Register& people, const std::string& record,
                      const Described& other, const Network& network,
                      const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(const RegisteredPerson person,
                        people.GetPerson(record));
  KITH_ASSIGN_OR_RETURN(const Identity present,
                        ParseFromRegister(person.identity));
  KITH_RETURN_IF_ERROR(people.ForgetFormerIdentities(record));
  KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> keys,
                        RegisterKeysOf(present, network, agency));
  KITH_RETURN_IF_ERROR(ReplaceKeys(record, keys, people));
  KITH_RETURN_IF_ERROR(people.PutUnlinked(record, other.keys));
  return people.PutToldApartFrom(record, SerializeForRegister(other.identity));
}

absl::Status IsPresently(Register& people, const std::string& record,
                         const Described& other) {
  KITH_ASSIGN_OR_RETURN(const RegisteredPerson person,
                        people.GetPerson(record));
  KITH_ASSIGN_OR_RETURN(const Identity present,
                        ParseFromRegister(person.identity));
  if (CompareRecords(present, other.identity).verdict != Verdict::kMatch) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      "the register still has them as who they were; import who they are now, "
      "then tell the two apart");
}

}  // namespace

absl::StatusOr<desk::v1::TellApartReply> ApartFlow::Run(
    const desk::v1::TellApartRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(
      const Described who,
      Describe(request.person(), *network, parts_.agency, "person"));
  KITH_ASSIGN_OR_RETURN(
      const Described other,
      Describe(request.not_person(), *network, parts_.agency, "not"));
  if (ShareAKey(who, other)) {
    return absl::FailedPreconditionError(
        "the two share a number, or both names and the date of birth: nothing "
        "tells them apart; shield them instead (kith shield set)");
  }
  desk::v1::TellApartReply reply;
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_ASSIGN_OR_RETURN(
                const std::vector<std::string> now,
                CertainRecords(people, who.identity, *network, parts_.agency));
            if (now.empty()) {
              return absl::NotFoundError(
                  "person: not in this agency's register, or not with "
                  "certainty");
            }
            KITH_ASSIGN_OR_RETURN(const std::vector<std::string> before,
                                  CertainRecords(people, other.identity,
                                                 *network, parts_.agency));
            for (const std::string& record : now) {
              KITH_RETURN_IF_ERROR(IsPresently(people, record, other));
            }
            for (const std::string& record : now) {
              KITH_RETURN_IF_ERROR(
                  Separate(people, record, other, *network, parts_.agency));
            }
            for (const std::string& record : before) {
              if (std::find(now.begin(), now.end(), record) != now.end()) {
                continue;
              }
              KITH_RETURN_IF_ERROR(
                  Separate(people, record, who, *network, parts_.agency));
            }
            reply.set_people(static_cast<std::uint32_t>(now.size()));
            // No log may tell that somebody was somebody else.
            log::v1::CountDetail detail;
            detail.set_what("people in the register changed by hand");
            detail.set_count(now.size());
            return std::vector<tlog::Entry>{{log::v1::EVENT_REGISTER,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) return status;
  return reply;
}

}  // namespace kith::agent
