// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RELEASE_DRAFT_H_
#define KITH_BROKER_FLOWS_RELEASE_DRAFT_H_

#include <set>
#include <string>
#include <vector>

#include "broker/flows/enquiry.h"
#include "keys/base/random.h"
#include "keys/hash.h"
#include "keys/tlog/merkle.h"
#include "kith/link/v1/link.pb.h"

namespace kith::broker {

// What will be released: 16 slots a subject in random order, and 16 salted
// commitments to who was asked, each under a small tree. Not thread-safe.
class ReleaseDraft {
 public:
  // Takes the answers received so far; whatever is missing is a blank.
  static ReleaseDraft Make(Enquiry& enquiry, Random& random);

  // Every ground that some slot rests on.
  std::vector<std::string> GroundRefs() const;
  // Slots that rest on one of these become blanks.
  void BlankResting(const std::set<std::string>& ground_refs, Random& random);

  // All slots, 1,024 bytes each, in order of subject.
  std::string SlotBytes() const;
  Hash SlotsRoot() const { return slot_tree_.Root(); }
  Hash HoldersRoot() const { return holder_tree_.Root(); }

  // What one routed agency needs to prove its part.
  struct Part {
    std::uint32_t subject;
    RoutedAgency routed;
    std::uint64_t slot_index;
    std::uint64_t holder_index;
    bool ground_ended = false;  // Its slot became a blank.
  };
  const std::vector<Part>& parts() const { return parts_; }
  // Fills in the paths of `part`.
  void Prove(const Part& part, link::v1::ReleaseProof& proof) const;

 private:
  void Rebuild();

  std::vector<std::string> slots_;
  std::vector<Hash> holders_;
  std::vector<Part> parts_;
  tlog::MerkleTree slot_tree_;
  tlog::MerkleTree holder_tree_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RELEASE_DRAFT_H_
