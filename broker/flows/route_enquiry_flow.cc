// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/route_enquiry_flow.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "broker/flows/ask_checks.h"
#include "broker/flows/route_message.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::broker {
namespace {

// The window closes at nine tenths of the release time.
absl::Duration Window(const Network& network) {
  return network.release() * 9 / 10;
}

constexpr std::size_t kSaltBytes = 32;

// Empty of an agency that is in the network no longer.
std::string CategoryOf(const Network& network, const std::string& agency) {
  const network::v1::Agency* found = network.FindAgency(agency);
  return found == nullptr ? "" : found->category();
}

}  // namespace

// A row that may be passed on, and the slot that found it.
struct RouteEnquiryFlow::Hit {
  std::uint32_t epoch;
  std::uint32_t slot;
  IndexRow row;
};

// One person of one agency that can be asked about.
struct RouteEnquiryFlow::Candidate {
  std::string agency;
  std::string handle;
  bool strong = false;
  SlotSet slots;
  std::set<std::string> ground_refs;
};

void RouteEnquiryFlow::Run(std::shared_ptr<Enquiry> enquiry) {
  absl::Duration accepted_at;
  {
    absl::MutexLock lock(&enquiry->mutex);
    const absl::Time now = parts_.clock.Now();
    enquiry->coverage = parts_.coverage.Now(*enquiry->network, now);
    enquiry->index_rebuilding = parts_.index_state.IsRebuilding(
        *enquiry->network, enquiry->coverage, now);
    enquiry->routed.resize(
        static_cast<std::size_t>(enquiry->ask.subjects_size()));
    accepted_at = enquiry->accepted_at;
  }
  for (int i = 0; i < enquiry->ask.subjects_size(); ++i) {
    const absl::Status status =
        RouteSubject(enquiry, static_cast<std::uint32_t>(i));
    // INVARIANT (an error is never an answer): a look-up that failed ends the
    // enquiry; it does not read as nothing found.
    if (!status.ok()) return release_.Abort(enquiry, status);
  }
  // Whatever becomes of the answers, this enquiry ends.
  parts_.executor.At(accepted_at + Window(*enquiry->network),
                     [this, enquiry] { release_.Run(enquiry); });
  release_.ReleaseIfAllAnswered(enquiry);
}

