// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/urgent_list.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "agent/flows/show.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::ListUrgentReply;
using desk::v1::UrgentEntry;
using urgent::v1::RequestBody;
using urgent::v1::UrgentItem;

constexpr absl::Duration kUnusedIsKept = absl::Minutes(15);
constexpr absl::Duration kMayBeOnItsWay = absl::Minutes(1);
constexpr std::uint32_t kMostAsked = 500;

const char* StateWord(UrgentItem::State state) {
  switch (state) {
    case UrgentItem::STATE_REQUESTED:
      return "waiting";
    case UrgentItem::STATE_AUTHORISED:
      return "authorised";
    case UrgentItem::STATE_USED:
      return "used";
    case UrgentItem::STATE_REVIEWED:
      return "reviewed";
    default:
      return "expired";
  }
}

std::string NameOf(const Network& network, const std::string& agency) {
  const network::v1::Agency* found = network.FindAgency(agency);
  return found == nullptr ? agency : found->name();
}

bool MaySeePeople(const Staff& staff, const UrgentRequest& own) {
  return own.staff == staff.name || staff.role == "manager" ||
         staff.role == "lead-practitioner" || staff.role == "dpo";
}

void AddOwn(const Staff& staff, const UrgentRequest& own, UrgentEntry& entry) {
  entry.set_requested_by(own.staff);
  entry.set_yours(own.staff == staff.name);
  desk::v1::CheckRequest question;
  if (MaySeePeople(staff, own) && question.ParseFromString(own.question)) {
    *entry.mutable_people() = question.people();
  }
}

UrgentEntry EntryOf(const Network& network, const UrgentItem& item) {
  UrgentEntry entry;
  RequestBody request;
  if (request.ParseFromString(item.request())) {
    entry.set_reference(CheckReference(request.enquiry_id()));
    const network::v1::Purpose* purpose =
        network.FindPurpose(request.purpose());
    entry.set_purpose(purpose == nullptr ? request.purpose()
                                         : purpose->label());
    entry.set_gateway(request.ground().gateway());
    entry.set_necessity(request.ground().necessity());
    entry.set_told(request.ground().told());
  }
  entry.set_agency_name(NameOf(network, item.asker()));
  entry.set_state(StateWord(item.state()));
  entry.set_requested_ms(static_cast<std::int64_t>(item.requested_at_ms()));
  entry.set_expires_ms(static_cast<std::int64_t>(item.expires_at_ms()));
  if (!item.second_agency().empty()) {
    entry.set_second_agency_name(NameOf(network, item.second_agency()));
  }
  entry.set_used_ms(static_cast<std::int64_t>(item.used_at_ms()));
  entry.set_review_by(item.review_by());
  entry.set_review_late(item.review_late());
  entry.set_desk_only_because(item.desk_only_because());
  return entry;
}

// With the centre out of reach.
UrgentEntry EntryOf(const Network& network, const std::string& agency,
                    const UrgentRequest& own) {
  UrgentEntry entry;
  entry.set_reference(CheckReference(own.enquiry_id));
  entry.set_agency_name(NameOf(network, agency));
  entry.set_requested_ms(absl::ToUnixMillis(own.requested_at));
  entry.set_used_ms(absl::ToUnixMillis(own.used_at));
  entry.set_state(!own.reviewed_by.empty()           ? "reviewed"
                  : own.used_at != absl::UnixEpoch() ? "used"
                                                     : "waiting");
  return entry;
}

// What this agency meant to use and the centre never saw in time.
std::vector<std::string> ExpiredOf(const urgent::v1::ListReply& listed) {
  std::vector<std::string> expired;
  for (const UrgentItem& item : listed.items()) {
    RequestBody request;
    if (item.state() == UrgentItem::STATE_EXPIRED &&
        request.ParseFromString(item.request())) {
      expired.push_back(request.enquiry_id());
    }
  }
  return expired;
}

// What was shown here and not reviewed is used, whatever the centre says or
// leaves out.
absl::Status AddShown(const Parts& parts, const Network& network,
                      const Staff& staff,
                      const std::vector<UrgentRequest>& requests,
                      ListUrgentReply& reply) {
  for (const UrgentRequest& one : requests) {
    if (!one.reviewed_by.empty()) continue;
    KITH_ASSIGN_OR_RETURN(const bool shown,
                          parts.reader.With([&](Register& people) {
                            return people.UrgentShown(one.enquiry_id);
                          }));
    if (!shown) continue;
    UrgentEntry* entry = nullptr;
    for (UrgentEntry& there : *reply.mutable_entries()) {
      if (there.reference() == CheckReference(one.enquiry_id)) entry = &there;
    }
    if (entry != nullptr &&
        (entry->state() == "used" || entry->state() == "reviewed")) {
      continue;
    }
    if (entry == nullptr) {
      entry = reply.add_entries();
      *entry = EntryOf(network, parts.agency, one);
      AddOwn(staff, one, *entry);
    }
    entry->set_state("used, and the centre says otherwise");
    LogError("urgent_use_denied_by_the_centre",
             {{"reference", CheckReference(one.enquiry_id)}});
  }
  return absl::OkStatus();
}

