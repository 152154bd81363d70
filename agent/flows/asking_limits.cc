// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/asking_limits.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/flows/make_tokens.h"
#include "agent/flows/person_keys.h"
#include "agent/register/asked_counts.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/people_counted.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::CheckReply;
using evaluate::v1::EvaluateRequest;

constexpr absl::Duration kRepeatsWithin = absl::Hours(24 * 7);
// As long as an answer that was received is kept.
constexpr absl::Duration kJoinedWithin = absl::Hours(24 * 28);
constexpr std::uint32_t kWarnAbove = 3;
constexpr std::uint32_t kMost = 10;
constexpr std::uint32_t kMostOfAgency = 30;
constexpr char kOfList[] = "list";
constexpr char kNextStep[] = "Ring the desk.";
constexpr std::size_t kAskingBytes = 8;
constexpr std::size_t kMostInQuestion = 8;

// What is counted of a question, and up to where.
struct Asking {
  std::string practitioner;  // Their pseudonym.
  std::string what;          // The role, or that it is from a list.
  std::uint64_t people = 0;  // As how many it counts.
  std::uint64_t most = 0;    // A day; 0: the agency's limit only.
  bool joining = false;
  // Of each person asked about, the keys that make them the same.
  std::vector<std::vector<std::string>> keys;
};

// A limit that the question passes.
struct Over {
  std::string cause;  // For the log.
  std::string words;
  std::string next_step = kNextStep;
  bool alarm = true;
};

AskedCounts::Kept KeptAt(absl::Time now) {
  return {.asked = now - kRepeatsWithin, .joined = now - kJoinedWithin};
}

std::uint32_t OrElse(std::uint32_t given, std::uint32_t usual) {
  return given != 0 ? given : usual;
}

// The strong keys; of somebody who has none, all the weak ones together.
// Hashed under a key of this agency's, so that the table names nobody.
absl::StatusOr<std::vector<std::string>> SameKeysOf(const Parts& parts,
                                                    const Network& network,
                                                    const Identity& person) {
  KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> keys,
                        RegisterKeysOf(person, network, parts.agency));
  std::vector<std::string> same;
  std::vector<std::string> weak;
  for (const RegisterKey& key : keys) {
    (key.strong ? same : weak).push_back(key.hash);
  }
  if (same.empty()) {
    std::sort(weak.begin(), weak.end());
    same.push_back(absl::StrCat("weak", absl::StrJoin(weak, "")));
  }
  for (std::string& key : same) {
    key = HmacSha256(parts.pseudonym_key.Expose(),
                     absl::StrCat("kith/v1/asked-before", key));
  }
  return same;
}

absl::StatusOr<Asking> AskingOf(const Parts& parts, const Network& network,
                                const Question& question) {
  Asking asking;
  asking.practitioner =
      PractitionerPseudonym(parts.pseudonym_key, question.staff.name);
  asking.what = question.of_list ? kOfList : question.staff.role;
  asking.people = PeopleCounted(ShapeOf(question));
  asking.joining = question.purpose == kJoiningPurpose;
  asking.most = question.of_list ? network.file().list_subjects_a_day()
                                 : network.SubjectsADay(question.staff.role);
  for (const Identity& person : question.people) {
    KITH_ASSIGN_OR_RETURN(std::vector<std::string> keys,
                          SameKeysOf(parts, network, person));
    asking.keys.push_back(std::move(keys));
  }
  return asking;
}

// How far the day's allowance goes with this question.
absl::StatusOr<std::optional<Over>> CountDay(AskedCounts& counts,
                                             const Asking& asking,
                                             absl::Time now,
                                             CheckReply& reply) {
  if (asking.most == 0 && asking.what == kOfList) {
    return Over{"a list where the network has none",
                "This network's agencies do not ask in lists."};
  }
  if (asking.most == 0) return std::nullopt;
  KITH_ASSIGN_OR_RETURN(const std::uint64_t before,
                        counts.OfDay(asking.practitioner, asking.what, now));
  const std::string whose =
      asking.what == kOfList ? "in lists" : absl::StrCat("as ", asking.what);
  const std::uint64_t with = before + asking.people;
  if (with > asking.most) {
    return Over{
        absl::StrCat("over the day's allowance ", whose),
        absl::StrCat("You may ask about ", asking.most, " people a day ", whose,
                     " (a family counts as ", PeopleCounted(kMostInQuestion),
                     "), and this would be ", with,
                     ". Your allowance starts anew at midnight UTC.")};
  }
  if (with * 2 > asking.most) {
    reply.add_notes(absl::StrCat("You have asked about ", with, " of the ",
                                 asking.most, " people you may ask about ",
                                 whose, " today."));
  }
  return std::nullopt;
}

