// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SUPPORT_LOG_BUILDER_H_
#define KITH_TESTS_SUPPORT_LOG_BUILDER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence.h"
#include "keys/base/random.h"
#include "keys/signer.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "kith/log/v1/log.pb.h"

namespace kith::tests {

using deploy::LogEvidence;
using log::v1::EnquiryDetail;
using log::v1::Event;

// A log as the programs keep it, for as many entries as a test wants.
class LogBuilder {
 public:
  LogBuilder(Random& random, absl::Time start) : random_(random), now_(start) {}

  std::uint64_t Append(Event event, const std::string& agency,
                       EnquiryDetail detail,
                       absl::Duration after = absl::Minutes(5)) {
    after_ = after;
    std::string public_part = tlog::NoPublicPart();
    if (event == log::v1::EVENT_RELEASED) {
      detail.set_slots_root(random_.Bytes(kHashBytes));
      detail.set_holders_root(random_.Bytes(kHashBytes));
      public_part =
          tlog::ReleasePublicPart(HashFromBytes(detail.slots_root()),
                                  HashFromBytes(detail.holders_root()));
    }
    return AppendDetail(event, agency, detail.SerializeAsString(), public_part);
  }
  std::uint64_t AppendDetail(Event event, const std::string& agency,
                             const std::string& detail,
                             const std::string& public_part) {
    Chain& chain = chains_[agency];
    log::v1::Opening opening;
    opening.set_event(event);
    opening.set_agency(agency);
    opening.set_agency_sequence(++chain.sequence);
    opening.set_agency_previous(chain.previous);
    opening.set_detail(detail);
    log::v1::LeafOpening whole;
    whole.set_index(leaves_.size());
    whole.set_salt(random_.Bytes(32));
    whole.set_opening(opening.SerializeAsString());
    whole.set_public_part(public_part);
    now_ += std::exchange(after_, absl::Minutes(5));
    whole.set_leaf(tlog::LeafBytes(
        {.index = leaves_.size(),
         .time = now_,
         .commitment = tlog::Commitment(
             tlog::SealOpening(whole.salt(), whole.opening()), public_part),
         .network_file = network_file_}));
    chain.previous = HashBytes(tlog::LeafHash(whole.leaf()));
    leaves_.push_back(whole.leaf());
    openings_[agency].push_back(whole);
    return whole.index();
  }
  // RELEASED of somebody else's question: where it stands, and the opening as
  // it is sealed.
  std::pair<std::uint64_t, std::string> AppendSealed(
      const std::string& agency, const std::string& public_part) {
    const std::uint64_t index =
        AppendDetail(log::v1::EVENT_RELEASED, agency, "", public_part);
    const log::v1::LeafOpening& made = openings_[agency].back();
    return {index, tlog::SealOpening(made.salt(), made.opening())};
  }
  // Destroys the openings of `indexes` and says so in the agency's chain.
  void Erase(const std::string& agency,
             const std::vector<std::uint64_t>& indexes,
             const std::string& why = "request") {
    log::v1::ErasedDetail detail;
    detail.set_why(why);
    for (const std::uint64_t index : indexes) {
      detail.add_indexes(index);
      std::erase_if(openings_[agency],
                    [&](const auto& one) { return one.index() == index; });
    }
    AppendDetail(log::v1::EVENT_ERASED, agency, detail.SerializeAsString(),
                 tlog::NoPublicPart());
  }
  // The database was lost with these, and taken from a mirror: the agency's
  // entries among them are leaves alone, and its chain goes on from before.
  std::uint64_t Lose(const std::string& agency, std::uint64_t first,
                     std::uint64_t end) {
    auto& openings = openings_[agency];
    std::erase_if(openings, [&](const auto& one) {
      return first <= one.index() && one.index() < end;
    });
    Chain& chain = chains_[agency];
    chain = {};
    if (!openings.empty()) {
      log::v1::Opening newest;
      newest.ParseFromString(openings.back().opening());
      chain = {newest.agency_sequence(),
               HashBytes(tlog::LeafHash(openings.back().leaf()))};
    }
    return SayRestored(agency, first, end);
  }
  std::uint64_t SayRestored(const std::string& agency, std::uint64_t first,
                            std::uint64_t end) {
    log::v1::RestoreDetail detail;
    detail.set_first(first);
    detail.set_end(end);
    detail.set_checkpoint_sha256(random_.Bytes(kHashBytes));
    return AppendDetail(log::v1::EVENT_RESTORE, agency,
                        detail.SerializeAsString(), tlog::NoPublicPart());
  }
  LogEvidence For(const std::string& agency, const std::string& origin,
                  const Signer& signer) {
    tlog::MerkleTree tree;
    for (const std::string& leaf : leaves_) tree.Append(tlog::LeafHash(leaf));
    return {
        tlog::SignNote(tlog::CheckpointText({origin, tree.size(), tree.Root()}),
                       origin, signer),
        leaves_, openings_[agency]};
  }

  // The network file that what follows is made under.
  void Under(const Hash& network_file) { network_file_ = network_file; }
  // The next entry is made when the other log's newest was.
  void StepTo(const LogBuilder& other) { now_ = other.now_ - absl::Minutes(5); }
  // Between the newest entry and the next.
  void Wait(absl::Duration after) { after_ = after; }
  std::uint64_t size() const { return leaves_.size(); }

 private:
  struct Chain {
    std::uint64_t sequence = 0;
    std::string previous = std::string(kHashBytes, '\0');
  };
  Random& random_;
  absl::Time now_;
  absl::Duration after_ = absl::Minutes(5);
  Hash network_file_ = {};
  std::vector<std::string> leaves_;
  std::map<std::string, Chain> chains_;
  std::map<std::string, std::vector<log::v1::LeafOpening>> openings_;
};

}  // namespace kith::tests

#endif  // KITH_TESTS_SUPPORT_LOG_BUILDER_H_
