// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/family_digest.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/question.h"
#include "agent/flows/theirs.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::DigestLine;
using desk::v1::DigestPerson;
using desk::v1::GetDigestReply;

constexpr char kWithheld[] = "withheld";
constexpr absl::Duration kFirst = absl::Hours(24);

std::string SettingOf(const Staff& staff) {
  return absl::StrCat("digest-acknowledged:", staff.name);
}

absl::StatusOr<absl::Time> Since(Register& people, const Staff& staff,
                                 absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const std::string text,
                        people.GetSetting(SettingOf(staff)));
  std::int64_t ms = 0;
  if (text.empty()) return now - kFirst;
  if (!absl::SimpleAtoi(text, &ms)) {
    return absl::DataLossError("when the digest was acknowledged is damaged");
  }
  return absl::FromUnixMillis(ms);
}

bool MaySeeTouches(const Staff& staff) {
  return staff.role == "manager" || staff.role == "dpo";
}

// A practitioner hears of the people they work with; whoever leads, manages or
// reviews, of everybody the agency supports.
absl::StatusOr<bool> MaySee(Register& people, const Staff& staff,
                            const std::string& person) {
  if (staff.role != "practitioner") return true;
  KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> all,
                        people.InvolvementsOf(person));
  return std::any_of(all.begin(), all.end(), [&](const Involvement& one) {
    return !one.ended && IsTheirs(one, staff);
  });
}

std::string AskerOf(const Network& network, const std::string& asker) {
  if (asker.empty()) return "an agency that does not say which";
  const network::v1::Agency* agency = network.FindAgency(asker);
  return agency == nullptr ? asker : agency->name();
}

std::string PurposeOf(const Network& network, const std::string& purpose) {
  const network::v1::Purpose* found = network.FindPurpose(purpose);
  return found == nullptr ? purpose : found->label();
}

// Everything of one person, alike questions of one agency once.
absl::StatusOr<DigestPerson> PersonOf(Register& people, const Network& network,
                                      const std::string& ref,
                                      const std::vector<AskedAbout>& asked) {
  DigestPerson person;
  KITH_ASSIGN_OR_RETURN(const RegisteredPerson record, people.GetPerson(ref));
  person.mutable_record()->set_source(record.source);
  person.mutable_record()->set_id(record.source_id);
  KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> involvements,
                        people.InvolvementsOf(ref));
  for (const Involvement& one : involvements) {
    if (!one.ended && one.leads_for_family) person.set_leads_here(true);
  }
  std::map<std::tuple<std::string, std::string, bool>, DigestLine> lines;
  for (const AskedAbout& one : asked) {
    DigestLine& line =
        lines[{one.asker, one.purpose, one.outcome == kWithheld}];
    line.set_asker(AskerOf(network, one.asker));
    line.set_purpose(PurposeOf(network, one.purpose));
    line.set_times(line.times() + 1);
    line.set_last_ms(std::max(line.last_ms(), absl::ToUnixMillis(one.time)));
    line.set_told_nothing(one.outcome == kWithheld);
    if (one.purpose == kJoiningPurpose && one.outcome == "involved") {
      line.set_joining(true);
    }
  }
  for (auto& [key, line] : lines) *person.add_lines() = std::move(line);
  return person;
}

}  // namespace

absl::StatusOr<GetDigestReply> GetDigest(const Parts& parts,
                                         const HandoverFlow& handover,
                                         const Staff& staff) {
  const std::shared_ptr<const Network> network = parts.network.Get();
  const absl::Time now = parts.clock.Now();
  GetDigestReply reply;
  const absl::Status read =
      parts.reader.With([&](Register& people) -> absl::Status {
        KITH_ASSIGN_OR_RETURN(const absl::Time since,
                              Since(people, staff, now));
        reply.set_from_ms(absl::ToUnixMillis(since));
        reply.set_until_ms(absl::ToUnixMillis(now));
        KITH_ASSIGN_OR_RETURN(const std::vector<AskedAbout> asked,
                              people.AskedSince(since));
        std::map<std::string, std::vector<AskedAbout>> by_person;
        for (const AskedAbout& one : asked) {
          if (one.touch && !MaySeeTouches(staff)) continue;
          KITH_ASSIGN_OR_RETURN(const bool theirs,
                                MaySee(people, staff, one.person));
          if (!theirs) continue;
          by_person[one.person].push_back(one);
        }
        for (const auto& [ref, of_one] : by_person) {
          KITH_ASSIGN_OR_RETURN(*reply.add_people(),
                                PersonOf(people, *network, ref, of_one));
        }
        return absl::OkStatus();
      });
  KITH_RETURN_IF_ERROR(read);
  const auto handovers = handover.List();
  if (!handovers.ok()) {
    reply.set_handovers_unknown(true);
    LogWarning("digest_without_handovers", {{"why", handovers.status()}});
    return reply;
  }
  for (const auto& one : handovers->handovers()) {
    const bool waits_here =
        one.ours() ? one.state() == "accepted" : one.state() == "proposed";
    if (waits_here || one.late()) *reply.add_handovers() = one;
  }
  return reply;
}

absl::Status AcknowledgeDigest(
    const Parts& parts, const Staff& staff,
    const desk::v1::AcknowledgeDigestRequest& request) {
  const absl::Time until = absl::FromUnixMillis(request.until_ms());
  const absl::Time now = parts.clock.Now();
  return parts.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(const absl::Time since,
                              Since(people, staff, now));
        // INVARIANT (nothing is passed over): not what nobody was shown.
        if (until > now || until < since) {
          return absl::InvalidArgumentError(
              "until_ms: as the digest gave it; read the digest first");
        }
        KITH_RETURN_IF_ERROR(people.PutSetting(
            SettingOf(staff), absl::StrCat(request.until_ms())));
        return std::vector<tlog::Entry>();
      })
      .status();
}

}  // namespace kith::agent