absl::Status RouteEnquiryFlow::RouteSubject(
    const std::shared_ptr<Enquiry>& enquiry, std::uint32_t subject) {
  const auto& question = enquiry->ask.subjects(static_cast<int>(subject));
  KITH_ASSIGN_OR_RETURN(std::vector<Hit> hits, FindHits(*enquiry, question));
  const std::vector<Candidate> chosen = Choose(*enquiry, std::move(hits));
  {
    // Before anything is sent: an answer may come back at once.
    absl::MutexLock lock(&enquiry->mutex);
    for (const Candidate& candidate : chosen) {
      enquiry->routed[subject].push_back(
          {.agency = candidate.agency,
           .handle = candidate.handle,
           .ground_refs = {candidate.ground_refs.begin(),
                           candidate.ground_refs.end()},
           .holder_salt = parts_.random.Bytes(kSaltBytes)});
    }
  }
  for (const Candidate& candidate : chosen) {
    // Not connected: its slot stays blank, and coverage has said so.
    (void)parts_.relay.Send(candidate.agency,
                            Message(*enquiry, subject, candidate));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<RouteEnquiryFlow::Hit>> RouteEnquiryFlow::FindHits(
    const Enquiry& enquiry, const enquiry::v1::SubjectQuestion& subject) const {
  KITH_ASSIGN_OR_RETURN(
      const auto rules,
      parts_.policies.Get(enquiry.network->file().policy_text()));
  std::vector<Token> tokens;
  for (const auto& epoch : subject.epochs()) {
    for (std::size_t slot = 0; slot < kTokenSlots; ++slot) {
      tokens.push_back(
          *Token::FromBytes(absl::string_view(epoch.tokens())
                                .substr(slot * Token::kBytes, Token::kBytes)));
    }
  }
  KITH_ASSIGN_OR_RETURN(std::vector<FoundRow> found,
                        parts_.index.Find(parts_.reader, tokens));
  std::set<std::string> refs;
  for (const FoundRow& row : found) refs.insert(row.row.ground_ref);
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> grounds,
                        parts_.reader.FindGrounds(std::vector<std::string>(
                            refs.begin(), refs.end())));
  const absl::Time now = parts_.clock.Now();
  std::set<std::string> active;
  for (const StoredGround& ground : grounds) {
    if (!ground.withdrawn && ground.expires_at > now) active.insert(ground.ref);
  }
  const std::string category =
      enquiry.network->FindAgency(enquiry.asker)->category();
  const std::string seen_as = enquiry.ask.shielded_asker() ? "" : enquiry.asker;
  std::vector<Hit> hits;
  for (FoundRow& row : found) {
    if (row.row.agency == enquiry.asker) continue;
    const policy::Decision decision = rules->DecideRoute(
        {.purpose = enquiry.ask.purpose(),
         .asker_category = category,
         .ground = GroundWord(enquiry.ask.ground().kind()),
         .holder_category = CategoryOf(*enquiry.network, row.row.agency),
         .covered = policy::Covers(row.row.scope, seen_as, category,
                                   enquiry.ask.purpose()),
         .active = active.contains(row.row.ground_ref)});
    if (!decision.allowed) continue;
    hits.push_back(
        {.epoch =
             subject.epochs(static_cast<int>(row.slot / kTokenSlots)).epoch(),
         .slot = static_cast<std::uint32_t>(row.slot % kTokenSlots),
         .row = std::move(row.row)});
  }
  return hits;
}

std::vector<RouteEnquiryFlow::Candidate> RouteEnquiryFlow::Choose(
    const Enquiry& enquiry, std::vector<Hit> hits) const {
  // A handle is one person in one epoch; one that was published in two counts
  // as two, so that a weak key never counts twice.
  std::map<std::tuple<std::string, std::string, std::uint32_t>, Candidate>
      by_handle;
  for (const Hit& hit : hits) {
    Candidate& candidate =
        by_handle[{hit.row.agency, hit.row.handle, hit.epoch}];
    candidate.agency = hit.row.agency;
    candidate.handle = hit.row.handle;
    candidate.strong = candidate.strong || hit.row.strong;
    candidate.slots.insert({hit.epoch, hit.slot});
    candidate.ground_refs.insert(hit.row.ground_ref);
  }
  // One of each agency: a strong hit first, then the most hits, so that a twin
  // is not asked about in the other's place; then in an order nobody can
  // foresee.
  using Order = std::tuple<bool, std::size_t, std::string>;
  std::map<std::string, std::pair<Order, Candidate>> best;
  for (auto& [key, candidate] : by_handle) {
    if (!candidate.strong && candidate.slots.size() < 2) continue;
    const Order order{!candidate.strong, kTokenSlots - candidate.slots.size(),
                      parts_.index.OrderTag(enquiry.id, candidate.handle)};
    const auto it = best.find(candidate.agency);
    if (it == best.end() || order < it->second.first) {
      best[candidate.agency] = {order, candidate};
    }
  }
  // Across agencies: strong first, then that order alone.
  std::vector<std::pair<std::tuple<bool, std::string>, Candidate>> ordered;
  for (auto& [agency, ranked] : best) {
    const auto& [weak, fewer, tag] = ranked.first;
    ordered.push_back({{weak, tag}, std::move(ranked.second)});
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  if (ordered.size() > kAnswerSlots) {
    LogWarning("more_agencies_than_slots",
               {{"agencies", static_cast<std::int64_t>(ordered.size())}});
    ordered.resize(kAnswerSlots);
  }
  std::vector<Candidate> chosen;
  for (auto& [order, candidate] : ordered)
    chosen.push_back(std::move(candidate));
  return chosen;
}

link::v1::ToAgent RouteEnquiryFlow::Message(const Enquiry& enquiry,
                                            std::uint32_t subject,
                                            const Candidate& candidate) const {
  const auto& question = enquiry.ask.subjects(static_cast<int>(subject));
  link::v1::ToAgent message =
      MakeRoute(enquiry.id, subject, question, candidate.handle,
                candidate.slots, Window(*enquiry.network), parts_.random);
  if (enquiry.ask.shielded_asker()) {
    const std::string category =
        enquiry.network->FindAgency(enquiry.asker)->category();
    std::string padded = category;
    padded.resize(kShieldedCategoryBytes, '\0');
    message.mutable_route()->set_shielded_category(std::move(padded));
    message.mutable_route()->set_shielded_signature(
        parts_.signer.Sign(Label::kShieldedAsk, enquiry.network->id(),
                           JoinFields({question.header(), category})));
  }
  return message;
}

}  // namespace kith::broker
