// SPDX-License-Identifier: Apache-2.0
// Rows out, rows in, and the comparison.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/types/span.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/publish_flow.h"
#include "agent/flows/register_change.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/token.h"

namespace kith::agent {
namespace {

constexpr std::size_t kPeopleAtOnce = 256;
// What takes some ten milliseconds.
constexpr std::size_t kPeopleInOneChange = 64;
constexpr std::size_t kRowsInOneChange = 1024;
// Often enough to keep the broker busy; seldom enough that few messages hold
// fewer rows than they may.
constexpr std::size_t kChangesBetweenSends = 16;
constexpr std::uint32_t kRowsAtOnce = 4096;
// The broker reads messages of at most 1 MiB; a scope may name many.
constexpr std::size_t kPublishBytes = 768 << 10;

void FillScope(const policy::Scope& from, involvement::v1::Scope& to) {
  to.set_everybody(from.everybody);
  for (const auto& word : from.categories) to.add_categories(word);
  for (const auto& word : from.agencies) to.add_agencies(word);
  for (const auto& word : from.excluded_agencies)
    to.add_excluded_agencies(word);
  for (const auto& word : from.purposes) to.add_purposes(word);
}

// The row as the broker takes it.
involvement::v1::Row RowOf(const PublishedRow& row, const Listing& listing) {
  involvement::v1::Row out;
  out.set_token(row.token);
  out.set_handle(row.handle);
  out.set_strong(row.strong);
  out.set_ground_ref(row.ground);
  FillScope(listing.scope, *out.mutable_scope());
  out.set_row_id_sha256(HashBytes(Sha256(row.row_id)));
  out.set_expiry_quarter(listing.expiry_quarter);
  out.set_epoch(row.epoch);
  return out;
}

// As many of `rows` as one message holds; the others are cut off and stay to
// be sent.
involvement::v1::PublishRequest RequestOf(const ListingPlan& plan,
                                          std::vector<PublishedRow>& rows) {
  involvement::v1::PublishRequest request;
  std::size_t bytes = 0;
  std::size_t taken = 0;
  for (; taken < rows.size() && bytes < kPublishBytes; ++taken) {
    const auto listing = plan.listings.find(rows[taken].person);
    if (listing == plan.listings.end()) continue;
    *request.add_rows() = RowOf(rows[taken], listing->second);
    bytes += request.rows(request.rows_size() - 1).ByteSizeLong();
  }
  rows.resize(taken);
  return request;
}

// Rows of one person in one epoch, in the order of the person's keys.
absl::Status PutRows(Random& random, Register& people, const Listing& listing,
                     std::uint32_t epoch) {
  const std::string handle = random.Bytes(16);
  for (std::size_t k = 0; k < listing.inputs.size(); ++k) {
    KITH_ASSIGN_OR_RETURN(
        const std::string made,
        people.GetMadeToken(epoch, KeyHash(listing.inputs[k])));
    if (made.size() != Token::kBytes + CapsuleKey::kBytes) {
      return absl::InternalError("a token that was made is missing");
    }
    KITH_RETURN_IF_ERROR(
        people.PutRow({.row_id = random.Bytes(32),
                       .token = made.substr(0, Token::kBytes),
                       .capsule_key = made.substr(Token::kBytes),
                       .handle = handle,
                       .person = listing.person,
                       .ground = listing.ground,
                       .epoch = epoch,
                       .kind = listing.kinds[k],
                       .strong = listing.strong[k],
                       .state = RowState::kToSend}));
  }
  return absl::OkStatus();
}

// Changes one person's rows to those of `listing` in these epochs. Where
// nothing but the epochs changed, what is there stays: nobody is missed
// meanwhile.
absl::Status ChangeRows(Random& random, Register& people,
                        const Listing& listing,
                        const std::set<std::uint32_t>& epochs) {
  KITH_ASSIGN_OR_RETURN(const std::vector<PublishedRow> old,
                        people.RowsOf(listing.person));
  std::set<std::uint32_t> there;
  for (const PublishedRow& row : old) {
    if (row.state != RowState::kToRemove) there.insert(row.epoch);
  }
  KITH_ASSIGN_OR_RETURN(const std::string listed_as,
                        people.ListedAs(listing.person));
  if (Fingerprint(listing, there) != listed_as) there.clear();
  for (const PublishedRow& row : old) {
    if (there.contains(row.epoch) && epochs.contains(row.epoch)) continue;
    KITH_RETURN_IF_ERROR(people.SetRowState(row, RowState::kToRemove));
  }
  for (const std::uint32_t epoch : epochs) {
    if (there.contains(epoch)) continue;
    KITH_RETURN_IF_ERROR(PutRows(random, people, listing, epoch));
  }
  return people.SetListedAs(listing.person, listing.fingerprint);
}

}  // namespace

// The broker inserts rows while the next are made. What it has no room for is
// sent by later passes.
absl::Status PublishFlow::MakeAndSendRows(
    const ListingPlan& plan, const std::vector<const Listing*>& listings) {
  const absl::Span<const Listing* const> all(listings);
  for (std::size_t at = 0; at < all.size(); at += kPeopleAtOnce) {
    // A family does not wait for a whole register to be published.
    KITH_RETURN_IF_ERROR(SendWithdrawals());
    KITH_RETURN_IF_ERROR(MakeRows(all.subspan(at, kPeopleAtOnce)));
    if ((at / kPeopleAtOnce + 1) % kChangesBetweenSends != 0) continue;
    const absl::Status sent = BringRows(plan);
    if (!absl::IsResourceExhausted(sent)) KITH_RETURN_IF_ERROR(sent);
  }
  return absl::OkStatus();
}

// Rows out, the comparison, rows in. RESOURCE_EXHAUSTED if the broker has no
// room for all of them.
absl::Status PublishFlow::BringRows(const ListingPlan& plan) {
  KITH_RETURN_IF_ERROR(RemoveRows());
  KITH_RETURN_IF_ERROR(Reconcile());
  // In front of sending, which may find that the broker has no room yet.
  KITH_RETURN_IF_ERROR(CountRows());
  return SendRows(plan);
}

absl::Status PublishFlow::MakeRows(absl::Span<const Listing* const> listings) {
  const std::set<std::uint32_t> epochs = PublishedEpochs(*parts_.network.Get());
  return ChangeEach<const Listing*>(
      parts_, listings, kPeopleInOneChange,
      [&](Register& people, const Listing* listing) {
        return ChangeRows(parts_.random, people, *listing, epochs);
      });
}

absl::Status PublishFlow::RemoveRows() {
  while (true) {
    KITH_RETURN_IF_ERROR(SendWithdrawals());
    KITH_ASSIGN_OR_RETURN(const std::vector<PublishedRow> rows,
                          parts_.reader.With([](Register& people) {
                            return people.RowsInState(RowState::kToRemove, 0,
                                                      kRowsAtOnce);
                          }));
    if (rows.empty()) return absl::OkStatus();
    involvement::v1::RemoveRequest request;
    for (const PublishedRow& row : rows) {
      request.add_row_ids(row.row_id);
      request.add_tokens(row.token);
    }
    Say("the broker");
    KITH_RETURN_IF_ERROR(parts_.broker.Remove(request).status());
    KITH_RETURN_IF_ERROR(
        ChangeEach<PublishedRow>(parts_, rows, kRowsInOneChange,
                                 [](Register& people, const PublishedRow& row) {
                                   return people.DeleteRow(row);
                                 }));
  }
}

absl::Status PublishFlow::SendRows(const ListingPlan& plan) {
  while (true) {
    KITH_RETURN_IF_ERROR(SendWithdrawals());
    KITH_ASSIGN_OR_RETURN(std::vector<PublishedRow> rows,
                          parts_.reader.With([](Register& people) {
                            return people.RowsInState(RowState::kToSend, 0,
                                                      kRowsAtOnce);
                          }));
    if (rows.empty()) return absl::OkStatus();
    parts_.random.Shuffle(rows);
    const involvement::v1::PublishRequest request = RequestOf(plan, rows);
    Say("the broker");
    if (request.rows_size() > 0) {
      KITH_RETURN_IF_ERROR(parts_.broker.Publish(request).status());
    }
    KITH_RETURN_IF_ERROR(ChangeEach<PublishedRow>(
        parts_, rows, kRowsInOneChange,
        [](Register& people, const PublishedRow& row) {
          return people.SetRowState(row, RowState::kSent);
        }));
  }
}

absl::Status PublishFlow::CountRows() {
  return parts_.reader.With([&](Register& people) -> absl::Status {
    KITH_ASSIGN_OR_RETURN(const std::uint64_t to_send,
                          people.CountRows(RowState::kToSend));
    KITH_ASSIGN_OR_RETURN(const std::uint64_t sent,
                          people.CountRows(RowState::kSent));
    KITH_ASSIGN_OR_RETURN(const std::uint64_t present,
                          people.CountRows(RowState::kPresent));
    absl::MutexLock lock(&mutex_);
    progress_.wanted = to_send + sent + present;
    progress_.present = present;
    return absl::OkStatus();
  });
}

// Rows sent in an earlier pass: in the index now, still on their way, or to be
// sent again.
absl::Status PublishFlow::Reconcile() {
  std::int64_t compared = 0;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const std::vector<PublishedRow> rows,
                          parts_.reader.With([&](Register& people) {
                            return people.RowsInState(RowState::kSent, compared,
                                                      kRowsAtOnce);
                          }));
    if (rows.empty()) return absl::OkStatus();
    compared = rows.back().number;
    involvement::v1::ReconcileRequest request;
    for (const PublishedRow& row : rows) {
      request.add_row_id_sha256(HashBytes(Sha256(row.row_id)));
      request.add_tokens(row.token);
    }
    KITH_ASSIGN_OR_RETURN(const involvement::v1::ReconcileReply reply,
                          parts_.broker.Reconcile(request));
    const int asked = static_cast<int>(rows.size());
    if (reply.present_size() != asked || reply.waiting_size() != asked) {
      return absl::InternalError("the broker compared another number of rows");
    }
    const auto& waiting = reply.waiting();
    const auto still = std::count(waiting.begin(), waiting.end(), true);
    if (still == asked) return absl::OkStatus();
    KITH_RETURN_IF_ERROR(ChangeEach<PublishedRow>(
        parts_, rows, kRowsInOneChange,
        [&](Register& people, const PublishedRow& row) -> absl::Status {
          const int i = static_cast<int>(&row - rows.data());
          if (reply.waiting(i) && !reply.present(i)) return absl::OkStatus();
          return people.SetRowState(
              row, reply.present(i) ? RowState::kPresent : RowState::kToSend);
        }));
    // Rows come in by rounds, all alike: most of those behind these wait too.
    if (still > asked / 2) return absl::OkStatus();
  }
}

}  // namespace kith::agent