absl::Status AddAskedHere(const Parts& parts, const Network& network,
                          ListUrgentReply& reply) {
  KITH_ASSIGN_OR_RETURN(const std::vector<UrgentAsked> asked,
                        parts.reader.With([](Register& people) {
                          return people.UrgentAskedHere(kMostAsked);
                        }));
  for (const UrgentAsked& one : asked) {
    auto* told = reply.add_asked_here();
    told->set_time_ms(absl::ToUnixMillis(one.time));
    told->set_reference(CheckReference(one.enquiry_id));
    told->set_asker_name(one.asker.empty() ? "a hidden agency"
                                           : NameOf(network, one.asker));
    told->set_role(one.role);
    told->set_person_ref(absl::BytesToHexString(one.person));
    told->set_outcome(one.outcome);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ForgetUnusedUrgent(const Parts& parts,
                                const std::vector<std::string>& never_used) {
  return parts.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(const std::vector<UrgentRequest> all,
                              people.UrgentRequests());
        for (UrgentRequest one : all) {
          if (std::find(never_used.begin(), never_used.end(), one.enquiry_id) ==
              never_used.end()) {
            continue;
          }
          // INVARIANT (a use is reviewed): the centre's word does not undo it.
          KITH_ASSIGN_OR_RETURN(const bool shown,
                                people.UrgentShown(one.enquiry_id));
          // One that is being asked just now may be shown in a moment.
          const bool asked_now =
              parts.clock.Now() - one.used_at < kMayBeOnItsWay;
          if (shown || asked_now) continue;
          one.used_at = absl::UnixEpoch();
          KITH_RETURN_IF_ERROR(people.PutUrgentRequest(one));
        }
        KITH_RETURN_IF_ERROR(
            people.ForgetUnusedUrgent(parts.clock.Now() - kUnusedIsKept));
        return std::vector<tlog::Entry>();
      })
      .status();
}

absl::StatusOr<ListUrgentReply> ListUrgent(const Parts& parts,
                                           const Staff& staff) {
  const std::shared_ptr<const Network> network = parts.network.Get();
  const auto listed = parts.broker.ListUrgent();
  KITH_RETURN_IF_ERROR(ForgetUnusedUrgent(
      parts, listed.ok() ? ExpiredOf(*listed) : std::vector<std::string>()));
  KITH_ASSIGN_OR_RETURN(const std::vector<UrgentRequest> requests,
                        parts.reader.With([](Register& people) {
                          return people.UrgentRequests();
                        }));
  std::map<std::string, const UrgentRequest*> own;
  for (const UrgentRequest& one : requests) own[one.enquiry_id] = &one;

  ListUrgentReply reply;
  reply.set_centre_unreachable(!listed.ok());
  if (listed.ok()) {
    for (const UrgentItem& item : listed->items()) {
      RequestBody request;
      request.ParseFromString(item.request());
      UrgentEntry entry = EntryOf(*network, item);
      const auto mine = own.find(request.enquiry_id());
      if (item.asker() == parts.agency && mine != own.end()) {
        AddOwn(staff, *mine->second, entry);
      }
      *reply.add_entries() = std::move(entry);
    }
  } else {
    for (const UrgentRequest& one : requests) {
      UrgentEntry entry = EntryOf(*network, parts.agency, one);
      AddOwn(staff, one, entry);
      *reply.add_entries() = std::move(entry);
    }
  }
  if (listed.ok()) {
    KITH_RETURN_IF_ERROR(AddShown(parts, *network, staff, requests, reply));
  }
  if (staff.role == "dpo") {
    KITH_RETURN_IF_ERROR(AddAskedHere(parts, *network, reply));
  }
  return reply;
}

absl::StatusOr<UrgentItem> FindItem(const Parts& parts,
                                    const std::string& reference) {
  KITH_ASSIGN_OR_RETURN(const urgent::v1::ListReply listed,
                        parts.broker.ListUrgent());
  for (int i = listed.items_size() - 1; i >= 0; --i) {
    RequestBody request;
    if (request.ParseFromString(listed.items(i).request()) &&
        CheckReference(request.enquiry_id()) == reference) {
      return listed.items(i);
    }
  }
  return absl::NotFoundError(
      "no such request concerns this agency; kith urgent list shows those "
      "that do");
}

}  // namespace kith::agent