// "This person", or which of several.
std::string WhichPerson(const Asking& asking, std::size_t index) {
  return asking.keys.size() == 1 ? "this person"
                                 : absl::StrCat("person ", index + 1);
}

// How often each person was asked about lately, this time included.
absl::StatusOr<std::optional<Over>> CountRepeats(
    AskedCounts& counts, const Asking& asking,
    const network::v1::RepeatLimits& limits, absl::Time now,
    CheckReply& reply) {
  for (std::size_t i = 0; i < asking.keys.size(); ++i) {
    KITH_ASSIGN_OR_RETURN(const AskedCounts::Times before,
                          counts.AskedSince(asking.keys[i], asking.practitioner,
                                            now - kRepeatsWithin));
    const std::string who = WhichPerson(asking, i);
    const std::uint32_t most = OrElse(limits.most(), kMost);
    if (before.by_practitioner >= most) {
      return Over{"over the limit on asking again",
                  absl::StrCat("You have asked about ", who, " ", most,
                               " times in seven days, and may not again yet.")};
    }
    const std::uint32_t of_agency =
        OrElse(limits.most_of_agency(), kMostOfAgency);
    if (before.by_agency >= of_agency) {
      return Over{
          "over the agency's limit on asking again",
          absl::StrCat("Your agency has asked about ", who, " ", of_agency,
                       " times in seven days, and may not again yet.")};
    }
    if (before.by_practitioner >= OrElse(limits.warn_above(), kWarnAbove)) {
      reply.add_notes(absl::StrCat(
          "You have asked about ", who, " ", before.by_practitioner + 1,
          " times in seven days; ", most,
          " is the most. Who asks again and again is looked at."));
    }
  }
  return std::nullopt;
}

// The agency became involved once: those who support the family heard of it.
absl::StatusOr<std::optional<Over>> CountJoining(AskedCounts& counts,
                                                 const Asking& asking,
                                                 absl::Time now) {
  if (!asking.joining) return std::nullopt;
  for (std::size_t i = 0; i < asking.keys.size(); ++i) {
    KITH_ASSIGN_OR_RETURN(
        const std::optional<absl::Time> before,
        counts.JoinedSince(asking.keys[i], now - kJoinedWithin));
    if (!before.has_value()) continue;
    return Over{
        .cause = "became involved before",
        .words = absl::StrCat(
            "Your agency asked about ", WhichPerson(asking, i),
            " as it became involved on ",
            absl::FormatTime("%-d %B %Y", *before, absl::LocalTimeZone()),
            "; every agency was connected then."),
        .next_step = absl::StrCat("If you need to know again, ask for another "
                                  "purpose, or without ",
                                  WhichPerson(asking, i), "."),
        .alarm = false};
  }
  return std::nullopt;
}

log::v1::EnquiryDetail AlarmOf(const Question& question, const Asking& asking,
                               const Over& over) {
  log::v1::EnquiryDetail detail;
  detail.set_purpose(question.purpose);
  detail.set_role(question.staff.role);
  detail.set_practitioner(asking.practitioner);
  detail.set_shape(static_cast<std::uint32_t>(ShapeOf(question)));
  detail.set_cause(over.cause);
  for (const KnownSubject& known : question.known) {
    detail.add_local_subjects(known.ref);
  }
  return detail;
}

