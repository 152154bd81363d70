// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/read_again.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/register_change.h"
#include "agent/flows/replace_keys.h"
#include "agent/identity/identity.h"
#include "agent/identity/normalise.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kReadAs[] = "read-as";
constexpr std::uint32_t kPeopleAtOnce = 256;

// What decides how a record is read.
std::string ReadAs(const Network& network, const std::string& agency) {
  return absl::StrCat(kNormaliserVersion, " ", network.file().test_network(),
                      " ", absl::StrJoin(SchemesAllowed(network, agency), ","),
                      " ", network.id());
}

// True unless the normaliser refuses the person now.
absl::StatusOr<bool> ReadOne(const Parts& parts, const Network& network,
                             RegisteredPerson person, Register& people) {
  desk::v1::Person details;
  if (!details.ParseFromString(person.details)) {
    return absl::InternalError("a person of the register cannot be read");
  }
  const absl::StatusOr<Identity> identity = NormalisePerson(details, network);
  if (!identity.ok()) return false;
  KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> keys,
                        RegisterKeysOf(*identity, network, parts.agency));
  person.identity = SerializeForRegister(*identity);
  KITH_RETURN_IF_ERROR(people.PutPerson(person));
  KITH_RETURN_IF_ERROR(ReplaceKeys(person.ref, keys, people));
  return true;
}

}  // namespace

absl::Status ReadRegisterAgain(const Parts& parts) {
  const std::shared_ptr<const Network> network = parts.network.Get();
  const std::string read_as = ReadAs(*network, parts.agency);
  KITH_ASSIGN_OR_RETURN(const std::string before,
                        parts.reader.With([](Register& people) {
                          return people.GetSetting(kReadAs);
                        }));
  if (before == read_as) return absl::OkStatus();
  std::uint64_t read = 0;
  std::uint64_t refused = 0;
  std::string last;
  bool more = true;
  while (more) {
    const absl::Status status =
        Change(parts, [&](Register& people) -> absl::Status {
          KITH_ASSIGN_OR_RETURN(const std::vector<RegisteredPerson> some,
                                people.PeopleAfter(last, kPeopleAtOnce));
          for (const RegisteredPerson& person : some) {
            KITH_ASSIGN_OR_RETURN(const bool could,
                                  ReadOne(parts, *network, person, people));
            ++(could ? read : refused);
          }
          more = !some.empty();
          if (more) last = some.back().ref;
          return more ? absl::OkStatus() : people.PutSetting(kReadAs, read_as);
        });
    if (!status.ok()) return status;
  }
  if (read + refused > 0) {
    LogInfo("register_read_again", {{"people", read}, {"refused", refused}});
  }
  return absl::OkStatus();
}

}  // namespace kith::agent