absl::StatusOr<std::optional<Over>> Count(const Parts& parts,
                                          const Network& network,
                                          AskedCounts& counts,
                                          const Asking& asking,
                                          CheckReply& reply) {
  const absl::Time now = parts.clock.Now();
  KITH_RETURN_IF_ERROR(counts.ForgetBefore(KeptAt(now)));
  KITH_ASSIGN_OR_RETURN(std::optional<Over> over,
                        CountJoining(counts, asking, now));
  if (!over.has_value()) {
    KITH_ASSIGN_OR_RETURN(over, CountDay(counts, asking, now, reply));
  }
  if (!over.has_value()) {
    KITH_ASSIGN_OR_RETURN(
        over,
        CountRepeats(counts, asking, network.file().repeats(), now, reply));
  }
  if (over.has_value()) return over;
  KITH_RETURN_IF_ERROR(
      counts.Add(asking.practitioner, asking.what, now, asking.people));
  for (const auto& keys : asking.keys) {
    KITH_RETURN_IF_ERROR(counts.Remember(keys, asking.practitioner, now,
                                         parts.random.Bytes(kAskingBytes)));
  }
  return std::nullopt;
}

std::size_t EpochsAsked(const Network& network) {
  const auto& epochs = network.file().epochs();
  return static_cast<std::size_t>(
      std::count_if(epochs.begin(), epochs.end(),
                    [](const auto& epoch) { return epoch.ask(); }));
}

}  // namespace

absl::Status CountQuestion(const Parts& parts, const Network& network,
                           Question& question, CheckReply& reply) {
  question.batches = DrawRequestIds(parts, EpochsAsked(network));
  const std::vector<tlog::Entry> batches =
      EvaluatedEntries(parts, EvaluateRequest::ALLOWANCE_ASK, BatchOf(question),
                       question.batches);
  if (question.urgent_authorised.value_or(false)) {
    return parts.log
        .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
          return batches;
        })
        .status();
  }
  KITH_ASSIGN_OR_RETURN(const Asking asking,
                        AskingOf(parts, network, question));
  CheckReply notes;
  std::optional<Over> over;
  // INVARIANT (consumed first): counted on disk before a token is made.
  const absl::Status counted =
      parts.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            AskedCounts counts(db);
            notes.Clear();
            KITH_ASSIGN_OR_RETURN(over,
                                  Count(parts, network, counts, asking, notes));
            if (!over.has_value()) return batches;
            if (!over->alarm) return std::vector<tlog::Entry>();
            return std::vector<tlog::Entry>{
                {log::v1::EVENT_ALARM, parts.agency,
                 AlarmOf(question, asking, *over).SerializeAsString(), ""}};
          })
          .status();
  KITH_RETURN_IF_ERROR(counted);
  if (!over.has_value()) {
    reply.MergeFrom(notes);
    return absl::OkStatus();
  }
  reply.set_words(over->words);
  reply.set_next_step(over->next_step);
  return absl::ResourceExhaustedError(over->cause);
}

absl::Status RememberJoined(const Parts& parts, const Network& network,
                            const Question& question, SealedDb& db) {
  if (question.purpose != kJoiningPurpose) return absl::OkStatus();
  for (const Identity& person : question.people) {
    KITH_ASSIGN_OR_RETURN(const std::vector<std::string> keys,
                          SameKeysOf(parts, network, person));
    KITH_RETURN_IF_ERROR(
        AskedCounts(db).RememberJoined(keys, parts.clock.Now()));
  }
  return absl::OkStatus();
}

bool SayOverAllowance(const absl::Status& status, CheckReply& reply) {
  if (!absl::IsResourceExhausted(status) ||
      !absl::StrContains(status.message(), "allowance")) {
    return false;
  }
  reply.set_words(
      "Today's allowance is used up: your agency's, or your own. It starts "
      "anew at midnight UTC.");
  reply.set_next_step(kNextStep);
  return true;
}

absl::Status ForgetAskedBefore(const Parts& parts) {
  const AskedCounts::Kept kept = KeptAt(parts.clock.Now());
  KITH_ASSIGN_OR_RETURN(const bool any, parts.reader.WithDb([&](SealedDb& db) {
    return AskedCounts(db).HasAnyBefore(kept);
  }));
  if (!any) return absl::OkStatus();
  return parts.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(AskedCounts(db).ForgetBefore(kept));
        return std::vector<tlog::Entry>();
      })
      .status();
}

}  // namespace kith::agent
